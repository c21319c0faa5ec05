#include "scanner/policy/python_literal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "scanner/model/utf8.hpp"
#include "scanner/policy/python_expression.hpp"
#include "scanner/policy/python_repr.hpp"
#include "scanner/text/python_number.hpp"

namespace glance_audit::policy {

namespace {

using Kind = PythonNode::Kind;
using Outcome = PythonLiteral::Outcome;

// A value as its repr(); numbers keep their parts for signs and sums.
struct Evaluated {
    Outcome outcome = Outcome::no_literal;
    std::string repr;
    bool hashable = true;
    bool is_number = false;  // int, float or complex, but no bool
    bool is_complex = false;
    bool is_int = false;
    double real = 0;
    double imaginary = 0;
};

// A part of a complex number: repr() without ".0".
std::string part_repr(double value) {
    std::string out = text::float_repr(value);
    if (out.ends_with(".0")) out.resize(out.size() - 2);
    return out;
}

std::string complex_repr(double real, double imaginary) {
    if (real == 0 && !std::signbit(real)) return part_repr(imaginary) + "j";
    const std::string sign = std::signbit(imaginary) && !std::isnan(imaginary) ? "" : "+";
    return "(" + part_repr(real) + sign + part_repr(imaginary) + "j)";
}

Evaluated complex_value(double real, double imaginary) {
    return {Outcome::literal, complex_repr(real, imaginary), true, true, true, false, real, imaginary};
}

class Evaluator {
public:
    explicit Evaluator(const std::vector<PythonNode>& nodes) : nodes_(nodes) {}

    Evaluated evaluate(std::size_t index) const {
        const PythonNode& node = nodes_[index];
        switch (node.kind) {
            case Kind::none: return {Outcome::literal, "None"};
            case Kind::ellipsis: return {Outcome::literal, "Ellipsis"};
            case Kind::boolean: return {Outcome::literal, node.text};
            case Kind::string: return {Outcome::literal, repr_of_string(node.text)};
            case Kind::bytes: return {Outcome::literal, repr_of_bytes(node.text)};
            case Kind::integer:
            case Kind::floating:
            case Kind::imaginary: return number(node);
            case Kind::empty_dict: return {Outcome::literal, "{}", false};
            case Kind::empty_set_call: return {Outcome::literal, "set()", false};
            case Kind::tuple: return sequence(node, "(", node.children.size() == 1 ? ",)" : ")", true);
            case Kind::list: return sequence(node, "[", "]", false);
            case Kind::set: return set(node);
            case Kind::plus:
            case Kind::minus: return node.children.size() == 1 ? signed_number(index) : sum(node);
            default: return {};
        }
    }

private:
    static Evaluated number(const PythonNode& node) {
        const double value = text::parse_float(node.text).value_or(0);
        if (node.kind == Kind::imaginary) return complex_value(0, value);
        // An int of too many digits to print: str() raises ValueError, so it counts as no literal.
        if (!node.printable)
            return {Outcome::no_literal, {}, true, true, false, true, std::numeric_limits<double>::infinity()};
        const bool is_int = node.kind == Kind::integer;
        return {Outcome::literal, is_int ? node.text : text::float_repr(value), true, true, false, is_int, value, 0};
    }

    // A number literal, with one sign at most.
    Evaluated signed_number(std::size_t index) const {
        const PythonNode& node = nodes_[index];
        const bool has_sign = (node.kind == Kind::plus || node.kind == Kind::minus) && node.children.size() == 1;
        const PythonNode& operand = has_sign ? nodes_[node.children[0]] : node;
        if (operand.kind != Kind::integer && operand.kind != Kind::floating && operand.kind != Kind::imaginary)
            return {};
        Evaluated value = number(operand);
        if (node.kind != Kind::minus || value.outcome != Outcome::literal) return value;
        if (value.is_complex) return complex_value(-value.real, -value.imaginary);
        value.real = value.is_int && value.real == 0 ? 0.0 : -value.real;
        value.repr = !value.is_int ? text::float_repr(value.real) : value.repr == "0" ? "0" : "-" + value.repr;
        return value;
    }

    // "1+2j": a real number, with or without a sign, and an imaginary one without.
    Evaluated sum(const PythonNode& node) const {
        const Evaluated left = signed_number(node.children[0]);
        if (!left.is_number || left.is_complex) return {};
        const PythonNode& right_node = nodes_[node.children[1]];
        if (right_node.kind != Kind::imaginary) return {};
        const Evaluated right = number(right_node);
        if (left.is_int && std::isinf(left.real)) return {Outcome::raises, {}};  // OverflowError
        if (node.kind == Kind::plus) return complex_value(left.real + 0.0, 0.0 + right.imaginary);
        return complex_value(left.real - 0.0, 0.0 - right.imaginary);
    }

    Evaluated sequence(const PythonNode& node, std::string_view open, std::string_view close, bool hashable) const {
        Evaluated out{Outcome::literal, std::string(open), hashable};
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const Evaluated item = evaluate(node.children[i]);
            if (item.outcome != Outcome::literal) return item;
            out.repr.append(i > 0 ? ", " : "").append(item.repr);
            out.hashable = out.hashable && item.hashable;
        }
        out.repr += close;
        return out;
    }

    // Equal elements are one; one that cannot be hashed raises.
    Evaluated set(const PythonNode& node) const {
        std::vector<std::string> reprs;
        for (const std::size_t child : node.children) {
            const Evaluated item = evaluate(child);
            if (item.outcome != Outcome::literal) return item;
            if (!item.hashable) return {Outcome::raises, {}};
            if (std::find(reprs.begin(), reprs.end(), item.repr) == reprs.end()) reprs.push_back(item.repr);
        }
        Evaluated out{Outcome::literal, "{", false};
        for (const std::string& repr : reprs) out.repr.append(out.repr.size() > 1 ? ", " : "").append(repr);
        out.repr += "}";
        return out;
    }

    const std::vector<PythonNode>& nodes_;
};

// A NUL, and a lone surrogate, raise ValueError before anything is read.
bool is_readable(std::string_view text) {
    return text.find('\0') == std::string_view::npos && find_invalid_utf8(text) == std::string_view::npos;
}

}  // namespace

PythonLiteral evaluate_python_literal(std::string_view text) {
    if (!is_readable(text)) return {Outcome::no_literal, {}};
    const std::size_t start = text.find_first_not_of(" \t");
    const PythonExpression expression =
        parse_python_expression(start == std::string_view::npos ? "" : text.substr(start));
    if (expression.outcome != PythonExpression::Outcome::parsed) return {Outcome::raises, {}};
    const PythonNode& root = expression.nodes[expression.root];
    if (root.kind == Kind::string) return {Outcome::literal, root.text};
    Evaluated value = Evaluator(expression.nodes).evaluate(expression.root);
    return {value.outcome, std::move(value.repr)};
}

}  // namespace glance_audit::policy
