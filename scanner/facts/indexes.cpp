#include "scanner/facts/indexes.hpp"

#include <algorithm>
#include <iterator>

#include "scanner/facts/reach.hpp"

namespace glance_audit::facts {
namespace {

std::optional<Micros> known(Micros time, Micros none) { return time == none ? std::nullopt : std::optional(time); }

}  // namespace

void MemberIndex::add(const ImageId& image, bool deleted, const std::optional<Micros>& deleted_at,
                      std::optional<std::string_view> project) {
    const std::string_view kept = project ? arena_.copy(*project) : std::string_view();
    entries_.push_back({arena_.copy(image), deleted_at.value_or(kNone), kept, deleted});
}

void MemberIndex::sort() {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.image < b.image; });
}

template <class Use>
bool MemberIndex::any_of(const ImageId& image, bool image_deleted, const std::optional<Micros>& image_deleted_at,
                         const Use& use) const {
    auto entry = std::lower_bound(entries_.begin(), entries_.end(), image,
                                  [](const Entry& e, const ImageId& id) { return e.image < id; });
    for (; entry != entries_.end() && entry->image == image; ++entry) {
        const bool counts =
            member_counts(entry->deleted, known(entry->deleted_at, kNone), image_deleted, image_deleted_at);
        if (counts && use(*entry)) return true;
    }
    return false;
}

std::int64_t MemberIndex::count(const ImageId& image, bool image_deleted,
                                const std::optional<Micros>& image_deleted_at) const {
    std::int64_t count = 0;
    any_of(image, image_deleted, image_deleted_at, [&](const Entry&) {
        ++count;
        return false;
    });
    return count;
}

bool MemberIndex::has_others(const ImageId& image, bool image_deleted, const std::optional<Micros>& image_deleted_at,
                             std::string_view owner) const {
    return any_of(image, image_deleted, image_deleted_at,
                  [&](const Entry& entry) { return entry.project.data() == nullptr || entry.project != owner; });
}

void IdCounts::add(const ImageId& id, std::int64_t times) {
    if (!entries_.empty() && entries_.back().id == id) {
        entries_.back().count += times;
    } else {
        entries_.push_back({arena_.copy(id), times});
    }
}

void IdCounts::sort() {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
    auto last = entries_.begin();
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        if (entry == last) continue;
        if (entry->id == last->id) {
            last->count += entry->count;
        } else {
            *++last = *entry;
        }
    }
    if (!entries_.empty()) entries_.erase(std::next(last), entries_.end());
}

std::int64_t IdCounts::count(const ImageId& id) const {
    const auto entry = std::lower_bound(entries_.begin(), entries_.end(), id,
                                        [](const Entry& e, const ImageId& wanted) { return e.id < wanted; });
    return entry != entries_.end() && entry->id == id ? entry->count : 0;
}

TwinIndex::TwinIndex(const std::vector<std::string>& odd_ids) {
    for (const std::string& id : odd_ids) forms_.push_back({twin_form(id), id});
    std::sort(forms_.begin(), forms_.end());
}

std::vector<std::string> TwinIndex::canonical_candidates() const {
    std::vector<std::string> candidates;
    for (const Entry& entry : forms_) {
        std::string canonical = canonical_form(entry.form);
        if (!canonical.empty() && (candidates.empty() || candidates.back() != canonical)) {
            candidates.push_back(std::move(canonical));
        }
    }
    return candidates;
}

void TwinIndex::add_existing(const std::vector<std::string>& canonical_ids) {
    for (const std::string& id : canonical_ids) forms_.push_back({twin_form(id), id});
    std::sort(forms_.begin(), forms_.end());
}

std::int64_t TwinIndex::count(const ImageId& id) const {
    if (forms_.empty()) return 0;
    return static_cast<std::int64_t>(twins_of(id).size());
}

std::vector<std::string> TwinIndex::twins() const {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < forms_.size(); ++i) {
        const bool before = i > 0 && forms_[i - 1].form == forms_[i].form;
        const bool after = i + 1 < forms_.size() && forms_[i + 1].form == forms_[i].form;
        if (before || after) ids.push_back(forms_[i].id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<std::string> TwinIndex::twins_of(const ImageId& id) const {
    const std::string text = id.text();
    const std::string form = twin_form(text);
    std::vector<std::string> others;
    auto entry = std::lower_bound(forms_.begin(), forms_.end(), Entry{form, {}});
    for (; entry != forms_.end() && entry->form == form; ++entry) {
        if (entry->id != text) others.push_back(entry->id);
    }
    return others;
}

}  // namespace glance_audit::facts
