#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>

#include "reports/html/timeline.hpp"

namespace glance_audit::reports::html {
namespace {

std::string day(Micros time) { return to_rfc3339(time).substr(0, 10); }
std::string month(Micros time) { return to_rfc3339(time).substr(0, 7); }

std::string_view month_name(Micros time) {
    static constexpr std::array<std::string_view, 12> kNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return kNames[static_cast<std::size_t>(std::stoi(month(time).substr(5)) - 1)];
}

std::string label(const Timeline& timeline, const Period& period) {
    if (!timeline.weeks) return month(period.first);
    std::string text = "week from ";
    return text += day(period.first);
}

// The picture: columns of equal width across the whole of it, placed in percent, so that text keeps its size.
class Picture {
public:
    Picture(Markup& page, const Timeline& timeline) : page_(page), timeline_(timeline), highest_(timeline.later) {
        for (const Period& period : timeline.periods) highest_ = std::max(highest_, period.images);
        // One very high bar would flatten the rest: then it is cut, marked as cut, and says its number.
        if (highest_ == 0 || timeline.already <= 12 * highest_) highest_ = std::max(highest_, timeline.already);
        columns_ = static_cast<double>(timeline.periods.size()) + kFirstPeriod + (timeline.later > 0 ? 1 : 0);
        columns_ = std::max(columns_, kFewestColumns);
    }

    void write() {
        page_.raw(
            "<svg class=\"timeline\" role=\"img\" aria-labelledby=\"timeline-title timeline-text\" "
            "width=\"100%\" height=\"168\">\n<title id=\"timeline-title\">"
            "Held public IDs by the time they become purgeable</title>\n<desc id=\"timeline-text\">",
            grouped(timeline_.already), " now; ", grouped(timeline_.total() - timeline_.already),
            " to come. The table below has the numbers.</desc>\n"
            "<line class=\"base\" x1=\"0\" x2=\"100%\" y1=\"144.5\" y2=\"144.5\"/>\n");
        bar({0, kNowWidth, "already", "purgeable now", timeline_.already, true});
        caption(0, "now", "name");
        periods();
        if (timeline_.later > 0) {
            const double column = columns_ - 1;
            bar({column, kBarWidth, "later", "later", timeline_.later, true});
            caption(column + kBarWidth, "later", "name end");
        }
        page_.raw("</svg>\n");
    }

private:
    // In columns, and in pixels.
    static constexpr double kFirstPeriod = 3.2;
    static constexpr double kNowWidth = 2.2;
    static constexpr double kBarWidth = 0.82;
    static constexpr double kFewestColumns = 14;
    static constexpr double kTop = 22;
    static constexpr double kBottom = 144;

    struct Bar {
        double column;
        double width;
        std::string_view kind;  // its class
        std::string what;
        std::uint64_t images;
        bool numbered;
    };

    static std::string decimal(double value) {
        std::array<char, 32> text{};
        const int length = std::snprintf(text.data(), text.size(), "%.2f", value);
        return {text.data(), static_cast<std::size_t>(length)};
    }

    std::string percent(double column) const { return decimal(100 * column / columns_) + '%'; }

    double height(const Bar& bar) const {
        const double share = static_cast<double>(std::min(bar.images, highest_)) / static_cast<double>(highest_);
        return std::max(2.0, share * (kBottom - kTop));
    }

    void bar(const Bar& bar) {
        if (bar.images == 0) return;
        const double top = kBottom - height(bar);
        page_.raw("<g><title>", bar.what, ": ", grouped(bar.images), "</title><rect class=\"", bar.kind, "\" x=\"",
                  percent(bar.column), "\" y=\"", decimal(top), "\" width=\"", percent(bar.width), "\" height=\"",
                  decimal(height(bar)), "\"/>");
        if (bar.images > highest_) break_mark(bar);
        if (bar.numbered) number(bar, top - 6);
        page_.raw("</g>\n");
    }

    void break_mark(const Bar& bar) {
        for (const double y : {40.0, 46.0}) {
            page_.raw("<line class=\"cut\" x1=\"", percent(bar.column - 0.2), "\" x2=\"",
                      percent(bar.column + bar.width + 0.2), "\" y1=\"", decimal(y + 4), "\" y2=\"", decimal(y - 4),
                      "\"/>");
        }
    }

    // Near the right edge a number ends where its bar does.
    void number(const Bar& bar, double y) {
        const bool last = bar.column > 0.8 * columns_;
        page_.raw("<text class=\"", last ? "number end" : "number", "\" x=\"",
                  percent(last ? bar.column + bar.width : bar.column), "\" y=\"", decimal(y), "\">",
                  grouped(bar.images), "</text>");
    }

    void periods() {
        const auto& all = timeline_.periods;
        const auto less = [](const Period& a, const Period& b) { return a.images < b.images; };
        const auto most = std::max_element(all.begin(), all.end(), less) - all.begin();
        std::size_t marks = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const double column = kFirstPeriod + static_cast<double>(i);
            const bool highest = i == static_cast<std::size_t>(most);
            bar({column, kBarWidth, "coming", label(timeline_, all[i]), all[i].images, highest});
            if (is_marked(i)) mark(column, all[i].first, marks++);
        }
    }

    // The first week of a month; of months, the first of a quarter.
    bool is_marked(std::size_t i) const {
        if (i == 0) return true;
        const std::string name = month(timeline_.periods[i].first);
        if (timeline_.weeks) return name != month(timeline_.periods[i - 1].first);
        return i > 1 && std::stoi(name.substr(5)) % 3 == 1;
    }

    // A month's name below its first column; every second one goes on narrow screens.
    void mark(double column, Micros time, std::size_t number) {
        page_.raw("<line class=\"base\" x1=\"", percent(column), "\" x2=\"", percent(column),
                  "\" y1=\"144\" y2=\"149\"/>");
        std::string text(month_name(time));
        if (number == 0 || text == "Jan") text += ' ' + month(time).substr(0, 4);
        caption(column, text, number % 2 == 0 ? "name" : "name second");
    }

    void caption(double column, std::string_view text, std::string_view classes) {
        page_.raw("<text class=\"", classes, "\" x=\"", percent(column), "\" y=\"162\">", text, "</text>\n");
    }

    Markup& page_;
    const Timeline& timeline_;
    std::uint64_t highest_ = 0;  // what the full height stands for
    double columns_ = 0;
};

void write_table(Markup& page, const Timeline& timeline) {
    page.raw(
        "<details class=\"plain\"><summary>The same as a table</summary>\n<table class=\"numbers\">"
        "<thead><tr><th scope=\"col\">Purgeable</th><th scope=\"col\">Images</th></tr></thead>\n<tbody>");
    const auto row = [&](const std::string& when, std::uint64_t images) {
        page.raw("<tr><th scope=\"row\">", when, "</th><td>", grouped(images), "</td></tr>\n");
    };
    row("now", timeline.already);
    for (const Period& period : timeline.periods) row(label(timeline, period), period.images);
    if (timeline.later > 0) row("later", timeline.later);
    page.raw("</tbody></table></details>\n");
}

}  // namespace

void write_timeline(Markup& page, const Timeline& timeline) {
    if (!timeline.known) return;
    const std::uint64_t coming = timeline.total() - timeline.already;
    page.raw(
        "<section class=\"panel\" aria-labelledby=\"when\">\n"
        "<h2 id=\"when\">When held public IDs become purgeable</h2>\n<p class=\"lead\"><strong>",
        grouped(timeline.already), "</strong> already, <strong>", grouped(coming), "</strong> to come",
        coming == 0      ? "."
        : timeline.weeks ? ", week by week."
                         : ", month by month.",
        " Once purged, an ID can be taken by whoever may create images.</p>\n<figure>\n");
    Picture(page, timeline).write();
    write_table(page, timeline);
    page.raw("</figure>\n</section>\n");
}

}  // namespace glance_audit::reports::html
