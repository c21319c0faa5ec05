#include "scanner/formats/text/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>

#include "scanner/base/error.hpp"

namespace glance_audit::sources {
namespace {

constexpr int kGzipAlone = 16 + MAX_WBITS;

class GzipUnpacker final : public Unpacker {
public:
    explicit GzipUnpacker(const std::string& path) : path_(path), file_(path, std::ios::binary) {
        if (!file_) throw SourceError("the file cannot be opened", path, "check its path and permissions");
        if (inflateInit2(&stream_, kGzipAlone) != Z_OK)
            throw SourceError("zlib cannot start", path, "is memory short?");
    }
    ~GzipUnpacker() override { inflateEnd(&stream_); }
    GzipUnpacker(const GzipUnpacker&) = delete;
    GzipUnpacker& operator=(const GzipUnpacker&) = delete;

    std::size_t read(char* to, std::size_t most) override {
        std::size_t done = 0;
        while (done < most && more_input()) {
            const std::size_t room = std::min<std::size_t>(most - done, std::numeric_limits<uInt>::max());
            stream_.next_out = reinterpret_cast<Bytef*>(to + done);
            stream_.avail_out = static_cast<uInt>(room);
            const int result = inflate(&stream_, Z_NO_FLUSH);
            done += room - stream_.avail_out;
            if (result == Z_STREAM_END) {
                in_member_ = false;  // another may follow
                inflateReset(&stream_);
            } else if (result != Z_OK && result != Z_BUF_ERROR) {
                fail("the packed file is damaged");
            }
        }
        return done;
    }

private:
    // False at the end of the file.
    bool more_input() {
        if (stream_.avail_in == 0) {
            file_.read(input_.data(), static_cast<std::streamsize>(input_.size()));
            stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
            stream_.avail_in = static_cast<uInt>(file_.gcount());
            if (file_.bad()) fail("the packed file cannot be read");
        }
        // zlib may hold back text of which it has all the input.
        if (stream_.avail_in == 0 && in_member_ && drained_) fail("the packed file ends too early");
        drained_ = stream_.avail_in == 0;
        if (stream_.avail_in > 0) in_member_ = true;
        return in_member_;
    }

    [[noreturn]] void fail(const char* what) const {
        throw SourceError(what, path_, "copy it again from where it was made, or make it again");
    }

    std::string path_;
    std::ifstream file_;
    std::array<char, 65536> input_;
    z_stream stream_{};
    bool in_member_ = false;
    bool drained_ = false;  // the last call had no input left to read
};

}  // namespace

std::unique_ptr<Unpacker> unpack_gzip(const std::string& path) { return std::make_unique<GzipUnpacker>(path); }

}  // namespace glance_audit::sources
