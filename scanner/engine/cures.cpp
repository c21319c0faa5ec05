#include "scanner/engine/cures.hpp"

#include <array>
#include <stdexcept>

namespace glance_audit::engine {
namespace {

struct CureCommand {
    Cure cure;
    std::string_view kind;
    std::string_view text;  // %Q: the engine's quoting
};

constexpr std::array<CureCommand, 5> kCommands{{
    {Cure::pin, "sql", "UPDATE images SET deleted_at = NULL WHERE id = {id|%Q} AND deleted_at IS NOT NULL;"},
    {Cure::pin, "sql-undo",
     "UPDATE images SET deleted_at = {deleted_at|sql_time} WHERE id = {id|%Q} AND deleted_at IS NULL;"},
    {Cure::reserve, "shell",
     "openstack image create --id={id|shell} --private --disk-format raw --container-format bare reserved"},
    {Cure::reserve, "shell", "openstack image delete -- {id|shell}"},
    {Cure::reserve, "sql", "UPDATE images SET deleted_at = NULL WHERE id = {id|%Q} AND deleted_at IS NOT NULL;"},
}};

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

std::vector<CommandTemplate> cure_commands(Cure cure, Engine engine) {
    std::vector<CommandTemplate> commands;
    for (const CureCommand& command : kCommands) {
        if (command.cure == cure) commands.push_back({std::string(command.kind), parse_command(command.text, engine)});
    }
    return commands;
}

}  // namespace glance_audit::engine
