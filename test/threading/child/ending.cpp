// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The programs of program_end.cpp: "ending SCENE [METHOD]".
#include <quartet/multiprocessing.hpp>
#include <quartet/threading.hpp>

#include <atomic>
#include <cstdlib>
#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace mp = quartet::multiprocessing;
namespace threading = quartet::threading;
using threading::Event;
using threading::Thread;

/// One whole line at once, also when static objects are gone.
void say(std::string text)
{
    text += '\n';
    static_cast<void>(::write(STDOUT_FILENO, text.data(), text.size()) < 0);
}

/// Set when main has returned: the objects of its thread go first.
Event& main_has_ended()
{
    static auto* const event = new Event;
    return *event;
}

struct end_of_main
{
    ~end_of_main() { main_has_ended().set(); }
};

void watch_main()
{
    static thread_local end_of_main const watch;
}

void finish_late()
{
    main_has_ended().wait();
    say("finished");
}

[[noreturn]] void stay()
{
    for (;;)
    {
        ::pause();
    }
}

template <class... Args>
void start(Args&&... args)
{
    Thread t(std::forward<Args>(args)...);
    t.start();
}

/// Says when it is destroyed.
struct witness
{
    std::string what;
    std::map<int, std::string> values{{1, "value"}, {2, "other"}};
    ~witness()
    {
        if (!what.empty())
        {
            say(what + " is destroyed");
        }
    }
};

// --- threads that are not daemonic ---------------------------------------------------------------

int return_from_main()
{
    watch_main();
    start(finish_late);
    return 5;
}

int start_one_at_the_end()
{
    watch_main();
    start([] {
        main_has_ended().wait();
        start([] { start([] { say("the last one"); }); });
    });
    return 0;
}

int exit_in_main()
{
    watch_main();
    start(finish_late);
    std::exit(3);
}

int exit_in_a_thread()
{
    static Event exits;
    start([] {
        exits.wait();
        say("finished");
    });
    Thread t([] {
        struct on_exit
        {
            ~on_exit() { exits.set(); }
        };
        static thread_local on_exit const watch;
        std::exit(4);
    });
    t.start();
    t.join();
    say("never");
    return 0;
}

/// The object is younger than the thread, and than all that the library has made.
int young_static_object()
{
    watch_main();
    static Event made;
    start([] {
        static witness const young{"young"};
        made.set();
        main_has_ended().wait();
        say(young.values.at(1));
    });
    made.wait();
    return 0;
}

int handlers_of_atexit()
{
    watch_main();
    start(finish_late);
    std::atexit([] { say("the handler"); });
    return 0;
}

// --- daemonic threads ----------------------------------------------------------------------------

witness old_static{""};

int busy_daemons()
{
    static threading::Lock lock;
    static std::deque<std::string> strings;
    static std::atomic<int> there{0};
    for (int i = 0; i != 3; ++i)
    {
        start(threading::ThreadOptions{.daemon = true}, [] {
            static std::map<std::string, std::string> young;
            for (bool first = true;; first = false)
            {
                std::cout << "a line of output\n";
                {
                    std::scoped_lock const with(lock);
                    strings.push_back("a string that does not fit into the object");
                    young[strings.back()] = old_static.values.at(2);
                    strings.pop_front();
                }
                there += first;
            }
        });
    }
    while (there != 3)
    {}
    return 0;
}

int daemon_that_reads()
{
    int ends[2];
    if (::pipe(ends) != 0 || ::dup2(ends[0], STDIN_FILENO) < 0)
    {
        return 1;
    }
    static Event there;
    start(threading::ThreadOptions{.daemon = true}, [] {
        there.set();
        std::string line;
        std::getline(std::cin, line);
    });
    there.wait();
    std::cout << "buffered";
    return 0;
}

int daemon_and_another()
{
    watch_main();
    start(threading::ThreadOptions{.daemon = true}, stay);
    start(finish_late);
    return 6;
}

int exit_in_a_daemon()
{
    Thread t({.daemon = true}, [] { std::exit(7); });
    t.start();
    t.join();
    return 0;
}

// --- objects of subclasses -----------------------------------------------------------------------

struct waits_for_the_end : Thread
{
    void run() override { finish_late(); }
};

int destroyed_while_it_runs()
{
    waits_for_the_end object;
    object.name("unlucky");
    object.start();
    return 0;
}

int kept_by_shared_ptr()
{
    watch_main();
    std::make_shared<waits_for_the_end>()->start();
    return 0;
}

// --- exceptions ----------------------------------------------------------------------------------

struct odd_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

int throw_in_a_thread()
{
    Thread t({.name = "thrower"}, [] { throw odd_error("what it says"); });
    t.start();
    t.join();
    say("main goes on");
    return 0;
}

int throw_in_main()
{
    start(stay);
    throw odd_error("nobody catches this");
}

// --- processes -----------------------------------------------------------------------------------

int in_a_child(std::string const& method)
{
    auto p = mp::get_context(method).Process([] {
        watch_main();
        start(threading::ThreadOptions{.daemon = true}, stay);
        start(finish_late);
    });
    p.start();
    p.join();
    say("exit code " + std::to_string(p.exitcode().value()));
    return 0;
}

/// What is left in a child of fork().
void look_around(Thread const& self)
{
    if (::fork() == 0)
    {
        bool const is_main = threading::main_thread() == threading::current_thread();
        bool const is_same = threading::current_thread() == self;
        say(std::string(is_main ? "main" : "not main") + (is_same ? ", same" : ", another") + ", " +
            std::to_string(threading::active_count()));
        start([] { say("a new one"); });
        std::exit(0);
    }
    ::wait(nullptr);
}

int fork_in_main()
{
    static Event go;
    start([] { go.wait(); });
    look_around(threading::current_thread());
    go.set();
    return 0;
}

int fork_in_a_thread()
{
    Thread t([] { look_around(threading::current_thread()); });
    t.start();
    t.join();
    return 0;
}

using scene = std::function<int(std::string)>;

scene without_method(int (*it)())
{
    return [it](std::string const&) { return it(); };
}

std::map<std::string, scene> const scenes{
    {"return_from_main", without_method(return_from_main)},
    {"start_one_at_the_end", without_method(start_one_at_the_end)},
    {"exit_in_main", without_method(exit_in_main)},
    {"exit_in_a_thread", without_method(exit_in_a_thread)},
    {"young_static_object", without_method(young_static_object)},
    {"handlers_of_atexit", without_method(handlers_of_atexit)},
    {"busy_daemons", without_method(busy_daemons)},
    {"daemon_that_reads", without_method(daemon_that_reads)},
    {"daemon_and_another", without_method(daemon_and_another)},
    {"exit_in_a_daemon", without_method(exit_in_a_daemon)},
    {"destroyed_while_it_runs", without_method(destroyed_while_it_runs)},
    {"kept_by_shared_ptr", without_method(kept_by_shared_ptr)},
    {"throw_in_a_thread", without_method(throw_in_a_thread)},
    {"throw_in_main", without_method(throw_in_main)},
    {"in_a_child", in_a_child},
    {"fork_in_main", without_method(fork_in_main)},
    {"fork_in_a_thread", without_method(fork_in_a_thread)},
};

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    rlimit const no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    return scenes.at(argv[1])(argc > 2 ? argv[2] : "");
}
