#include "scanner/sources/files/text_source.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace glance_audit::sources {
namespace {

constexpr std::array<std::string_view, 4> kMemberColumns{"image_id", "deleted", "deleted_at", "member"};
constexpr std::array<std::string_view, 2> kChildColumns{"image_id", "deleted"};

constexpr std::string_view kAllColumns = "write the file again with all columns of the table";

class TextSource final : public Source {
public:
    TextSource(std::unique_ptr<TextTables> tables, Proof proof) : tables_(std::move(tables)), proof_(proof) {}

    const DatabaseInfo& database() const override { return tables_->database(); }
    std::uint64_t estimate_images() override { return tables_->image_ids().size(); }
    Outcome read_odd_ids(std::vector<std::string>& ids) override {
        ids = tables_->image_ids().odd();
        return {ids.size(), 0, {}, proof_};
    }

    Outcome read_images(const ImageQuery& query, const std::function<void(Batch&)>& consume) override {
        const ImageColumns columns(query, database());
        const std::unordered_set<std::string_view> ids(query.ids.begin(), query.ids.end());
        Outcome outcome{.proof = proof_};
        BatchFiller filler(columns, outcome, consume);
        const auto take = [&](std::span<const Field> row) {
            const Field& id = row[ImageColumns::kId];
            if (!ids.empty() && (!id || !ids.contains(*id))) return;
            if (query.rows == Rows::all || !id || !is_plain_live(columns, row)) {
                filler.append(row);
            } else {
                ++outcome.rows;
            }
        };
        const auto finish = [&] {
            filler.finish();
            if (query.odd_ids != nullptr) *query.odd_ids = tables_->image_ids().odd();
        };
        try {
            tables_->read("images", columns.names(), take);
        } catch (const SourceError&) {
            finish();  // what was read until then counts
            throw;
        }
        finish();
        return outcome;
    }

    std::vector<std::string> existing(std::span<const std::string> ids) override {
        std::vector<std::string> found;
        for (const std::string& id : ids) {
            if (tables_->image_ids().contains(ImageId::parse(id))) found.push_back(id);
        }
        return found;
    }

    Outcome read_members(const std::optional<std::string>& only_image,
                         const std::function<void(const MemberRow&)>& consume) override {
        Outcome outcome{.proof = proof_};
        tables_->read("image_members", kMemberColumns, [&](std::span<const Field> row) {
            if (only_image && row[0] != *only_image) return;
            if (const auto member = parse_member(row, outcome)) consume(*member);
        });
        return outcome;
    }

    Outcome read_children(const ChildQuery& query, const std::function<void(const ImageId&)>& consume) override {
        // Where rows of images are missing, every child of theirs would look like an orphan.
        if (query.orphans_only) tables_->require_all_images();
        Outcome outcome{.proof = proof_};
        const std::span<const std::string_view> columns(kChildColumns.data(), query.live_only ? 2 : 1);
        tables_->read(query.table, columns, [&](std::span<const Field> row) {
            if (query.only_image && row[0] != *query.only_image) return;
            const ImageId id = ImageId::parse(row[0].value_or(""));
            if (query.orphans_only && row[0] && has_image(id)) return;
            ++outcome.rows;
            if (!row[0]) return note_bad(outcome, std::string(query.table), "image_id", {}, kNoImage);
            if (query.live_only && !is_live_child(query.table, row, outcome)) return;
            consume(id);
        });
        return outcome;
    }

    std::vector<std::string_view> stored_columns(std::string_view table,
                                                 std::span<const std::string_view> wanted) override {
        return database().stored_columns(table, wanted);
    }

    Proof read_stored(std::string_view table, std::span<const std::string_view> columns,
                      const std::function<void(StoredRow)>& consume) override {
        std::vector<StoredValue> values;
        tables_->read(table, columns, [&](std::span<const Field> row) {
            to_stored(columns, row, values);
            consume(values);
        });
        return proof_;
    }

private:
    bool has_image(const ImageId& id) const {
        const ImageIds& ids = tables_->image_ids();
        return compares_in_any_case(database().engine) ? ids.contains_any_case(id) : ids.contains(id);
    }

    std::unique_ptr<TextTables> tables_;
    Proof proof_;
};

}  // namespace

void require_columns(std::string_view table, std::span<const std::string> columns,
                     std::span<const std::string_view> wanted, const std::string& where) {
    for (const std::string_view name : wanted) {
        if (std::find(columns.begin(), columns.end(), name) != columns.end()) continue;
        throw SourceError("the table '" + std::string(table) + "' has no column '" + std::string(name) + "'", where,
                          std::string(kAllColumns));
    }
}

void note_missing_columns(DatabaseInfo& database, const std::string& where) {
    for (const std::string_view name : missing_image_columns(database)) {
        const SourceError error("the table 'images' has no column '" + std::string(name) + "'", where,
                                std::string(kAllColumns));
        database.unreadable.emplace_back("images." + std::string(name), error);
    }
}

std::unique_ptr<Source> make_text_source(std::unique_ptr<TextTables> tables, Proof proof) {
    return std::make_unique<TextSource>(std::move(tables), proof);
}

}  // namespace glance_audit::sources
