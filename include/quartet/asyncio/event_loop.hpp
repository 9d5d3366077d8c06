// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_EVENT_LOOP_HPP
#define QUARTET_ASYNCIO_EVENT_LOOP_HPP

#include <quartet/address_info.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/options.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quartet::asyncio {

template <class T>
class Coroutine;
template <class T>
class Future;
template <class T>
class Task;
struct TaskOptions;
class Transport;

namespace subprocess {
struct ProcessOptions;
}

/// A call that a loop shall make (Python: `asyncio.Handle`, `asyncio.TimerHandle`).
class QUARTET_DECL Handle
{
public:
    explicit Handle(detail::ref<detail::handle_core> core) noexcept
        : core_(std::move(core))
    {}

    /// It will not be made. Does nothing if it was.
    void cancel() const noexcept { core_->cancel(); }
    bool cancelled() const noexcept { return core_->is_cancelled(); }

    /// Of call_later() and call_at(): seconds, on the clock of EventLoop::time().
    double when() const noexcept;

private:
    detail::ref<detail::handle_core> core_;
};

/// What a loop tells its exception handler (Python: the context dictionary).
using ExceptionContext = detail::loop_problem;

/// What runs the tasks of a thread (Python: `asyncio.EventLoop`).
/**
 * A handle: copies refer to the same loop. It is asyncio's rules over the loop that the thread has in
 * any case: greenlets of the thread run while it runs.
 *
 * @par Thread safety
 * Belongs to the thread that runs it. call_soon_threadsafe() is safe. In debug mode, call_soon() and
 * others in a wrong thread are a RuntimeError.
 *
 * @par Blocking
 * run_forever() and run_until_complete() block the thread, or the greenlet that calls them.
 */
class QUARTET_DECL EventLoop
{
public:
    explicit EventLoop(detail::ref<detail::loop_core> core) noexcept
        : core_(std::move(core))
    {}

    // --- running ---

    /// Runs until stop(). @throws RuntimeError if it runs, is closed, or in a task or callback.
    void run_forever() const { core_->run(); }

    /// Runs until the future is done; of any other awaitable it makes a task.
    /// @return its result. @throws what it fails with. @throws RuntimeError as run_forever(), and if
    /// the loop is stopped before.
    template <class Awaitable>
    auto run_until_complete(Awaitable&& what) const;

    /// run_forever() returns when what is ready now has run.
    void stop() const noexcept { core_->stop(); }

    /// Tasks that are not done are destroyed, and reported. @throws RuntimeError if it runs.
    void close() const { core_->close(); }

    bool is_running() const noexcept { return core_->is_running(); }
    bool is_closed() const noexcept { return core_->is_closed(); }

    /// Seconds, on a clock of its own that only goes forward.
    double time() const noexcept;

    // --- calls ---

    /// Calls it in the next round, in the order of calls. What it throws goes to the exception handler.
    Handle call_soon(std::function<void()> call) const;

    /// The same from any thread, and it wakes the loop.
    void call_soon_threadsafe(std::function<void()> call) const;

    /// Calls it after some time; a negative one counts as 0.
    Handle call_later(quartet::timeout delay, std::function<void()> call) const;

    /// Calls it at that time, on the clock of time(), in seconds.
    Handle call_at(double when, std::function<void()> call) const;

    // --- tasks ---

    template <class T = void>
    Future<T> create_future() const;

    /// Runs a coroutine in this loop, from the next round on.
    template <class Awaitable>
    auto create_task(Awaitable&& what) const;
    template <class Awaitable>
    auto create_task(TaskOptions options, Awaitable&& what) const;

    /// Whether a task runs at once, when it is made, up to its first wait (Python:
    /// `set_task_factory(asyncio.eager_task_factory)`).
    void eager_tasks(bool value) const noexcept { core_->is_eager = value; }
    bool eager_tasks() const noexcept { return core_->is_eager; }

    // --- other threads and processes ---

    /// Calls a function in an executor of concurrent::futures, which may be one of processes. To
    /// cancel the future does not stop a call that has begun.
    template <class Executor, class F, class... Args>
    auto run_in_executor(Executor& executor, F&& f, Args&&... args) const;

    /// The same in the default executor, which has threads.
    template <class F, class... Args>
    auto run_in_executor(std::nullptr_t, F&& f, Args&&... args) const;

    /// Waits until the calls in the default executor have ended, and ends it. Blocks the thread.
    void shutdown_default_executor() const { core_->shutdown_default_executor(); }

    // --- connections ---

    /// Connects to a host (Python: `create_connection`). To be awaited.
    /// @param factory makes the protocol, when it is connected: a std::shared_ptr of one.
    /// @return a std::pair of the Transport and the protocol. @throws OSError, gaierror
    template <class Factory>
    auto create_connection(
        Factory factory, std::string host, int port, ConnectionOptions options = {}) const;
    template <class Factory>
    auto create_unix_connection(Factory factory, std::string path) const;

    /// A protocol for a connection that somebody has accepted (Python: `connect_accepted_socket`). To
    /// be awaited. @param sock is taken over, and becomes non-blocking.
    template <class Factory>
    auto connect_accepted_socket(Factory factory, int sock) const;

    /// Sends a part of a file through a transport, without copies where the system can (Python:
    /// `sendfile`). Nobody may write to it meanwhile, and nothing is read. When it is cancelled, a part
    /// of that was sent.
    /// @param file the descriptor of a regular file, whose position stays. @param count none: up to the
    /// end of the file. @param fallback whether it is read and written where the system cannot send it,
    /// as through TLS. @return how many bytes.
    /// @throws RuntimeError if the transport is closed, or sends a file already.
    /// @throws ValueError for another kind of file. @throws ConnectionResetError, OSError
    /// @throws SendfileNotAvailableError
    Coroutine<std::size_t> sendfile(
        Transport const& transport,
        int file,
        std::uint64_t offset = 0,
        std::optional<std::uint64_t> count = {},
        bool fallback = true) const;

    /// Listens, and makes a protocol for each connection (Python: `create_server`). To be awaited.
    /// @param host a number or a name; "": all of this machine's. @param port 0: any that is free.
    /// @return a Server. @throws OSError, gaierror
    template <class Factory>
    auto
    create_server(Factory factory, std::string host, int port, ServerOptions options = {}) const;
    /// @param sock is bound, and is taken over.
    template <class Factory>
    auto create_server(Factory factory, int sock, ServerOptions options = {}) const;
    template <class Factory>
    auto create_unix_server(Factory factory, std::string path, ServerOptions options = {}) const;

    /// A socket for datagrams (Python: `create_datagram_endpoint`). To be awaited.
    /// @param local where it is bound; none: nowhere yet. @param remote where all go to and come from.
    /// @return a std::pair of the DatagramTransport and the protocol. @throws OSError, gaierror
    /// @throws ValueError if neither address nor family is given.
    template <class Factory>
    auto create_datagram_endpoint(
        Factory factory,
        std::optional<address> local,
        std::optional<address> remote = {},
        DatagramOptions options = {}) const;

    /// A pipe's end, which is taken over and becomes non-blocking, and a protocol for it (Python:
    /// `connect_read_pipe`, `connect_write_pipe`). To be awaited.
    /// @param fd of a pipe, a socket, or a terminal. @throws ValueError for others, which stay open.
    template <class Factory>
    auto connect_read_pipe(Factory factory, int fd) const;
    template <class Factory>
    auto connect_write_pipe(Factory factory, int fd) const;

    /// Starts a program, and a SubprocessProtocol for it (Python: `subprocess_exec`,
    /// `subprocess_shell`). To be awaited. Of <quartet/asyncio/subprocess_transport.hpp>.
    /// @param program its name, which is looked for in PATH. @param args texts.
    /// @return a std::pair of the SubprocessTransport and the protocol.
    /// @throws FileNotFoundError, OSError @throws ValueError naming the option
    template <class Factory, class... Args>
    auto subprocess_exec(
        Factory factory,
        subprocess::ProcessOptions const& options,
        std::string_view program,
        Args&&... args) const;
    template <class Factory>
    auto subprocess_shell(
        Factory factory, subprocess::ProcessOptions const& options, std::string_view line) const;

    /// All ways to reach a host. Numbers are answered at once; names are looked up in the default
    /// executor. @param host "": this machine. @throws gaierror
    Coroutine<std::vector<address_info>> getaddrinfo(
        std::string host, int port, int family = 0, int type = 0, int proto = 0, int flags = 0)
        const;

    /// The names of a host and a port. @param flags NI_NUMERICHOST, ... @throws gaierror
    Coroutine<std::pair<std::string, std::string>>
    getnameinfo(address const& of, int flags = 0) const;

    // --- signals ---

    /// Calls a function in the loop when this process gets a signal, instead of the one before.
    /**
     * By Asio's signal_set: signals may come together as one, and each loop that asks for a signal gets
     * it. What comes while the loop does not run is handled when it runs again. In the thread of the
     * loop, which may be any; Python allows the main thread only. A forked child has the signal's
     * default again, and may have handlers of its own; a spawned one has the default, too.
     *
     * @throws ValueError if there is no such signal. @throws TypeError for no function.
     * @throws RuntimeError if it cannot be caught: SIGKILL, SIGSTOP.
     */
    void add_signal_handler(int number, std::function<void()> call) const;

    /// The signal has its default again, unless another loop has a handler. The end of the loop does so,
    /// too. @return false if there was no handler.
    bool remove_signal_handler(int number) const noexcept
    {
        return core_->remove_signal_handler(number);
    }

    // --- errors ---

    /// Gets what nobody else hears of. None: it is printed on standard error.
    void set_exception_handler(std::function<void(ExceptionContext const&)> handler) const
    {
        core_->handler = std::move(handler);
    }
    void call_exception_handler(ExceptionContext const& context) const { core_->report(context); }
    void default_exception_handler(ExceptionContext const& context) const { core_->print(context); }

    /// Tells of calls and steps that take longer than slow_callback_duration(), and of calls in the
    /// wrong thread. Also on if the environment has PYTHONASYNCIODEBUG.
    void set_debug(bool value) const noexcept { core_->is_debug = value; }
    bool get_debug() const noexcept { return core_->is_debug; }

    /// Seconds.
    void slow_callback_duration(double value) const noexcept
    {
        core_->slow_callback_duration = value;
    }
    double slow_callback_duration() const noexcept { return core_->slow_callback_duration; }

    friend bool operator==(EventLoop const& a, EventLoop const& b) noexcept
    {
        return a.core_ == b.core_;
    }

    /// For what knows more of loops.
    detail::loop_core& core() const noexcept { return *core_; }

private:
    detail::ref<detail::loop_core> core_;
};

/// The loop that runs in this thread. @throws RuntimeError if none does.
QUARTET_DECL EventLoop get_running_loop();

/// The loop that runs, or else the one of the thread, which is made if there is none.
QUARTET_DECL EventLoop get_event_loop();

/// Makes a loop, of no thread yet.
QUARTET_DECL EventLoop new_event_loop();

/// The loop is that of the thread from now on.
QUARTET_DECL void set_event_loop(EventLoop const& loop);

}  // namespace quartet::asyncio

#endif
