# glance_audit_embed(<target> <symbol> <base_dir> <file>...)
#
# Puts files into <target>: it gets a source that defines
#   std::span<const glance_audit::EmbeddedFile> glance_audit::<symbol>()
# (scanner/base/embedded.hpp), in the order given. Paths are absolute or relative to <base_dir>. A file that changes is
# embedded anew by the next build. The content is written as hexadecimal escapes in one literal of many short pieces:
# it takes any bytes, and GCC compiles a megabyte in about a second, where an array of numbers takes ten times as long.

set(GLANCE_AUDIT_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(glance_audit_embed target symbol base_dir)
    get_filename_component(base_dir ${base_dir} ABSOLUTE)
    set(files)
    foreach(file IN LISTS ARGN)
        get_filename_component(file ${file} ABSOLUTE BASE_DIR ${base_dir})
        list(APPEND files ${file})
    endforeach()
    set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.cpp)
    set(list ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.txt)
    list(JOIN files "\n" lines)
    file(CONFIGURE OUTPUT ${list} CONTENT "${lines}" @ONLY)
    add_custom_command(
        OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -D SYMBOL=${symbol} -D BASE_DIR=${base_dir} -D LIST=${list} -D OUTPUT=${output}
                -P ${GLANCE_AUDIT_EMBED_SCRIPT}
        DEPENDS ${files} ${list} ${GLANCE_AUDIT_EMBED_SCRIPT}
        COMMENT "Embedding ${symbol}"
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
    set_source_files_properties(${output} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# The rest runs at build time, in script mode.
if(NOT CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    return()
endif()

# Appends "    {path, content}," for one file. Two hexadecimal digits are a byte; a piece holds 128 bytes.
function(append_file output path content_of)
    file(READ ${content_of} hex HEX)
    string(LENGTH "${hex}" digits)
    math(EXPR size "${digits} / 2")
    string(REGEX REPLACE "(..)" "\\\\x\\1" escaped "${hex}")
    string(REPEAT "." 512 piece)
    string(REGEX REPLACE "(${piece})" "\\1\"\n     \"" escaped "${escaped}")
    file(APPEND ${output} "    {\"${path}\", std::string_view(\n     \"${escaped}\", ${size})},\n")
endfunction()

file(STRINGS ${LIST} files)
list(LENGTH files count)
file(WRITE ${OUTPUT} "// Made by cmake/embed.cmake.
#include \"scanner/base/embedded.hpp\"

#include <array>

#pragma GCC diagnostic ignored \"-Woverlength-strings\"

namespace glance_audit {

std::span<const EmbeddedFile> ${SYMBOL}();

namespace {
constexpr std::array<EmbeddedFile, ${count}> kFiles{{
")
foreach(file IN LISTS files)
    file(RELATIVE_PATH path ${BASE_DIR} ${file})
    append_file(${OUTPUT} ${path} ${file})
endforeach()
file(APPEND ${OUTPUT} "}};
}  // namespace

std::span<const EmbeddedFile> ${SYMBOL}() { return kFiles; }

}  // namespace glance_audit
")
