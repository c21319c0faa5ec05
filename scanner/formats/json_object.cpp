#include "scanner/formats/json_object.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>

#include "scanner/formats/dump/values.hpp"

namespace glance_audit::sources {
namespace {

using nlohmann::json;

constexpr std::size_t kDeepest = 100;

// What the parser comes upon. False ends the parsing.
class Members final : public json::json_sax_t {
public:
    using Member = std::function<void(std::string_view key, const JsonValue& value)>;
    explicit Members(const Member& member) : member_(member) {}

    std::size_t bad_at() const { return bad_at_; }

    bool null() override { return value({}); }
    bool boolean(bool flag) override { return value({flag ? "true" : "false"}); }
    bool number_integer(json::number_integer_t number) override { return integer(number); }
    bool number_unsigned(json::number_unsigned_t number) override { return integer(number); }
    bool number_float(json::number_float_t, const std::string& spelled) override { return value({spelled}); }
    bool string(std::string& text) override { return value({text}); }
    bool binary(json::binary_t&) override { return false; }
    bool start_object(std::size_t) override { return depth_ == 0 ? ++depth_ > 0 : begin_nested(); }
    bool start_array(std::size_t) override { return begin_nested(); }
    bool end_object() override { return end_nested(); }
    bool end_array() override { return end_nested(); }
    bool key(std::string& name) override {
        if (depth_ == 1) key_ = name;
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
        bad_at_ = position > 0 ? position - 1 : 0;
        return false;
    }

private:
    template <class Integer>
    bool integer(Integer number) {
        std::array<char, 24> digits;
        const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        return value({std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()))});
    }

    bool value(const JsonValue& value) {
        if (depth_ == 1) member_(key_, value);
        return depth_ > 0;
    }

    bool begin_nested() {
        if (depth_ == 1) member_(key_, {{}, true});
        return depth_ > 0 && ++depth_ <= kDeepest;
    }

    bool end_nested() {
        --depth_;
        return true;
    }

    const Member& member_;
    std::string key_;
    std::size_t depth_ = 0;
    std::size_t bad_at_ = 0;
};

}  // namespace

void read_json_object(const char* at, const char* end,
                      const std::function<void(std::string_view key, const JsonValue& value)>& member) {
    const auto size = static_cast<std::size_t>(end - at);
    Members members(member);
    // The parser takes a NUL for the end of its text.
    if (std::memchr(at, '\0', size) != nullptr || !json::sax_parse(at, end, &members)) {
        throw Malformed{at + std::min(members.bad_at(), size), "this is not a JSON object"};
    }
}

const char* json_object_end(const char* at, const char* end) {
    std::size_t depth = 0;
    bool in_text = false;
    for (; at < end; ++at) {
        if (in_text) {
            if (*at == '"') in_text = false;
            if (*at == '\\') ++at;
            continue;
        }
        in_text = *at == '"';
        if (*at == '{') ++depth;
        if (*at == '}' && --depth == 0) return at + 1;
    }
    return nullptr;
}

}  // namespace glance_audit::sources
