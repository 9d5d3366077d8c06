// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What may be a Process's target, and what its arguments.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/process.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <unistd.h>
#include <variant>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/processes.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

[[noreturn]] void done_if(bool as_it_should_be)
{
    std::exit(as_it_should_be ? good : 1);
}

void function(int number, std::string text)
{
    done_if(number == 7 && text == "bob");
}

void noexcept_function(long number) noexcept
{
    done_if(number == -7);
}

int function_with_result(int number)
{
    done_if(number == 1);
}

void converted(double number, std::int64_t large, std::string const& text, bool truth)
{
    done_if(number == 3.0 && large == -1 && text == "text" && truth);
}

void views(std::string_view view, char const* text, std::string_view const& reference)
{
    done_if(view == "view" && std::strcmp(text, "text") == 0 && reference == "reference");
}

void changed(std::vector<int>& numbers, std::string&& text)
{
    numbers.push_back(1);
    text += '!';
    done_if(numbers.size() == 4 && text == "moved!");
}

int twice(int number)
{
    return 2 * number;
}

void called_back(int (*callback)(int), int number)
{
    done_if(callback(number) == 42);
}

template <class T>
void instance(T value, int size)
{
    done_if(sizeof value == static_cast<std::size_t>(size));
}

/// A function object with state.
class Adder
{
public:
    explicit Adder(int start = 0)
        : start_(start)
    {}
    void operator()(int number) const { done_if(start_ + number == 42); }
    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & start_;
        // clang-format on
    }

private:
    int start_;
};

struct Mutable
{
    int calls = 0;
    void operator()() { done_if(++calls == 1); }
    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & calls;
        // clang-format on
    }
};

struct Point
{
    int x = 0;
    std::optional<std::string> label = {};
    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & x & label;
        // clang-format on
    }
};

enum class color : short
{
    red = 3
};

struct Unsendable : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

struct Refuses
{
    template <class Archive>
    void serialize(Archive&, unsigned)
    {
        if (Archive::is_saving::value)
        {
            throw Unsendable("not this one");
        }
    }
};

BOOST_FIXTURE_TEST_SUITE(process_arguments, leaves_nothing)

BOOST_DATA_TEST_CASE(a_target_is_any_function, start_methods, method)
{
    BOOST_TEST(run_process(method, function, 7, "bob").value() == good);
    BOOST_TEST(run_process(method, &function, 7, std::string("bob")).value() == good);
    BOOST_TEST(run_process(method, noexcept_function, -7).value() == good);
    BOOST_TEST(run_process(method, function_with_result, 1).value() == good);
    BOOST_TEST(run_process(method, instance<char>, 'a', 1).value() == good);
    BOOST_TEST(run_process(method, instance<double>, 1, 8).value() == good);
}

BOOST_DATA_TEST_CASE(a_target_is_any_captureless_lambda, start_methods, method)
{
    BOOST_TEST(run_process(method, [] { done_if(true); }).value() == good);
    BOOST_TEST(
        run_process(
            method, [](int i) { done_if(i == 5); }, 5L)
            .value() == good);
    BOOST_TEST(
        run_process(
            method, [](auto a, auto b) { done_if(a + 1 == b); }, 1, 2.0)
            .value() == good);
}

BOOST_DATA_TEST_CASE(a_target_is_any_function_object_that_serialises, start_methods, method)
{
    BOOST_TEST(run_process(method, Adder(40), 2).value() == good);
    Adder const adder(2);
    BOOST_TEST(run_process(method, adder, 40).value() == good);
    BOOST_TEST(run_process(method, Mutable()).value() == good);
}

BOOST_DATA_TEST_CASE(arguments_become_the_parameter_types, start_methods, method)
{
    BOOST_TEST(run_process(method, converted, 3, -1, "text", 1).value() == good);
    short const three = 3;
    char const text[] = "text";
    BOOST_TEST(run_process(method, converted, three, -1L, text, true).value() == good);
}

BOOST_DATA_TEST_CASE(parameters_that_are_views_look_at_what_came_along, start_methods, method)
{
    auto const start = [&] {
        std::string view = "view";
        std::string text = "text";
        std::string reference = "reference";
        return mp::get_context(method).Process(
            views, std::string_view(view), text.c_str(), std::move(reference));
    };
    mp::Process p = start();  // what they looked at here is gone
    p.start();
    p.join();
    BOOST_TEST(p.exitcode().value() == good);
}

BOOST_DATA_TEST_CASE(parameters_that_are_references_refer_to_the_copy, start_methods, method)
{
    std::vector<int> numbers{1, 2, 3};
    BOOST_TEST(run_process(method, changed, numbers, "moved").value() == good);
    BOOST_TEST(numbers.size() == 3);
}

BOOST_DATA_TEST_CASE(an_argument_is_taken_when_the_process_is_made, start_methods, method)
{
    std::vector<int> numbers{1, 2, 3};
    auto p = mp::get_context(method).Process(changed, numbers, "moved");
    numbers.clear();
    p.start();
    p.join();
    BOOST_TEST(p.exitcode().value() == good);
}

BOOST_DATA_TEST_CASE(functions_are_arguments_too, start_methods, method)
{
    BOOST_TEST(run_process(method, called_back, twice, 21).value() == good);
    BOOST_TEST(
        run_process(
            method, called_back, [](int i) { return i + 1; }, 41)
            .value() == good);
}

BOOST_DATA_TEST_CASE(what_boost_serialization_can_do_is_an_argument, start_methods, method)
{
    using variant = std::variant<int, std::string, bool, double>;
    auto const target = [](Point point,
                           std::map<std::string, std::vector<Point>> table,
                           std::tuple<int, std::string> pair,
                           std::vector<variant> mixed,
                           color c,
                           std::unique_ptr<Point> owned,
                           std::chrono::milliseconds time) {
        done_if(
            point.x == 1 && point.label == "a" && table.at("k").at(1).x == 3 &&
            std::get<1>(pair) == "two" && std::get<std::string>(mixed.at(1)) == "s" &&
            c == color::red && owned->x == 5 && time.count() == 250);
    };
    auto p = mp::get_context(method).Process(
        target,
        Point{1, "a"},
        std::map<std::string, std::vector<Point>>{{"k", {Point{2}, Point{3}}}},
        std::tuple(1, "two"),
        std::vector<variant>{1, "s", true, 2.5},
        color::red,
        std::make_unique<Point>(Point{5}),
        std::chrono::milliseconds(250));
    p.start();
    p.join();
    BOOST_TEST(p.exitcode().value() == good);
}

BOOST_DATA_TEST_CASE(arguments_may_be_large, start_methods, method)
{
    std::vector<std::uint32_t> large(8 * 1024 * 1024 / 4);
    std::iota(large.begin(), large.end(), 0u);
    BOOST_TEST(
        run_process(
            method,
            [](std::vector<std::uint32_t> const& numbers) {
                for (std::size_t i = 0; i != numbers.size(); ++i)
                {
                    if (numbers[i] != i)
                    {
                        done_if(false);
                    }
                }
                done_if(numbers.size() == 8 * 1024 * 1024 / 4);
            },
            large)
            .value() == good);
}

BOOST_DATA_TEST_CASE(text_may_hold_any_byte, start_methods, method)
{
    std::string all(256, '\0');
    std::iota(all.begin(), all.end(), '\0');
    BOOST_TEST(
        run_process(
            method,
            [](std::string const& text) {
                for (int i = 0; i != 256; ++i)
                {
                    if (static_cast<unsigned char>(text.at(i)) != i)
                    {
                        done_if(false);
                    }
                }
                done_if(text.size() == 256);
            },
            all)
            .value() == good);
}

BOOST_DATA_TEST_CASE(handles_are_arguments, start_methods, method)
{
    mp::Queue<std::string> queue;
    mp::Lock lock;
    mp::Event event;
    mp::Semaphore semaphore(0);
    auto [here, there] = mp::Pipe();
    auto p = mp::get_context(method).Process(
        [](mp::Queue<std::string> q, mp::Lock l, mp::Event e, mp::Semaphore s, mp::Connection c) {
            std::scoped_lock const with(l);
            q.put(c.recv<std::string>() + " in " + std::to_string(::getpid()));
            c.send(42);
            e.set();
            s.release();
        },
        queue,
        lock,
        event,
        semaphore,
        there);
    p.start();
    there.close();
    here.send(std::string("bob"));
    event.wait();
    semaphore.acquire();
    BOOST_TEST(queue.get() == "bob in " + std::to_string(p.pid().value()));
    BOOST_TEST(here.recv<int>() == 42);
    p.join();
    BOOST_TEST(p.exitcode().value() == 0);
    BOOST_TEST(lock.acquire(false));
    lock.release();
}

BOOST_DATA_TEST_CASE(handles_are_inside_of_arguments, start_methods, method)
{
    std::map<std::string, std::vector<mp::Queue<int>>> queues;
    for (int i = 0; i != 300; ++i)  // more descriptors than travel at once
    {
        queues["all"].emplace_back(1);
    }
    BOOST_TEST(
        run_process(
            method,
            [](std::map<std::string, std::vector<mp::Queue<int>>> theirs) {
                int number = 0;
                for (auto& each : theirs.at("all"))
                {
                    each.put(number++);
                }
                std::exit(good);
            },
            queues)
            .value() == good);
    int number = 0;
    for (auto& each : queues["all"])
    {
        BOOST_TEST(each.get() == number++);
    }
}

BOOST_DATA_TEST_CASE(a_handle_outlives_its_giver, start_methods, method)
{
    auto [here, there] = mp::Pipe();
    auto p = [&, other = std::move(there)] {
        mp::Queue<int> queue;
        queue.put(42);
        auto made = mp::get_context(method).Process(
            [](mp::Queue<int> q, mp::Connection c) { c.send(q.get()); }, queue, other);
        made.start();
        return made;
    }();
    BOOST_TEST(here.recv<int>() == 42);
    p.join();
}

BOOST_AUTO_TEST_CASE(what_refuses_to_be_serialised_fails_in_start)
{
    for (char const* method : {"spawn", "forkserver"})
    {
        auto p = mp::get_context(method).Process([](Refuses) {}, Refuses());
        BOOST_CHECK_THROW(p.start(), Unsendable);
        BOOST_TEST(!p.pid().has_value());
        BOOST_CHECK_THROW(p.start(), Unsendable);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
