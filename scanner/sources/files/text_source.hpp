// A Glance database whose tables are texts in files: dumps, CSV, NDJSON. What a database would do in SQL is done here.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "scanner/sources/files/image_ids.hpp"
#include "scanner/sources/source.hpp"
#include "scanner/sources/text_rows.hpp"

namespace glance_audit::sources {

class TextTables {
public:
    using Consume = std::function<void(std::span<const Field>)>;

    TextTables() = default;
    TextTables(const TextTables&) = delete;
    TextTables& operator=(const TextTables&) = delete;
    virtual ~TextTables() = default;

    virtual const DatabaseInfo& database() const = 0;
    // Of all rows of `images` that could be read.
    virtual const ImageIds& image_ids() const = 0;
    // Throws SourceError where image_ids() may lack some.
    virtual void require_all_images() const = 0;
    // Streams the rows of one of the tables of database(), as fields in the order of `columns`. Throws SourceError
    // where the table lacks one of them, and where the rows end too early: then after the last row that could be read.
    virtual void read(std::string_view table, std::span<const std::string_view> columns, const Consume& consume) = 0;
};

// Throws SourceError where `columns`, those of `table`, lack a wanted one. where: for the message.
void require_columns(std::string_view table, std::span<const std::string> columns,
                     std::span<const std::string_view> wanted, const std::string& where);

// Adds to `database` which columns of `images` are missing, so that the audit is incomplete. where: for the messages.
void note_missing_columns(DatabaseInfo& database, const std::string& where);

// proof: how the tables know that no row is missing; where they do not, they throw.
std::unique_ptr<Source> make_text_source(std::unique_ptr<TextTables> tables, Proof proof);

}  // namespace glance_audit::sources
