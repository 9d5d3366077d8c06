// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_PROCESS_HPP
#define QUARTET_MULTIPROCESSING_PROCESS_HPP

#include <quartet/detail/config.hpp>
#include <quartet/multiprocessing/detail/target.hpp>
#include <quartet/multiprocessing/errors.hpp>
#include <quartet/multiprocessing/start_method.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <typeinfo>
#include <vector>

namespace quartet::multiprocessing {

class Process;

namespace detail {
struct process_state;
}

/// The keyword arguments of Process: `Process p({.name = "demo", .daemon = true}, f, 1);`
struct ProcessOptions
{
    std::string name = {};                    ///< empty: "Process-N"
    std::optional<bool> daemon = {};          ///< none: as the creating process
    std::optional<start_method> method = {};  ///< none: the program's (see set_start_method)
};

namespace detail {

/// What a Process is made of.
struct process_parts
{
    ProcessOptions options;
    std::type_info const* type;              ///< the default name begins with its name
    std::shared_ptr<detail::target> target;  ///< none in subclasses, which have run()
};

/// What cannot be meant as a target.
template <class T>
inline constexpr bool is_process_part =
    std::same_as<T, ProcessOptions> || std::same_as<T, process_parts> ||
    std::same_as<T, std::shared_ptr<process_state>> || std::derived_from<T, Process>;

}  // namespace detail

/// A child process that runs a function (Python: `multiprocessing.Process`).
/**
 * The target is a function, a captureless lambda, or a function object that Boost.Serialization
 * can serialise. Its arguments are converted to the target's parameter types here, and serialised
 * when the process starts. Queues, locks, connections and other handles may be among them.
 *
 * A Process is a handle: copies refer to the same child. Dropping all of them does not end the
 * child: when this process exits, its daemonic children are terminated and the others are joined.
 * When this process is killed, all its children end within moments.
 *
 * @par Example
 * @code
 * mp::Process p(greet, "bob");
 * p.start();
 * p.join();
 * @endcode
 *
 * @par Thread safety
 * Distinct objects: safe. Shared objects: safe once started.
 *
 * @par Blocking
 * join() blocks the calling thread or greenlet. start() blocks the thread until the child has begun to read its
 * arguments, if they are larger than a socket's buffer.
 *
 * @par Between processes
 * Only the process that created it may use a Process; elsewhere AssertionError. After close(),
 * every member but close() throws ValueError.
 */
class QUARTET_DECL Process
{
public:
    template <class F, class... Args>
    requires(!detail::is_process_part<std::remove_cvref_t<F>>) explicit Process(
        F&& f, Args&&... args)
        : Process(ProcessOptions{}, std::forward<F>(f), std::forward<Args>(args)...)
    {}

    template <class F, class... Args>
    Process(ProcessOptions options, F&& f, Args&&... args)
        : Process(detail::process_parts{
              std::move(options),
              &typeid(Process),
              std::make_shared<detail::call_target<quartet::detail::call_for<F, Args...>>>(
                  std::forward<F>(f), std::forward<Args>(args)...)})
    {}

    Process(Process const&) = default;
    Process(Process&&) = default;
    Process& operator=(Process const&) = default;
    Process& operator=(Process&&) = default;
    virtual ~Process();

    /// "Process-1", or "Process-1:2" for the second child of that one.
    std::string name() const;
    void name(std::string value);

    /// Whether it is terminated when its parent exits, and may have no children.
    bool daemon() const;
    /// @throws AssertionError after start().
    void daemon(bool value);

    /// The process id; nothing before start().
    std::optional<pid_t> pid() const;
    /// The same.
    std::optional<pid_t> ident() const { return pid(); }

    /// Nothing while it has not ended; N after exit(N); 1 after an uncaught exception; -N if
    /// signal N ended it; 255 if it is not known, because SIGCHLD is ignored or the fork server
    /// died.
    std::optional<int> exitcode() const;

    /// A descriptor that becomes readable when the process ends; for wait(), poll and epoll.
    /// @throws ValueError before start().
    int sentinel() const;

    /// Starts the child, once.
    /// @throws AssertionError when started before, or from a daemonic process.
    /// @throws RuntimeError when main() has not called freeze_support().
    void start();

    /// What the child does: calls the target. Subclasses of ProcessType override it.
    virtual void run();

    /// Waits until the child ends, or the time is over; see exitcode() for which. May be repeated.
    /// @throws AssertionError before start().
    void join(timeout limit = {});

    bool is_alive() const;

    /// SIGTERM: nothing is unwound, and the child's own children end with it.
    void terminate();

    /// SIGKILL.
    void kill();

    /// SIGINT (Python 3.14), which ends a C++ program unless it handles it.
    void interrupt();

    /// Frees what the handle holds. @throws ValueError while the child runs.
    void close();

    friend bool operator==(Process const& a, Process const& b) { return a.state_ == b.state_; }

protected:
    explicit Process(detail::process_parts parts);

    virtual void save(std::streambuf& out) const;
    virtual detail::entry_point entry() const;

private:
    friend struct detail::process_state;
    explicit Process(std::shared_ptr<detail::process_state> state);

    std::shared_ptr<detail::process_state> state_;
    std::shared_ptr<detail::target> target_;
};

namespace detail {

/// While alive, a Process that is constructed on this thread is the current one.
class QUARTET_DECL rebuilding
{
public:
    rebuilding() noexcept;
    ~rebuilding();
    rebuilding(rebuilding const&) = delete;
    rebuilding& operator=(rebuilding const&) = delete;
};

}  // namespace detail

/// The base of a class whose run() is a process (Python: `class Foo(Process)`).
/**
 * The child gets a copy: a default-constructed Derived, loaded by its `serialize` member.
 *
 * @par Example
 * @code
 * class Worker : public mp::ProcessType<Worker>
 * {
 * public:
 *     explicit Worker(std::string n = {}) : label(std::move(n)) {}
 *     void run() override { std::cout << label << '\n'; }
 *     template <class Archive> void serialize(Archive& ar, unsigned) { ar & label; }
 * private:
 *     std::string label;
 * };
 * @endcode
 */
template <class Derived>
class ProcessType : public Process
{
public:
    void run() override = 0;

protected:
    explicit ProcessType(ProcessOptions options = {})
        : Process(detail::process_parts{std::move(options), &typeid(Derived), nullptr})
    {}

private:
    void save(std::streambuf& out) const final
    {
        static_assert(
            quartet::detail::is_picklable_v<Derived>,
            "quartet: a subclass of ProcessType needs a serialize() member that other processes "
            "can rebuild it with");
        quartet::detail::dump(out, static_cast<Derived const&>(*this));
    }

    detail::entry_point entry() const final
    {
        return [](std::streambuf& in) {
            auto const derived = [&in] {
                detail::rebuilding const as_current;
                return std::make_unique<Derived>(quartet::detail::load<Derived>(in));
            }();
            quartet::detail::cargo::current().unload();
            derived->run();
        };
    }
};

/// The process that calls it (Python: `current_process`); its name is "MainProcess" at the top.
QUARTET_DECL Process current_process();

/// The process that started this one, of which name, pid, is_alive, join and sentinel are known;
/// nothing in the main process.
QUARTET_DECL std::optional<Process> parent_process();

/// The children of this process that are alive. Reaps those that have ended.
QUARTET_DECL std::vector<Process> active_children();

/// The number of processors of the machine. @throws NotImplementedError when it is not known.
QUARTET_DECL int cpu_count();

/// The first line of main, as `if __name__ == '__main__':` is in Python.
/**
 * Children are started by executing the same program again, with the same arguments. In such a
 * child this call runs the child's target and exits the process; anywhere else it does nothing.
 * What comes before it in main runs in every child.
 */
QUARTET_DECL void freeze_support(int argc, char** argv);

}  // namespace quartet::multiprocessing

#endif
