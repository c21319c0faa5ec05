#include "scanner/formats/yaml/json.hpp"

#include <algorithm>
#include <deque>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/base/utf8.hpp"
#include "scanner/formats/yaml/entries.hpp"
#include "scanner/formats/yaml/scalar.hpp"

namespace glance_audit::text {

namespace {

constexpr std::string_view kNaN = "NaN";
constexpr std::string_view kInfinity = "Infinity";

// Where the keys and values of a JSON text stand, one after the other.
class JsonPlaces {
public:
    explicit JsonPlaces(std::string_view text) : text_(text) {}

    // The next key, value, or bracket that opens one.
    std::string_view next() {
        step(std::min(text_.find_first_not_of(" \t\r\n,:]}", at_), text_.size()));
        const std::size_t start = at_;
        place_ = here_;
        step(end_of_token());
        return text_.substr(start, at_ - start);
    }

    Place place() const { return place_; }  // of the last one

private:
    std::size_t end_of_token() const {
        if (text_.substr(at_).starts_with("{") || text_.substr(at_).starts_with("[")) return at_ + 1;
        if (text_[at_] != '"') return std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
        std::size_t end = at_ + 1;
        while (text_[end] != '"') end += text_[end] == '\\' ? std::size_t{2} : 1;
        return end + 1;
    }

    void step(std::size_t end) {
        while (at_ < end) {
            const bool ends_line = text_[at_] == '\n' || (text_[at_] == '\r' && text_.substr(at_, 2) != "\r\n");
            at_ += code_point_at(text_, at_).size;
            here_ = ends_line ? Place{here_.line + 1, 1} : Place{here_.line, here_.column + 1};
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Place here_{1, 1};
    Place place_;
};

// What nlohmann::json::sax_parse calls for each piece of a text; false ends it.
class NodeBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit NodeBuilder(std::string_view text) : places_(text) {}

    YamlNode& root() { return root_; }
    std::size_t failed_at() const { return failed_at_; }
    bool too_large() const { return too_large_; }  // a number failed, as no double holds it

    bool null() override { return add(plain(YamlType::null)); }
    bool boolean(bool /*value*/) override { return add(plain(YamlType::boolean)); }
    bool number_integer(number_integer_t /*value*/) override { return number(); }
    bool number_unsigned(number_unsigned_t /*value*/) override { return number(); }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return number(); }
    bool string(string_t& value) override { return add(quoted(value)); }
    bool binary(binary_t& /*value*/) override { return false; }
    bool start_array(std::size_t /*size*/) override { return open(YamlType::list); }
    bool start_object(std::size_t /*size*/) override { return open(YamlType::map); }
    bool end_array() override { return close(); }
    bool end_object() override { return close(); }

    bool key(string_t& value) override {
        open_.back().key = quoted(value);
        return true;
    }

    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::json::exception& error) override {
        failed_at_ = position;
        too_large_ = error.id == kOutOfRange;
        return false;
    }

private:
    static constexpr int kOutOfRange = 406;

    struct Open {
        explicit Open(YamlNode&& begun) : node(std::move(begun)), entries(node) {}

        YamlNode node;
        YamlEntries entries;
        YamlNode key;
    };

    YamlNode begun(YamlType type) {
        places_.next();
        YamlNode node;
        node.type = type;
        node.place = places_.place();
        return node;
    }

    YamlNode plain(YamlType type) {
        YamlNode node;
        node.text = places_.next();
        node.place = places_.place();
        node.type = type;
        node.plain = true;
        return node;
    }

    YamlNode quoted(std::string& value) {
        YamlNode node = begun(YamlType::string);
        node.text = std::move(value);
        return node;
    }

    // Python refuses an integer of too many digits.
    bool number() {
        YamlNode node = plain(YamlType::integer);
        const std::string_view magnitude = std::string_view(node.text).substr(node.text.starts_with('-') ? 1 : 0);
        const bool named = node.text == kNaN || magnitude == kInfinity;
        if (named || magnitude.find_first_of(".eE") != std::string_view::npos) node.type = YamlType::floating;
        const bool odd = !named && node.text.find_first_of("NI") != std::string::npos;  // 1NaN
        return !odd && (node.is(YamlType::floating) || canonical_integer(node.text)) && add(std::move(node));
    }

    bool add(YamlNode&& node) {
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (open_.back().node.is(YamlType::list)) {
            open_.back().node.items.push_back(std::move(node));
        } else {
            open_.back().entries.set(std::move(open_.back().key), std::move(node));
        }
        return true;
    }

    bool open(YamlType type) {
        open_.emplace_back(begun(type));
        return open_.size() <= kMaxJsonDepth;
    }

    bool close() {
        YamlNode node = std::move(open_.back().node);
        open_.pop_back();
        return add(std::move(node));
    }

    JsonPlaces places_;
    std::deque<Open> open_;  // where it stands, the entries hold on to their node
    YamlNode root_;
    std::size_t failed_at_ = 0;
    bool too_large_ = false;
};

struct Reading {
    std::optional<YamlNode> root;       // nothing where the text is not JSON
    std::optional<std::size_t> number;  // the offset of a number that is too large, which stopped it
};

// Python's names for numbers as numbers of the same length, so that every place stays.
std::string with_names_as_numbers(std::string_view text) {
    std::string out(text);
    bool quoted = false;
    for (std::size_t at = 0; at < out.size(); ++at) {
        if (out[at] == '"') quoted = !quoted;
        if (out[at] == '\\') ++at;  // only within quotes, where this is JSON
        for (const std::string_view name : {kNaN, kInfinity}) {
            if (quoted || !text.substr(std::min(at, text.size())).starts_with(name)) continue;
            out.replace(at, name.size(), "0." + std::string(name.size() - 2, '0'));
        }
    }
    return out;
}

Reading read_json(std::string_view text) {
    // The library skips a byte order mark, and takes NUL for the end.
    if (without_byte_order_mark(text) != text || text.find('\0') != std::string_view::npos) return {};
    NodeBuilder builder(text);
    if (nlohmann::json::sax_parse(with_names_as_numbers(text), &builder)) {
        return {std::move(builder.root()), std::nullopt};
    }
    return {std::nullopt, builder.too_large() ? std::optional(builder.failed_at() - 1) : std::nullopt};
}

}  // namespace

std::optional<YamlNode> parse_json(const SourceText& source) { return std::move(read_json(source.content()).root); }

YamlNode parse_json_or_yaml(const SourceText& source) {
    Reading json = read_json(source.content());
    if (json.root) return std::move(*json.root);
    if (!json.number) return parse_yaml(source);
    throw source.error("this number is too large", place_of_byte(source.content(), *json.number),
                       "put it in quotes where text is meant");
}

}  // namespace glance_audit::text
