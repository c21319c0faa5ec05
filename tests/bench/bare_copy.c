/* The floor of PostgreSQL: a bare libpq loop over COPY of 7 columns, in one thread, that does nothing with them.
   Prints the seconds from the connection to the end. usage: bare_copy CONNINFO */
#include <libpq-fe.h>
#include <stdio.h>
#include <time.h>

int main(int argc, char **argv) {
    struct timespec begin, end;
    unsigned long long seen = 0;
    char *line;
    int size;
    if (argc != 2) return 2;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    PGconn *connection = PQconnectdb(argv[1]);
    if (PQstatus(connection) != CONNECTION_OK) {
        fputs(PQerrorMessage(connection), stderr);
        return 1;
    }
    PGresult *result = PQexec(connection,
                              "COPY (SELECT id, name, owner, status, visibility, deleted_at, deleted FROM images) "
                              "TO STDOUT");
    if (PQresultStatus(result) != PGRES_COPY_OUT) return 1;
    PQclear(result);
    while ((size = PQgetCopyData(connection, &line, 0)) > 0) {
        seen += (unsigned char)line[0];
        PQfreemem(line);
    }
    if (size != -1) return 1;
    result = PQgetResult(connection);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) return 1;
    PQclear(result);
    PQfinish(connection);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f %llu\n", (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9, seen);
    return 0;
}
