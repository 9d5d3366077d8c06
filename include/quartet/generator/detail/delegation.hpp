// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_DETAIL_DELEGATION_HPP
#define QUARTET_GENERATOR_DETAIL_DELEGATION_HPP

#include <quartet/errors.hpp>
#include <quartet/generator/generator.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet::detail {

template <class>
inline constexpr bool is_generator = false;
template <class Yield, class Send, class Return>
inline constexpr bool is_generator<Generator<Yield, Send, Return>> = true;

/// What yield_from() does for each kind of source.
struct delegation
{
    template <class Yield, class Send, class Return>
    static Return to(yielder<Yield, Send>& here, Generator<Yield, Send, Return>& it)
    {
        if (it.frame_ != nullptr)
        {
            here.delegate_to(it.frame_->core());
        }
        return result(it);
    }

    /// One with other parameters.
    template <class Yield, class Send, class Y, class S, class Return>
    static Return to(yielder<Yield, Send>& here, Generator<Y, S, Return>& it)
    {
        static_assert(
            std::is_convertible_v<Y, Yield>,
            "quartet: the other generator does not yield what this one yields");
        std::optional<Y> value = it.next();
        while (value)
        {
            Yield converted(*std::move(value));
            std::exception_ptr error;
            try
            {
                here.yield(std::addressof(converted));
            }
            catch (GeneratorExit const&)
            {
                it.close();
                throw;
            }
            catch (...)
            {
                error = std::current_exception();
            }
            refuse_sent(here);
            value = error ? it.throw_(std::move(error)) : it.next();
        }
        return result(it);
    }

    /// An element of a range.
    template <class Yield, class Send, class Value>
    static void pass(yielder<Yield, Send>& here, Value&& value)
    {
        Yield converted(std::forward<Value>(value));
        here.yield(std::addressof(converted));
        refuse_sent(here);
    }

private:
    template <class Yield, class Send>
    static void refuse_sent(yielder<Yield, Send>& here)
    {
        if (here.take_sent() != nullptr)
        {
            throw TypeError("value: can't be sent to what takes none");
        }
    }

    template <class Yield, class Send, class Return>
    static Return result(Generator<Yield, Send, Return>& it)
    {
        if constexpr (!std::is_void_v<Return>)
        {
            std::optional<Return> value = std::move(it).value();
            if (!value)
            {
                throw RuntimeError("yield_from: the generator had ended before, without a value");
            }
            return *std::move(value);
        }
    }
};

}  // namespace quartet::detail

#endif
