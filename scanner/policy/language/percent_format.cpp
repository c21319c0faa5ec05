#include "scanner/policy/language/percent_format.hpp"

#include <optional>
#include <utility>

#include "scanner/policy/language/percent_conversion.hpp"

namespace glance_audit::policy {

namespace {

using Outcome = PercentFormat::Outcome;

// "%(key)s" and nothing else: what nearly every check writes. Parentheses in the key need the general way.
std::optional<std::string> only_key(std::string_view format) {
    if (format.size() < 4 || !format.starts_with("%(") || !format.ends_with(")s")) return std::nullopt;
    const std::string_view key = format.substr(2, format.size() - 4);
    if (key.find_first_of("()") != std::string_view::npos) return std::nullopt;
    return std::string(key);
}

// The walk through a format. The argument is the target itself until a key has been named, and can be taken once.
class Formatter {
public:
    Formatter(std::string_view format, const Value& target, std::string& out)
        : format_(format), target_(target), argument_(&target), out_(out) {}

    Outcome run() {
        while (at_ < format_.size()) {
            const std::size_t percent = format_.find('%', at_);
            out_.append(format_, at_, percent - at_);
            if (percent == std::string_view::npos) break;
            at_ = percent + 1;
            const Outcome outcome = specifier();
            if (outcome != Outcome::text) return outcome;
            if (out_.size() > kMaxFormatted) return Outcome::raises;
        }
        return Outcome::text;
    }

private:
    bool at_end() const { return at_ == format_.size(); }

    bool take(char c) {
        if (at_end() || format_[at_] != c) return false;
        ++at_;
        return true;
    }

    Outcome specifier() {
        if (take('%')) {
            out_ += '%';
            return Outcome::text;
        }
        if (take('(')) {
            const Outcome found = key();
            if (found != Outcome::text) return found;
        }
        Conversion conversion;
        flags(conversion);
        if (!number(conversion.width, conversion)) return Outcome::raises;
        if (take('.')) {
            conversion.precision = 0;
            if (!number(*conversion.precision, conversion)) return Outcome::raises;
        }
        if (!take('h') && !take('l')) take('L');
        if (at_end()) return Outcome::raises;
        conversion.type = format_[at_];
        at_ += 1;
        const Value* const value = std::exchange(argument_, nullptr);
        return value != nullptr && convert(*value, conversion, out_) ? Outcome::text : Outcome::raises;
    }

    // "key)", where the key may hold balanced parentheses.
    Outcome key() {
        const std::size_t start = at_;
        for (std::size_t depth = 1; depth > 0; ++at_) {
            if (at_end()) return Outcome::raises;
            if (format_[at_] == '(') ++depth;
            if (format_[at_] == ')') --depth;
        }
        argument_ = target_.find(format_.substr(start, at_ - 1 - start));
        return argument_ == nullptr ? Outcome::missing_key : Outcome::text;
    }

    void flags(Conversion& conversion) {
        for (;; ++at_) {
            if (at_end()) return;
            switch (format_[at_]) {
                case '-': conversion.left = true; break;
                case '+': conversion.plus = true; break;
                case ' ': conversion.blank = true; break;
                case '#': conversion.alternate = true; break;
                case '0': conversion.zero = true; break;
                default: return;
            }
        }
    }

    // Digits, or '*' for the argument; nothing leaves `value` as it is.
    bool number(std::size_t& value, Conversion& conversion) {
        if (take('*')) return number_argument(value, conversion);
        if (at_end() || format_[at_] < '0' || format_[at_] > '9') return true;
        for (value = 0; !at_end() && format_[at_] >= '0' && format_[at_] <= '9'; ++at_) {
            value = value * 10 + static_cast<std::size_t>(format_[at_] - '0');
            if (value > kMaxFormatWidth) return false;
        }
        return true;
    }

    // A negative width aligns left; a negative precision is zero.
    bool number_argument(std::size_t& value, Conversion& conversion) {
        const Value* const argument = std::exchange(argument_, nullptr);
        if (argument == nullptr) return false;
        if (!argument->is(Value::Kind::integer) && !argument->is(Value::Kind::boolean)) return false;
        std::string_view digits = argument->text();
        if (digits == "True" || digits == "False") digits = digits == "True" ? "1" : "0";
        const bool negative = digits.starts_with('-');
        if (negative) digits.remove_prefix(1);
        if (digits.size() > 7) return false;
        const auto number = static_cast<std::size_t>(std::stoul(std::string(digits)));
        if (number > kMaxFormatWidth) return false;
        const bool is_width = !conversion.precision;
        if (negative && is_width) conversion.left = true;
        value = negative && !is_width ? 0 : number;
        return true;
    }

    std::string_view format_;
    const Value& target_;
    const Value* argument_;
    std::string& out_;
    std::size_t at_ = 0;
};

}  // namespace

PercentFormat::PercentFormat(std::string format) : format_(std::move(format)), shape_(Shape::general) {
    if (format_.find('%') == std::string::npos) {
        shape_ = Shape::literal;
    } else if (std::optional<std::string> key = only_key(format_)) {
        shape_ = Shape::one_key;
        key_ = std::move(*key);
    }
}

PercentFormat::Result PercentFormat::apply(const Value& target, std::string& buffer) const& {
    if (shape_ == Shape::literal) return {Outcome::text, format_};
    if (shape_ == Shape::one_key) {
        const Value* const value = target.find(key_);
        if (value == nullptr) return {Outcome::missing_key, {}};
        return {Outcome::text, value->str(buffer)};
    }
    buffer.clear();
    const Outcome outcome = Formatter(format_, target, buffer).run();
    return {outcome, buffer};
}

}  // namespace glance_audit::policy
