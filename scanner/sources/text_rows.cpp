#include "scanner/sources/text_rows.hpp"

#include "scanner/base/number.hpp"
#include "scanner/sources/plain_live.hpp"

namespace glance_audit::sources {
namespace {

bool flag(const Field& field, int column, std::string_view name, BadValue& bad) {
    const std::optional<bool> value = field ? parse_flag(*field) : std::nullopt;
    if (!value) bad = {column, name, kNoBoolean};
    return value.value_or(false);
}

void set_fact(const StoredColumn& stored, const Field& field, Batch& batch, std::size_t at, BadValue& bad) {
    judge_value(stored, field, batch.is_public[at] >= 0, bad);
    if (!field) {
        batch.set_absent(stored.fact, at);
    } else if (!stored.is_time) {
        batch.set(stored.fact, at, batch.arena().copy(*field));
    } else if (const auto time = parse_stored_time(*field)) {
        batch.set(stored.fact, at, *time);
    } else {
        bad = {stored.column, info(stored.fact).name, kNoTime};
    }
}

std::size_t at(int column) { return static_cast<std::size_t>(column); }

}  // namespace

std::optional<bool> parse_flag(std::string_view text) {
    if (text.size() == 1 && (text[0] == '0' || text[0] == 'f')) return false;
    if (text.size() == 1 && (text[0] == '1' || text[0] == 't')) return true;
    if (text == "false") return false;
    if (text == "true") return true;
    const auto number = text::whole_number<long long>(text);
    return number ? std::optional(*number != 0) : std::nullopt;
}

bool is_plain_live(const ImageColumns& columns, std::span<const Field> fields) {
    const Field& deleted = fields[ImageColumns::kDeleted];
    return is_plain_live(deleted ? parse_flag(*deleted) : std::nullopt, fields[at(columns.deleted_at())].has_value(),
                         fields[at(columns.status())]);
}

void append_image(const ImageColumns& columns, std::span<const Field> fields, Batch& batch, Outcome& outcome) {
    ++outcome.rows;
    BadValue bad;
    const Field& id = fields[ImageColumns::kId];
    if (!id) bad = {ImageColumns::kId, "id", "not text"};
    const std::size_t row = batch.push(batch.arena().copy(ImageId::parse(id.value_or(""))));
    batch.deleted[row] = flag(fields[ImageColumns::kDeleted], ImageColumns::kDeleted, "deleted", bad) ? 1 : 0;
    batch.is_public[row] = -1;
    const int is_public = columns.is_public();
    if (is_public >= 0 && fields[at(is_public)]) {
        batch.is_public[row] = flag(fields[at(is_public)], is_public, "is_public", bad) ? 1 : 0;
    }
    for (const StoredColumn& stored : columns.facts()) {
        set_fact(stored, stored.column < 0 ? Field() : fields[at(stored.column)], batch, row, bad);
    }
    if (bad.why.empty()) return;
    batch.pop();
    note_bad(outcome, "images, id = " + shown_value(id.value_or("")), bad.name,
             bad.column < 0 ? Field() : fields[at(bad.column)], bad.why);
}

std::optional<MemberRow> parse_member(std::span<const Field> fields, Outcome& outcome) {
    ++outcome.rows;
    if (!fields[0]) {
        note_bad(outcome, "image_members", "image_id", {}, kNoImage);
        return std::nullopt;
    }
    const auto row = [&] { return "image_members, image_id = " + shown_value(fields[0].value_or("")); };
    const std::optional<bool> deleted = fields[1] ? parse_flag(*fields[1]) : std::nullopt;
    if (!deleted) {
        note_bad(outcome, row(), "deleted", fields[1], kNoBoolean);
        return std::nullopt;
    }
    MemberRow member{ImageId::parse(fields[0].value_or("")), *deleted, {}, fields[3]};
    if (!fields[2]) return member;
    member.deleted_at = parse_stored_time(*fields[2]);
    if (member.deleted_at) return member;
    note_bad(outcome, row(), "deleted_at", *fields[2], kNoTime);
    return std::nullopt;
}

bool is_live_child(std::string_view table, std::span<const Field> fields, Outcome& outcome) {
    const std::optional<bool> deleted = fields[1] ? parse_flag(*fields[1]) : std::nullopt;
    if (deleted) return !*deleted;
    note_bad(outcome, std::string(table) + ", image_id = " + shown_value(fields[0].value_or("")), "deleted", fields[1],
             kNoBoolean);
    return false;
}

void to_stored(std::span<const std::string_view> columns, std::span<const Field> fields,
               std::vector<StoredValue>& values) {
    values.assign(columns.size(), StoredValue{});
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!fields[i]) continue;
        const bool is_flag = columns[i] == "deleted" || columns[i] == "is_public";
        const std::optional<bool> flag = is_flag ? parse_flag(*fields[i]) : std::nullopt;
        values[i] = flag ? StoredValue::of(std::int64_t{*flag}) : StoredValue::of(*fields[i]);
    }
}

BatchFiller::BatchFiller(const ImageColumns& columns, Outcome& outcome, const std::function<void(Batch&)>& consume)
    : columns_(columns), outcome_(outcome), consume_(consume) {
    batch_.reset(columns_.known());
}

void BatchFiller::append(std::span<const Field> fields) {
    append_image(columns_, fields, batch_, outcome_);
    if (!batch_.full()) return;
    consume_(batch_);
    batch_.reset(columns_.known());
}

void BatchFiller::finish() {
    if (batch_.size() > 0) consume_(batch_);
    batch_.reset(columns_.known());
}

}  // namespace glance_audit::sources
