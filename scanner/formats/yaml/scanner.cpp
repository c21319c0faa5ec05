#include "scanner/formats/yaml/scanner.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace glance_audit::text {

namespace {

constexpr std::size_t kLongestKey = 1024;
constexpr const char* kIndentAlike = "indent the lines alike, and put a text that contains ': ' in quotes";

}  // namespace

const YamlToken& YamlScanner::peek() {
    while (needs_more()) fetch();
    return tokens_.front();
}

YamlToken YamlScanner::take() {
    peek();
    YamlToken token = std::move(tokens_.front());
    tokens_.pop_front();
    ++taken_;
    return token;
}

// A token that may yet become a key must wait until that is known.
bool YamlScanner::needs_more() {
    if (done_) return false;
    if (tokens_.empty()) return true;
    drop_stale_keys();
    return std::any_of(possible_keys_.begin(), possible_keys_.end(),
                       [this](const std::optional<PossibleKey>& key) { return key && key->token == taken_; });
}

void YamlScanner::skip_to_token() {
    for (;;) {
        cursor_.skip_blanks();
        cursor_.skip_comment();
        if (cursor_.take_break().empty()) return;
        if (flow_level_ == 0) allow_key_ = true;
    }
}

void YamlScanner::fetch() {
    skip_to_token();
    drop_stale_keys();
    unwind(column());
    if (cursor_.at_end()) {
        fetch_end();
    } else if (!fetch_mark()) {
        fetch_indicator();
    }
}

// What counts at the start of a line only.
bool YamlScanner::fetch_mark() {
    const bool directive = cursor_.peek() == '%';
    if (cursor_.column() != 0 || (!directive && !cursor_.is_document_mark())) return false;
    unwind(-1);
    drop_possible_key();
    allow_key_ = false;
    add(directive               ? Kind::directive
        : cursor_.peek() == '-' ? Kind::document_start
                                : Kind::document_end,
        cursor_.place());
    if (directive) {
        tokens_.back().directive = scan_directive(cursor_);
    } else {
        cursor_.take(3);
    }
    return true;
}

void YamlScanner::fetch_indicator() {
    const char c = cursor_.peek();
    const bool in_flow = flow_level_ > 0;
    const Place place = cursor_.place();
    if (c == '[') return fetch_flow_start(Kind::flow_list);
    if (c == '{') return fetch_flow_start(Kind::flow_map);
    if (c == ']') return fetch_flow_end(Kind::flow_list_end);
    if (c == '}') return fetch_flow_end(Kind::flow_map_end);
    if (c == ',') return fetch_flow_entry();
    if (c == '-' && is_entry_mark()) return fetch_block_entry();
    if (c == '?' && (in_flow || is_entry_mark())) return fetch_key();
    if (c == ':' && (in_flow || is_entry_mark())) return fetch_value();
    if (c == '*') return fetch_name(Kind::alias);
    if (c == '&') return fetch_name(Kind::anchor);
    if (c == '!') return fetch_tag();
    if ((c == '|' || c == '>') && !in_flow) {
        allow_key_ = true;
        drop_possible_key();
        return fetch_scalar(scan_block_scalar(cursor_, indent_), false, place);
    }
    if (c == '\'' || c == '"') {
        save_possible_key();
        allow_key_ = false;
        return fetch_scalar(scan_quoted(cursor_), false, place);
    }
    if (c == '\t')
        cursor_.fail("a tab stands where only blanks may", "indent with blanks, and put a text with tabs in quotes");
    if (!starts_plain())
        cursor_.fail(std::string("a text without quotes cannot begin with '") + c + "'", "put the text in quotes");
    save_possible_key();
    allow_key_ = false;
    bool crossed_line = false;
    std::string text = scan_plain(cursor_, indent_, in_flow, crossed_line);
    if (crossed_line) allow_key_ = true;
    fetch_scalar(std::move(text), true, place);
}

bool YamlScanner::starts_plain() const {
    constexpr std::string_view kIndicators = "-?:,[]{}#&*!|>'\"%@`";
    const char c = cursor_.peek();
    if (kIndicators.find(c) == std::string_view::npos) return true;
    return !cursor_.is_space_or_end(1) && (c == '-' || (flow_level_ == 0 && (c == '?' || c == ':')));
}

// --- possible keys

void YamlScanner::refuse_missing_colon(const PossibleKey& key) const {
    cursor_.fail_at(key.place, "a ':' is missing after this",
                    "write 'name: check', with a blank after the colon, and close every quote");
}

void YamlScanner::drop_stale_keys() {
    for (std::optional<PossibleKey>& key : possible_keys_) {
        if (!key || (key->line == cursor_.line() && cursor_.index() - key->index <= kLongestKey)) continue;
        if (key->required) refuse_missing_colon(*key);
        key.reset();
    }
}

void YamlScanner::save_possible_key() {
    if (!allow_key_) return;
    drop_possible_key();
    const bool required = flow_level_ == 0 && indent_ == column();
    possible_key() = {taken_ + tokens_.size(), required,         cursor_.index(),
                      cursor_.line(),          cursor_.column(), cursor_.place()};
}

void YamlScanner::drop_possible_key() {
    if (possible_key() && possible_key()->required) refuse_missing_colon(*possible_key());
    possible_key().reset();
}

// --- indentation

// Ends the blocks that are indented deeper than `column`. Within brackets, indentation does not count.
void YamlScanner::unwind(int column) {
    while (flow_level_ == 0 && indent_ > column) {
        indent_ = indents_.back();
        indents_.pop_back();
        add(Kind::block_end, cursor_.place());
    }
}

// Whether a new block begins.
bool YamlScanner::indent(int column) {
    if (indent_ >= column) return false;
    indents_.push_back(indent_);
    indent_ = column;
    return true;
}

// --- tokens

void YamlScanner::add(Kind kind, Place place) {
    YamlToken& token = tokens_.emplace_back();
    token.kind = kind;
    token.place = place;
}

void YamlScanner::add_indicator(Kind kind) {
    add(kind, cursor_.place());
    cursor_.take(1);
}

void YamlScanner::add_before(const PossibleKey& key, Kind kind) {
    YamlToken token;
    token.kind = kind;
    token.place = key.place;
    tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(key.token - taken_), std::move(token));
}

void YamlScanner::fetch_end() {
    unwind(-1);
    drop_possible_key();
    possible_keys_.assign(1, std::nullopt);
    flow_level_ = 0;
    allow_key_ = false;
    add(Kind::stream_end, cursor_.place());
    done_ = true;
}

void YamlScanner::fetch_flow_start(Kind kind) {
    save_possible_key();
    ++flow_level_;
    possible_keys_.resize(std::max(possible_keys_.size(), flow_level_ + 1));
    allow_key_ = true;
    add_indicator(kind);
}

void YamlScanner::fetch_flow_end(Kind kind) {
    drop_possible_key();
    if (flow_level_ == 0) cursor_.fail("this bracket was not opened", "remove it, or put the text in quotes");
    --flow_level_;
    allow_key_ = false;
    add_indicator(kind);
}

void YamlScanner::fetch_flow_entry() {
    allow_key_ = true;
    drop_possible_key();
    add_indicator(Kind::flow_entry);
}

void YamlScanner::fetch_block_entry() {
    if (flow_level_ == 0) {
        if (!allow_key_) cursor_.fail("a list cannot begin here", kIndentAlike);
        if (indent(column())) add(Kind::block_list, cursor_.place());
    }
    allow_key_ = true;
    drop_possible_key();
    add_indicator(Kind::block_entry);
}

void YamlScanner::fetch_key() {
    if (flow_level_ == 0) {
        if (!allow_key_) cursor_.fail("a key cannot stand here", kIndentAlike);
        if (indent(column())) add(Kind::block_map, cursor_.place());
    }
    allow_key_ = flow_level_ == 0;
    drop_possible_key();
    add_indicator(Kind::key);
}

void YamlScanner::fetch_value() {
    if (possible_key()) {
        const PossibleKey key = *possible_key();
        possible_key().reset();
        add_before(key, Kind::key);
        if (flow_level_ == 0 && indent(static_cast<int>(key.column))) add_before(key, Kind::block_map);
        allow_key_ = false;
    } else {
        if (flow_level_ == 0) {
            if (!allow_key_) cursor_.fail("a second ': ' stands here", kIndentAlike);
            if (indent(column())) add(Kind::block_map, cursor_.place());
        }
        allow_key_ = flow_level_ == 0;
        drop_possible_key();
    }
    add_indicator(Kind::value);
}

void YamlScanner::fetch_name(Kind kind) {
    save_possible_key();
    allow_key_ = false;
    add(kind, cursor_.place());
    tokens_.back().text = scan_anchor(cursor_);
}

void YamlScanner::fetch_tag() {
    save_possible_key();
    allow_key_ = false;
    add(Kind::tag, cursor_.place());
    tokens_.back().tag = scan_tag(cursor_);
}

void YamlScanner::fetch_scalar(std::string text, bool plain, Place place) {
    add(Kind::scalar, place);
    tokens_.back().text = std::move(text);
    tokens_.back().plain = plain;
}

}  // namespace glance_audit::text
