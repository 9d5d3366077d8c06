// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_IMAP_WITH_HPP
#define QUARTET_GEVENT_DETAIL_IMAP_WITH_HPP

#include <quartet/detail/at_least.hpp>
#include <quartet/detail/map_sources.hpp>
#include <quartet/gevent/detail/map_with.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/imap_results.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet::gevent::detail {

/// A call whose result is owed.
template <class F, class R, class T, class Tuple>
static void do_owed(imap_debt<T>& debt, std::decay_t<F>& function, Tuple& args)
{
    using result = typename imap_state<T>::result;
    try
    {
        debt.pay(result(quartet::detail::apply_each<F, R>(function, args)));
    }
    catch (...)
    {
        debt.pay(result(std::current_exception()));
        throw;
    }
}

/// Begins the calls, as many as there may be; then says how many they were.
template <class F, class R, class T, class Runner, class Source>
void feed_imap(
    Runner const& runner,
    std::shared_ptr<imap_state<T>> const& state,
    Source& source,
    std::decay_t<F> const& function)
{
    using result = typename imap_state<T>::result;
    quartet::detail::deadline const never({});
    std::size_t count = 0;
    try
    {
        for (;;)
        {
            state->unread.enter(never, "imap");
            auto args = source.next();
            if (!args)
            {
                break;
            }
            runner.spawn(
                [](imap_debt<T> debt, std::decay_t<F> call, auto with) {
                    do_owed<F, R>(debt, call, with);
                },
                imap_debt<T>(state, count++),
                function,
                std::move(*args));
        }
    }
    catch (...)
    {
        state->news.put({count++, result(std::current_exception())});
    }
    state->news.put({count, std::nullopt});
}

/// The imap() and imap_unordered() of pools.
template <class Runner, class F, class... Ranges>
auto imap_with(
    Runner const& runner, bool is_ordered, ImapOptions options, F&& f, Ranges&&... ranges)
{
    using R = each_result_t<F, Ranges...>;
    using T = quartet::detail::map_element<R>;
    quartet::detail::at_least(1, "maxsize", options.maxsize.value_or(1));
    auto state = std::make_shared<imap_state<T>>(
        options.maxsize ? std::optional<std::size_t>(*options.maxsize) : std::nullopt);
    auto source = std::make_unique<quartet::detail::zipped<Ranges...>>(
        std::in_place, std::forward<Ranges>(ranges)...);
    auto feeder = gevent::spawn(
        GreenletOptions{.name = "imap"},
        [runner, state](auto from, std::decay_t<F> function) {
            feed_imap<F, R>(runner, state, *from, function);
        },
        std::move(source),
        std::forward<F>(f));
    return imap_results<T>(is_ordered, std::move(state), std::move(feeder));
}

}  // namespace quartet::gevent::detail

#endif
