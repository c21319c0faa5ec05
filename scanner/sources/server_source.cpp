#include "scanner/sources/server_source.hpp"

#include <algorithm>

#include "scanner/base/utf8.hpp"
#include "scanner/db/server_errors.hpp"
#include "scanner/sources/sql_select.hpp"
#include "scanner/sources/text_rows.hpp"

namespace glance_audit::sources {
namespace {

class ServerSource final : public Source {
public:
    ServerSource(std::unique_ptr<Database> database, std::string shown)
        : connection_(std::move(database)), shown_(std::move(shown)) {
        read_catalogue();
    }

    const DatabaseInfo& database() const override { return database_; }

    std::uint64_t estimate_images() override { return connection_->estimated_rows("images"); }

    Outcome read_images(const ImageQuery& query, const std::function<void(Batch&)>& consume) override {
        const ImageColumns columns(query, database_);
        Outcome outcome = counted();
        BatchFiller filler(columns, outcome, consume);
        if (query.ids.empty()) {
            outcome.rows = read_table(query, columns, filler);
        } else {
            read_by_id(query, columns, filler);
        }
        return outcome;
    }

    Outcome read_odd_ids(std::vector<std::string>& ids) override {
        read_whole("images", {{"id"}, "FROM images"}, [&](std::span<const Field> row) { collect_odd(row[0], ids); });
        return counted(ids.size());
    }

    std::vector<std::string> existing(std::span<const std::string> ids) override {
        std::vector<std::string> found;
        by_lists(ids, [&](const std::string& list, std::span<const std::string> wanted) {
            for (const auto& row : connection_->query({{"id"}, "FROM images WHERE id IN (" + list + ")"})) {
                const std::string id(known(row[0], "images.id"));
                if (std::find(wanted.begin(), wanted.end(), id) != wanted.end()) found.push_back(id);
            }
        });
        return found;
    }

    Outcome read_members(const std::optional<std::string>& only_image,
                         const std::function<void(const MemberRow&)>& consume) override {
        Outcome outcome = counted();
        connection_->require_whole("image_members");
        if (only_image && !can_be_stored(*only_image)) return outcome;
        const auto take = [&](std::span<const Field> row) {
            const std::string_view image = known(row[0], "image_members.image_id");
            if (only_image && image != *only_image) return;
            if (const auto member = parse_member(row, outcome)) consume(*member);
        };
        const Select select = select_members(quoted(only_image));
        only_image ? read_part("image_members", select, take) : read_whole("image_members", select, take);
        return outcome;
    }

    Outcome read_children(const ChildQuery& query, const std::function<void(const ImageId&)>& consume) override {
        Outcome outcome = counted();
        connection_->require_whole(query.table);
        if (query.only_image && !can_be_stored(*query.only_image)) return outcome;
        const std::string image_id =
            query.orphans_only ? connection_->compared_with(query.table, "image_id", "images", "id") : "";
        const auto take = [&](std::span<const Field> row) {
            const std::string_view image = known(row[0], "image_id");
            if (query.only_image && image != *query.only_image) return;
            ++outcome.rows;
            if (query.live_only && !is_live_child(query.table, row, outcome)) return;
            consume(ImageId::parse(image));
        };
        const Select select = select_children(query, quoted(query.only_image), image_id);
        const bool is_part = query.only_image || query.orphans_only;
        is_part ? read_part(query.table, select, take) : read_whole(query.table, select, take);
        return outcome;
    }

    std::vector<std::string_view> stored_columns(std::string_view table,
                                                 std::span<const std::string_view> wanted) override {
        return database_.stored_columns(table, wanted);
    }

    Proof read_stored(std::string_view table, std::span<const std::string_view> columns,
                      const std::function<void(StoredRow)>& consume) override {
        connection_->require_whole(table);
        std::vector<StoredValue> values;
        read_whole(table, {{columns.begin(), columns.end()}, "FROM " + std::string(table)},
                   [&](std::span<const Field> row) {
                       to_stored(columns, row, values);
                       consume(values);
                   });
        return Proof::count;
    }

private:
    // Every row of a table that the SELECT asks for.
    void read_whole(std::string_view table, const Select& select, const Database::Consume& consume) {
        connection_->stream(select, connection_->expected_rows(select, table), consume);
    }
    void read_part(std::string_view table, const Select& select, const Database::Consume& consume) {
        connection_->stream(select, {0, connection_->most_rows(table)}, consume);
    }

    // A value of a column that is never NULL, or not asked for where it is.
    std::string_view known(const std::optional<std::string_view>& value, std::string_view column) const {
        if (value) return *value;
        throw senseless_answer_error(std::string(column) + " is NULL", shown_);
    }

    // Whatever is streamed is held against the server's own count.
    static Outcome counted(std::uint64_t rows = 0) { return {rows, 0, {}, Proof::count}; }

    // The number of rows in the table.
    std::uint64_t read_table(const ImageQuery& query, const ImageColumns& columns, BatchFiller& filler) {
        std::uint64_t rows = 0;
        const bool judged_here = query.rows != Rows::all && query.odd_ids != nullptr;
        const auto take = [&](std::span<const Field> row) {
            ++rows;
            if (query.odd_ids != nullptr) collect_odd(row[ImageColumns::kId], *query.odd_ids);
            if (!judged_here || !is_plain_live(columns, row)) filler.append(row);
        };
        const Select select = select_images(query, columns, {});
        const bool is_part = query.rows != Rows::all && !judged_here;
        try {
            is_part ? read_part("images", select, take) : read_whole("images", select, take);
        } catch (const SourceError&) {
            filler.finish();  // the rows before the break count
            throw;
        }
        filler.finish();
        if (query.odd_ids != nullptr) std::sort(query.odd_ids->begin(), query.odd_ids->end());
        return is_part ? connection_->count_rows("images") : rows;
    }

    // MariaDB finds IDs in any case: only those that are the same bytes are wanted.
    void read_by_id(const ImageQuery& query, const ImageColumns& columns, BatchFiller& filler) {
        by_lists(query.ids, [&](const std::string& list, std::span<const std::string> wanted) {
            read_part("images", select_images(query, columns, list), [&](std::span<const Field> row) {
                const std::string_view id = known(row[ImageColumns::kId], "images.id");
                if (std::find(wanted.begin(), wanted.end(), id) != wanted.end()) filler.append(row);
            });
        });
        filler.finish();
    }

    // Calls use(list, the IDs in it) for as many IDs at a time as fit well into one statement.
    template <class Use>
    void by_lists(std::span<const std::string> all, Use use) {
        std::vector<std::string> ids;
        std::copy_if(all.begin(), all.end(), std::back_inserter(ids), can_be_stored);
        for (std::size_t begin = 0; begin < ids.size(); begin += kIdsAtOnce) {
            const auto wanted = std::span(ids).subspan(begin, std::min(kIdsAtOnce, ids.size() - begin));
            use(quoted_list(ids, begin, [&](const std::string& id) { return connection_->quote(id); }), wanted);
        }
    }

    // A server refuses a text that is not UTF-8 or has a NUL in it: no row can have such an ID.
    static bool can_be_stored(const std::string& id) {
        return find_invalid_utf8(id) == std::string::npos && id.find('\0') == std::string::npos;
    }

    std::string quoted(const std::optional<std::string>& id) { return id ? connection_->quote(*id) : ""; }

    static void collect_odd(const Field& id, std::vector<std::string>& odd) {
        if (id && !ImageId::is_canonical(*id)) odd.emplace_back(*id);
    }

    void read_catalogue() {
        database_.engine = connection_->engine();
        database_.server_version = connection_->version();
        if (connection_->has_table("images")) connection_->require_whole("images");
        database_.image_columns = connection_->columns("images");
        if (database_.image_columns.empty()) {
            throw SourceError("there is no table 'images' in this database", shown_,
                              connection_->has_table("instances")
                                  ? "this looks like Nova's database; name Glance's"
                                  : "name a Glance database: the one in [database] connection");
        }
        check_image_columns(database_, shown_);
        for (const std::string_view table : kChildTables) {
            if (connection_->has_table(table)) database_.child_tables.emplace_back(table);
        }
        read_revisions("alembic_version");
        if (database_.alembic_revisions.empty()) read_revisions("migrate_version");
    }

    // Without the revision the release is unknown: the audit goes on, and is incomplete.
    void read_revisions(const std::string& table) {
        try {
            if (!connection_->has_table(table)) return;
            if (table == "alembic_version") {
                for (const auto& row : connection_->query({{"version_num"}, "FROM alembic_version"})) {
                    database_.alembic_revisions.push_back(row[0].value_or(""));
                }
                std::sort(database_.alembic_revisions.begin(), database_.alembic_revisions.end());
                return;
            }
            const Select select{{"coalesce(max(version), 0)"},
                                "FROM migrate_version WHERE repository_id = 'Glance Migrations'"};
            if (const std::uint64_t version = connection_->number(select); version > 0) {
                constexpr std::uint64_t kLast = 1'000'000;
                database_.migrate_version = static_cast<int>(std::min(version, kLast));
            }
        } catch (const SourceError& error) {
            database_.unreadable.push_back({table, error});
        }
    }

    std::unique_ptr<Database> connection_;
    std::string shown_;
    DatabaseInfo database_;
};

}  // namespace

std::unique_ptr<Source> make_server_source(std::unique_ptr<Database> database, const std::string& shown) {
    return std::make_unique<ServerSource>(std::move(database), shown);
}

}  // namespace glance_audit::sources
