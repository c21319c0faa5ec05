#include "scanner/base/error.hpp"
#include "scanner/db/database_url.hpp"
#include "tests/unit/catch.hpp"

using namespace glance_audit;
using namespace glance_audit::sources;

TEST_CASE("a URL is taken apart and decoded") {
    const DatabaseUrl url =
        parse_database_url("postgresql+psycopg2://gl%40nce:p%3A%2Fw@[::1]:5433/db%20?sslmode=require");
    CHECK(url.dialect == "postgresql");
    CHECK(url.driver == "psycopg2");
    CHECK(url.user == "gl@nce");
    CHECK(url.password == "p:/w");
    CHECK(url.host == "::1");
    CHECK(url.port == 5433);
    CHECK(url.database == "db%20");
    CHECK(url.query == std::vector<std::pair<std::string, std::string>>{{"sslmode", "require"}});
}

TEST_CASE("a password is hidden wherever it stands") {
    CHECK(without_password("mysql://u:s3@cr/et@h/d") == "mysql://u:***@h/d");
    CHECK(without_password("mysql://h/d?password=s3&x=1") == "mysql://h/d?password=***&x=1");
    CHECK(without_password("mysql://u:s3cret/d") == "mysql://u:***");
    CHECK(without_password("u:s3cret@h/d") == "u:***@h/d");
    CHECK(without_password("postgresql//u:s3cret@h/d") == "postgresql//u:***@h/d");
    CHECK(without_password("mysql+pymysql/u:s3cret@h/d") == "mysql+pymysql/u:***@h/d");
    CHECK(without_passwords("--jobs: 'mysql://u:s3@h/d' is no number") == "--jobs: 'mysql://u:***@h/d' is no number");
    CHECK(without_passwords("a.conf:2: there is no such file") == "a.conf:2: there is no such file");
    CHECK(without_secrets("  password: s3cret\n  ^") == "  password: ***\n  ^");
    CHECK(without_secrets("admin_password = s3cret\n^") == "admin_password = ***\n^");
    CHECK(without_secrets("- \"secret\": s3cret") == "- \"secret\": ***");
    CHECK(without_secrets("password_file: secrets.txt") == "password_file: secrets.txt");
    CHECK(without_secrets("source: mysql://u:s3@h/d") == "source: mysql://u:***@h/d");
    CHECK(without_password("mysql://u@h:3306/d") == "mysql://u@h:3306/d");
    CHECK(without_password("sqlite:////a:b@c.sqlite") == "sqlite:////a:b@c.sqlite");
    CHECK(without_password("/a:b@c.sqlite") == "/a:b@c.sqlite");
    CHECK(without_password("").empty());
}

TEST_CASE("every start of a URL is taken or refused") {
    const std::string_view url =
        "mysql+pymysql://us%er:p%e2%82%ac@[fe80::1]:33/d?charset=%f0%9f%98%80&host=b:1&=&ssl_ca=x&&%=\n";
    for (std::size_t length = 0; length <= url.size(); ++length) {
        for (const std::string_view part : {url.substr(0, length), url.substr(length)}) {
            CHECK(without_password(part).size() <= part.size() + 6);
            try {
                mariadb_parameters(parse_database_url(part));
            } catch (const UsageError& error) {
                CHECK_FALSE(std::string(error.what()).empty());
            }
        }
    }
}

TEST_CASE("an option file asks for TLS where the URL is silent") {
    const auto after = [](const std::string& url, const std::string& file) {
        MariadbParameters parameters = mariadb_parameters(parse_database_url(url));
        add_tls_of_option_file(file, parameters);
        return parameters;
    };
    const std::string plain = "mysql+pymysql://u@h/d";
    CHECK(after(plain, "[client]\nuser=x\n").tls == Tls::off);
    CHECK(after(plain, "[mysqld]\nssl-ca=/ca\n").tls == Tls::off);
    CHECK(after(plain, "[client]\nssl\n").tls == Tls::encrypted);
    CHECK(after(plain, "[client]\nssl = 0\n").tls == Tls::off);
    CHECK(after(plain, "[client]\n# ssl-ca=/ca\n").tls == Tls::off);
    CHECK(after(plain, "[client]\r\nssl_ca = \"/c a\"\r\n").tls == Tls::identity);
    CHECK(after(plain, "[client]\r\nssl_ca = \"/c a\"\r\n").tls_ca == "/c a");
    CHECK(after(plain, "[client]\nssl-cert=/c\nssl-key=/k").tls == Tls::encrypted);
    CHECK(after(plain, "[audit]\nssl-ca=/ca\n").tls == Tls::off);
    CHECK(after(plain + "?read_default_group=audit", "[audit]\nssl-ca=/ca\n").tls == Tls::identity);
    CHECK(after(plain + "?ssl_ca=/mine", "[client]\nssl-ca=/ca\n").tls_ca == "/mine");
}

TEST_CASE("PyMySQL's password is Latin-1, mysqlclient's is UTF-8") {
    CHECK(mariadb_parameters(parse_database_url("mysql+pymysql://u:%C3%A9@h/d")).password == "\xE9");
    CHECK(mariadb_parameters(parse_database_url("mysql://u:%C3%A9@h/d")).password == "\xC3\xA9");
    CHECK(mariadb_parameters(parse_database_url("mysql+pymysql://u:%E2%82%AC@h/d")).password == "\xE2\x82\xAC");
}
