#include "scanner/schedules/operators.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "scanner/base/ascii.hpp"
#include "scanner/base/utf8.hpp"

namespace glance_audit::sources {
namespace {

using text::YamlNode;
using text::YamlType;

enum class Owner : std::uint8_t { unknown, glance, another_service };

// Of what is called `name`, a key or a kind: "glance", "GlanceAPI", "cinder"; else as before.
Owner owner_of(std::string_view name, Owner before) {
    constexpr std::array<std::string_view, 14> kServices{"barbican", "cinder",    "designate", "heat",    "ironic",
                                                         "keystone", "magnum",    "manila",    "neutron", "nova",
                                                         "octavia",  "placement", "trove",     "watcher"};
    const auto is = [&](std::string_view service) {
        return text::equal_ignoring_case(name.substr(0, service.size()), service);
    };
    if (is("glance")) return Owner::glance;
    return std::any_of(kServices.begin(), kServices.end(), is) ? Owner::another_service : before;
}

class OperatorReader {
public:
    OperatorReader(const YamlDocument& document, Schedule schedule, FoundPurges& found)
        : document_(document), schedule_(std::move(schedule)), found_(found) {}

    // `owner`: whose `node` is.
    void read(const YamlNode& node, Owner owner) {
        for (const YamlNode& item : node.items) read(item, owner);
        for (const auto& [key, value] : node.entries) {
            if (key.text != "dbPurge" || !value.is(YamlType::map) || owner == Owner::unknown) {
                read(value, owner_of(key.text, owner));
                continue;
            }
            const int line = document_.line_of(key);
            if (owner == Owner::glance) add(value, line);
            found_.understand(document_.file, line, line);
        }
    }

private:
    void add(const YamlNode& settings, int line) {
        const YamlNode* const age = find_in(&settings, {"age"});
        const YamlNode* const clock = find_in(&settings, {"schedule"});
        if (clock != nullptr) schedule_.when = shortened(clock->text);
        const std::string arguments = " --age_in_days " + (age != nullptr ? age->text : "30");
        std::string commands = "glance-manage db purge" + arguments;
        if (is_true(find_in(&settings, {"purgeImagesTable"}))) {
            commands += "; glance-manage db purge_images_table" + arguments;
        }
        found_.add(find_purges(commands, ShellVariables(), line), schedule_);
    }

    const YamlDocument& document_;
    Schedule schedule_;
    FoundPurges& found_;
};

}  // namespace

void find_operator_purges(const YamlDocument& document, const YamlNode& object, const Schedule& schedule,
                          FoundPurges& found) {
    OperatorReader(document, schedule, found)
        .read(object, owner_of(text_of(find_in(&object, {"kind"})), Owner::unknown));
}

}  // namespace glance_audit::sources
