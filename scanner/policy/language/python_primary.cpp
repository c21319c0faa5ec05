// Atoms, displays, comprehensions and calls.
#include "scanner/policy/language/python_fstring.hpp"
#include "scanner/policy/language/python_parser.hpp"

namespace glance_audit::policy {

PythonParser::Node PythonParser::atom() {
    if (is(Token::name)) return make(Kind::name, {}, tokens_[at_++].text);
    if (is(Token::keyword)) return constant();
    if (is(Token::integer) || is(Token::floating) || is(Token::imaginary)) return number();
    if (is(Token::string) || is(Token::bytes) || is(Token::fstring)) return strings();
    if (take_op("(")) return parenthesized();
    if (take_op("[")) return list();
    if (take_op("{")) return braces();
    if (take_op("...")) return make(Kind::ellipsis);
    fail();
    return other();
}

PythonParser::Node PythonParser::constant() {
    if (take_word("None")) return make(Kind::none);
    if (take_word("True")) return make(Kind::boolean, {}, "True");
    if (take_word("False")) return make(Kind::boolean, {}, "False");
    fail();
    return other();
}

PythonParser::Node PythonParser::number() {
    const PythonToken& read = tokens_[at_++];
    const Kind kind = read.kind == Token::integer    ? Kind::integer
                      : read.kind == Token::floating ? Kind::floating
                                                     : Kind::imaginary;
    const Node node = make(kind, {}, read.text);
    nodes_[node].printable = read.printable;
    return node;
}

// Literals that stand side by side are one; str and bytes do not mix.
PythonParser::Node PythonParser::strings() {
    std::string value;
    bool bytes = false;
    bool text = false;
    bool formatted = false;
    for (; is(Token::string) || is(Token::bytes) || is(Token::fstring); ++at_) {
        bytes = bytes || is(Token::bytes);
        text = text || !is(Token::bytes);
        formatted = formatted || is(Token::fstring);
        if (is(Token::fstring) && !is_valid_fstring(token().text, token().raw)) fail();
        value += token().text;
    }
    if (bytes && text) fail();
    return formatted ? other() : make(bytes ? Kind::bytes : Kind::string, {}, std::move(value));
}

PythonParser::Node PythonParser::starred_or_expression() {
    if (!take_op("*")) return expression();
    return make(Kind::starred, {binary(0)});
}

PythonParser::Node PythonParser::parenthesized() {
    const Level level(*this);
    if (take_op(")")) return make(Kind::tuple);
    if (is_word("yield")) return yielded();
    const Node first = starred_or_expression();
    if (comprehension_follows()) return comprehension(first, ")");
    if (!take_op(")")) return make(Kind::tuple, more_items(first, ")"));
    if (is_starred(first)) fail();
    return first;
}

PythonParser::Node PythonParser::yielded() {
    want_word("yield");
    if (take_word("from")) {
        expression();
    } else if (!is_op(")")) {
        do starred_or_expression();
        while (take_op(",") && !is_op(")"));
    }
    want_op(")");
    return other();
}

PythonParser::Node PythonParser::list() {
    const Level level(*this);
    if (take_op("]")) return make(Kind::list);
    const Node first = starred_or_expression();
    if (comprehension_follows()) return comprehension(first, "]");
    return make(Kind::list, more_items(first, "]"));
}

PythonParser::Node PythonParser::braces() {
    const Level level(*this);
    if (take_op("}")) return make(Kind::empty_dict);
    if (is_op("**")) return unpacked_dict();
    const Node first = starred_or_expression();
    if (comprehension_follows()) return comprehension(first, "}");
    return make(Kind::set, more_items(first, "}"));
}

// Without a colon there are no other entries than "**x".
PythonParser::Node PythonParser::unpacked_dict() {
    while (take_op("**")) {
        binary(0);
        if (!take_op(",")) break;
    }
    want_op("}");
    return other();
}

// ", b, c" and the bracket, a comma before it allowed.
std::vector<PythonParser::Node> PythonParser::more_items(Node first, std::string_view close) {
    std::vector<Node> found{first};
    while (take_op(",") && !is_op(close)) found.push_back(starred_or_expression());
    want_op(close);
    return found;
}

void PythonParser::subscripts() {
    const Level level(*this);
    more_items(starred_or_expression(), "]");
}

PythonParser::Node PythonParser::comprehension(Node element, std::string_view close) {
    if (is_starred(element)) fail();
    while (comprehension_follows()) {
        take_word("async");
        want_word("for");
        do target();
        while (take_op(",") && !is_word("in"));
        want_word("in");
        disjunction();
        while (take_word("if")) disjunction();
    }
    want_op(close);
    return other();
}

void PythonParser::target() {
    if (take_op("*") && is_op("*")) fail();
    if (!is_target(primary())) fail();
}

bool PythonParser::is_target(Node node) const {
    switch (nodes_[node].kind) {
        case Kind::name:
        case Kind::attribute:
        case Kind::subscript: return true;
        case Kind::tuple:
        case Kind::list: break;
        case Kind::starred: return is_target(nodes_[node].children[0]);
        default: return false;
    }
    for (const Node child : nodes_[node].children) {
        if (!is_target(child)) return false;
    }
    return true;
}

// "name=value"
bool PythonParser::keyword_argument() {
    const bool follows = is(Token::name) && tokens_[at_ + 1].kind == Token::op && tokens_[at_ + 1].text == "=";
    if (!follows) return false;
    at_ += 2;
    expression();
    return true;
}

// What stands between the parentheses of a call, and the closing one. Says whether it is nothing. Positional ones come
// first, then names with '=', then '**'; '*' may stand between the former two.
bool PythonParser::arguments() {
    const Level level(*this);
    bool keywords = false;
    bool unpacked = false;
    for (bool first = true; !failed_; first = false) {
        if (take_op(")")) return first;
        if (take_op("**")) {
            expression();
            unpacked = true;
        } else if (take_op("*")) {
            if (unpacked) fail();
            expression();
        } else if (keyword_argument()) {
            keywords = true;
        } else {
            if (keywords || unpacked) fail();
            const Node value = expression();
            if (first && comprehension_follows()) {
                comprehension(value, ")");
                return false;
            }
        }
        if (take_op(",")) continue;
        want_op(")");
        return false;
    }
    return false;
}

}  // namespace glance_audit::policy
