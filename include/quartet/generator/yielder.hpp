// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_YIELDER_HPP
#define QUARTET_GENERATOR_YIELDER_HPP

#include <quartet/generator/detail/generator_core.hpp>
#include <quartet/generator/detail/traits.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace quartet {

template <class Yield, class Send, class Return>
class Generator;

/// What the body of a generator is handed, to be called as `yield(value)` (Python: the keyword).
/**
 * A body that is no lambda names it: `void count(quartet::yielder<int>& yield);`
 *
 * It is to be called from within the body, also from functions that the body calls, and from bodies
 * of other generators that the body resumes; not from one that it delegates to.
 */
template <class Yield, class Send = void>
class yielder : private detail::generator_core
{
public:
    /// Gives a value to whoever asked for the next one, and waits until somebody asks again.
    /// @param value is moved into his hands, or copied if it is not given with std::move.
    /// @return what he sent, or Send() if he sent nothing.
    /// @throws what was given to throw_(). @throws GeneratorExit on close() and destruction.
    template <class Value = Yield>
    Send operator()(Value&& value)
    {
        if constexpr (!std::is_convertible_v<Value, Yield>)
        {
            static_assert(
                detail::never<Value>,
                "quartet: this is not what the generator yields; its Yield is its first parameter, "
                "and a value that cannot be copied takes std::move");
        }
        else if constexpr (std::is_same_v<Value, Yield>)
        {
            this->yield(std::addressof(value));
        }
        else
        {
            Yield own(std::forward<Value>(value));
            this->yield(std::addressof(own));
        }
        if constexpr (!std::is_void_v<Send>)
        {
            if (void* const sent = this->take_sent())
            {
                return std::move(*static_cast<Send*>(sent));
            }
            return Send();
        }
    }

private:
    template <class, class, class>
    friend class Generator;
    template <class, class, class>
    friend struct detail::generator_frame;
    friend struct detail::delegation;

    using detail::generator_core::generator_core;
};

}  // namespace quartet

#endif
