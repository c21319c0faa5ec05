#include "scanner/policy/python_expression.hpp"

#include <array>
#include <optional>
#include <utility>

#include "scanner/policy/python_fstring.hpp"
#include "scanner/policy/python_tokens.hpp"

namespace glance_audit::policy {

namespace {

using Kind = PythonNode::Kind;
using Token = PythonToken::Kind;
using Node = std::size_t;

// Python gives up with MemoryError or RecursionError somewhat below 3000 levels.
constexpr std::size_t kMaxDepth = 2900;

// Binary operators, the loosest first; a level holds all operators of one precedence.
constexpr std::array<std::array<std::string_view, 5>, 6> kLevels{{{"|", "", "", "", ""},
                                                                  {"^", "", "", "", ""},
                                                                  {"&", "", "", "", ""},
                                                                  {"<<", ">>", "", "", ""},
                                                                  {"+", "-", "", "", ""},
                                                                  {"*", "/", "//", "%", "@"}}};

// Recursive descent. The first mistake sets failed_, and from there on no token matches, so that all rules run out.
class Parser {
public:
    explicit Parser(std::vector<PythonToken> tokens) : tokens_(std::move(tokens)) {}

    PythonExpression run() {
        PythonExpression out;
        out.root = expressions();
        while (take(Token::newline)) {}
        if (!is(Token::end)) fail();
        out.outcome = too_deep_ ? PythonExpression::Outcome::too_deep
                      : failed_ ? PythonExpression::Outcome::syntax_error
                                : PythonExpression::Outcome::parsed;
        out.nodes = std::move(nodes_);
        return out;
    }

private:
    // --- tokens

    const PythonToken& token() const { return tokens_[at_]; }
    bool is(Token kind) const { return !failed_ && token().kind == kind; }
    bool is_op(std::string_view op) const { return is(Token::op) && token().text == op; }
    bool is_word(std::string_view word) const { return is(Token::keyword) && token().text == word; }

    bool take(Token kind) {
        if (!is(kind)) return false;
        ++at_;
        return true;
    }
    bool take_op(std::string_view op) {
        if (!is_op(op)) return false;
        ++at_;
        return true;
    }
    bool take_word(std::string_view word) {
        if (!is_word(word)) return false;
        ++at_;
        return true;
    }
    void want_op(std::string_view op) {
        if (!take_op(op)) fail();
    }
    void want_word(std::string_view word) {
        if (!take_word(word)) fail();
    }

    void fail() { failed_ = true; }

    // --- nodes

    Node make(Kind kind, std::vector<Node> children = {}, std::string text = {}) {
        nodes_.push_back({kind, std::move(text), true, std::move(children)});
        return nodes_.size() - 1;
    }

    Node other() { return make(Kind::other); }

    // One level of recursion; too many end the parse.
    class Level {
    public:
        explicit Level(Parser& parser) : parser_(parser) {
            if (++parser_.depth_ <= kMaxDepth) return;
            parser_.too_deep_ = true;
            parser_.fail();
        }
        ~Level() { --parser_.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        Parser& parser_;
    };

    // --- expressions

    Node expressions() {
        const Node first = expression();
        if (!is_op(",")) return first;
        std::vector<Node> items{first};
        while (take_op(",") && !is(Token::newline) && !is(Token::end)) items.push_back(expression());
        return make(Kind::tuple, std::move(items));
    }

    Node expression() {
        const Level level(*this);
        const Node value = disjunction();
        if (!take_word("if")) return value;
        disjunction();
        want_word("else");
        expression();
        return other();
    }

    Node disjunction() { return words("or", [this] { return words("and", [this] { return inversion(); }); }); }

    template <typename Operand>
    Node words(std::string_view word, Operand operand) {
        const Node first = operand();
        if (!is_word(word)) return first;
        while (take_word(word)) operand();
        return other();
    }

    Node inversion() {
        const Level level(*this);
        if (!take_word("not")) return comparison();
        inversion();
        return other();
    }

    bool comparison_operator() {
        for (const std::string_view op : {"==", "!=", "<=", "<", ">=", ">"}) {
            if (take_op(op)) return true;
        }
        if (take_word("in")) return true;
        if (take_word("is")) {
            take_word("not");
            return true;
        }
        if (!is_word("not") || at_ + 1 >= tokens_.size() || tokens_[at_ + 1].text != "in") return false;
        at_ += 2;
        return true;
    }

    Node comparison() {
        const Node first = binary(0);
        if (!comparison_operator()) return first;
        do binary(0);
        while (comparison_operator());
        return other();
    }

    Node binary(std::size_t level) {
        if (level == kLevels.size()) return factor();
        Node left = binary(level + 1);
        while (const std::optional<char> op = binary_operator(level)) {
            const Node right = binary(level + 1);
            const Kind kind = *op == '+' ? Kind::plus : *op == '-' ? Kind::minus : Kind::other;
            left = make(kind, {left, right});
        }
        return left;
    }

    std::optional<char> binary_operator(std::size_t level) {
        for (const std::string_view op : kLevels[level]) {
            if (!op.empty() && take_op(op)) return op.front();
        }
        return std::nullopt;
    }

    Node factor() {
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

    // --- primaries

    Node primary() {
        Node node = atom();
        for (;;) {
            if (take_op(".")) {
                if (!take(Token::name)) fail();
                node = make(Kind::attribute);
            } else if (take_op("(")) {
                const bool is_set = nodes_.empty() ? false : nodes_[node].kind == Kind::name && nodes_[node].text == "set";
                const bool empty = arguments();
                node = is_set && empty ? make(Kind::empty_set_call) : other();
            } else if (take_op("[")) {
                items("]");
                node = make(Kind::subscript);
            } else {
                return node;
            }
        }
    }

    Node atom() {
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

    Node constant() {
        if (take_word("None")) return make(Kind::none);
        if (take_word("True")) return make(Kind::boolean, {}, "True");
        if (take_word("False")) return make(Kind::boolean, {}, "False");
        fail();
        return other();
    }

    Node number() {
        const PythonToken& read = tokens_[at_++];
        const Kind kind = read.kind == Token::integer    ? Kind::integer
                          : read.kind == Token::floating ? Kind::floating
                                                         : Kind::imaginary;
        const Node node = make(kind, {}, read.text);
        nodes_[node].printable = read.printable;
        return node;
    }

    // Literals that stand side by side are one; str and bytes do not mix.
    Node strings() {
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
            if (failed_) break;
        }
        if (bytes && text) fail();
        return formatted ? other() : make(bytes ? Kind::bytes : Kind::string, {}, std::move(value));
    }

    Node starred_or_expression() {
        if (!take_op("*")) return expression();
        return make(Kind::starred, {binary(0)});
    }

    bool is_starred(Node node) const { return nodes_[node].kind == Kind::starred; }

    bool comprehension_follows() const { return is_word("for") || is_word("async"); }

    Node parenthesized() {
        const Level level(*this);
        if (take_op(")")) return make(Kind::tuple);
        if (is_word("yield")) return yielded();
        const Node first = starred_or_expression();
        if (comprehension_follows()) return comprehension(first, ")");
        if (take_op(")")) {
            if (is_starred(first)) fail();
            return first;
        }
        return make(Kind::tuple, more_items(first, ")"));
    }

    Node yielded() {
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

    Node list() {
        const Level level(*this);
        if (take_op("]")) return make(Kind::list);
        const Node first = starred_or_expression();
        if (comprehension_follows()) return comprehension(first, "]");
        return make(Kind::list, more_items(first, "]"));
    }

    Node braces() {
        const Level level(*this);
        if (take_op("}")) return make(Kind::empty_dict);
        if (is_op("**")) return unpacked_dict();
        const Node first = starred_or_expression();
        if (comprehension_follows()) return comprehension(first, "}");
        return make(Kind::set, more_items(first, "}"));
    }

    Node unpacked_dict() {
        while (take_op("**")) {
            binary(0);
            if (!take_op(",")) break;
        }
        want_op("}");
        return other();
    }

    // ", b, c" and the bracket, a comma before it allowed.
    std::vector<Node> more_items(Node first, std::string_view close) {
        std::vector<Node> found{first};
        while (take_op(",") && !is_op(close)) found.push_back(starred_or_expression());
        want_op(close);
        return found;
    }

    // Subscripts: at least one.
    void items(std::string_view close) {
        const Level level(*this);
        more_items(starred_or_expression(), close);
    }

    // --- comprehensions

    Node comprehension(Node element, std::string_view close) {
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

    void target() {
        if (take_op("*") && is_op("*")) fail();
        if (!is_target(primary())) fail();
    }

    bool is_target(Node node) const {
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

    // --- calls

    // What stands between the parentheses of a call, and the closing one. Says whether it is nothing. Positional ones
    // come first, then names with '=', then '**'; '*' may stand between the former two.
    bool arguments() {
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
            } else if (is(Token::name) && tokens_[at_ + 1].kind == Token::op && tokens_[at_ + 1].text == "=") {
                at_ += 2;
                expression();
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

    std::vector<PythonToken> tokens_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    bool failed_ = false;
    bool too_deep_ = false;
    std::vector<PythonNode> nodes_;
};

}  // namespace

PythonExpression parse_python_expression(std::string_view text) {
    std::optional<std::vector<PythonToken>> tokens = tokenize_python(text);
    if (!tokens) return {};
    return Parser(std::move(*tokens)).run();
}

}  // namespace glance_audit::policy
