// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The stacks of fibers.
#include <quartet/detail/fiber.hpp>
#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "on_fiber.hpp"
#include "support/argument.hpp"
#include "support/program_run.hpp"
#include "support/sanitizers.hpp"

namespace {

using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(fiber_stack)

BOOST_AUTO_TEST_CASE(stacks_are_used_again)
{
    std::set<void*> rooms;
    for (int i = 0; i != 100; ++i)
    {
        on_fiber f([](fiber&) {});
        f->resume();
        rooms.insert(f->room());
    }
    BOOST_TEST(rooms.size() == 1u);
}

BOOST_AUTO_TEST_CASE(stacks_of_other_sizes_are_used_again_too)
{
    std::set<void*> rooms;
    for (int i = 0; i != 100; ++i)
    {
        on_fiber f([](fiber&) {}, 64 * 1024);
        f->resume();
        rooms.insert(f->room());
        BOOST_TEST(f->stack_size() == 64u * 1024);
    }
    BOOST_TEST(rooms.size() == 1u);
}

BOOST_AUTO_TEST_CASE(stacks_that_were_given_back_elsewhere_are_used_again)
{
    std::vector<void*> given_back;
    std::thread([&] {
        std::vector<on_fiber> many;
        for (int i = 0; i != 1000; ++i)
        {
            many.emplace_back([](fiber&) {});
            many.back()->resume();
            given_back.push_back(many.back()->room());
        }
    }).join();
    std::set<void*> const known(given_back.begin(), given_back.end());
    std::vector<on_fiber> again;
    int used = 0;
    for (int i = 0; i != 1000; ++i)
    {
        again.emplace_back([](fiber&) {});
        used += int(known.count(again.back()->room()));
    }
    // This thread may have had some of its own.
    BOOST_TEST(used > 500);
}

BOOST_AUTO_TEST_CASE(the_stack_has_the_size_that_was_asked_for)
{
    std::size_t const size = 4 * 1024 * 1024;
    int sum = 0;
    on_fiber f(
        [&](fiber&) {
            char volatile much[3 * 1024 * 1024];
            for (std::size_t i = 0; i < sizeof much; i += 4096)
            {
                much[i] = 1;
                sum += much[i];
            }
        },
        size);
    f->resume();
    BOOST_TEST(sum == 3 * 256);
    BOOST_TEST(f->stack_size() == size);
    on_fiber const rounded([](fiber&) {}, 20'001);
    BOOST_TEST(rounded->stack_size() == 5u * 4096);
}

BOOST_AUTO_TEST_CASE(a_stack_that_is_too_small_is_refused_by_name)
{
    auto const names_it = [](std::string const& value) {
        return [value](std::exception const& error) {
            std::string const text = error.what();
            return text.find("stack_size") != text.npos && text.find(value) != text.npos;
        };
    };
    BOOST_CHECK_EXCEPTION(on_fiber([](fiber&) {}, 0), quartet::ValueError, names_it("but is 0"));
    BOOST_CHECK_EXCEPTION(
        on_fiber([](fiber&) {}, 16 * 1024 - 1), quartet::ValueError, names_it("16383"));
    BOOST_CHECK_EXCEPTION(
        fiber::make([](fiber&) {}, 100'000, 64 * 1024), quartet::ValueError, names_it("100000"));
}

BOOST_AUTO_TEST_CASE(the_room_is_aligned_and_writable_whatever_its_size)
{
    for (std::size_t const room : {0u, 1u, 15u, 16u, 17u, 1000u, 8000u})
    {
        fiber* const f = fiber::make([](fiber&) {}, room);
        auto* const begin = static_cast<char*>(f->room());
        BOOST_TEST(reinterpret_cast<std::uintptr_t>(begin) % alignof(std::max_align_t) == 0u);
        BOOST_TEST(&fiber::of_room(begin) == f);
        std::fill(begin, begin + room, 'x');
        f->resume();
        BOOST_TEST(std::count(begin, begin + room, 'x') == std::ptrdiff_t(room));
        f->dispose();
    }
}

/// Bytes.
std::size_t resident_memory()
{
    std::ifstream file("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    file >> total >> resident;
    return resident * std::size_t(::sysconf(_SC_PAGESIZE));
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_live_at_once_in_12_kib_each)
{
    int const count = is_under_sanitizer ? 2'000 : 100'000;
    std::size_t const before = resident_memory();
    std::vector<on_fiber> all;
    all.reserve(std::size_t(count));
    int running = 0;
    for (int i = 0; i != count; ++i)
    {
        all.emplace_back([&](fiber& self) {
            ++running;
            self.suspend();
            --running;
        });
        all.back()->resume();
    }
    BOOST_TEST(running == count);
    if (!is_under_sanitizer)
    {
        BOOST_TEST((resident_memory() - before) / std::size_t(count) < 12288u);
    }
    for (auto& each : all)
    {
        each->resume();
    }
    BOOST_TEST(running == 0);
}

/// A scene of child/overflowing.cpp.
program_run::result play(std::string const& scene)
{
    auto seen = quartet_test::run({argument("overflowing").string(), scene}, output_to::pipe);
    seen.output = without_notices(std::move(seen.output));
    return seen;
}

BOOST_AUTO_TEST_CASE(
    a_stack_overflow_ends_the_process_and_names_the_fiber,
    *boost::unit_test::enable_if<!is_valgrind>())
{
    auto const seen = play("overflow");
    BOOST_TEST(
        seen.output == "quartet: stack overflow in diver number 5: its stack has 64 KiB; give it "
                       "more, or use less\n");
    BOOST_TEST(seen.exit_code == 128 + SIGSEGV);
}

BOOST_AUTO_TEST_CASE(so_does_one_in_another_thread, *boost::unit_test::enable_if<!is_valgrind>())
{
    auto const seen = play("overflow_in_a_thread");
    BOOST_TEST(seen.output.starts_with("quartet: stack overflow in diver number 5: "));
    BOOST_TEST(seen.exit_code == 128 + SIGSEGV);
}

BOOST_AUTO_TEST_CASE(
    another_bad_access_goes_to_the_handler_that_was_there_before,
    *boost::unit_test::enable_if<!is_valgrind>())
{
    for (std::string const scene : {"handler", "handler_with_info"})
    {
        auto const seen = play(scene);
        BOOST_TEST(seen.output == "the handler of before\n");
        BOOST_TEST(seen.exit_code == 3);
    }
}

BOOST_AUTO_TEST_CASE(
    without_one_it_ends_the_process, *boost::unit_test::enable_if<!is_under_sanitizer>())
{
    auto const seen = play("no_handler");
    BOOST_TEST(seen.output == "");
    BOOST_TEST(seen.exit_code == 128 + SIGSEGV);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
