// A file that is there only once it is whole.
#pragma once

#include <cstdio>
#include <string>

namespace glance_audit {

// It is written beside its place, synced and renamed; its owner alone may read it. Not committed, or ended by a signal:
// the place is as it was.
class AtomicFile {
public:
    enum class Kind { any, regular };

    // Opens a temporary file in the same folder. Throws UsageError, with a hint, if the place cannot be written, and as
    // output_place() does. noun: what the file is, in messages. any: what is there and is no regular file (/dev/null, a
    // pipe, a descriptor that is open) is written to as it is.
    explicit AtomicFile(const std::string& path, std::string noun = "report", Kind kind = Kind::any);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    std::FILE* get() const { return file_; }
    const std::string& path() const { return path_; }
    // Where the file is before it is committed; empty where nothing is renamed.
    const std::string& temporary() const { return temporary_; }
    // Throws UsageError where that fails.
    void commit();

private:
    void open_as_it_is(const std::string& path);
    void open_temporary(const std::string& path);
    [[noreturn]] void fail(const std::string& what, const std::string& path, int error) const;

    std::string path_;
    std::string noun_;
    std::string temporary_;
    std::FILE* file_ = nullptr;
};

}  // namespace glance_audit
