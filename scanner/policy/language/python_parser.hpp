// Recursive descent through one Python expression. Inside of parse_python_expression only.
//
// The first mistake sets failed_, and from there on no token matches, so that all rules run out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/policy/language/python_expression.hpp"
#include "scanner/policy/language/python_tokens.hpp"

namespace glance_audit::policy {

class PythonParser {
public:
    explicit PythonParser(std::vector<PythonToken> tokens) : tokens_(std::move(tokens)) {}

    PythonExpression run();

private:
    using Kind = PythonNode::Kind;
    using Token = PythonToken::Kind;
    using Node = std::size_t;

    // One level of recursion; too many end the parse.
    class Level {
    public:
        explicit Level(PythonParser& parser) : parser_(parser) { parser_.enter(); }
        ~Level() { --parser_.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        PythonParser& parser_;
    };

    void enter();
    void fail() { failed_ = true; }

    // Tokens.
    const PythonToken& token() const { return tokens_[at_]; }
    bool is(Token kind) const { return !failed_ && token().kind == kind; }
    bool is_op(std::string_view op) const { return is(Token::op) && token().text == op; }
    bool is_word(std::string_view word) const { return is(Token::keyword) && token().text == word; }
    bool take(Token kind) { return take_if(is(kind)); }
    bool take_op(std::string_view op) { return take_if(is_op(op)); }
    bool take_word(std::string_view word) { return take_if(is_word(word)); }
    bool take_if(bool matches);
    void want_op(std::string_view op);
    void want_word(std::string_view word);

    // Nodes.
    Node make(Kind kind, std::vector<Node> children = {}, std::string text = {});
    Node other() { return make(Kind::other); }
    bool is_starred(Node node) const { return nodes_[node].kind == Kind::starred; }

    // From the loosest operator to the tightest.
    Node expressions();
    Node expression();
    Node disjunction();
    Node conjunction();
    Node inversion();
    Node comparison();
    bool comparison_operator();
    Node binary(std::size_t level);
    std::optional<char> binary_operator(std::size_t level);
    Node factor();
    Node primary();

    // Atoms, displays, comprehensions, calls.
    Node atom();
    Node constant();
    Node number();
    Node strings();
    Node parenthesized();
    Node yielded();
    Node list();
    Node braces();
    Node unpacked_dict();
    Node starred_or_expression();
    std::vector<Node> more_items(Node first, std::string_view close);
    void subscripts();
    bool comprehension_follows() const { return is_word("for") || is_word("async"); }
    Node comprehension(Node element, std::string_view close);
    void target();
    bool is_target(Node node) const;
    bool arguments();
    bool keyword_argument();

    std::vector<PythonToken> tokens_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    bool failed_ = false;
    bool too_deep_ = false;
    std::vector<PythonNode> nodes_;
};

}  // namespace glance_audit::policy
