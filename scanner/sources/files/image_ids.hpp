// The IDs of a whole table of images, in 16 bytes each where they are canonical.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/model/image_id.hpp"

namespace glance_audit::sources {

class ImageIds {
public:
    void add(std::string_view id);
    // To be called once all are added, before anything is looked up.
    void finish();

    std::uint64_t size() const { return canonical_.size() + odd_.size(); }
    // Sorted.
    const std::vector<std::string>& odd() const { return odd_; }
    // An ID that was added twice; empty if there is none.
    const std::string& twice() const { return twice_; }
    bool contains(const ImageId& id) const;
    // All of them; both must be finished.
    bool contains(const ImageIds& others) const;
    // As MariaDB compares: upper and lower case are the same.
    bool contains_any_case(const ImageId& id) const;

private:
    using Key = std::array<std::uint64_t, 2>;  // the bytes in order, so that numbers sort as texts do

    static Key key_of(const ImageId& id);
    bool contains_key(const Key& key) const;

    std::vector<Key> canonical_;
    std::vector<std::uint32_t> first_;  // by the first 16 bits of a key: where those that begin so stand
    std::vector<std::string> odd_;
    std::vector<std::string> lower_;  // the odd ones in lower case, sorted
    std::string twice_;
};

}  // namespace glance_audit::sources
