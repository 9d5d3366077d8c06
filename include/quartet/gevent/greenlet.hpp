// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_GREENLET_HPP
#define QUARTET_GEVENT_GREENLET_HPP

#include <quartet/gevent/detail/greenlet_call.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace quartet::gevent {

/// A greenlet of which one wants no value: any Greenlet, or the main one of a thread.
/**
 * What all greenlets have in common, and what getcurrent() gives. A handle: copies refer to the same
 * greenlet, which goes on when its handles are gone.
 *
 * @par Thread safety
 * A greenlet belongs to the thread that started it. Other threads may call ready(), join() and kill().
 *
 * @par Blocking
 * join() and kill() let other greenlets run; on a thread without greenlets they block it.
 */
class QUARTET_DECL greenlet
{
public:
    /// Of no greenlet; only bool and comparison make sense.
    greenlet() = default;
    explicit greenlet(std::shared_ptr<detail::greenlet_core> core) noexcept
        : core_(std::move(core))
    {}

    explicit operator bool() const noexcept { return core_ != nullptr; }

    /// Schedules it for the next round of the loop. Does nothing if it was started or killed.
    void start() const { core().start(); }

    /// Starts it after some seconds.
    void start_later(timeout seconds) const { core().start_later(seconds); }

    /// Whether start() was called, and it has not ended.
    bool started() const noexcept { return core().now() != phase::created && !dead(); }

    /// Whether it has ended.
    bool ready() const noexcept { return core().is_ready(); }
    bool dead() const noexcept { return ready(); }

    /// Whether it has returned, or was ended with GreenletExit.
    bool successful() const noexcept { return core().is_successful(); }

    /// What ended it, also GreenletExit; or null.
    std::exception_ptr exception() const noexcept
    {
        return ready() ? core().error() : std::exception_ptr();
    }

    /// Waits for its end, however it ends; ready() tells whether it has.
    /// @param limit seconds; a negative one counts as 0.
    /// @throws RuntimeError for the calling greenlet. @throws what the caller is interrupted with.
    void join(timeout limit = {}) const { static_cast<void>(core().join(limit)); }

    /// Ends it: throws an exception in what it waits in, or will wait in next. One that has not
    /// begun never begins. It may catch the exception, and go on.
    /// @param exception none: GreenletExit. @param block whether to wait for its end.
    /// @param limit seconds to wait. @return false if it was not dead in time.
    bool kill(std::exception_ptr exception = nullptr, bool block = true, timeout limit = {}) const;

    /// Calls a function in the loop, without a greenlet, when it has ended, or soon if it has. It must
    /// not wait. @return a number for unlink().
    std::size_t rawlink(std::function<void()> callback) const
    {
        return core().link(false, std::move(callback));
    }

    /// A function that was linked is not called any more.
    void unlink(std::size_t number) const noexcept { core().unlink(number); }
    void unlink_all() const noexcept { core().unlink_all(); }

    /// "Greenlet-1", "MainGreenlet", or as it was named.
    std::string name() const { return core().name(); }
    void name(std::string value) const { core().name(std::move(value)); }

    /// A number that no other greenlet has had.
    std::uint64_t minimal_ident() const noexcept { return core().minimal_ident(); }

    /// Whether both refer to the same greenlet.
    friend bool operator==(greenlet const& a, greenlet const& b) noexcept
    {
        return a.core_ == b.core_;
    }

    /// For gevent::wait().
    void watch(quartet::detail::completions& whom, std::size_t number) const
    {
        core().watch(whom, number);
    }
    void forget(quartet::detail::completions& whom) const noexcept { core().forget(whom); }

    /// For what knows more of greenlets.
    detail::greenlet_core& core() const noexcept { return *core_; }

protected:
    using phase = detail::greenlet_core::phase;

    std::shared_ptr<detail::greenlet_core> core_;
};

/// A function that runs beside others in one thread (Python: `gevent.Greenlet`).
/**
 * Runs a function with arguments, which it keeps as std::thread does (by value; use std::ref for
 * references), on a stack of its own. Only one greenlet of a thread runs at a time, until it waits:
 * in sleep(), or in any lock, queue, event, future or socket of this library.
 *
 * An exception that leaves it is printed on standard error and kept for get(). GreenletExit is not
 * printed; SystemExit is thrown in the main greenlet, in what that waits in.
 *
 * @par Example
 * @code
 * gevent::Greenlet<int> g = gevent::spawn([](int x) { gevent::sleep(0.1); return x * x; }, 7);
 * g.get();
 * @endcode
 *
 * @par Thread safety
 * As greenlet's. When main returns, its greenlets do not run any more. At the end of another thread
 * they are killed, so they must not refer to what was destroyed before.
 *
 * @par Between processes
 * A forked child has only the greenlet that forked, as its main one.
 */
template <class T = void>
class Greenlet : public greenlet
{
public:
    using value_type = T;

    /// Of no greenlet.
    Greenlet() = default;

    explicit Greenlet(std::shared_ptr<detail::greenlet_value<T>> core) noexcept
        : greenlet(std::move(core))
    {}

    /// One that start() will start. @throws ValueError for a stack that is too small.
    template <class F, class... Args>
    requires(
        !std::derived_from<std::decay_t<F>, greenlet> &&
        !std::same_as<std::decay_t<F>, GreenletOptions> &&
        !std::convertible_to<
            F,
            std::shared_ptr<detail::greenlet_value<T>>>) explicit Greenlet(F&& run, Args&&... args)
        : Greenlet(GreenletOptions{}, std::forward<F>(run), std::forward<Args>(args)...)
    {}

    template <class F, class... Args>
    Greenlet(GreenletOptions options, F&& run, Args&&... args)
        : greenlet(std::make_shared<detail::greenlet_call_for<F, Args...>>(
              std::move(options), std::forward<F>(run), std::forward<Args>(args)...))
    {
        static_assert(
            std::same_as<detail::greenlet_result_t<F, Args...>, T>,
            "quartet: the function of this Greenlet<T> must return a T");
    }

    /// Its value, when it has ended. One that cannot be copied is given once.
    /// @param block false: does not wait. @param limit seconds; a negative one counts as 0.
    /// @throws what ended it; GreenletExit, too, unless T is void. @throws TimeoutError if it has
    /// not ended in time.
    T get(bool block = true, timeout limit = {}) const;

    /// Its value; none if it has not returned.
    auto value() const requires std::copy_constructible<T>
    {
        return ready() ? typed_core().value : std::optional<T>();
    }

    /// Calls a function with this greenlet, in a greenlet of its own, when it has ended, or soon if
    /// it has. Linked functions are called in the order in which they were linked.
    /// @return a number for unlink().
    template <std::invocable<Greenlet const&> F>
    std::size_t link(F callback) const
    {
        return link_if(std::move(callback), [](Greenlet const&) { return true; });
    }

    /// The same, only if it is successful.
    template <std::invocable<Greenlet const&> F>
    std::size_t link_value(F callback) const
    {
        return link_if(std::move(callback), [](Greenlet const& self) { return self.successful(); });
    }

    /// The same, only if it is not.
    template <std::invocable<Greenlet const&> F>
    std::size_t link_exception(F callback) const
    {
        return link_if(
            std::move(callback), [](Greenlet const& self) { return !self.successful(); });
    }

private:
    detail::greenlet_value<T>& typed_core() const noexcept
    {
        return static_cast<detail::greenlet_value<T>&>(core());
    }

    template <class F, class Wanted>
    std::size_t link_if(F callback, Wanted wanted) const
    {
        // It must not keep its own greenlet alive for ever.
        std::weak_ptr<detail::greenlet_core> const weak = core_;
        return core().link(true, [weak, wanted, callback = std::move(callback)]() mutable {
            Greenlet const self(std::static_pointer_cast<detail::greenlet_value<T>>(weak.lock()));
            if (self && wanted(self))
            {
                callback(self);
            }
        });
    }
};

template <class T>
T Greenlet<T>::get(bool block, timeout limit) const
{
    if (!(block ? core().join(limit) : ready()))
    {
        throw TimeoutError("get: " + name() + " has not ended in time");
    }
    if (core().error() != nullptr && !(std::is_void_v<T> && successful()))
    {
        std::rethrow_exception(core().error());
    }
    if constexpr (std::copy_constructible<T>)
    {
        return *typed_core().value;
    }
    else if constexpr (!std::is_void_v<T>)
    {
        auto taken = std::exchange(typed_core().value, std::nullopt);
        if (!taken)
        {
            throw RuntimeError("get: the value of " + name() + " was taken, and cannot be copied");
        }
        return std::move(*taken);
    }
}

template <class F, class... Args>
explicit Greenlet(F&&, Args&&...) -> Greenlet<detail::greenlet_result_t<F, Args...>>;
template <class F, class... Args>
Greenlet(GreenletOptions, F&&, Args&&...) -> Greenlet<detail::greenlet_result_t<F, Args...>>;

/// Makes a greenlet and starts it (Python: `gevent.spawn`). It begins when the caller waits.
/// @throws ValueError for a stack that is too small.
template <class F, class... Args>
auto spawn(GreenletOptions options, F&& f, Args&&... args)
{
    Greenlet<detail::greenlet_result_t<F, Args...>> made(
        std::move(options), std::forward<F>(f), std::forward<Args>(args)...);
    made.start();
    return made;
}
template <class F, class... Args>
requires(!std::same_as<std::decay_t<F>, GreenletOptions>) auto spawn(F&& f, Args&&... args)
{
    return spawn(GreenletOptions{}, std::forward<F>(f), std::forward<Args>(args)...);
}

/// The same, after some seconds (Python: `gevent.spawn_later`).
template <class F, class... Args>
auto spawn_later(timeout seconds, F&& f, Args&&... args)
{
    Greenlet<detail::greenlet_result_t<F, Args...>> made(
        GreenletOptions{}, std::forward<F>(f), std::forward<Args>(args)...);
    made.start_later(seconds);
    return made;
}

/// The greenlet that runs (Python: `gevent.getcurrent`). On a thread's own stack its main one.
inline greenlet getcurrent()
{
    return greenlet(detail::greenlet_core::current());
}

/// Ends a greenlet (Python: `gevent.kill`), without waiting for its end.
inline void kill(greenlet const& which, std::exception_ptr exception = nullptr)
{
    which.kill(std::move(exception), false);
}

}  // namespace quartet::gevent

#endif
