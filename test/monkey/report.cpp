// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// report(), and the warnings of patch_all().
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <curl/curl.h>
#include <dlfcn.h>
#include <hiredis/hiredis.h>
#include <iostream>
#include <libpq-fe.h>
#include <openssl/ssl.h>
#include <sstream>
#include <string>
#include <vector>

#include "support/argument.hpp"
#include "support/loaded_library.hpp"
#include "support/sanitizers.hpp"

namespace monkey = quartet::gevent::monkey;
using quartet_test::argument;
using library = quartet_test::loaded_library;

namespace {

struct unpatched_at_end
{
    ~unpatched_at_end() { monkey::unpatch_all(); }
};

/// What is written to stderr meanwhile, by streams.
template <class Call>
std::string errors_of(Call call)
{
    std::ostringstream text;
    auto* const before = std::cerr.rdbuf(text.rdbuf());
    call();
    std::cerr.rdbuf(before);
    return text.str();
}

/// The binding of a function in the module whose name contains this.
monkey::binding
find(monkey::findings const& in, std::string const& module, std::string const& symbol)
{
    auto const found = std::ranges::find_if(in.bindings, [&](monkey::binding const& each) {
        return each.symbol == symbol && each.module.find(module) != std::string::npos;
    });
    return found != in.bindings.end() ? *found : monkey::binding{};
}

std::vector<std::string> lines_about(monkey::findings const& in, std::string const& module)
{
    std::vector<std::string> found;
    for (monkey::escape const& each : in.escapes)
    {
        if (each.module.find(module) != std::string::npos)
        {
            found.push_back(each.what);
        }
    }
    return found;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_report, unpatched_at_end)

BOOST_AUTO_TEST_CASE(it_tells_where_the_calls_of_each_module_go)
{
    // So that the libraries are there.
    BOOST_TEST(::curl_version() != nullptr);
    BOOST_TEST(::PQlibVersion() != 0);
    BOOST_TEST(::OPENSSL_init_ssl(0, nullptr) == 1);
    ::redisFree(nullptr);

    monkey::patch_socket();
    auto const found = monkey::report();
    BOOST_TEST(find(found, "libcurl", "recv").is_patched);
    BOOST_TEST(find(found, "libcurl", "recv").bound_to == "quartet");
    BOOST_TEST(find(found, "libpq", "recv").is_patched);
    BOOST_TEST(find(found, "libhiredis", "connect").is_patched);
    BOOST_TEST(!find(found, "libpq", "poll").symbol.empty());
    BOOST_TEST(!find(found, "libpq", "poll").is_patched);
    BOOST_TEST(find(found, "libpq", "poll").bound_to != "quartet");

    monkey::patch_all();
    BOOST_TEST(find(monkey::report(), "libpq", "poll").is_patched);
    monkey::unpatch_all();
    BOOST_TEST(!find(monkey::report(), "libcurl", "recv").is_patched);
}

BOOST_AUTO_TEST_CASE(nothing_escapes_in_libraries_as_they_are)
{
    std::string const warnings = errors_of([] { monkey::patch_all(); });
    BOOST_TEST(warnings == "");
    BOOST_TEST(monkey::report().escapes.empty(), monkey::report());
}

BOOST_AUTO_TEST_CASE(it_prints_a_line_for_each)
{
    monkey::patch_all();
    std::ostringstream text;
    text << monkey::report();
    BOOST_TEST(text.str().find("libcurl") != std::string::npos);
    BOOST_TEST(text.str().find(": recv -> quartet\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_asks_the_kernel_himself_is_found_and_warned_of)
{
    library const escapes(::dlopen(argument("libescapes.so").c_str(), RTLD_NOW));
    BOOST_REQUIRE(escapes);
    std::string const warnings = errors_of([] { monkey::patch_all(); });
    std::vector<std::string> const expected{
        "asks the kernel itself, in 1 place", "calls msgrcv, which blocks"};
    BOOST_TEST(
        lines_about(monkey::report(), "libescapes.so") == expected,
        boost::test_tools::per_element());
    BOOST_TEST(warnings.starts_with("quartet: patch_all: "), warnings);
    BOOST_TEST(warnings.find("libescapes.so asks the kernel itself") != std::string::npos);
    BOOST_TEST(warnings.find("gevent::get_hub().threadpool()\n") != std::string::npos);
    BOOST_TEST(errors_of([] { monkey::patch_all({.warn = false}); }) == "");
}

BOOST_AUTO_TEST_CASE(
    a_library_in_a_namespace_of_its_own_is_found,
    *boost::unit_test::enable_if<!quartet_test::is_under_sanitizer>())
{
    library const calls(::dlmopen(LM_ID_NEWLM, argument("libcalls.so").c_str(), RTLD_NOW));
    BOOST_REQUIRE_MESSAGE(calls, ::dlerror());
    std::vector<std::string> const expected{"is in a namespace of its own"};
    BOOST_TEST(
        lines_about(monkey::report(), "libcalls.so") == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
