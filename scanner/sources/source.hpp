// Where facts come from: one Glance database, read in one consistent snapshot, never written.
//
// A source streams rows in batches and buffers nothing whole. What cannot be read to its end throws SourceError; what
// was handed out before stays valid, and the audit of that target is incomplete. A new server needs no source of its
// own (scanner/db/database.hpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/base/error.hpp"
#include "scanner/db/database.hpp"
#include "scanner/db/stored_rows.hpp"
#include "scanner/glance/schema.hpp"
#include "scanner/model/batch.hpp"
#include "scanner/model/proof.hpp"
#include "scanner/sources/snapshot/info.hpp"

namespace glance_audit::sources {

// Which rows of `images` are wanted; plain_live.hpp says which are plain live ones. A source may deliver more than was
// asked.
enum class Rows : std::uint8_t { all, all_but_plain_live };

struct ImageQuery {
    FactSet columns;  // stored facts to fill; ids, deleted and is_public are filled where known
    Rows rows = Rows::all;
    std::span<const std::string> ids;  // if not empty: these rows alone
    // If given: gets the IDs of the whole table that are not canonical UUIDs (see ImageId), wanted or not, sorted.
    std::vector<std::string>* odd_ids = nullptr;
};

struct MemberRow {
    ImageId image;  // odd text: valid during the call
    bool deleted = false;
    std::optional<Micros> deleted_at = {};
    std::optional<std::string_view> project = {};  // valid during the call; nothing: not known
};

struct ChildQuery {
    std::string_view table;                 // one of kChildTables
    bool orphans_only = false;              // those whose image has no row in `images`
    std::optional<std::string> only_image;  // those of this image
    bool live_only = false;                 // those that are not deleted; not together with orphans_only
};

// What came of a stream that was read to its end. A row whose values cannot be understood (text where a time belongs)
// is not handed out: it makes the audit incomplete, and the first of them is named.
struct Outcome {
    std::uint64_t rows = 0;  // of the table, wanted or not, the bad ones too; of those asked for by ID: found
    std::uint64_t bad_rows = 0;
    std::string first_bad = {};  // "images, id = '…': deleted_at is 'yesterday', not a time"
    Proof proof = Proof::none;   // that these are all: whoever cannot tell throws
};

class Source {
public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;

    virtual const DatabaseInfo& database() const = 0;

    // About how many rows `images` has: cheap, and for the progress alone.
    virtual std::uint64_t estimate_images() = 0;

    // Streams rows of `images` in no particular order. The batch is the source's own, and what is added to it is gone
    // after the call. Several threads may call `consume` at once, each with a batch of its own.
    virtual Outcome read_images(const ImageQuery& query, const std::function<void(Batch&)>& consume) = 0;

    // Adds the IDs of `images` that are not canonical UUIDs (see ImageId), in no particular order; they are its rows.
    virtual Outcome read_odd_ids(std::vector<std::string>& ids) = 0;

    // Those of `ids` that have a row in `images`, compared byte by byte.
    virtual std::vector<std::string> existing(std::span<const std::string> ids) = 0;

    // Streams image_members; only_image, if given: of that image alone. Rows whose image_id is NULL are left out.
    virtual Outcome read_members(const std::optional<std::string>& only_image,
                                 const std::function<void(const MemberRow&)>& consume) = 0;

    // Streams the image_id of every row of one of kChildTables, deleted or not unless the query says otherwise. NULLs
    // are left out. Odd text is valid during the call.
    virtual Outcome read_children(const ChildQuery& query, const std::function<void(const ImageId&)>& consume) = 0;

    // For a snapshot of this source: those of `wanted` that `images` or a child table has.
    virtual std::vector<std::string_view> stored_columns(std::string_view table,
                                                         std::span<const std::string_view> wanted) = 0;
    // Streams every row of the table in the table's own order, also those that cannot be understood. What must be a
    // boolean and is one is an integer, in every database. Returns how it is known that these are all.
    virtual Proof read_stored(std::string_view table, std::span<const std::string_view> columns,
                              const std::function<void(StoredRow)>& consume) = 0;

    // What the source says of itself if it is a snapshot of another.
    virtual const SnapshotInfo* snapshot() const { return nullptr; }
};

// Opens a SOURCE and starts its snapshot: a file, or a URL as SQLAlchemy writes it. Throws UsageError where the text
// names no known kind of source, SourceError where the source cannot be read.
std::unique_ptr<Source> open_source(const std::string& source, const OpenOptions& options);

// How findings call a SOURCE: the file's name, never its folder, never a password; a snapshot is called as what it was
// taken from. To be asked before anything is opened: looking into a file would undo locks on it.
std::string target_name(const std::string& source);

// The engine that a SOURCE which was not opened most likely has: its URL's; SQLite for a file.
Engine likely_engine(const std::string& source);

// The files that are read to read a SOURCE, there or not: a database and its journals, the tables of a folder; for a
// server those that the URL names and those of its client.
std::vector<std::filesystem::path> source_files(const std::string& source);

// The SOURCE for people's eyes: as it was given, without a password.
std::string shown_source(const std::string& source);

}  // namespace glance_audit::sources
