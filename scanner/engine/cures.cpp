#include "scanner/engine/cures.hpp"

#include <array>
#include <stdexcept>

namespace glance_audit::engine {
namespace {

// Of which images: whose status is pending_delete, whose is not, or both.
enum class Of : std::uint8_t { scrubbed, unscrubbed, both };

struct CureCommand {
    Cure cure;
    Of of;
    std::string_view kind;
    std::string_view text;  // %Q: the engine's quoting
};

constexpr std::string_view kPin =
    "UPDATE images SET deleted_at = NULL WHERE id = {id|%Q} AND status <> 'pending_delete' AND deleted_at IS NOT NULL;";
constexpr std::string_view kUndoPin =
    "UPDATE images SET deleted_at = {deleted_at|sql_time} WHERE id = {id|%Q} AND deleted_at IS NULL;";

// What was deleted at the same moment as the image.
#define RESTORE_CHILDREN(table)                                                                   \
    "UPDATE " table                                                                               \
    " SET deleted = FALSE, deleted_at = NULL WHERE image_id = {id|%Q} AND deleted AND deleted_at" \
    " = (SELECT deleted_at FROM images WHERE id = {id|%Q} AND NOT deleted);"

constexpr std::array<CureCommand, 12> kCommands{{
    {Cure::pin, Of::unscrubbed, "shell", "glance-scrubber"},
    {Cure::pin, Of::scrubbed, "sql", kPin},
    {Cure::pin, Of::scrubbed, "sql-undo", kUndoPin},
    {Cure::reserve, Of::both, "shell",
     "openstack image create --id={id|shell} --private --disk-format raw --container-format bare reserved"},
    {Cure::reserve, Of::both, "shell", "openstack image delete -- {id|shell}"},
    {Cure::reserve, Of::both, "sql", kPin},
    {Cure::restore, Of::both, "sql", RESTORE_CHILDREN("image_properties")},
    {Cure::restore, Of::both, "sql", RESTORE_CHILDREN("image_tags")},
    {Cure::restore, Of::both, "sql", RESTORE_CHILDREN("image_members")},
    // Delayed deletion deletes each location on its own, a moment before.
    {Cure::restore, Of::both, "sql",
     "UPDATE image_locations SET deleted = FALSE, deleted_at = NULL, status = 'active' WHERE image_id = {id|%Q} AND "
     "deleted AND EXISTS (SELECT 1 FROM images WHERE id = {id|%Q} AND NOT deleted AND deleted_at IS NOT NULL AND "
     "(image_locations.status = 'pending_delete' OR deleted_at = image_locations.deleted_at));"},
    {Cure::restore, Of::both, "sql",
     "UPDATE images SET deleted_at = NULL WHERE id = {id|%Q} AND NOT deleted AND deleted_at IS NOT NULL;"},
    {Cure::restore, Of::both, "sql-undo", kUndoPin},
}};

#undef RESTORE_CHILDREN

Template parse_command(std::string_view text, Engine engine) {
    std::string source(text);
    const std::string_view quoting = kEngines[static_cast<std::size_t>(engine)].quoting;
    for (std::size_t at = source.find("%Q"); at != std::string::npos; at = source.find("%Q"))
        source.replace(at, 2, quoting);
    auto parsed = Template::parse(source, SubjectKind::image);
    if (auto* error = std::get_if<TemplateError>(&parsed)) throw std::logic_error("cure command: " + error->what);
    return std::get<Template>(std::move(parsed));
}

}  // namespace

CureCommands cure_commands(Cure cure, Engine engine) {
    CureCommands commands;
    for (const CureCommand& command : kCommands) {
        if (command.cure != cure) continue;
        const CommandTemplate parsed{std::string(command.kind), parse_command(command.text, engine)};
        if (command.of != Of::unscrubbed) commands.usual.push_back(parsed);
        if (command.of != Of::scrubbed) commands.unscrubbed.push_back(parsed);
    }
    return commands;
}

}  // namespace glance_audit::engine
