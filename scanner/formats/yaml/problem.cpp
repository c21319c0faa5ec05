#include "scanner/formats/yaml/problem.hpp"

#include <algorithm>
#include <array>

namespace glance_audit::text {

namespace {

constexpr std::string_view kIndentAlike = "indent the lines alike, and put a text that contains ': ' in quotes";
constexpr std::string_view kQuoteIt = "put a text that starts so in quotes";
constexpr std::string_view kDoubleBackslash = "double the backslash, or use single quotes";
constexpr std::string_view kRemoveDirective = "remove the lines that begin with '%', or write: %YAML 1.1";

// Of two with the same words, the one that holds at the end comes first.
constexpr std::array kProblems{
    YamlProblem{"found unexpected end of stream", false, true, "this quote is not closed", "close the quote"},
    YamlProblem{"found unexpected document indicator", false, true, "a document ends within quotes",
                "close the quote, or indent the line"},
    YamlProblem{"found character that cannot start any token", false, false,
                "a text without quotes cannot begin with this character", "put the text in quotes"},
    YamlProblem{"could not find expected ':'", false, true, "a ':' is missing after this",
                "write 'name: check', with a blank after the colon, and close every quote"},
    YamlProblem{"block sequence entries are not allowed in this context", false, false, "a list cannot begin here",
                kIndentAlike},
    YamlProblem{"mapping keys are not allowed in this context", false, false, "a key cannot stand here", kIndentAlike},
    YamlProblem{"mapping values are not allowed in this context", false, false, "a ':' cannot stand here",
                kIndentAlike},
    YamlProblem{"did not find expected key", false, false, "this does not belong to the map that began on line ",
                "indent the lines alike, and close every quote"},
    YamlProblem{"did not find expected '-' indicator", false, false,
                "this does not belong to the list that began on line ",
                "indent the lines alike, and close every quote"},
    YamlProblem{"did not find expected ',' or ']'", true, true, "this bracket is not closed",
                "write ']' after the last entry"},
    YamlProblem{"did not find expected ',' or ']'", false, false, "',' or ']' is missing here",
                "separate the entries by commas, and close every bracket"},
    YamlProblem{"did not find expected ',' or '}'", true, true, "this bracket is not closed",
                "write '}' after the last entry"},
    YamlProblem{"did not find expected ',' or '}'", false, false, "',' or '}' is missing here",
                "separate the entries by commas, and close every bracket"},
    YamlProblem{"did not find expected node content", false, false, "a value is missing here",
                "write a value, or close the bracket before it"},
    YamlProblem{"did not find expected <document start>", false, false, "this does not belong to the document",
                "indent the lines alike, and close every quote"},
    YamlProblem{"found unexpected ':'", false, false, "a blank is missing after this ':'",
                "write a blank after the colon, or put the text in quotes"},
    YamlProblem{"found unknown escape character", false, false, "a backslash stands before a character that needs none",
                kDoubleBackslash},
    YamlProblem{"did not find expected hexdecimal number", false, false,
                "a hexadecimal digit is missing in this escape", kDoubleBackslash},
    YamlProblem{"found invalid Unicode character escape code", false, false, "there is no such character",
                "write it out"},
    YamlProblem{"found an indentation indicator equal to 0", false, false, "the indentation is a number from 1 to 9",
                "remove the number"},
    YamlProblem{"did not find expected comment or line break", false, false,
                "the text begins on the line after '|' or '>'", "put the text in quotes, or begin it on the next line"},
    YamlProblem{"did not find expected alphabetic or numeric character", false, false,
                "the name of an anchor has letters and digits only", kQuoteIt},
    YamlProblem{"did not find expected whitespace or line break", false, false, "a blank is missing after the tag",
                kQuoteIt},
    YamlProblem{"did not find expected tag URI", false, false, "the tag has no name", kQuoteIt},
    YamlProblem{"found undefined tag handle", false, false, "the tag's handle is not known",
                "put a text that begins with '!' in quotes"},
    YamlProblem{"found unknown directive name", false, false, "this directive is not known", kRemoveDirective},
    YamlProblem{"found incompatible YAML document", false, false, "this version of YAML is not known",
                kRemoveDirective},
};

}  // namespace

YamlProblem yaml_problem(std::string_view said, bool at_end) {
    const auto* const found = std::find_if(kProblems.begin(), kProblems.end(), [&](const YamlProblem& problem) {
        return problem.said == said && (at_end || !problem.at_end_only);
    });
    if (found != kProblems.end()) return *found;
    return {said, false, false, said, "see whether indentation, quotes and brackets are right"};
}

}  // namespace glance_audit::text
