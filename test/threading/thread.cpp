// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/excepthook.hpp>
#include <quartet/threading/lock.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/poll_until.hpp"
#include "support/sanitizers.hpp"

namespace {

namespace threading = quartet::threading;
using quartet::RuntimeError;
using quartet::ValueError;
using quartet_test::poll_until;
using threading::Event;
using threading::Thread;

/// Afterwards no thread is left but the main one.
struct leaves_no_thread
{
    ~leaves_no_thread() { BOOST_TEST(threading::active_count() == 1); }
};

/// A thread that waits for its event.
struct waiting_thread
{
    Event go;
    Thread thread{[this] { go.wait(); }};

    waiting_thread() { thread.start(); }
    ~waiting_thread()
    {
        go.set();
        thread.join();
    }
};

std::string name_in_the_system(int native_id)
{
    std::ifstream file("/proc/self/task/" + std::to_string(native_id) + "/comm");
    std::string name;
    std::getline(file, name);
    return name;
}

BOOST_FIXTURE_TEST_SUITE(thread, leaves_no_thread)

BOOST_AUTO_TEST_CASE(it_is_nothing_then_alive_then_ended)
{
    Event go;
    Thread t([&] { go.wait(); });
    BOOST_TEST(!t.is_alive());
    BOOST_TEST(!t.ident().has_value());
    BOOST_TEST(!t.native_id().has_value());
    t.start();
    BOOST_TEST(t.is_alive());
    BOOST_TEST(t.ident().has_value());
    BOOST_TEST(t.native_id().value() != ::getpid());
    go.set();
    t.join();
    BOOST_TEST(!t.is_alive());
    BOOST_TEST(t.ident().has_value());
    t.join();  // may be repeated
}

BOOST_AUTO_TEST_CASE(arguments_are_kept_by_value_and_references_by_ref)
{
    std::string text = "before";
    int sum = 0;
    Thread t(
        [](std::string by_value, int& total, std::unique_ptr<int> owned) {
            total = *owned + (by_value == "before" ? 1 : 0);
        },
        text,
        std::ref(sum),
        std::make_unique<int>(41));
    text = "after";
    t.start();
    t.join();
    BOOST_TEST(sum == 42);
}

BOOST_AUTO_TEST_CASE(a_member_function_is_a_target)
{
    struct counter
    {
        int count = 0;
        void add(int n) { count += n; }
    } object;
    Thread t(&counter::add, &object, 3);
    t.start();
    t.join();
    BOOST_TEST(object.count == 3);
}

BOOST_AUTO_TEST_CASE(a_thread_goes_on_without_its_handle)
{
    Event go;
    Event gone;
    {
        Thread t([&] {
            go.wait();
            gone.set();
        });
        t.start();
    }
    go.set();
    gone.wait();
    poll_until([] { return threading::active_count() == 1; });
    BOOST_TEST(gone.is_set());
}

BOOST_AUTO_TEST_CASE(copies_refer_to_the_same_thread)
{
    Event go;
    Thread t([&] { go.wait(); });
    Thread const copy = t;
    t.start();
    BOOST_TEST(copy.is_alive());
    BOOST_TEST((copy == t));
    BOOST_TEST((copy.ident() == t.ident()));
    go.set();
    copy.join();
    BOOST_TEST(!t.is_alive());
}

BOOST_AUTO_TEST_CASE(a_subclass_runs_its_run)
{
    class worker : public Thread
    {
    public:
        explicit worker(int n)
            : n_(n)
        {}
        void run() override { result = n_ * 2; }
        int result = 0;

    private:
        int n_;
    };
    worker w(21);
    w.start();
    w.join();
    BOOST_TEST(w.result == 42);
}

BOOST_AUTO_TEST_CASE(a_subclass_may_call_the_target_too)
{
    class counting : public Thread
    {
    public:
        using Thread::Thread;
        void run() override
        {
            ++runs;
            Thread::run();
        }
        int runs = 0;
    };
    int called = 0;
    counting t([&] { ++called; });
    t.start();
    t.join();
    BOOST_TEST(t.runs == 1);
    BOOST_TEST(called == 1);
}

BOOST_AUTO_TEST_CASE(a_shared_object_lives_as_long_as_its_thread)
{
    struct shared : Thread
    {
        Event& go;
        std::atomic<bool>& destroyed;
        shared(Event& e, std::atomic<bool>& flag)
            : go(e)
            , destroyed(flag)
        {}
        ~shared() override { destroyed = true; }
        void run() override { go.wait(); }
    };
    Event go;
    std::atomic<bool> destroyed = false;
    auto object = std::make_shared<shared>(go, destroyed);
    object->start();
    object.reset();
    BOOST_TEST(!destroyed);
    go.set();
    poll_until([&] { return destroyed.load(); });
}

BOOST_AUTO_TEST_CASE(the_target_is_destroyed_when_the_thread_ends)
{
    auto const alive = std::make_shared<int>();
    Thread t([keeps = alive] {});
    t.start();
    t.join();
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(it_starts_only_once)
{
    Thread t([] {});
    t.start();
    BOOST_CHECK_THROW(t.start(), RuntimeError);
    t.join();
    BOOST_CHECK_THROW(t.start(), RuntimeError);
}

BOOST_AUTO_TEST_CASE(join_has_a_time_limit)
{
    waiting_thread waiting;
    waiting.thread.join(0.01);
    BOOST_TEST(waiting.thread.is_alive());
    waiting.thread.join(-1);
    BOOST_TEST(waiting.thread.is_alive());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_joined_says_so)
{
    Thread never([] {});
    BOOST_CHECK_THROW(never.join(), RuntimeError);
    BOOST_CHECK_THROW(threading::current_thread().join(), RuntimeError);
    BOOST_CHECK_THROW(threading::main_thread().join(), RuntimeError);
    std::atomic<bool> threw = false;
    Thread self([&] {
        try
        {
            threading::current_thread().join();
        }
        catch (RuntimeError const&)
        {
            threw = true;
        }
    });
    self.start();
    self.join();
    BOOST_TEST(threw);
}

BOOST_AUTO_TEST_CASE(many_may_join)
{
    waiting_thread waiting;
    std::atomic<int> joined = 0;
    std::vector<Thread> joiners;
    for (int i = 0; i != 8; ++i)
    {
        joiners.emplace_back([&] {
            waiting.thread.join();
            ++joined;
        });
        joiners.back().start();
    }
    waiting.go.set();
    for (Thread& each : joiners)
    {
        each.join();
    }
    BOOST_TEST(joined == 8);
}

BOOST_AUTO_TEST_CASE(names_count_up_and_can_be_chosen)
{
    Thread first([] {});
    Thread second([] {});
    BOOST_TEST(first.name().starts_with("Thread-"));
    BOOST_TEST(first.name() != second.name());
    Thread named({.name = "reader"}, [] {});
    BOOST_TEST(named.name() == "reader");
    named.name("writer");
    BOOST_TEST(named.name() == "writer");
}

BOOST_AUTO_TEST_CASE(the_system_knows_the_name)
{
    waiting_thread waiting;
    waiting.thread.name("a name of more than 15 bytes");
    BOOST_TEST(name_in_the_system(waiting.thread.native_id().value()) == "a name of more ");
    waiting.thread.name("12345678901234线程");
    BOOST_TEST(name_in_the_system(waiting.thread.native_id().value()) == "12345678901234");
}

BOOST_AUTO_TEST_CASE(a_daemon_is_chosen_or_inherited)
{
    Thread plain([] {});
    BOOST_TEST(!plain.daemon());
    plain.daemon(true);
    BOOST_TEST(plain.daemon());
    std::atomic<bool> inherited = false;
    Thread parent({.daemon = true}, [&] { inherited = Thread([] {}).daemon(); });
    parent.start();
    BOOST_CHECK_THROW(parent.daemon(false), RuntimeError);
    parent.join();
    BOOST_TEST(inherited);
}

BOOST_AUTO_TEST_CASE(everybody_knows_himself)
{
    BOOST_TEST((threading::current_thread() == threading::main_thread()));
    BOOST_TEST(threading::main_thread().name() == "MainThread");
    BOOST_TEST(threading::get_native_id() == ::getpid());
    BOOST_TEST((threading::main_thread().ident() == threading::get_ident()));
    std::atomic<bool> same = false;
    std::atomic<std::uint64_t> ident = 0;
    Thread t([&] {
        same = threading::current_thread() == t;
        ident = threading::get_ident();
    });
    t.start();
    t.join();
    BOOST_TEST(same);
    BOOST_TEST(t.ident().value() == ident);
}

BOOST_AUTO_TEST_CASE(enumerate_lists_those_who_are_alive)
{
    waiting_thread waiting;
    auto const all = threading::enumerate();
    BOOST_TEST(all.size() == 2);
    BOOST_TEST(threading::active_count() == 2);
    BOOST_TEST((std::find(all.begin(), all.end(), waiting.thread) != all.end()));
    BOOST_TEST((std::find(all.begin(), all.end(), threading::main_thread()) != all.end()));
}

BOOST_AUTO_TEST_CASE(a_foreign_thread_is_a_daemonic_dummy)
{
    std::string name;
    bool daemon = false;
    bool threw = false;
    std::size_t count = 0;
    std::thread([&] {
        Thread const self = threading::current_thread();
        name = self.name();
        daemon = self.daemon();
        count = threading::active_count();
        try
        {
            self.join();
        }
        catch (RuntimeError const&)
        {
            threw = true;
        }
    }).join();
    BOOST_TEST(name.starts_with("Dummy-"));
    BOOST_TEST(daemon);
    BOOST_TEST(threw);
    BOOST_TEST(count == 2);
}

BOOST_AUTO_TEST_CASE(an_exception_goes_to_the_hook_and_the_process_goes_on)
{
    std::string name;
    std::string text;
    threading::excepthook([&](threading::ExceptHookArgs const& args) {
        name = args.thread.name();
        try
        {
            std::rethrow_exception(args.exc_value);
        }
        catch (std::exception const& error)
        {
            text = error.what();
        }
    });
    Thread t({.name = "thrower"}, [] { throw ValueError("no value"); });
    t.start();
    t.join();
    threading::excepthook(nullptr);
    BOOST_TEST(name == "thrower");
    BOOST_TEST(text == "no value");
}

BOOST_AUTO_TEST_CASE(system_exit_ends_a_thread_silently)
{
    bool called = false;
    threading::excepthook([&](threading::ExceptHookArgs const&) { called = true; });
    Thread t([] { throw quartet::SystemExit(3); });
    t.start();
    t.join();
    threading::excepthook({});
    BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(the_stack_has_the_size_that_was_set)
{
    BOOST_CHECK_THROW(threading::stack_size(1000), ValueError);
    constexpr std::size_t size = 1024 * 1024;
    BOOST_TEST(threading::stack_size(size) == 0);
    std::size_t found = 0;
    Thread t([&] {
        pthread_attr_t attributes;
        ::pthread_getattr_np(::pthread_self(), &attributes);
        ::pthread_attr_getstacksize(&attributes, &found);
        ::pthread_attr_destroy(&attributes);
    });
    t.start();
    t.join();
    BOOST_TEST(threading::stack_size(0) == size);
    BOOST_TEST(found == size);
}

BOOST_AUTO_TEST_CASE(many_start_and_end_at_once)
{
    std::atomic<int> ran = 0;
    std::vector<Thread> starters;
    for (int i = 0; i != 8; ++i)
    {
        starters.emplace_back([&] {
            for (int n = 0; n != 50; ++n)
            {
                Thread t([&] { ++ran; });
                t.start();
                t.join();
            }
        });
        starters.back().start();
    }
    for (Thread& each : starters)
    {
        each.join();
    }
    BOOST_TEST(ran == 400);
}

BOOST_AUTO_TEST_CASE(a_foreign_thread_leaves_nothing_when_its_last_objects_ask_for_it)
{
    struct oldest
    {
        bool asks = false;
        ~oldest()
        {
            if (asks)
            {
                static_cast<void>(threading::current_thread());
            }
        }
    };
    std::thread([] {
        static thread_local oldest last;
        last.asks = true;
        static_cast<void>(threading::current_thread());
    }).join();
    BOOST_TEST(threading::active_count() == 1);
}

BOOST_AUTO_TEST_CASE(in_a_child_the_thread_that_forked_is_the_main_one)
{
    int code = -1;
    std::thread([&] {
        quartet_test::forked_peer child([] {
            auto const main = threading::main_thread();
            return main.is_alive() && main.ident() == threading::get_ident() &&
                   main == threading::current_thread() && threading::active_count() == 1;
        });
        code = child.wait();
    }).join();
    BOOST_TEST(code == 0);
}

BOOST_AUTO_TEST_CASE(
    handles_can_be_destroyed_in_a_child_whenever_it_was_forked,
    *boost::unit_test::enable_if<quartet_test::children_have_threads>())
{
    for (int i = 0; i != 100; ++i)
    {
        Thread t([] {});
        t.start();
        quartet_test::forked_peer child([copy = t]() mutable {
            copy.name("copy");
            copy = Thread([] {});
            copy.start();
            copy.join();
            return true;
        });
        t.name("other");
        t.join();
        BOOST_REQUIRE(child.wait() == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
