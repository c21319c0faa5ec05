// A server may ask for the password in clear text, and libpq obliges, with or without TLS. (From PostgreSQL 16 on it
// can be told not to: require_auth.) So what the server has sent is looked at before libpq reads it.
//
// Source: PostgreSQL's documentation, "Message Formats".
#pragma once

#include <libpq-fe.h>

#include <cstdint>

namespace glance_audit::sources {

enum class AuthRequest : std::uint8_t {
    harmless,
    in_part,     // a message is not there in whole: it must not be read yet
    clear_text,  // the password is asked for as it is, and nothing encrypts the connection
    smuggled,    // something stands behind the answer to the question for encryption
};

// What stands unread in the socket of a connection that is being made.
AuthRequest next_auth_request(const PGconn* connection);

}  // namespace glance_audit::sources
