// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The parents of lifecycle.cpp: "family SCENE METHOD". A scene that ends by a signal says "ready"
// when everybody is there.
#include <quartet/multiprocessing.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

namespace mp = quartet::multiprocessing;

mp::Context context = mp::get_context("spawn");

/// One whole line at once, so that those of several processes do not mix.
void say(std::string text)
{
    text += '\n';
    static_cast<void>(::write(STDOUT_FILENO, text.data(), text.size()) < 0);
}

[[noreturn]] void wait_for_a_signal()
{
    for (;;)
    {
        ::pause();
    }
}

/// Says through a queue that it is there, and stays.
void stay(mp::Queue<int> there)
{
    there.put(::getpid());
    wait_for_a_signal();
}

void stay_against_sigterm(mp::Queue<int> there)
{
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGINT, SIG_IGN);
    stay(there);
}

void stay_with_all_blocked(mp::Queue<int> there)
{
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    stay(there);
}

int stay_in_a_pool(mp::Queue<int> there)
{
    stay(there);
    return 0;
}

void finish_after(mp::Event event)
{
    event.wait();
    say("finished");
}

/// Waits until so many are there.
void await(mp::Queue<int>& there, int count)
{
    for (int i = 0; i != count; ++i)
    {
        there.get();
    }
}

// --- ends -----------------------------------------------------------------------------------------

/// A daemon that stays, and one that finishes when the exit of this program has begun.
void prepare_to_end()
{
    static mp::Queue<int> there;
    static mp::Event exiting;
    auto daemon = context.Process(mp::ProcessOptions{.daemon = true}, stay, there);
    daemon.start();
    auto worker = context.Process(finish_after, exiting);
    worker.start();
    await(there, 1);
    // Registered later than the library's, so it runs earlier.
    std::atexit([] { exiting.set(); });
}

void return_from_main()
{
    prepare_to_end();
}

void exit_in_main()
{
    prepare_to_end();
    std::exit(3);
}

void exit_in_a_thread()
{
    prepare_to_end();
    std::thread([] { std::exit(4); }).join();
}

void throw_in_main()
{
    mp::Queue<int> there;
    auto daemon = context.Process(mp::ProcessOptions{.daemon = true}, stay, there);
    daemon.start();
    mp::Event go;
    auto worker = context.Process(finish_after, go);
    worker.start();
    await(there, 1);
    go.set();
    throw std::runtime_error("nobody catches this");
}

void stubborn_daemons()
{
    mp::Queue<int> there;
    for (int i = 0; i != 3; ++i)
    {
        context.Process(mp::ProcessOptions{.daemon = true}, stay_against_sigterm, there).start();
    }
    await(there, 3);
}

// --- trees that are killed ------------------------------------------------------------------------

void parent_of_one(std::string method, mp::Queue<int> there)
{
    context = mp::get_context(method);
    auto grandchild = context.Process(stay, there);
    grandchild.start();
    stay(there);
}

/// Children of each kind, a grandchild, a fork server, a pool, and objects of each kind.
void tree()
{
    std::string const method = context.get_start_method();
    mp::Queue<int> there;
    mp::Lock lock;
    mp::Event event;
    mp::Queue<std::vector<char>> large;
    large.put(std::vector<char>(1 << 20));
    auto with_child = context.Process(parent_of_one, method, there);
    with_child.start();
    auto daemon = context.Process(mp::ProcessOptions{.daemon = true}, stay, there);
    daemon.start();
    auto stubborn = context.Process(stay_against_sigterm, there);
    stubborn.start();
    auto deaf = context.Process(stay_with_all_blocked, there);
    deaf.start();
    mp::Pool pool = context.Pool(2);
    auto first = pool.apply_async(stay_in_a_pool, there);
    auto second = pool.apply_async(stay_in_a_pool, there);
    await(there, 7);
    say("ready");
    wait_for_a_signal();
}

/// Starts without end, to be killed in the middle of it.
void starter()
{
    say("ready");
    std::string const payload(300'000, 'x');
    for (;;)
    {
        auto p = context.Process([](std::string) {}, payload);
        p.start();
        p.join();
    }
}

void map_that_stays()
{
    mp::Queue<int> there;
    mp::Pool pool = context.Pool(4);
    std::thread([there]() mutable {
        await(there, 4);
        say("ready");
    }).detach();
    pool.map(stay_in_a_pool, std::vector<mp::Queue<int>>(8, there));
}

// --- odd programs ---------------------------------------------------------------------------------

struct odd_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

void uncaught()
{
    mp::Process p = context.Process(
        mp::ProcessOptions{.name = "thrower"}, [] { throw odd_error("what it says"); });
    p.start();
    p.join();
    say("exit code " + std::to_string(p.exitcode().value()));
}

void without_standard_streams()
{
    int const result = ::dup(STDOUT_FILENO);
    ::close(STDIN_FILENO);
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
    mp::Queue<int> queue;
    auto p = context.Process(
        [](mp::Queue<int> q) {
            std::cout << "out" << std::endl;
            std::cerr << "err" << std::endl;
            std::cin.get();
            q.put(42);
        },
        queue);
    p.start();
    p.join();
    bool const as_it_should = p.exitcode() == 0 && queue.get() == 42;
    ::dup2(result, STDOUT_FILENO);
    say(as_it_should ? "good" : "exit code " + std::to_string(p.exitcode().value()));
}

void exit_handlers()
{
    std::atexit([] { say("handler of " + mp::current_process().name()); });
    auto p = context.Process(mp::ProcessOptions{.name = "child"}, [] {
        std::atexit([] { say("child's own handler"); });
        std::cout << "from the child";  // flushed at exit
        std::exit(5);
    });
    std::cout << "from the parent\n";  // and not once more by the child
    p.start();
    p.join();
    say(" and " + std::to_string(p.exitcode().value()));
}

/// A fork that the library knows nothing of exits, and this program is none the worse.
void stranger()
{
    mp::Queue<int> there;
    mp::Event go;
    auto daemon = context.Process(mp::ProcessOptions{.daemon = true}, stay, there);
    daemon.start();
    await(there, 1);
    if (::fork() == 0)
    {
        std::exit(0);
    }
    ::wait(nullptr);
    auto p = context.Process(
        [](mp::Queue<int> q, mp::Event e) {
            e.wait();
            q.put(42);
        },
        there,
        go);
    p.start();
    go.set();
    bool const works = there.get() == 42;
    p.join();
    say(works && daemon.is_alive() && p.exitcode() == 0 ? "good" : "bad");
}

std::map<std::string, std::function<void()>> const scenes{
    {"return_from_main", return_from_main},
    {"exit_in_main", exit_in_main},
    {"exit_in_a_thread", exit_in_a_thread},
    {"throw_in_main", throw_in_main},
    {"stubborn_daemons", stubborn_daemons},
    {"tree", tree},
    {"starter", starter},
    {"map_that_stays", map_that_stays},
    {"uncaught", uncaught},
    {"without_standard_streams", without_standard_streams},
    {"exit_handlers", exit_handlers},
    {"stranger", stranger},
};

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    context = mp::get_context(argv[2]);
    scenes.at(argv[1])();
}
