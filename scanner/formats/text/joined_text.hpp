// Several text files, read as one.
#pragma once

#include <memory>
#include <vector>

#include "scanner/formats/text/text_file.hpp"

namespace glance_audit::sources {

class JoinedText final : public ReadableText {
public:
    // path: what they stand in. files: in their order. end: what each must end with, but for white space, lest the next
    // go on with what it breaks off. Unpacks those that are packed, to know their lengths. Throws SourceError for
    // another end, and as TextFile does.
    JoinedText(std::string path, const std::vector<std::string>& files, char end);

    const std::string& path() const override { return path_; }
    std::uint64_t end() const override { return end_; }
    std::size_t read(char* to, std::size_t most, std::uint64_t offset) const override;
    void check_unchanged() const override;
    std::string place(std::uint64_t offset) const override;

private:
    struct Piece {
        std::unique_ptr<TextFile> file;
        std::uint64_t begin;
    };

    void add(const std::string& path, char end);
    const Piece& piece_at(std::uint64_t offset) const;

    std::string path_;
    std::vector<Piece> pieces_;  // none is empty
    std::uint64_t end_ = 0;
};

}  // namespace glance_audit::sources
