#include "scanner/formats/text/text_window.hpp"

#include <algorithm>
#include <cstring>

#include "scanner/base/error.hpp"

namespace glance_audit::sources {

TextWindow::TextWindow(const ReadableText& file, std::uint64_t begin, std::uint64_t end, std::size_t chunk)
    : file_(file), next_(begin), last_(end), chunk_(chunk) {
    more();
}

bool TextWindow::more() {
    if (next_ == last_ && buffer_) return false;
    const auto kept = static_cast<std::size_t>(end_ - cursor_);
    if (kept >= kLongest) {
        throw SourceError("a row or statement is longer than 64 MiB", file_.place(offset()),
                          "is this a dump of Glance's database?");
    }
    const std::size_t wanted = std::min(std::max(chunk_, kept * 2), kLongest) + kPadding;
    if (wanted > capacity_) {
        std::unique_ptr<char[]> larger(new char[wanted]());
        if (kept > 0) std::memcpy(larger.get(), cursor_, kept);
        buffer_ = std::move(larger);
        capacity_ = wanted;
    } else if (kept > 0) {
        std::memmove(buffer_.get(), cursor_, kept);
    }
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(capacity_ - kPadding - kept, last_ - next_));
    char* const read = buffer_.get() + kept;
    const std::size_t bytes = file_.read(read, most, next_);
    if (bytes < most) last_ = next_ + bytes;
    const void* const zero = nul_ ? nullptr : std::memchr(read, '\0', bytes);
    if (zero != nullptr) nul_ = next_ + static_cast<std::uint64_t>(static_cast<const char*>(zero) - read);
    next_ += bytes;
    cursor_ = buffer_.get();
    end_ = cursor_ + kept + bytes;
    return bytes > 0;
}

}  // namespace glance_audit::sources
