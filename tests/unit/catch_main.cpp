// Catch2 2 has no library with main(); Catch2 3 has, and this file is empty there.
#if !__has_include(<catch2/catch_test_macros.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
