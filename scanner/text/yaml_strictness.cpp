// What libyaml takes and PyYAML does not. Everything here looks at the tokens, and only at files that hold a character
// that could matter.
#include <yaml.h>

#include <algorithm>
#include <new>
#include <string_view>

#include "scanner/text/utf8.hpp"
#include "scanner/text/yaml_graph.hpp"

namespace glance_audit::text {

namespace {

bool is_break(std::string_view text, std::size_t at) {
    return text[at] == '\n' || text[at] == '\r' || text.substr(at).starts_with("\xC2\x85") ||
           text.substr(at).starts_with("\xE2\x80\xA8") || text.substr(at).starts_with("\xE2\x80\xA9");
}

// Walks the text from token to token, as libyaml counts: in code points.
class Walker {
public:
    explicit Walker(const SourceText& source) : source_(source), text_(without_byte_order_mark(source.content())) {}

    enum class Between { tokens, block_scalar, quotes, plain };

    // Goes to the code point `index`, through what stands between two tokens or within one.
    void go(std::size_t index, Between between) {
        bool in_comment = false;
        bool strict = between != Between::quotes;
        while (index_ < index && at_ < text_.size()) {
            if (is_break(text_, at_)) {
                in_comment = false;
                strict = strict && between != Between::block_scalar;    // after its first line, a tab is text
            }
            if (between != Between::plain && text_[at_] == '#') in_comment = true;
            if (strict && !in_comment && text_[at_] == '\t') refuse("a tab stands where only blanks may", "use blanks, or put the text in quotes");
            step();
        }
    }

    // Within brackets, a question mark ends a text that is not quoted.
    void refuse_question_mark(std::size_t index) {
        while (index_ < index && at_ < text_.size()) {
            if (text_[at_] == '?') refuse("a question mark stands in a text without quotes", "put the text in quotes");
            step();
        }
    }

private:
    void step() {
        const bool ends_line = is_break(text_, at_);
        const bool first_of_two = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
        at_ += code_point_at(text_, at_).size;
        ++index_;
        if (ends_line && !first_of_two) {
            ++place_.line;
            place_.column = 1;
        } else {
            ++place_.column;
        }
    }

    [[noreturn]] void refuse(const char* what, const char* hint) const {
        throw source_.error(std::string("not valid YAML: ") + what, place_, hint);
    }

    const SourceText& source_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t index_ = 0;
    Place place_{1, 1};
};

class Tokens {
public:
    explicit Tokens(std::string_view text) {
        if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    ~Tokens() {
        yaml_token_delete(&token_);
        yaml_parser_delete(&parser_);
    }
    Tokens(const Tokens&) = delete;
    Tokens& operator=(const Tokens&) = delete;

    // nullptr at the end, and where the scanner fails: that the event parser reports.
    const yaml_token_t* next() {
        yaml_token_delete(&token_);
        if (yaml_parser_scan(&parser_, &token_) == 0 || token_.type == YAML_STREAM_END_TOKEN) return nullptr;
        return &token_;
    }

private:
    yaml_parser_t parser_{};
    yaml_token_t token_{};
};

Walker::Between inside_of(const yaml_token_t& token) {
    if (token.type != YAML_SCALAR_TOKEN) return Walker::Between::plain;
    switch (token.data.scalar.style) {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return Walker::Between::quotes;
        case YAML_LITERAL_SCALAR_STYLE:
        case YAML_FOLDED_SCALAR_STYLE: return Walker::Between::block_scalar;
        default: return Walker::Between::plain;
    }
}

int change_of_level(yaml_token_type_t type) {
    if (type == YAML_FLOW_SEQUENCE_START_TOKEN || type == YAML_FLOW_MAPPING_START_TOKEN) return 1;
    if (type == YAML_FLOW_SEQUENCE_END_TOKEN || type == YAML_FLOW_MAPPING_END_TOKEN) return -1;
    return 0;
}

void walk_tabs(const SourceText& source, std::string_view text) {
    Tokens tokens(text);
    Walker walker(source);
    while (const yaml_token_t* const token = tokens.next()) {
        walker.go(token->start_mark.index, Walker::Between::tokens);
        walker.go(token->end_mark.index, inside_of(*token));
    }
    walker.go(text.size(), Walker::Between::tokens);
}

void walk_question_marks(const SourceText& source, std::string_view text) {
    Tokens tokens(text);
    Walker walker(source);
    int level = 0;
    while (const yaml_token_t* const token = tokens.next()) {
        level += change_of_level(token->type);
        walker.go(token->start_mark.index, Walker::Between::quotes);
        const bool plain = token->type == YAML_SCALAR_TOKEN && token->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        if (plain && level > 0) walker.refuse_question_mark(token->end_mark.index);
    }
}

}  // namespace

void refuse_what_pyyaml_refuses(const SourceText& source) {
    const std::string_view text = without_byte_order_mark(source.content());
    if (text.find('\t') != std::string_view::npos) walk_tabs(source, text);
    if (text.find('?') != std::string_view::npos && text.find_first_of("[{") != std::string_view::npos) walk_question_marks(source, text);
}

}  // namespace glance_audit::text
