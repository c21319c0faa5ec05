// YAML as a row of tokens, with indentation turned into beginnings and ends of blocks.
//
// Written after what PyYAML 6.0's scanner.py does, since Glance reads its policies with it and what it refuses must be
// refused here. libyaml and yaml-cpp differ in what counts: both take tabs where PyYAML takes none, `{a: !, b: x}` is
// an unknown tag there and null here, a byte order mark within a file is part of a name there and nothing here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "scanner/formats/yaml/cursor.hpp"
#include "scanner/formats/yaml/scan.hpp"

namespace glance_audit::text {

struct YamlToken {
    enum class Kind : std::uint8_t {
        stream_end,
        directive,
        document_start,
        document_end,
        block_list,
        block_map,
        block_end,
        flow_list,
        flow_list_end,
        flow_map,
        flow_map_end,
        block_entry,
        flow_entry,
        key,
        value,
        alias,
        anchor,
        tag,
        scalar
    };

    Kind kind = Kind::stream_end;
    Place place;
    std::string text;    // a scalar, or the name of an anchor or alias
    bool plain = false;  // of a scalar
    YamlTagName tag;
    YamlDirective directive;
};

class YamlScanner {
public:
    explicit YamlScanner(const SourceText& source) : cursor_(source) {}

    // The next token; it stays until take(). Throws UsageError.
    const YamlToken& peek();
    YamlToken take();
    bool is(YamlToken::Kind kind) { return peek().kind == kind; }

    const YamlCursor& cursor() const { return cursor_; }

private:
    using Kind = YamlToken::Kind;

    // A token that turns out to be a key if a ':' follows it, on the same line and within 1024 characters.
    struct PossibleKey {
        std::size_t token;  // its number, from the start of the document
        bool required;      // in a block, where only a key can stand
        std::size_t index;
        std::size_t line;
        std::size_t column;
        Place place;
    };

    bool needs_more();
    void fetch();
    void fetch_indicator();
    bool fetch_mark();
    void skip_to_token();

    void drop_stale_keys();
    void save_possible_key();
    void drop_possible_key();
    void refuse_missing_colon(const PossibleKey& key) const;
    std::optional<PossibleKey>& possible_key() { return possible_keys_[flow_level_]; }

    void unwind(int column);
    bool indent(int column);

    void add(Kind kind, Place place);
    void add_indicator(Kind kind);
    void add_before(const PossibleKey& key, Kind kind);
    void fetch_end();
    void fetch_flow_start(Kind kind);
    void fetch_flow_end(Kind kind);
    void fetch_flow_entry();
    void fetch_block_entry();
    void fetch_key();
    void fetch_value();
    void fetch_name(Kind kind);
    void fetch_tag();
    void fetch_scalar(std::string text, bool plain, Place place);

    bool is_entry_mark() const { return cursor_.is_space_or_end(1); }
    bool starts_plain() const;
    int column() const { return static_cast<int>(cursor_.column()); }

    YamlCursor cursor_;
    std::deque<YamlToken> tokens_;
    std::size_t taken_ = 0;
    bool done_ = false;
    int indent_ = -1;
    std::vector<int> indents_;
    std::size_t flow_level_ = 0;
    bool allow_key_ = true;
    std::vector<std::optional<PossibleKey>> possible_keys_{1};  // by flow level
};

}  // namespace glance_audit::text
