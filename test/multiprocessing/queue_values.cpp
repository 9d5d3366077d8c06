// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What can be an item of a Queue, and what becomes of one that cannot.
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/connection.hpp>
#include <quartet/multiprocessing/event.hpp>
#include <quartet/multiprocessing/lock.hpp>
#include <quartet/multiprocessing/queue.hpp>

#include <boost/serialization/is_bitwise_serializable.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <sys/statvfs.h>
#include <tuple>
#include <unistd.h>
#include <variant>
#include <vector>

#include "support/shared_names.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using quartet::queue::Empty;

enum class colour : short
{
    red = 7,
    green
};

struct person
{
    std::string name;
    std::vector<person> children;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & name & children;
        // clang-format on
    }
    bool operator==(person const&) const = default;
};

/// Its bytes are the value, but there are many of them.
struct image
{
    std::array<unsigned char, 1 << 20> pixels;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & pixels;
        // clang-format on
    }
};

/// Throws at the save or load with the number `fails_at`, counted in this process.
struct moody
{
    static inline int saves = 0;
    static inline int loads = 0;

    int save_fails_at = 0;
    bool load_fails = false;
    std::string text;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        if (Archive::is_saving::value && ++saves == save_fails_at)
        {
            throw std::domain_error("not now");
        }
        // clang-format off
        ar & load_fails & text;
        // clang-format on
        if (Archive::is_loading::value && load_fails)
        {
            ++loads;
            throw std::range_error("unreadable");
        }
    }
};

/// Longer or shorter each time that it is saved.
struct unsteady
{
    static inline int saves = 0;
    int change = 0;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        std::string text(std::size_t(100'000 + change * saves++), 'x');
        // clang-format off
        ar & text;
        // clang-format on
    }
};

template <class T>
T through(T const& value)
{
    mp::Queue<T> q;
    q.put(value);
    return q.get_nowait();
}

/// Neither zeros nor a short period.
std::string text_of(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
    {
        text[i] = char(i * 2654435761u >> 13);
    }
    return text;
}

std::size_t available(std::string const& path)
{
    struct statvfs status
    {};
    return ::statvfs(path.c_str(), &status) == 0 ? status.f_bavail * status.f_frsize : 0;
}

/// A value of 1 GiB is here twice and in /dev/shm once.
boost::test_tools::assertion_result has_gigabytes(boost::unit_test::test_unit_id)
{
    constexpr std::size_t gib = std::size_t(1) << 30;
    std::size_t const memory =
        std::size_t(::sysconf(_SC_AVPHYS_PAGES)) * std::size_t(::sysconf(_SC_PAGESIZE));
    return available("/dev/shm") > gib + gib / 4 && memory > 3 * gib + gib / 2;
}

}  // namespace

BOOST_IS_BITWISE_SERIALIZABLE(image)

namespace {

BOOST_FIXTURE_TEST_SUITE(queue_values, leaves_no_name)

BOOST_AUTO_TEST_CASE(numbers_and_enums_arrive_as_they_are)
{
    BOOST_TEST(through(true) == true);
    BOOST_TEST(through('x') == 'x');
    BOOST_TEST(
        through(std::numeric_limits<long long>::min()) == std::numeric_limits<long long>::min());
    BOOST_TEST(through(0.1) == 0.1);
    BOOST_TEST(through(0.1L) == 0.1L);
    BOOST_TEST((through(colour::green) == colour::green));
}

BOOST_AUTO_TEST_CASE(what_the_standard_library_holds_arrives)
{
    using number_or_text = std::variant<int, std::string, bool, double>;
    for (number_or_text const& value :
         {number_or_text(1), number_or_text("text"), number_or_text(true), number_or_text(2.5)})
    {
        BOOST_TEST((through(value) == value));
    }
    std::map<std::string, std::vector<int>> const map{{"a", {1, 2}}, {"b", {}}};
    BOOST_TEST((through(map) == map));
    std::tuple<int, std::string, std::optional<int>> const tuple{1, "x", std::nullopt};
    BOOST_TEST((through(tuple) == tuple));
    BOOST_TEST((through(std::optional<std::string>("x")) == "x"));
    BOOST_TEST(!through(std::optional<std::string>()).has_value());
    BOOST_TEST((through(std::pair(1, std::string("x"))) == std::pair(1, std::string("x"))));
    BOOST_TEST((through(std::set<int>{3, 1}) == std::set<int>{1, 3}));
}

BOOST_AUTO_TEST_CASE(values_that_can_only_be_moved_arrive)
{
    mp::Queue<std::unique_ptr<person>> q;
    q.put(std::make_unique<person>(person{"Ada", {}}));
    q.put(nullptr);
    BOOST_TEST(q.get()->name == "Ada");
    BOOST_TEST((q.get() == nullptr));
}

BOOST_AUTO_TEST_CASE(user_types_arrive)
{
    person const ada{"Ada", {{"Byron", {}}, {"Annabella", {}}}};
    BOOST_TEST((through(ada) == ada));
}

BOOST_AUTO_TEST_CASE(a_large_value_whose_bytes_are_all_of_it_costs_no_large_slots)
{
    auto large = std::make_unique<image>();
    large->pixels.fill(3);
    large->pixels.back() = 9;
    mp::Queue<image> q;
    for (std::string const& name : shared_names())
    {
        BOOST_TEST(std::filesystem::file_size("/dev/shm/" + name) < 1u << 20);
    }
    q.put(*large);
    auto const arrived = std::make_unique<image>(q.get());
    BOOST_TEST((arrived->pixels == large->pixels));
}

BOOST_AUTO_TEST_CASE(empty_values_arrive)
{
    BOOST_TEST(through(std::string()).empty());
    BOOST_TEST(through(std::vector<int>()).empty());
    BOOST_TEST((through(person()) == person()));
}

BOOST_AUTO_TEST_CASE(values_of_all_lengths_arrive)
{
    std::vector<std::size_t> lengths;
    for (std::size_t length = 0; length < 600; ++length)
    {
        lengths.push_back(length);
    }
    for (std::size_t const edge : {4096u, 8192u, 65536u, 1u << 20, 4u << 20})
    {
        for (std::size_t length = edge - 12; length <= edge + 12; ++length)
        {
            lengths.push_back(length);
        }
    }
    lengths.push_back(20 << 20);
    mp::Queue<std::string> q;
    for (std::size_t const length : lengths)
    {
        std::string const text = text_of(length);
        q.put(text);
        BOOST_REQUIRE((q.get_nowait() == text));
    }
}

BOOST_AUTO_TEST_CASE(a_value_of_a_gibibyte_arrives, *boost::unit_test::precondition(has_gigabytes))
{
    mp::Queue<std::string> q;
    std::string text(std::size_t(1) << 30, 'x');
    text.front() = 'a';
    text[text.size() / 2] = 'b';
    text.back() = 'c';
    q.put(text);
    std::string const arrived = q.get();
    BOOST_TEST((arrived == text));
}

BOOST_AUTO_TEST_CASE(a_deep_queue_of_medium_values_keeps_them_all)
{
    // 160 MiB: more than the cells hold.
    constexpr int count = 2560;
    mp::Queue<std::string> q;
    for (int round = 0; round != 2; ++round)
    {
        for (int i = 0; i != count; ++i)
        {
            q.put(std::string(64 << 10, char(i)) + std::to_string(i));
        }
        for (int i = 0; i != count; ++i)
        {
            std::string const item = q.get_nowait();
            BOOST_REQUIRE((item == std::string(64 << 10, char(i)) + std::to_string(i)));
        }
        // What is left is what the queue grew by: slots and cells, but no value.
        for (std::string const& name : shared_names())
        {
            BOOST_TEST(name.find(".v") == std::string::npos, name);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_serialised_fails_in_put)
{
    mp::Queue<moody> q(2);
    q.put({0, false, "first"});
    for (std::size_t const size : {1u, 100'000u, 5u << 20})
    {
        // Short values are saved once, long ones twice.
        for (int fails_at = 1; fails_at <= (size == 1 ? 1 : 2); ++fails_at)
        {
            moody::saves = 0;
            BOOST_CHECK_THROW(q.put({fails_at, false, std::string(size, 'x')}), std::domain_error);
            BOOST_TEST(q.qsize() == 1u);
            BOOST_TEST(!q.full());
        }
    }
    q.put({0, false, "second"});
    BOOST_TEST(q.get().text == "first");
    BOOST_TEST(q.get().text == "second");
    BOOST_CHECK_THROW(q.get_nowait(), Empty);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_different_each_time_fails_in_put)
{
    mp::Queue<unsteady> q(1);
    for (int const change : {-100, 100})
    {
        unsteady::saves = 1;
        BOOST_CHECK_THROW(q.put({change}), std::exception);
        BOOST_TEST(q.empty());
    }
    q.put({0});
    q.get();
}

BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_read_is_consumed)
{
    mp::Queue<moody> q(1);
    for (std::size_t const size : {1u, 100'000u, 5u << 20})
    {
        q.put({0, true, std::string(size, 'x')});
        BOOST_CHECK_THROW(q.get(), std::range_error);
        BOOST_TEST(q.empty());
        BOOST_TEST(!q.full());
        q.put({0, false, "next"});
        BOOST_TEST(q.get().text == "next");
    }
}

BOOST_AUTO_TEST_CASE(locks_and_events_travel_inside_values)
{
    mp::Queue<std::pair<std::string, mp::Lock>> locks;
    mp::Queue<mp::Event> events;
    mp::Lock lock;
    mp::Event event;
    locks.put({"lock", lock});
    events.put(event);
    auto [name, other] = locks.get();
    other.acquire();
    BOOST_TEST(name == "lock");
    BOOST_TEST(lock.locked());
    other.release();
    event.set();
    BOOST_TEST(events.get().is_set());
}

BOOST_AUTO_TEST_CASE(a_queue_travels_through_a_queue_though_its_sender_drops_it)
{
    mp::Queue<mp::Queue<std::string>> outer;
    for (int round = 0; round != 3; ++round)
    {
        for (int i = 0; i != 100; ++i)
        {
            mp::Queue<std::string> inner;
            inner.put("hello " + std::to_string(i));
            outer.put(inner);
        }
        for (int i = 0; i != 100; ++i)
        {
            auto inner = outer.get();
            BOOST_TEST(inner.get_nowait() == "hello " + std::to_string(i));
            inner.put("goodbye");
            BOOST_TEST(inner.get_nowait() == "goodbye");
        }
    }
}

BOOST_AUTO_TEST_CASE(what_nobody_gets_goes_with_the_queue)
{
    // That is for the fixture to see.
    mp::Queue<std::vector<mp::Queue<int>>> outer;
    mp::Queue<int> inner;
    outer.put({inner, mp::Queue<int>(), mp::Queue<int>(5)});
    outer.put({mp::Queue<int>()});
    mp::Queue<std::string> large;
    large.put(std::string(5 << 20, 'x'));
    large.put(std::string(5000, 'x'));
}

struct letter
{
    std::vector<mp::Queue<letter>> reply_to;
    std::string text;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & reply_to & text;
        // clang-format on
    }
};

BOOST_AUTO_TEST_CASE(a_queue_may_be_in_itself)
{
    mp::Queue<letter> q;
    q.put({{q}, "one"});
    q.put({{q}, "two"});
    letter const one = q.get();
    BOOST_TEST(one.text == "one");
    mp::Queue<letter> same = one.reply_to.at(0);
    BOOST_TEST(same.get_nowait().text == "two");
    q.put({{q}, "nobody gets it"});
}

BOOST_AUTO_TEST_CASE(a_connection_does_not_travel_and_fails_in_put)
{
    mp::Queue<mp::Connection> q;
    auto [a, b] = mp::Pipe();
    BOOST_CHECK_THROW(q.put(a), quartet::ValueError);
    BOOST_TEST(q.empty());
    a.send(1);
    BOOST_TEST(b.recv<int>() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
