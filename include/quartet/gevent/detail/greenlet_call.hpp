// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_GREENLET_CALL_HPP
#define QUARTET_GEVENT_DETAIL_GREENLET_CALL_HPP

#include <quartet/gevent/detail/greenlet_core.hpp>

#include <functional>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace quartet::gevent::detail {

/// A greenlet's value, while nothing is known of its function.
template <class T>
class greenlet_value : public greenlet_core
{
public:
    using greenlet_core::greenlet_core;
    std::optional<T> value;
};
template <>
class greenlet_value<void> : public greenlet_core
{
public:
    using greenlet_core::greenlet_core;
};

/// What spawn(f, args...) runs.
template <class T, class F, class... Args>
class greenlet_call final : public greenlet_value<T>
{
public:
    template <class G, class... As>
    explicit greenlet_call(GreenletOptions options, G&& f, As&&... args)
        : greenlet_value<T>(std::move(options))
        , call_(std::in_place, std::forward<G>(f), std::forward<As>(args)...)
    {}

private:
    void call() override
    {
        auto const run = [](F& f, Args&... args) -> decltype(auto) {
            return std::invoke(std::move(f), std::move(args)...);
        };
        if constexpr (std::is_void_v<T>)
        {
            std::apply(run, *call_);
        }
        else
        {
            this->value.emplace(std::apply(run, *call_));
        }
    }

    void discard() noexcept override { call_.reset(); }

    std::optional<std::tuple<F, Args...>> call_;  // until it has returned
};

template <class F, class... Args>
struct greenlet_result
{
    static_assert(
        std::is_invocable_v<std::decay_t<F>, std::decay_t<Args>...>,
        "quartet: the function of this greenlet cannot be called with these arguments");
    using type = std::decay_t<std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>>;
};
template <class F, class... Args>
using greenlet_result_t = typename greenlet_result<F, Args...>::type;

template <class F, class... Args>
using greenlet_call_for =
    greenlet_call<greenlet_result_t<F, Args...>, std::decay_t<F>, std::decay_t<Args>...>;

}  // namespace quartet::gevent::detail

#endif
