// Tokens, nodes and operators; what they bind is in python_primary.cpp.
#include "scanner/policy/language/python_expression.hpp"

#include <array>

#include "scanner/policy/language/python_parser.hpp"

namespace glance_audit::policy {

namespace {

// Python gives up with MemoryError or RecursionError somewhat below 3000 levels.
constexpr std::size_t kMaxDepth = 2900;

// Binary operators, the loosest first; a level holds all operators of one precedence.
constexpr std::array<std::array<std::string_view, 5>, 6> kLevels{{{"|", "", "", "", ""},
                                                                  {"^", "", "", "", ""},
                                                                  {"&", "", "", "", ""},
                                                                  {"<<", ">>", "", "", ""},
                                                                  {"+", "-", "", "", ""},
                                                                  {"*", "/", "//", "%", "@"}}};

}  // namespace

PythonExpression PythonParser::run() {
    PythonExpression out;
    out.root = expressions();
    while (take(Token::newline)) {
    }
    if (!is(Token::end)) fail();
    out.outcome = too_deep_ ? PythonExpression::Outcome::too_deep
                  : failed_ ? PythonExpression::Outcome::syntax_error
                            : PythonExpression::Outcome::parsed;
    out.nodes = std::move(nodes_);
    return out;
}

void PythonParser::enter() {
    if (++depth_ <= kMaxDepth) return;
    too_deep_ = true;
    fail();
}

bool PythonParser::take_if(bool matches) {
    if (matches) ++at_;
    return matches;
}

void PythonParser::want_op(std::string_view op) {
    if (!take_op(op)) fail();
}

void PythonParser::want_word(std::string_view word) {
    if (!take_word(word)) fail();
}

PythonParser::Node PythonParser::make(Kind kind, std::vector<Node> children, std::string text) {
    nodes_.push_back({kind, std::move(text), true, std::move(children)});
    return nodes_.size() - 1;
}

PythonParser::Node PythonParser::expressions() {
    const Node first = expression();
    if (!is_op(",")) return first;
    std::vector<Node> items{first};
    while (take_op(",") && !is(Token::newline) && !is(Token::end)) items.push_back(expression());
    return make(Kind::tuple, std::move(items));
}

PythonParser::Node PythonParser::expression() {
    const Level level(*this);
    const Node value = disjunction();
    if (!take_word("if")) return value;
    disjunction();
    want_word("else");
    expression();
    return other();
}

PythonParser::Node PythonParser::disjunction() {
    const Node first = conjunction();
    if (!is_word("or")) return first;
    while (take_word("or")) conjunction();
    return other();
}

PythonParser::Node PythonParser::conjunction() {
    const Node first = inversion();
    if (!is_word("and")) return first;
    while (take_word("and")) inversion();
    return other();
}

PythonParser::Node PythonParser::inversion() {
    const Level level(*this);
    if (!take_word("not")) return comparison();
    inversion();
    return other();
}

bool PythonParser::comparison_operator() {
    for (const std::string_view op : {"==", "!=", "<=", "<", ">=", ">"}) {
        if (take_op(op)) return true;
    }
    if (take_word("in")) return true;
    if (take_word("is")) {
        take_word("not");
        return true;
    }
    if (!is_word("not") || tokens_[at_ + 1].text != "in") return false;
    at_ += 2;
    return true;
}

PythonParser::Node PythonParser::comparison() {
    const Node first = binary(0);
    if (!comparison_operator()) return first;
    do binary(0);
    while (comparison_operator());
    return other();
}

PythonParser::Node PythonParser::binary(std::size_t level) {
    if (level == kLevels.size()) return factor();
    Node left = binary(level + 1);
    while (const std::optional<char> op = binary_operator(level)) {
        const Node right = binary(level + 1);
        const Kind kind = *op == '+' ? Kind::plus : *op == '-' ? Kind::minus : Kind::other;
        left = make(kind, {left, right});
    }
    return left;
}

std::optional<char> PythonParser::binary_operator(std::size_t level) {
    for (const std::string_view op : kLevels[level]) {
        if (!op.empty() && take_op(op)) return op.front();
    }
    return std::nullopt;
}

PythonParser::Node PythonParser::factor() {
    const Level level(*this);
    if (take_op("+")) return make(Kind::plus, {factor()});
    if (take_op("-")) return make(Kind::minus, {factor()});
    if (take_op("~")) {
        factor();
        return other();
    }
    const bool awaited = take_word("await");
    const Node base = primary();
    if (!take_op("**")) return awaited ? other() : base;
    factor();
    return other();
}

PythonParser::Node PythonParser::primary() {
    Node node = atom();
    for (;;) {
        if (take_op(".")) {
            if (!take(Token::name)) fail();
            node = make(Kind::attribute);
        } else if (take_op("(")) {
            const bool is_set = nodes_[node].kind == Kind::name && nodes_[node].text == "set";
            const bool empty = arguments();
            node = is_set && empty ? make(Kind::empty_set_call) : other();
        } else if (take_op("[")) {
            subscripts();
            node = make(Kind::subscript);
        } else {
            return node;
        }
    }
}

PythonExpression parse_python_expression(std::string_view text) {
    std::optional<std::vector<PythonToken>> tokens = tokenize_python(text);
    if (!tokens) return {};
    return PythonParser(std::move(*tokens)).run();
}

}  // namespace glance_audit::policy
