// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/fiber.hpp>
#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <fstream>
#include <functional>
#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "support/argument.hpp"
#include "support/peer_thread.hpp"
#include "support/program_run.hpp"
#include "support/sanitizers.hpp"

namespace {

using quartet::detail::fiber;
using namespace quartet_test;

/// A fiber that runs a function.
class on_fiber
{
public:
    explicit on_fiber(
        std::function<void(fiber&)> body, std::size_t stack_size = fiber::default_stack_size)
        : fiber_(fiber::make(&run, sizeof body, stack_size))
    {
        new (fiber_->room()) std::function<void(fiber&)>(std::move(body));
    }
    on_fiber(on_fiber&& other) noexcept
        : fiber_(std::exchange(other.fiber_, nullptr))
    {}
    ~on_fiber()
    {
        if (fiber_ != nullptr)
        {
            body(*fiber_).~function();
            fiber_->dispose();
        }
    }

    fiber* operator->() const { return fiber_; }

private:
    static std::function<void(fiber&)>& body(fiber& self)
    {
        return *static_cast<std::function<void(fiber&)>*>(self.room());
    }
    static void run(fiber& self) { body(self)(self); }

    fiber* fiber_;
};

/// The text of the exception that is handled.
std::string caught()
{
    try
    {
        throw;
    }
    catch (std::exception const& error)
    {
        return error.what();
    }
}

BOOST_AUTO_TEST_SUITE(fiber_)

BOOST_AUTO_TEST_CASE(it_runs_between_resume_and_suspend)
{
    std::string order;
    on_fiber f([&](fiber& self) {
        order += "b";
        self.suspend();
        order += "d";
    });
    BOOST_TEST(!f->has_begun());
    order += "a";
    f->resume();
    BOOST_TEST(f->has_begun());
    BOOST_TEST(!f->is_finished());
    order += "c";
    f->resume();
    BOOST_TEST(f->is_finished());
    BOOST_TEST(order == "abcd");
}

BOOST_AUTO_TEST_CASE(handlers_of_two_sides_that_switch_keep_their_exceptions)
{
    std::string of_fiber;
    std::string of_main;
    on_fiber f([&](fiber& self) {
        try
        {
            throw std::runtime_error("B (fiber)");
        }
        catch (...)
        {
            self.suspend();
            of_fiber = caught();
        }
    });
    try
    {
        throw std::runtime_error("A (main)");
    }
    catch (...)
    {
        f->resume();
        of_main = caught();
    }
    f->resume();
    BOOST_TEST(of_main == "A (main)");
    BOOST_TEST(of_fiber == "B (fiber)");
}

BOOST_AUTO_TEST_CASE(nested_handlers_throw_on_what_they_caught)
{
    std::vector<std::string> log;
    auto const nest = [&](std::string const& name) {
        return on_fiber([&log, name](fiber& self) {
            try
            {
                try
                {
                    throw std::runtime_error(name + " outer");
                }
                catch (...)
                {
                    self.suspend();
                    try
                    {
                        throw std::runtime_error(name + " inner");
                    }
                    catch (...)
                    {
                        self.suspend();
                        log.push_back(caught());
                    }
                    self.suspend();
                    throw;
                }
            }
            catch (...)
            {
                self.suspend();
                log.push_back(caught());
            }
        });
    };
    auto one = nest("one");
    auto other = nest("other");
    while (!one->is_finished())
    {
        one->resume();
        other->resume();
    }
    BOOST_TEST(other->is_finished());
    std::vector<std::string> const expected = {
        "one inner", "other inner", "one outer", "other outer"};
    BOOST_TEST(log == expected);
    BOOST_TEST((std::current_exception() == nullptr));
}

BOOST_AUTO_TEST_CASE(exceptions_in_flight_are_counted_on_each_side)
{
    std::vector<int> counts;
    struct switches_while_unwound
    {
        fiber& self;
        std::vector<int>& counts;
        ~switches_while_unwound()
        {
            counts.push_back(std::uncaught_exceptions());
            self.suspend();
            counts.push_back(std::uncaught_exceptions());
        }
    };
    on_fiber f([&](fiber& self) {
        try
        {
            switches_while_unwound const local{self, counts};
            throw std::runtime_error("in flight");
        }
        catch (std::runtime_error const&)
        {
            counts.push_back(std::uncaught_exceptions());
        }
    });
    f->resume();
    BOOST_TEST(std::uncaught_exceptions() == 0);
    try
    {
        throw std::logic_error("meanwhile");
    }
    catch (std::logic_error const&)
    {
        f->resume();
    }
    BOOST_TEST(f->is_finished());
    BOOST_TEST(counts == (std::vector<int>{1, 1, 0}));
}

BOOST_AUTO_TEST_CASE(an_exception_in_flight_outside_is_not_seen_on_the_fiber)
{
    int inside = -1;
    int after = -1;
    on_fiber f([&](fiber&) { inside = std::uncaught_exceptions(); });
    struct resumes_while_unwound
    {
        on_fiber& f;
        int& after;
        ~resumes_while_unwound()
        {
            f->resume();
            after = std::uncaught_exceptions();
        }
    };
    try
    {
        resumes_while_unwound const local{f, after};
        throw std::runtime_error("in flight");
    }
    catch (std::runtime_error const&)
    {}
    BOOST_TEST(inside == 0);
    BOOST_TEST(after == 1);
}

BOOST_AUTO_TEST_CASE(each_side_has_its_errno)
{
    std::vector<int> inside;
    on_fiber f([&](fiber& self) {
        errno = EDOM;
        self.suspend();
        inside.push_back(errno);
        errno = ERANGE;
        self.suspend();
        inside.push_back(errno);
    });
    errno = EAGAIN;
    f->resume();
    int const first = errno;
    errno = EINTR;
    f->resume();
    int const second = errno;
    f->resume();
    BOOST_TEST(first == EAGAIN);
    BOOST_TEST(second == EINTR);
    BOOST_TEST(inside == (std::vector<int>{EDOM, ERANGE}));
}

BOOST_AUTO_TEST_CASE(fibers_may_resume_fibers)
{
    std::string order;
    on_fiber inner([&](fiber& self) {
        order += "2";
        self.suspend();
        order += "4";
    });
    on_fiber outer([&](fiber& self) {
        order += "1";
        inner->resume();
        order += "3";
        self.suspend();
        inner->resume();
        order += "5";
    });
    outer->resume();
    outer->resume();
    BOOST_TEST(order == "12345");
}

BOOST_AUTO_TEST_CASE(it_may_begin_in_any_thread_and_belongs_to_that_one)
{
    on_fiber f([](fiber& self) { self.suspend(); });
    BOOST_TEST(f->is_of_this_thread());
    BOOST_TEST(in_another_thread([&] {
        bool const before = f->is_of_this_thread();
        f->resume();
        return before && f->is_of_this_thread();
    }));
    BOOST_TEST(!f->is_of_this_thread());
    f->move_to_this_thread();
    f->resume();
    BOOST_TEST(f->is_finished());
}

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
