"""The forms of dumps that programs with windows and web pages write.

What each writes above and below the rows is written after its own source:
phpMyAdmin's ExportSql.php, Adminer's dump.inc.php, HeidiSQL's tabletools.pas;
tables and rows are mariadb-dump's. A dump that lost its end is no whole one.
"""

import re

from dumping import Files, mariadb_dump, postgres_dump
from world import expect

_REVISION = "wallaby_contract01"
_NAME = "written_by"

_SAVED = ("CHARACTER_SET_CLIENT", "CHARACTER_SET_RESULTS", "COLLATION_CONNECTION")
_PHPMYADMIN = (
    "-- phpMyAdmin SQL Dump\n-- version 5.2.1\n-- https://www.phpmyadmin.net/\n--\n"
    "-- Host: localhost\n-- Generation Time: Jan 01, 2024 at 12:00 PM\n"
    "-- Server version: 10.11.6-MariaDB\n-- PHP Version: 8.2.7\n\n"
    'SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";\nSTART TRANSACTION;\n'
    'SET time_zone = "+00:00";\n\n'
    + "".join(f"/*!40101 SET @OLD_{name}=@@{name} */;\n" for name in _SAVED)
    + "/*!40101 SET NAMES utf8mb4 */;\n\n--\n-- Database: `glance`\n--\n\n"
    "-- --------------------------------------------------------\n\n",
    "COMMIT;\n\n" + "".join(
        f"/*!40101 SET {name}=@OLD_{name} */;\n" for name in _SAVED))
_INDEXES = (
    "--\n-- Indexes for dumped tables\n--\n\nALTER TABLE `images`\n"
    "  ADD PRIMARY KEY (`id`),\n  ADD KEY `x` (`owner`);\n\n--\n"
    "-- AUTO_INCREMENT for table `image_tags`\n--\nALTER TABLE `image_tags`\n"
    "  MODIFY `id` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=12;\n")
_HEIDI_SAVED = ("CHARACTER_SET_CLIENT", "TIME_ZONE", "FOREIGN_KEY_CHECKS",
                "SQL_MODE", "SQL_NOTES")
_HEIDISQL = (
    "-- --------------------------------------------------------\n"
    "-- Host:                         127.0.0.1\n"
    "-- Server version:               10.11.6-MariaDB - Debian 12\n"
    "-- Server OS:                    debian-linux-gnu\n"
    "-- HeidiSQL Version:             12.6.0.6765\n"
    "-- --------------------------------------------------------\n\n"
    "/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n"
    "/*!40101 SET NAMES utf8 */;\n/*!50503 SET NAMES utf8mb4 */;\n"
    "/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;\n"
    "/*!40103 SET TIME_ZONE='+00:00' */;\n/*!40014 SET @OLD_FOREIGN_KEY_CHECKS="
    "@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;\n/*!40101 SET @OLD_SQL_MODE"
    "=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\n/*!40111 SET"
    " @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;\n\n\n"
    "-- Dumping database structure for glance\nCREATE DATABASE IF NOT EXISTS"
    " `glance` /*!40100 DEFAULT CHARACTER SET utf8mb3 */;\nUSE `glance`;\n\n",
    "/*!40103 SET TIME_ZONE=IFNULL(@OLD_TIME_ZONE, 'system') */;\n"
    "/*!40101 SET SQL_MODE=IFNULL(@OLD_SQL_MODE, '') */;\n/*!40014 SET"
    " FOREIGN_KEY_CHECKS=IFNULL(@OLD_FOREIGN_KEY_CHECKS, 1) */;\n/*!40101 SET"
    " CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n")
_HEIDI_ENDS = {"": "/*!40111 SET SQL_NOTES=IFNULL(@OLD_SQL_NOTES, 1) */;\n",
               " 11": "/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;\n"}
_ADMINER = ("SET NAMES utf8;\nSET time_zone = '+00:00';\nSET foreign_key_checks ="
            " 0;\nSET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';\n\nSET NAMES utf8mb4;\n\n")


def tests(world):
    path = world.everywhere(_REVISION, _NAME, rows=200)
    files = Files(world, _NAME, path)
    body = mariadb_dump(world.mariadb, "--compact", "--complete-insert", _NAME).decode()
    body = body[body.index("\n") + 1:]
    for name, text in _whole(world, body).items():
        yield name, lambda text=text: files.expect_same(files.scan(text.encode()))
        if "PostgreSQL" not in name:    # whose line ends in texts are no escapes
            yield f"{name}: with DOS line ends", lambda text=text: files.expect_same(
                files.scan(text.replace("\n", "\r\n").encode()))
        yield f"{name}: without its end", lambda text=text: _without_end(files, text)
    yield "rows exported by DBeaver", lambda: files.expect_incomplete(
        files.scan(_rows_alone(body).encode()), "nothing marks the end")
    yield "an empty table of phpMyAdmin's has no heading", lambda: files.expect_same(
        files.scan(_phpmyadmin(body, "tasks").encode()))


def _whole(world, body):
    announced = re.sub(r"INSERT INTO `(\w+)`",
                       r"-- Dumping data for table glance.\1: ~5 rows (approximately)"
                       r"\nINSERT INTO `\1`", body)
    drops = re.sub(r"(CREATE TABLE (`\w+`))", r"DROP TABLE IF EXISTS \2;\n\1", body)
    begin, end = _HEIDISQL
    dumps = {"phpMyAdmin": _phpmyadmin(body, "")}
    for version, last in _HEIDI_ENDS.items():
        dumps[f"HeidiSQL{version}"] = begin + announced.replace(
            "CREATE TABLE", "CREATE TABLE IF NOT EXISTS") + end + last
    for version, time in (("4.8.1 MySQL 10.11.6-MariaDB", "2024-01-01 12:00:00"),
                          ("4.2.5 MySQL", "2024-01-01 12:00:00"),
                          ("5.0.4 MariaDB 11.4", "2024-01-01 12:00:00 UTC")):
        dumps[f"Adminer {version}"] = (
            f"-- Adminer {version} dump\n\n{_ADMINER}{drops}\n-- {time}\n")
    dumps["Adminer with TRUNCATE"] = dumps["Adminer 4.2.5 MySQL"].replace(
        "INSERT INTO `images`", "TRUNCATE `images`;\nINSERT INTO `images`", 1)
    dumps["Adminer for PostgreSQL"] = _adminer_postgres(world)
    dumps["mysqlpump"] = (
        "-- Dump created by MySQL pump utility, version: 8.0.36, Linux (x86_64)\n"
        "-- Dump start time: Mon Jan  1 12:00:00 2024\n-- Server version: 8.0.36\n\n"
        "SET @OLD_SQL_MODE=@@SQL_MODE;\n" + body
        + "SET SQL_MODE=@OLD_SQL_MODE;\n-- Dump end time: Mon Jan  1 12:00:01 2024\n")
    return dumps


def _phpmyadmin(body, without_heading):
    begin, end = _PHPMYADMIN
    headed = re.sub(r"INSERT INTO `(\w+)`",
                    lambda found: found[0] if found[1] == without_heading else
                    f"--\n-- Dumping data for table `{found[1]}`\n--\n\n{found[0]}", body)
    return begin + headed + _INDEXES + end


def _adminer_postgres(world):
    """Its CREATE TABLE names the schema, its INSERT does not."""
    dump = postgres_dump(world.postgres, _NAME, "--column-inserts", "--no-owner",
                         "--rows-per-insert=50", "--quote-all-identifiers").decode()
    statements = re.findall(r'^(?:CREATE TABLE|INSERT INTO) .*?;\n', dump,
                            re.MULTILINE | re.DOTALL)
    rows = "".join(statements).replace('INSERT INTO "public".', "INSERT INTO ")
    return ('-- Adminer 4.8.1 PostgreSQL 15.5 dump\n\n\\connect "glance";\n\n'
            f"{rows}\n-- 2024-01-01 12:00:00.5+00\n").replace(".5+00", "")


def _without_end(files, text):
    files.expect_incomplete(files.scan(text[:text.rstrip().rindex("\n") + 1].encode()))
    half = text[:text.index("(", text.index("INSERT INTO", len(text) // 2))]
    run = files.scan(half.encode())
    files.expect_incomplete(run)
    expect(run.report, "there is no report", run)


def _rows_alone(body):
    return re.sub(r"^(?!INSERT|\(|VALUES).*\n", "", body, flags=re.MULTILINE)
