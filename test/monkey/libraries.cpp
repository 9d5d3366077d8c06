// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Libraries that are loaded after patch_all().
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <dlfcn.h>
#include <filesystem>
#include <string>
#include <sys/socket.h>

#include "support/argument.hpp"
#include "support/blocking_sockets.hpp"
#include "support/loaded_library.hpp"
#include "support/patched.hpp"
#include "support/program_run.hpp"
#include "support/sanitizers.hpp"

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;
using quartet_test::argument;
using library = quartet_test::loaded_library;

namespace {

library load(std::string const& name, int mode = RTLD_NOW | RTLD_LOCAL)
{
    return library(::dlopen(argument(name).c_str(), mode));
}

template <class F>
F* function(library const& of, char const* name)
{
    return reinterpret_cast<F*>(::dlsym(of.get(), name));
}

bool do_others_run(int (*sleep)())
{
    bool has_run = false;
    auto other = gevent::spawn([&] { has_run = true; });
    sleep();
    bool const result = has_run;
    other.join();
    return result;
}

bool do_others_run(library const& in)
{
    return do_others_run(function<int()>(in, "plugin_sleep"));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_libraries, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(what_is_loaded_later_is_patched)
{
    library const calls = load("libcalls.so");
    BOOST_REQUIRE(calls);
    BOOST_TEST(do_others_run(calls));
    quartet_test::pair_of_sockets both;
    auto reads = gevent::spawn(function<long(int)>(calls, "plugin_recv"), both.a);
    gevent::sleep(0);
    ::send(both.b, "x", 1, 0);
    BOOST_TEST(reads.get() == 1);
}

BOOST_AUTO_TEST_CASE(so_is_what_is_loaded_with_it)
{
    library const needs = load("libneeds.so");
    BOOST_REQUIRE_MESSAGE(needs, ::dlerror());
    BOOST_TEST(do_others_run(function<int()>(needs, "needs_sleep")));
    quartet_test::pair_of_sockets both;
    auto reads = gevent::spawn(function<long(int)>(needs, "needs_poll_and_recv"), both.a);
    gevent::sleep(0);
    ::send(both.b, "x", 1, 0);
    BOOST_TEST(reads.get() == 1);
}

BOOST_AUTO_TEST_CASE(also_when_it_is_loaded_for_a_second_time)
{
    for (int i = 0; i != 2; ++i)
    {
        library const calls = load("libcalls.so", RTLD_LAZY);
        BOOST_REQUIRE(calls);
        BOOST_TEST(do_others_run(calls));
    }
}

BOOST_AUTO_TEST_CASE(it_is_unpatched_with_the_others)
{
    library const calls = load("libcalls.so");
    monkey::unpatch_all();
    BOOST_TEST(!do_others_run(calls));
    monkey::patch_all();
    BOOST_TEST(do_others_run(calls));
}

BOOST_AUTO_TEST_CASE(
    a_library_that_prefers_its_own_names_is_patched,
    *boost::unit_test::enable_if<!quartet_test::is_under_sanitizer>())
{
    library const calls = load("libcalls.so", RTLD_NOW | RTLD_DEEPBIND);
    BOOST_REQUIRE(calls);
    BOOST_TEST(do_others_run(calls));
}

BOOST_AUTO_TEST_CASE(a_library_loads_others_from_where_it_has_its_own)
{
    // Where nobody else looks: its RUNPATH is $ORIGIN.
    quartet_test::temporary_directory const directory;
    std::filesystem::path const& there = directory.path();
    std::filesystem::copy_file(argument("libloads.so"), there / "libloads.so");
    std::filesystem::copy_file(argument("libcalls.so"), there / "libnext.so");
    library const loads(::dlopen((there / "libloads.so").c_str(), RTLD_NOW));
    BOOST_REQUIRE(loads);
    auto* const load_next = function<void*(char const*)>(loads, "plugin_load");
    for (char const* name : {"libnext.so", "$ORIGIN/libnext.so", "${ORIGIN}/libnext.so"})
    {
        library const calls(load_next(name));
        BOOST_REQUIRE_MESSAGE(calls, ::dlerror());
        BOOST_TEST(do_others_run(calls));
    }
}

BOOST_AUTO_TEST_CASE(a_library_that_is_not_there_is_an_error_as_ever)
{
    BOOST_TEST(::dlopen("libnothing.so", RTLD_NOW) == nullptr);
    BOOST_TEST(std::string(::dlerror()).find("libnothing.so") != std::string::npos);
    library const program(::dlopen(nullptr, RTLD_NOW));
    BOOST_TEST((program != nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
