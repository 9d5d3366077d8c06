// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MONKEY_PATCH_HPP
#define QUARTET_MONKEY_PATCH_HPP

#include <quartet/detail/config.hpp>

#include <string_view>
#include <type_traits>

namespace quartet::gevent::monkey {

namespace detail {
/// @throws ValueError for a name of no function that can be patched.
QUARTET_DECL void* original_of(std::string_view name);
}  // namespace detail

/// What is to be patched; each word stands for a group of functions of the C library.
struct patches
{
    bool socket = true;      ///< connect, accept, recv, send, read, write, sendfile ...
    bool dns = true;         ///< getaddrinfo, getnameinfo, gethostbyname ..., joins of threads
    bool time = true;        ///< sleep, usleep, nanosleep, clock_nanosleep, sched_yield ...
    bool select = true;      ///< poll, select, epoll_wait ...
    bool thread = false;     ///< mutexes, conditions, once, local statics, joins, futexes, file locks
    bool os = true;          ///< read, write, waitpid, and on pipes and sockets fgets, fread ...
    bool subprocess = true;  ///< system, pclose, waitpid ...
    bool signal = true;      ///< sigwait, sigtimedwait; ignores SIGPIPE, as Python does
    bool warn = true;        ///< on stderr, of what escapes: see report()

    /// Those whose names are given, and no others: `"socket,time"`.
    /// @throws ValueError for a name that is none.
    QUARTET_DECL static patches from_names(std::string_view names);
};

/// Makes blocking functions of the C library cooperative, in the whole process and in libraries that
/// know nothing of it (Python: `gevent.monkey.patch_all`).
/**
 * From now on, where a greenlet calls one of them and would block its thread, other greenlets run
 * until it need not wait any more. So does the main greenlet of a thread that has others. In threads
 * without greenlets, and in handlers of Asio, the functions do what they always did.
 *
 * It rewrites the places through which the loaded modules call the functions, no code and no
 * descriptor; what is loaded later is patched when it is loaded. What does not call through such a
 * place escapes, and report() says what does.
 *
 * @code
 * monkey::patch_all();
 * gevent::spawn([] { curl_easy_perform(easy); });  // a thousand of them, in one thread
 * @endcode
 *
 * A greenlet that is killed, or whose Timeout is over, while it waits in such a function does not
 * unwind through code in C: the function fails with ECANCELED (getaddrinfo with EAI_SYSTEM), as do the
 * next ones, and the exception is thrown in the next wait of Quartet's own, such as gevent::sleep(0).
 *
 * Call it first in main(), when there are no other threads; a second call adds to the first.
 *
 * @throws RuntimeError if nothing can be patched: the program is linked statically. @throws OSError if
 * the system does not let a place be written; then nothing is patched that was not before.
 *
 * @par Thread safety
 * Safe, but a call that another thread makes at that moment, for the first time of that function, may
 * stay unpatched.
 *
 * @par Between processes
 * A forked child is not patched, and may patch itself.
 */
QUARTET_DECL void patch_all(patches const& which = {});

QUARTET_DECL void patch_socket();      ///< One group alone, as patch_all(); also the others below.
QUARTET_DECL void patch_dns();         ///< @copydoc patch_socket
QUARTET_DECL void patch_time();        ///< @copydoc patch_socket
QUARTET_DECL void patch_select();      ///< @copydoc patch_socket
QUARTET_DECL void patch_thread();      ///< @copydoc patch_socket
QUARTET_DECL void patch_os();          ///< @copydoc patch_socket
QUARTET_DECL void patch_subprocess();  ///< @copydoc patch_socket
QUARTET_DECL void patch_signal();      ///< @copydoc patch_socket

/// Undoes it all. Who waits in a patched function goes on waiting there, and returns as usual.
QUARTET_DECL void unpatch_all();

/// Whether a group is patched (Python: `is_module_patched`).
/// @param module "socket", "dns", "time", "select", "thread", "os", "subprocess" or "signal".
/// @throws ValueError for another.
QUARTET_DECL bool is_module_patched(std::string_view module);

/// Whether a function is patched (Python: `is_object_patched`).
/// @throws ValueError for a name of no function that can be patched.
QUARTET_DECL bool is_object_patched(std::string_view name);

/// What the C library does itself (Python: `get_original`), patched or not:
/// `get_original<ssize_t(int, void*, size_t, int)>("recv")`.
/// @throws ValueError for a name of no function that can be patched.
template <class Function>
Function* get_original(std::string_view name)
{
    static_assert(
        std::is_function_v<Function>,
        "quartet: get_original is told the type of a function, such as int(int, int)");
    return reinterpret_cast<Function*>(detail::original_of(name));
}

/// A greenlet whose calls never have to wait lets others run after so many of them.
QUARTET_DECL unsigned switch_interval() noexcept;

/// @param calls 1 or more. It is 100 at first. @throws ValueError for 0.
QUARTET_DECL void switch_interval(unsigned calls);

}  // namespace quartet::gevent::monkey

#endif
