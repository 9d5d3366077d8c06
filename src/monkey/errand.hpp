// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_ERRAND_HPP
#define QUARTET_SRC_MONKEY_ERRAND_HPP

#include <quartet/detail/short_mutex.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

#include "caller.hpp"
#include "elsewhere.hpp"

namespace quartet::gevent::monkey::detail {

/// A call in another thread that its caller may leave: it is on its own then, with its result.
template <class R>
class errand
{
public:
    void finish(R with) noexcept
    {
        quartet::detail::waker who;
        {
            std::lock_guard const lock(mutex_);
            result_.emplace(std::move(with));
            who = who_;
        }
        if (who && who.claim())
        {
            who.resume();
        }
    }

    /// @return nothing, with errno ECANCELED, if the caller is interrupted.
    std::optional<R> wait(agent& self, char const* what) noexcept
    {
        {
            std::lock_guard const lock(mutex_);
            if (result_)
            {
                return std::move(result_);
            }
            who_ = self.begin_wait(what);
        }
        reset_count();
        if (!self.await_or_interruption(deadline(timeout())) && fail_if_interrupted(self))
        {
            return {};
        }
        return std::move(result_);
    }

private:
    quartet::detail::short_mutex mutex_;
    quartet::detail::waker who_;
    std::optional<R> result_;
};

/// Calls it in another thread. `call` owns all that it uses, and so does its result.
/// @return nothing, with errno ECANCELED, if the caller is interrupted.
template <class F>
auto run_errand(agent& self, F call, char const* what) noexcept
{
    using R = std::invoke_result_t<F&>;
    static_assert(std::is_nothrow_move_constructible_v<R>);
    std::shared_ptr<errand<R>> shared;
    try
    {
        shared = std::make_shared<errand<R>>();
        run_elsewhere([shared, call]() mutable { shared->finish(call()); });
    }
    catch (...)
    {
        // There can be no thread.
        agent::unpatched const blocking;
        return std::optional<R>(call());
    }
    return shared->wait(self, what);
}

}  // namespace quartet::gevent::monkey::detail

#endif
