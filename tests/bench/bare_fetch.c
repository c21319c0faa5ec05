/* The floor of MariaDB: a bare unbuffered fetch of 7 columns, in one thread, that does nothing with them.
   Prints the seconds from the connection to the end. usage: bare_fetch SOCKET|HOST PORT USER PASSWORD DATABASE
   A SOCKET is an absolute path. */
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
    struct timespec begin, end;
    unsigned long long seen = 0;
    MYSQL_ROW row;
    if (argc != 6) return 2;
    const char *socket = argv[1][0] == '/' ? argv[1] : NULL;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    MYSQL *connection = mysql_init(NULL);
    if (mysql_real_connect(connection, socket ? "localhost" : argv[1], argv[3], argv[4], argv[5],
                           (unsigned)atoi(argv[2]), socket, 0) == NULL ||
        mysql_query(connection, "SELECT id, name, owner, status, visibility, deleted_at, deleted FROM images") != 0) {
        fputs(mysql_error(connection), stderr);
        return 1;
    }
    MYSQL_RES *rows = mysql_use_result(connection);
    if (rows == NULL) return 1;
    while ((row = mysql_fetch_row(rows)) != NULL) {
        for (int column = 0; column < 7; ++column) {
            if (row[column] != NULL) seen += (unsigned char)row[column][0];
        }
    }
    if (mysql_errno(connection) != 0) return 1;
    mysql_free_result(rows);
    mysql_close(connection);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f %llu\n", (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9, seen);
    return 0;
}
