// What the comments of a dump say of the rows and of the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace glance_audit::sources {

struct Announcement {
    std::string schema;  // empty where it names none
    std::string table;
};

// The table whose rows follow, be there any or none: "-- Dumping data for table `images`", "-- Data for Name: images;
// Type: TABLE DATA; Schema: public; Owner: -", "-- Dumping data for table glance.images: ~12 rows (approximately)".
std::optional<Announcement> announced_rows(std::string_view comment);

// "-- Host: localhost    Database: glance", "-- Database: `glance`"
std::optional<std::string> named_database(std::string_view comment);

// "-- Server version\t10.11", "-- Dumped from database version 15.5"; empty where it is none.
std::string server_version(std::string_view comment);

// Names as they are without quotes.
std::string without_quotes(std::string_view text);

}  // namespace glance_audit::sources
