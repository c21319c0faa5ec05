#include "scanner/db/postgres/clear_text.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace glance_audit::sources {
namespace {

constexpr std::size_t kHead = 5;               // the type and the length
constexpr std::size_t kLongestRequest = 2000;  // as for libpq, which refuses others by itself

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (const char byte : bytes.substr(at, 4)) number = number << 8U | static_cast<unsigned char>(byte);
    return number;
}

AuthRequest judge(std::string_view bytes) {
    constexpr std::uint32_t kClearText = 3;
    while (!bytes.empty() && (bytes[0] == 'R' || bytes[0] == 'v')) {
        if (bytes.size() < kHead) return AuthRequest::in_part;
        const std::size_t length = number_at(bytes, 1);
        if (length < 4 || length > kLongestRequest) return AuthRequest::harmless;
        if (bytes.size() < 1 + length) return AuthRequest::in_part;
        if (bytes[0] == 'R' && length >= 8 && number_at(bytes, kHead) == kClearText) return AuthRequest::clear_text;
        bytes.remove_prefix(1 + length);
    }
    return AuthRequest::harmless;
}

bool is_at_end(int socket) {
    pollfd one{socket, POLLRDHUP, 0};
    return poll(&one, 1, 0) > 0;
}

}  // namespace

AuthRequest next_auth_request(const PGconn* connection) {
    const ConnStatusType status = PQstatus(connection);
    const bool encryption_asked = status == CONNECTION_SSL_STARTUP || status == CONNECTION_GSS_STARTUP;
    if (status != CONNECTION_AWAITING_RESPONSE && !encryption_asked) return AuthRequest::harmless;
    if (PQsslInUse(const_cast<PGconn*>(connection)) != 0 || PQgssEncInUse(const_cast<PGconn*>(connection)) != 0) {
        return AuthRequest::harmless;
    }
    std::array<char, 16384> unread;
    const ssize_t size = recv(PQsocket(connection), unread.data(), unread.size(), MSG_PEEK | MSG_DONTWAIT);
    const std::string_view bytes(unread.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
    if (!encryption_asked) {
        const AuthRequest request = judge(bytes);
        return request == AuthRequest::in_part && is_at_end(PQsocket(connection)) ? AuthRequest::harmless : request;
    }
    return bytes.size() > 1 && bytes[0] == 'N' ? AuthRequest::smuggled : AuthRequest::harmless;
}

}  // namespace glance_audit::sources
