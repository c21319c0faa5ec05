#include "scanner/facts/policy_row.hpp"

#include "scanner/db/database_url.hpp"

namespace glance_audit::facts {

std::string without_passwords(const std::string& check) {
    if (check.find("://") == std::string::npos) return check;
    std::string out;
    for (std::size_t at = 0; at < check.size();) {
        const std::size_t end = std::min(check.find(' ', at), check.size());
        const std::string word = check.substr(at, end - at);
        out += word.find("://") == std::string::npos ? word : sources::without_password(word);
        if (end < check.size()) out += ' ';
        at = end + 1;
    }
    return out;
}

namespace {

class RowWriter {
public:
    explicit RowWriter(Batch& batch) : batch_(batch), row_(batch.push()) {}

    void text(Fact fact, const std::optional<std::string>& value) {
        if (value) {
            batch_.set(fact, row_, batch_.arena().copy(without_passwords(*value)));
        } else {
            batch_.set_absent(fact, row_);
        }
    }

    template <class Number>
    void number(Fact fact, const std::optional<Number>& value) {
        if (value) {
            batch_.set(fact, row_, static_cast<std::int64_t>(*value));
        } else {
            batch_.set_absent(fact, row_);
        }
    }

private:
    Batch& batch_;
    std::size_t row_;
};

}  // namespace

FactSet policy_facts() {
    FactSet facts;
    for (const FactInfo& fact : all_facts()) {
        if (fact.subject == SubjectKind::policy) facts.insert(fact.fact);
    }
    return facts;
}

void append(Batch& batch, const PolicyRow& row) {
    RowWriter out(batch);
    out.text(Fact::action, row.action);
    out.text(Fact::check, row.check);
    out.number(Fact::check_from, std::optional(row.check_from));
    out.number(Fact::allowed_to, row.allowed_to);
    out.text(Fact::policy_release, row.release);
    out.number(Fact::form, row.form);
    out.text(Fact::flaw, row.flaw);
    out.number(Fact::used_by, row.used_by);
    out.text(Fact::nearest, row.nearest);
    out.text(Fact::known_in, row.known_in);
    out.text(Fact::undefined_rules, row.undefined_rules);
    out.number(Fact::undefined_open_to, row.undefined_open_to);
    out.text(Fact::cycle, row.cycle);
    out.text(Fact::raises, row.raises);
    out.text(Fact::unusual, row.unusual);
    out.text(Fact::asks_server, row.asks_server);
    out.number(Fact::overridden, row.overridden);
    out.text(Fact::earlier, row.earlier);
    out.number(Fact::redundant, row.redundant);
    out.text(Fact::default_check, row.default_check);
    out.number(Fact::default_allowed_to, row.default_allowed_to);
    out.number(Fact::lets_in_more, row.lets_in_more);
    out.number(Fact::changes_actions, row.changes_actions);
}

}  // namespace glance_audit::facts
