# glance_audit_room(<folder> [NEEDS <folder>...] [LINK <library>...])
#
# Makes one folder below scanner/ (its own files, not those of folders in it) the library glance_audit_<folder>, with _
# for /. NEEDS: rooms whose headers it includes. LINK: libraries that only its own files see.
#
# With GLANCE_AUDIT_UNITY a room is compiled as a few large units instead of file by file: a first build then takes less
# than half the time, because most of it is reading the same headers again. So names in anonymous namespaces must differ
# within a room.
function(glance_audit_room folder)
    cmake_parse_arguments(PARSE_ARGV 1 room "" "" "NEEDS;LINK")
    string(REPLACE "/" "_" name ${folder})
    set(target glance_audit_${name})
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    add_library(${target} STATIC ${files})
    list(TRANSFORM room_NEEDS REPLACE "/" "_")
    list(TRANSFORM room_NEEDS PREPEND glance_audit_)
    target_link_libraries(${target} PUBLIC glance_audit_flags ${room_NEEDS} PRIVATE ${room_LINK})
endfunction()
