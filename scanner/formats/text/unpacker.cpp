#include "scanner/formats/text/unpacker.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "scanner/base/error.hpp"
#include "scanner/formats/text/gzip.hpp"

namespace glance_audit::sources {
namespace {

constexpr std::string_view kGzip = "\x1f\x8b";
constexpr std::array<std::string_view, 5> kMagics{kGzip, "\x28\xb5\x2f\xfd", std::string_view("\xfd\x37zXZ\0", 6),
                                                  "BZh", "\x04\x22\x4d\x18"};
constexpr std::size_t kBlock = 65536;

// zstd, xz, bzip2 and lz4, which libarchive takes apart without the help of other programs.
class ArchiveUnpacker final : public Unpacker {
public:
    explicit ArchiveUnpacker(const std::string& path) : path_(path), archive_(archive_read_new(), archive_read_free) {
        for (const auto support :
             {archive_read_support_filter_zstd, archive_read_support_filter_xz, archive_read_support_filter_bzip2,
              archive_read_support_filter_lz4, archive_read_support_format_raw, archive_read_support_format_empty}) {
            if (support(archive_.get()) != ARCHIVE_OK) fail("the file is packed in a way that is not supported here");
        }
        if (archive_read_open_filename(archive_.get(), path.c_str(), kBlock) != ARCHIVE_OK) fail(kDamaged);
        archive_entry* entry = nullptr;
        const int result = archive_read_next_header(archive_.get(), &entry);
        if (result != ARCHIVE_OK && result != ARCHIVE_EOF) fail(kDamaged);
        ended_ = result == ARCHIVE_EOF;
    }

    std::size_t read(char* to, std::size_t most) override {
        std::size_t done = 0;
        while (done < most && !ended_) {
            const la_ssize_t got = archive_read_data(archive_.get(), to + done, most - done);
            if (got < 0) fail(kDamaged);
            ended_ = got == 0;
            if (ended_) require_all_input();
            done += static_cast<std::size_t>(got);
        }
        return done;
    }

private:
    static constexpr const char* kDamaged = "the packed file is damaged or ends too early";

    // What libarchive does not know for a further part of the file it leaves out without a word.
    void require_all_input() const {
        struct stat status {};
        const bool known = stat(path_.c_str(), &status) == 0;
        if (known && archive_filter_bytes(archive_.get(), -1) != status.st_size) fail(kDamaged);
    }

    [[noreturn]] void fail(const char* what) const {
        const char* why = archive_error_string(archive_.get());
        throw SourceError(std::string(what) + (why == nullptr ? "" : std::string(": ") + why), path_,
                          "copy it again from where it was made, or make it again");
    }

    std::string path_;
    std::unique_ptr<archive, int (*)(archive*)> archive_;
    bool ended_ = false;
};

}  // namespace

bool is_packed(std::string_view beginning) {
    return std::any_of(kMagics.begin(), kMagics.end(),
                       [&](std::string_view magic) { return beginning.starts_with(magic); });
}

std::string_view without_packing(std::string_view name) {
    for (const std::string_view suffix : {".gz", ".zst", ".xz", ".bz2", ".lz4"}) {
        if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
    }
    return name;
}

std::unique_ptr<Unpacker> unpack(const std::string& path) {
    std::array<char, 2> magic{};
    std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
    if (std::string_view(magic.data(), magic.size()) == kGzip) return unpack_gzip(path);
    return std::make_unique<ArchiveUnpacker>(path);
}

}  // namespace glance_audit::sources
