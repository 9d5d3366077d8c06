// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_TIMEOUT_HPP
#define QUARTET_GEVENT_TIMEOUT_HPP

#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace quartet::gevent {

namespace detail {
class timeout_core;
}

/// A timer that throws itself, or another exception, in the greenlet that started it (Python:
/// `gevent.Timeout`).
/**
 * It is thrown in what the greenlet, or the main one of a thread, waits in when the time is over, or
 * will wait in next. A handle: copies, also the one that is thrown and caught, are the same timer.
 * When the last one is destroyed, the timer is cancelled, so it lasts as long as its scope: that is
 * Python's `with`.
 *
 * In Python it is no Exception, so that `except Exception` lets it pass; here `catch (std::exception
 * const&)` catches it, and should rethrow it.
 *
 * @par Example
 * @code
 * auto const with = gevent::Timeout::start_new(0.5);
 * try
 * {
 *     connection.recv();
 * }
 * catch (gevent::Timeout const& caught)
 * {
 *     if (caught != with)
 *     {
 *         throw;  // it is somebody else's
 *     }
 * }
 * @endcode
 *
 * @par Thread safety
 * Copies may be used and destroyed in any thread. Cancelled in another thread than the one that
 * started it, it may still be thrown before that thread has learnt of it.
 *
 * @par Between processes
 * One that was started before a fork is never thrown in the child.
 */
class QUARTET_TYPE_VISIBLE Timeout : public std::exception
{
public:
    /// @param seconds not above 0: it is thrown in the next wait; none: never.
    explicit Timeout(timeout seconds = {});

    /// @param instead what is thrown instead: an exception, or a std::exception_ptr. A text: what()
    /// of this one has it. false: run() keeps silent about it.
    template <class E>
    Timeout(timeout seconds, E instead);

    Timeout(Timeout const& other) noexcept;
    Timeout& operator=(Timeout const& other) noexcept;
    ~Timeout() override;

    /// One that is started. If it is not kept, it is cancelled at once.
    template <class... E>
    [[nodiscard]] static Timeout start_new(timeout seconds = {}, E... instead)
    {
        Timeout started(seconds, std::move(instead)...);
        started.start();
        return started;
    }

    /// The same one, started unless it was.
    static Timeout start_new(Timeout const& which)
    {
        if (!which.pending())
        {
            which.start();
        }
        return which;
    }

    /// From now on, in the calling greenlet. It may be started again when it was thrown or cancelled.
    /// @throws AssertionError if it is pending.
    void start() const;

    /// It is not thrown any more. (Only another greenlet can come too late: when it has ended a wait.)
    void cancel() const noexcept;
    void close() const noexcept { cancel(); }  ///< cancel()

    /// Whether it was started, and neither thrown nor cancelled.
    bool pending() const noexcept;

    /// As the constructor was told.
    std::optional<double> seconds() const noexcept;

    /// Starts it, calls a function, and cancels it (Python: the body of `with`).
    /// @return what the function does, in an optional; of one that returns nothing: true. An empty
    /// one, or false, if this one is silent and was thrown.
    template <std::invocable F>
    auto run(F&& function) const;

    /// "0.5 seconds: a text"
    char const* what() const noexcept override;

    /// Whether both are the same timer.
    friend bool operator==(Timeout const& a, Timeout const& b) noexcept
    {
        return a.core_ == b.core_;
    }

private:
    friend class detail::timeout_core;
    explicit Timeout(std::shared_ptr<detail::timeout_core> core) noexcept;

    struct effect
    {
        std::exception_ptr instead = {};
        std::string text = {};
        bool is_silent = false;
    };
    template <class E>
    static effect effect_of(E& instead);
    Timeout(timeout seconds, effect what);

    bool is_silent() const noexcept;

    std::shared_ptr<detail::timeout_core> core_;
};

template <class E>
Timeout::Timeout(timeout seconds, E instead)
    : Timeout(seconds, effect_of(instead))
{}

template <class E>
Timeout::effect Timeout::effect_of(E& instead)
{
    if constexpr (std::same_as<E, bool>)
    {
        return {.is_silent = !instead};
    }
    else if constexpr (std::convertible_to<E, std::exception_ptr>)
    {
        return {.instead = instead};
    }
    else if constexpr (std::convertible_to<E, std::string>)
    {
        return {.text = std::move(instead)};
    }
    else
    {
        static_assert(
            std::derived_from<E, std::exception>,
            "quartet: what a Timeout throws instead of itself must be an exception derived from "
            "std::exception, or a std::exception_ptr");
        return {.instead = std::make_exception_ptr(std::move(instead))};
    }
}

template <std::invocable F>
auto Timeout::run(F&& function) const
{
    using value = std::decay_t<std::invoke_result_t<F>>;
    struct scope
    {
        Timeout const& which;
        ~scope() { which.cancel(); }
    };
    start();
    try
    {
        scope const until_here{*this};
        if constexpr (std::is_void_v<value>)
        {
            std::invoke(std::forward<F>(function));
            return true;
        }
        else
        {
            return std::optional<value>(std::invoke(std::forward<F>(function)));
        }
    }
    catch (Timeout const& caught)
    {
        if (caught != *this || !is_silent())
        {
            throw;
        }
    }
    if constexpr (std::is_void_v<value>)
    {
        return false;
    }
    else
    {
        return std::optional<value>();
    }
}

}  // namespace quartet::gevent

#endif
