// Text that lives as long as the batch or result it belongs to, without an allocation for each piece.
#pragma once

#include <cstring>
#include <memory>
#include <memory_resource>
#include <string_view>

#include "scanner/model/image_id.hpp"

namespace glance_audit {

class Arena {
public:
    // A copy of `text` that lives until clear() or the arena's end. Never a null view.
    std::string_view copy(std::string_view text) {
        if (text.empty()) return "";
        auto* bytes = static_cast<char*>(memory_->allocate(text.size(), 1));
        std::memcpy(bytes, text.data(), text.size());
        return {bytes, text.size()};
    }

    ImageId copy(const ImageId& id) { return id.canonical() ? id : id.with_text(copy(id.odd_text())); }

    void clear() { memory_->release(); }

private:
    // Behind a pointer, so that an arena can be moved and its views stay.
    std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_ =
        std::make_unique<std::pmr::monotonic_buffer_resource>();
};

}  // namespace glance_audit
