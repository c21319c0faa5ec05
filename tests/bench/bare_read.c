/* The floor: steps through 7 columns of every row of `images` in one thread and does nothing with them.
   Prints the seconds it took. usage: bare_read FILE */
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

int main(int argc, char **argv) {
    sqlite3 *database;
    sqlite3_stmt *rows;
    struct timespec begin, end;
    unsigned long long seen = 0;
    if (argc != 2) return 2;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (sqlite3_open_v2(argv[1], &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) return 1;
    if (sqlite3_prepare_v2(database, "SELECT id, name, owner, status, visibility, deleted_at, deleted FROM images", -1,
                           &rows, NULL) != SQLITE_OK) return 1;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        for (int column = 0; column < 7; ++column) {
            const unsigned char *text = sqlite3_column_text(rows, column);
            if (text != NULL) seen += text[0];
        }
    }
    if (sqlite3_finalize(rows) != SQLITE_OK) return 1;
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f %llu\n", (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9, seen);
    return 0;
}
