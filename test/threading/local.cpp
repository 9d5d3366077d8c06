// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/threading/event.hpp>
#include <quartet/threading/local.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace threading = quartet::threading;
using threading::local;
using threading::Thread;

std::atomic<int> alive = 0;

struct counted
{
    counted() { ++alive; }
    ~counted() { --alive; }
    counted(counted const&) = delete;
    int value = 0;
};

BOOST_AUTO_TEST_SUITE(local_values)

BOOST_AUTO_TEST_CASE(each_thread_has_its_own_value)
{
    local<int> number;
    *number = 1;
    int seen = -1;
    Thread t([&] {
        seen = *number;
        *number = 2;
    });
    t.start();
    t.join();
    BOOST_TEST(seen == 0);
    BOOST_TEST(*number == 1);
}

BOOST_AUTO_TEST_CASE(the_initialiser_runs_once_in_each_thread)
{
    std::atomic<int> calls = 0;
    local<std::string> name([&] { return "value " + std::to_string(++calls); });
    BOOST_TEST(*name == "value 1");
    BOOST_TEST(name->size() == 7);
    std::string other;
    Thread t([&] {
        other = *name;
        other = *name;
    });
    t.start();
    t.join();
    BOOST_TEST(other == "value 2");
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(an_initialiser_that_throws_leaves_no_value)
{
    bool fails = true;
    local<int> number([&] { return fails ? throw std::runtime_error("not yet") : 5; });
    BOOST_CHECK_THROW(*number, std::runtime_error);
    fails = false;
    BOOST_TEST(*number == 5);
}

BOOST_AUTO_TEST_CASE(a_value_goes_with_its_thread)
{
    local<counted> object;
    Thread t([&] { object->value = 1; });
    t.start();
    t.join();
    BOOST_TEST(alive == 0);
    std::thread([&] { object->value = 1; }).join();
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_CASE(all_values_go_with_the_local_object)
{
    auto object = std::make_unique<local<counted>>();
    threading::Event made;
    threading::Event go;
    Thread t([&] {
        (*object)->value = 1;
        made.set();
        go.wait();
    });
    t.start();
    made.wait();
    (*object)->value = 2;
    BOOST_TEST(alive == 2);
    object.reset();
    BOOST_TEST(alive == 0);
    go.set();
    t.join();
}

BOOST_AUTO_TEST_CASE(reset_takes_the_value_away)
{
    local<counted> object;
    object->value = 3;
    object.reset();
    BOOST_TEST(alive == 0);
    BOOST_TEST(object->value == 0);
    object.reset();
}

BOOST_AUTO_TEST_CASE(a_value_may_use_another_local_when_it_goes)
{
    static local<counted>* other = nullptr;
    struct uses_another
    {
        ~uses_another() { (*other)->value = 1; }
    };
    local<counted> last;
    other = &last;
    local<std::unique_ptr<uses_another>> first([] { return std::make_unique<uses_another>(); });
    Thread t([&] { first.get(); });
    t.start();
    t.join();
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_CASE(a_new_local_never_finds_the_values_of_an_old_one)
{
    for (int i = 0; i != 100; ++i)
    {
        local<int> number;
        BOOST_TEST(*number == 0);
        *number = 1;
    }
}

BOOST_AUTO_TEST_CASE(a_value_finds_the_other_values_of_its_thread_when_it_goes)
{
    // Whichever goes first.
    struct user
    {
        local<std::shared_ptr<int>>* other = nullptr;
        std::atomic<int>* found = nullptr;
        ~user()
        {
            if (other != nullptr && *other->get() == 7)
            {
                ++*found;
            }
        }
    };
    std::atomic<int> found = 0;
    local<std::shared_ptr<int>> other([] { return std::make_shared<int>(0); });
    std::vector<std::unique_ptr<local<user>>> users;
    for (int i = 0; i != 20; ++i)
    {
        users.push_back(std::make_unique<local<user>>());
    }
    Thread t([&] {
        *other.get() = 7;
        for (auto const& each : users)
        {
            (*each)->other = &other;
            (*each)->found = &found;
        }
    });
    t.start();
    t.join();
    BOOST_TEST(found > 0);
}

BOOST_AUTO_TEST_CASE(a_thread_may_be_started_when_a_value_goes)
{
    struct starter
    {
        Thread* thread = nullptr;
        ~starter()
        {
            if (thread != nullptr)
            {
                thread->start();
            }
        }
    };
    std::atomic<bool> ran = false;
    Thread late([&] { ran = true; });
    local<starter> values;
    Thread t([&] { values->thread = &late; });
    t.start();
    t.join();
    late.join();
    BOOST_TEST(ran);
}

BOOST_AUTO_TEST_CASE(local_objects_may_go_while_threads_end)
{
    for (int i = 0; i != 300; ++i)
    {
        auto values = std::make_unique<local<counted>>();
        std::atomic<int> used = 0;
        std::vector<Thread> threads;
        for (int n = 0; n != 3; ++n)
        {
            threads.emplace_back([&] {
                (*values)->value = 1;
                ++used;
            });
            threads.back().start();
        }
        while (used != 3)
        {}
        values.reset();
        for (Thread const& each : threads)
        {
            each.join();
        }
        BOOST_REQUIRE(alive == 0);
    }
}

BOOST_AUTO_TEST_CASE(references_of_older_thread_locals_stay_valid)
{
    // Made before the thread's table of values, so it goes after that.
    struct oldest
    {
        local<counted>* values = nullptr;
        ~oldest()
        {
            if (values != nullptr)
            {
                counted& first = values->get();
                values->get();
                first.value = 1;
            }
        }
    };
    {
        local<counted> values;
        std::thread([&] {
            static thread_local oldest last;
            last.values = &values;
            values->value = 2;
        }).join();
        BOOST_TEST(alive == 2);
    }
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
