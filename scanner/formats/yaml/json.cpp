#include "scanner/formats/yaml/json.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/entries.hpp"
#include "scanner/formats/yaml/scalar.hpp"

namespace glance_audit::text {

namespace {

// Reads from the left. Every step says whether it matched; the first one that does not ends it all, so what is half
// read is of no interest.
class JsonReader {
public:
    explicit JsonReader(std::string_view text) : text_(text) {}

    bool document(YamlNode& out) {
        skip_blanks();
        if (!value(out, 0)) return false;
        skip_blanks();
        return at_ == text_.size();
    }

private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool take(char c) {
        if (peek() != c || at_ >= text_.size()) return false;
        ++at_;
        return true;
    }

    void skip_blanks() {
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            const bool before_newline = c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
            if (c == '\n' || (c == '\r' && !before_newline)) {
                ++line_;
                line_start_ = at_ + 1;
                counted_ = line_start_;
                column_ = 1;
            }
        }
    }

    Place place() {
        for (; counted_ < at_; counted_ += code_point_at(text_, counted_).size) ++column_;
        return {line_, column_};
    }

    bool value(YamlNode& out, int depth) {
        if (depth > kMaxJsonDepth) return false;
        out.place = place();
        switch (peek()) {
            case '{': return object(out, depth);
            case '[': return array(out, depth);
            case '"': return string(out);
            default: return word(out) || number(out);
        }
    }

    bool array(YamlNode& out, int depth) {
        out.type = YamlType::list;
        ++at_;
        skip_blanks();
        if (take(']')) return true;
        do {
            skip_blanks();
            if (!value(out.items.emplace_back(), depth + 1)) return false;
            skip_blanks();
        } while (take(','));
        return take(']');
    }

    bool object(YamlNode& out, int depth) {
        out.type = YamlType::map;
        YamlEntries entries(out);
        ++at_;
        skip_blanks();
        if (take('}')) return true;
        do {
            skip_blanks();
            if (!entry(entries, depth)) return false;
            skip_blanks();
        } while (take(','));
        return take('}');
    }

    bool entry(YamlEntries& entries, int depth) {
        YamlNode key;
        YamlNode content;
        key.place = place();
        if (!string(key)) return false;
        skip_blanks();
        if (!take(':')) return false;
        skip_blanks();
        if (!value(content, depth + 1)) return false;
        entries.set(std::move(key), std::move(content));
        return true;
    }

    bool string(YamlNode& out) {
        out.type = YamlType::string;
        if (!take('"')) return false;
        while (at_ < text_.size()) {
            const std::size_t start = at_;
            while (at_ < text_.size() && stands_for_itself(text_[at_])) ++at_;
            out.text.append(text_, start, at_ - start);
            if (take('"')) return true;
            if (!take('\\') || !escape(out.text)) return false;
        }
        return false;
    }

    // Within a string; control characters may not stand there at all.
    static bool stands_for_itself(char c) { return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20; }

    bool escape(std::string& out) {
        constexpr std::string_view kLetters = "\"\\/bfnrt";
        constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        const std::size_t found = kLetters.find(peek());
        if (at_ < text_.size() && found != std::string_view::npos) {
            out += kMeanings[found];
            ++at_;
            return true;
        }
        char32_t code = 0;
        if (!take('u') || !four_digits(code)) return false;
        if (code >= 0xD800 && code <= 0xDBFF) join_surrogates(code);
        append_code_point(out, code);
        return true;
    }

    bool four_digits(char32_t& code) {
        for (int i = 0; i < 4; ++i, ++at_) {
            constexpr std::string_view kHex = "0123456789abcdef";
            const char c = peek();
            const std::size_t digit = kHex.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
            if (at_ >= text_.size() || digit == std::string_view::npos) return false;
            code = code * 16 + static_cast<char32_t>(digit);
        }
        return true;
    }

    // After a high surrogate: takes the low one where it follows; else the high one stands alone.
    void join_surrogates(char32_t& code) {
        const std::size_t back = at_;
        char32_t low = 0;
        if (take('\\') && take('u') && four_digits(low) && low >= 0xDC00 && low <= 0xDFFF) {
            code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
        } else {
            at_ = back;
        }
    }

    bool word(YamlNode& out) {
        constexpr std::array<std::pair<std::string_view, YamlType>, 6> kWords{{{"null", YamlType::null},
                                                                               {"true", YamlType::boolean},
                                                                               {"false", YamlType::boolean},
                                                                               {"NaN", YamlType::floating},
                                                                               {"Infinity", YamlType::floating},
                                                                               {"-Infinity", YamlType::floating}}};
        for (const auto& [text, type] : kWords) {
            if (!text_.substr(at_).starts_with(text)) continue;
            scalar(out, type, text.size());
            return true;
        }
        return false;
    }

    // -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?
    bool number(YamlNode& out) {
        const std::size_t start = at_;
        take('-');
        if (!take('0') && !digits()) return false;
        bool floating = false;
        std::size_t end = at_;
        if (take('.') && digits()) {
            floating = true;
            end = at_;
        }
        at_ = end;
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            if (digits()) {
                floating = true;
                end = at_;
            }
        }
        at_ = start;
        scalar(out, floating ? YamlType::floating : YamlType::integer, end - start);
        return floating || canonical_integer(out.text).has_value();
    }

    bool digits() {
        const std::size_t start = at_;
        while (peek() >= '0' && peek() <= '9') ++at_;
        return at_ > start;
    }

    void scalar(YamlNode& out, YamlType type, std::size_t size) {
        out.type = type;
        out.plain = true;
        out.text = text_.substr(at_, size);
        at_ += size;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    std::size_t line_start_ = 0;
    std::size_t counted_ = 0;  // up to here column_ is right
    int column_ = 1;
};

}  // namespace

std::optional<YamlNode> parse_json(const SourceText& source) {
    if (find_invalid_utf8(source.content()) != std::string_view::npos) return std::nullopt;
    std::optional<YamlNode> root(std::in_place);
    if (!JsonReader(source.content()).document(*root)) return std::nullopt;
    return root;
}

YamlNode parse_json_or_yaml(const SourceText& source) {
    std::optional<YamlNode> json = parse_json(source);
    return json ? std::move(*json) : parse_yaml(source);
}

}  // namespace glance_audit::text
