#include "scanner/policy/language/check_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "scanner/base/ascii.hpp"
#include "scanner/base/utf8.hpp"
#include "scanner/policy/language/check_builder.hpp"

namespace glance_audit::policy {

namespace {

using Index = CheckTreeBuilder::Index;
using Kind = CheckNode::Kind;

enum class Symbol : std::uint8_t { open, close, and_word, or_word, not_word, string, check, and_group, or_group };

std::optional<Symbol> operator_of(std::string_view token) {
    if (text::equal_ignoring_case(token, "and")) return Symbol::and_word;
    if (text::equal_ignoring_case(token, "or")) return Symbol::or_word;
    if (text::equal_ignoring_case(token, "not")) return Symbol::not_word;
    return std::nullopt;
}

// The row of symbols, and what each stands for. After every symbol that comes in, its end is reduced as long as it can
// be, with the rules of oslo.policy's ParseState. At most one of them fits at a time.
class SymbolRow {
public:
    explicit SymbolRow(CheckTreeBuilder& builder) : builder_(builder) {}

    void shift(Symbol symbol, Index value) {
        row_.push_back({symbol, value});
        for (std::uint32_t reductions = 0; reduce(); ++reductions) {
            if (reductions >= kMaxReductions) throw NestedTooDeep();
        }
    }

    std::size_t size() const { return row_.size(); }
    Index value() const { return row_.front().value; }

    // False: what is left is no single check, so there is no rule.
    bool is_rule() const { return row_.size() == 1 && is_operand(row_.front().symbol); }
    bool holds(Symbol symbol) const { return count(symbol) > 0; }

    // Of a row that is no rule: what is wrong with it.
    const char* flaw() const {
        const std::size_t opened = count(Symbol::open);
        const std::size_t closed = count(Symbol::close);
        if (row_.empty()) return "it is blank";
        if (opened > closed) return "a parenthesis is never closed";
        if (closed > opened) return "a closing parenthesis was never opened";
        if (is_operator(row_.back().symbol)) return "nothing follows its last operator";
        if (is_operator(row_.front().symbol)) return "nothing precedes its first operator";
        for (std::size_t i = 1; i < row_.size(); ++i) {
            const bool operands = is_operand(row_[i - 1].symbol) && is_operand(row_[i].symbol);
            if (operands) return "there is no operator between two of its checks";
            if (row_[i - 1].symbol == Symbol::open && row_[i].symbol == Symbol::close) return "parentheses are empty";
        }
        return "its operators and checks are in an order that makes no sense";
    }

private:
    static bool is_operand(Symbol symbol) { return symbol >= Symbol::check; }
    static bool is_operator(Symbol symbol) { return symbol >= Symbol::and_word && symbol <= Symbol::not_word; }

    std::size_t count(Symbol symbol) const {
        return static_cast<std::size_t>(
            std::count_if(row_.begin(), row_.end(), [symbol](const Entry& entry) { return entry.symbol == symbol; }));
    }

    struct Entry {
        Symbol symbol;
        Index value;
    };

    bool ends_with(std::initializer_list<Symbol> symbols) const {
        if (row_.size() < symbols.size()) return false;
        auto at = row_.end() - static_cast<std::ptrdiff_t>(symbols.size());
        for (const Symbol symbol : symbols) {
            if ((at++)->symbol != symbol) return false;
        }
        return true;
    }

    bool reduce() { return reduce_parentheses() || reduce_not() || reduce_and() || reduce_or(); }

    void replace_last(std::size_t count, Entry entry) {
        row_.resize(row_.size() - count);
        row_.push_back(entry);
    }

    Index last(std::size_t back) const { return row_[row_.size() - 1 - back].value; }

    bool reduce_parentheses() {
        if (!ends_with({Symbol::open, Symbol::check, Symbol::close}) &&
            !ends_with({Symbol::open, Symbol::and_group, Symbol::close}) &&
            !ends_with({Symbol::open, Symbol::or_group, Symbol::close})) {
            return false;
        }
        replace_last(3, {Symbol::check, last(1)});
        return true;
    }

    bool reduce_not() {
        if (!ends_with({Symbol::not_word, Symbol::check})) return false;
        replace_last(2, {Symbol::check, builder_.negate(last(0))});
        return true;
    }

    bool reduce_and() {
        if (ends_with({Symbol::check, Symbol::and_word, Symbol::check})) {
            replace_last(3, {Symbol::and_group, builder_.group(Kind::all, {last(2), last(0)})});
        } else if (ends_with({Symbol::and_group, Symbol::and_word, Symbol::check})) {
            builder_.operands(last(2)).push_back(last(0));
            replace_last(3, {Symbol::and_group, last(2)});
        } else if (ends_with({Symbol::or_group, Symbol::and_word, Symbol::check})) {
            bind_to_last_operand(last(2), last(0));
            replace_last(3, {Symbol::or_group, last(2)});
        } else {
            return false;
        }
        return true;
    }

    // "a or b" and "and c": c goes with b. A last operand that is an "and" already, be it in parentheses, takes c in.
    void bind_to_last_operand(Index group, Index check) {
        Index& operand = builder_.operands(group).back();
        if (builder_.is(operand, Kind::all)) {
            builder_.operands(operand).push_back(check);
        } else {
            const Index joined = builder_.group(Kind::all, {operand, check});
            builder_.operands(group).back() = joined;
        }
    }

    bool reduce_or() {
        if (ends_with({Symbol::check, Symbol::or_word, Symbol::check}) ||
            ends_with({Symbol::and_group, Symbol::or_word, Symbol::check})) {
            replace_last(3, {Symbol::or_group, builder_.group(Kind::any, {last(2), last(0)})});
        } else if (ends_with({Symbol::or_group, Symbol::or_word, Symbol::check})) {
            builder_.operands(last(2)).push_back(last(0));
            replace_last(3, {Symbol::or_group, last(2)});
        } else {
            return false;
        }
        return true;
    }

    CheckTreeBuilder& builder_;
    std::vector<Entry> row_;
};

class TextParser {
public:
    CheckTree parse(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            if (const std::size_t space = space_size(text, at); space > 0) {
                at += space;
                continue;
            }
            std::size_t end = at;
            while (end < text.size() && space_size(text, end) == 0) ++end;
            token(text.substr(at, end - at));
            at = end;
        }
        CheckTree tree = row_.is_rule() ? builder_.finish(row_.value()) : no_rule();
        if (row_.holds(Symbol::string)) {
            tree.form = Form::quoted;
            tree.flaw = "the token " + shortened(quoted_) + " is entirely in quotes";
        } else if (!row_.is_rule()) {
            tree.form = Form::unparsable;
            tree.flaw = row_.flaw();
        }
        return tree;
    }

private:
    // A row that is not one symbol in the end is no rule: deny. One that is an operator, a parenthesis or a string
    // stays that word, which is no check. The checks among the symbols are in no rule.
    CheckTree no_rule() {
        CheckTreeBuilder bare;
        if (row_.size() != 1) return bare.finish(bare.leaf(Kind::deny));
        const CheckTree single = builder_.finish(row_.value());
        return bare.finish(bare.word(single.word));
    }

    void shift_parentheses(std::size_t count, Symbol symbol, std::string_view text) {
        for (; count > 0; --count) row_.shift(symbol, row_.size() == 0 ? builder_.word(text) : 0);
    }

    void token(std::string_view token) {
        const std::size_t opened = std::min(token.find_first_not_of('('), token.size());
        shift_parentheses(opened, Symbol::open, "(");
        token.remove_prefix(opened);
        const std::size_t last = token.find_last_not_of(')');
        const std::string_view clean = token.substr(0, last == std::string_view::npos ? 0 : last + 1);
        if (const std::optional<Symbol> word = operator_of(clean)) {
            row_.shift(*word, row_.size() == 0 ? builder_.word(clean) : 0);
        } else if (!clean.empty()) {
            check_or_string(token, clean);
        }
        shift_parentheses(token.size() - clean.size(), Symbol::close, ")");
    }

    // The quotes are looked for before closing parentheses are stripped, as oslo.policy does.
    void check_or_string(std::string_view token, std::string_view clean) {
        const bool quoted =
            token.size() >= 2 && token.front() == token.back() && (token.front() == '"' || token.front() == '\'');
        if (quoted) {
            if (quoted_.empty()) quoted_ = token;
            row_.shift(Symbol::string, row_.size() == 0 ? builder_.word(token.substr(1, token.size() - 2)) : 0);
        } else {
            row_.shift(Symbol::check, builder_.check(clean));
        }
    }

    CheckTreeBuilder builder_;
    SymbolRow row_{builder_};
    std::string_view quoted_;  // the first token in quotes
};

}  // namespace

CheckTree parse_check_string(std::string_view text) {
    if (text.empty()) {
        CheckTreeBuilder builder;
        return builder.finish(builder.leaf(Kind::allow));
    }
    CheckTree tree = TextParser().parse(text);
    if (tree.loading_depth() > kMaxLoadingDepth) throw NestedTooDeep();
    return tree;
}

}  // namespace glance_audit::policy
