// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_YIELD_FROM_HPP
#define QUARTET_GENERATOR_YIELD_FROM_HPP

#include <quartet/generator/detail/delegation.hpp>

#include <ranges>
#include <type_traits>
#include <utility>

namespace quartet {

/// Yields what another generator yields, until that one ends (Python: `yield from`).
/**
 * While it lasts, the other one gets what is sent and thrown to this one; GeneratorExit closes it.
 * A step costs the same, however many generators lie between who asks and who yields.
 *
 * Any other range may take its place. Then what is thrown is thrown from here, and so is a
 * TypeError when something is sent. A generator that yields or takes something else than this one
 * gets what is thrown, but nothing can be sent to it.
 *
 * @par Example
 * @code
 * quartet::Generator<int> in_order(tree const* t)
 * {
 *     return [t](auto& yield) {
 *         if (t == nullptr) return;
 *         quartet::yield_from(yield, in_order(t->left));
 *         yield(t->value);
 *         quartet::yield_from(yield, in_order(t->right));
 *     };
 * }
 * @endcode
 *
 * @param yield what the body was called with.
 * @param it stays where it is until the end.
 * @return what the other generator's body returns; nothing for a range.
 * @throws what leaves the other generator's body. @throws ValueError "generator already executing"
 * if that one waits for this one. @throws RuntimeError if it belongs to another thread, or if there
 * is something to return, and its body had ended before without.
 */
template <class Yield, class Send, class It>
auto yield_from(yielder<Yield, Send>& yield, It&& it)
{
    using source = std::remove_cvref_t<It>;
    if constexpr (detail::is_generator<source>)
    {
        return detail::delegation::to(yield, it);
    }
    else if constexpr (std::ranges::input_range<It&>)
    {
        static_assert(
            std::is_convertible_v<std::ranges::range_reference_t<It&>, Yield>,
            "quartet: the elements of this range are not what the generator yields");
        for (auto&& each : it)
        {
            detail::delegation::pass(yield, std::forward<decltype(each)>(each));
        }
    }
    else
    {
        static_assert(detail::never<It>, "quartet: yield_from takes a generator or a range");
    }
}

}  // namespace quartet

#endif
