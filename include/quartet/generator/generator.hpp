// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_GENERATOR_HPP
#define QUARTET_GENERATOR_GENERATOR_HPP

#include <quartet/errors.hpp>
#include <quartet/generator/detail/generator_frame.hpp>
#include <quartet/generator/errors.hpp>
#include <quartet/generator/iterator.hpp>
#include <quartet/generator/state.hpp>
#include <quartet/generator/yielder.hpp>

#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet {

/// The keyword arguments of Generator: `Generator<int> g({.stack_size = 64 * 1024}, body);`
struct GeneratorOptions
{
    std::size_t stack_size = detail::fiber::default_stack_size;  ///< bytes
};

/// A function that hands out one value after the other, and stays where it is in between
/// (Python: a function with `yield`).
/**
 * Its body is called with `yield`, on a stack of its own, so it may also yield from functions that
 * it calls. It begins with the first next(). The end is std::nullopt, not an exception.
 *
 * Values are moved from hand to hand. An exception that leaves the body arrives at whoever asked
 * for the next value. When the body has ended, in any way, it is destroyed at once; its stack
 * goes with the Generator.
 *
 * Whoever drops a generator that waits at a yield closes it: GeneratorExit is thrown there, so that
 * what is on its stack is destroyed. What comes out then, other than that, is reported on stderr.
 * C++ cannot destroy the variables of a body that does not let itself be unwound: one that yields
 * all the same gets GeneratorExit at each further yield, and after 1000 of them the program ends
 * with a message.
 *
 * @tparam Yield what next() gives. May be a type that can only be moved. No reference.
 * @tparam Send what the body gets from `yield(value)`: Send() when nothing was sent. A
 *     std::optional tells nothing from something.
 * @tparam Return what the body returns.
 *
 * @par Example
 * @code
 * quartet::Generator<int> count(int from)
 * {
 *     return [from](auto& yield) { for (int i = from;; ++i) yield(i); };
 * }
 * for (int i : count(10)) if (i > 12) break; else std::cout << i << '\n';
 * @endcode
 *
 * @par Thread safety
 * Distinct objects: safe. Shared objects: unsafe, but whoever resumes one that runs in another
 * thread gets a ValueError. One that has begun belongs to its thread, because what lies on its
 * stack may: others get a RuntimeError, and may only destroy it; then it is unwound in their
 * thread. One that has not begun may be started in any thread.
 *
 * @par Blocking
 * Never. What the body does in a greenlet, it does in that greenlet.
 */
template <class Yield, class Send = void, class Return = void>
class Generator
{
    static_assert(
        detail::is_plain_object<Yield>,
        "quartet: a generator yields objects; instead of a reference take a pointer or a "
        "std::reference_wrapper");
    static_assert(
        std::is_move_constructible_v<Yield>,
        "quartet: what a generator yields must be possible to move");
    static_assert(
        std::is_void_v<Send> ||
            (detail::is_plain_object<Send> && std::is_move_constructible_v<Send>),
        "quartet: Send is void, or an object that can be moved");
    static_assert(
        std::is_void_v<Send> || std::is_default_constructible_v<Send>,
        "quartet: Send must have a default constructor, for when nothing is sent; std::optional "
        "has");
    static_assert(
        std::is_void_v<Return> ||
            (detail::is_plain_object<Return> && std::is_move_constructible_v<Return>),
        "quartet: Return is void, or an object that can be moved");

    // Parameters cannot have type void.
    using sent = std::conditional_t<std::is_void_v<Send>, std::nullopt_t, Send>;

public:
    using value_type = Yield;
    using iterator = generator_iterator<Yield>;

    /// @param body any callable object; it is called once, with a yielder<Yield, Send>&.
    template <class F, class = std::enable_if_t<!std::is_same_v<std::remove_cvref_t<F>, Generator>>>
    Generator(F&& body)
        : Generator(GeneratorOptions{}, std::forward<F>(body))
    {}

    /// @throws ValueError if the stack is too small.
    template <class F>
    Generator(GeneratorOptions options, F&& body)
    {
        check<std::decay_t<F>&>();
        frame_ = detail::make_generator_frame<frame, std::decay_t<F>>(
            std::forward<F>(body), options.stack_size);
    }

    /// The other one is GEN_CLOSED then.
    Generator(Generator&& other) noexcept
        : frame_(std::exchange(other.frame_, nullptr))
    {}
    Generator& operator=(Generator&& other) noexcept
    {
        Generator(std::move(other)).swap(*this);
        return *this;
    }
    ~Generator()
    {
        if (frame_ != nullptr)
        {
            dispose();
        }
    }

    void swap(Generator& other) noexcept { std::swap(frame_, other.frame_); }
    friend void swap(Generator& one, Generator& other) noexcept { one.swap(other); }

    generator_state state() const noexcept
    {
        return frame_ != nullptr ? frame_->core().state() : GEN_CLOSED;
    }

    /// What the body has returned (Python: `StopIteration.value`); none before its end.
    std::optional<Return> value() const& requires(!std::is_void_v<Return>)
    {
        return frame_ != nullptr ? frame_->result.value : std::nullopt;
    }
    std::optional<Return> value() && requires(!std::is_void_v<Return>) { return take_value(); }

    /// Runs the body to its next yield. @return what it yields there, or none if it ends.
    /// @throws what leaves the body; if that is StopIteration, RuntimeError.
    /// @throws ValueError if it runs already. @throws RuntimeError if it belongs to another thread.
    std::optional<Yield> next()
    {
        return frame_ != nullptr ? taken(frame_->core().next()) : std::nullopt;
    }

    /// The same as next() (Python: `send(None)`).
    std::optional<Yield> send(std::nullopt_t) { return next(); }

    /// The same, and the yield at which it waits returns the value.
    /// @throws as next(). @throws TypeError if the body has not begun, and so waits at none.
    template <class Value = sent>
    std::optional<Yield> send(Value&& value)
    {
        if constexpr (std::is_void_v<Send> || !std::is_convertible_v<Value, sent>)
        {
            static_assert(
                detail::never<Value>,
                "quartet: this cannot be sent to the generator; its Send is its second parameter, "
                "and a value that cannot be copied takes std::move");
            return {};
        }
        else if constexpr (std::is_same_v<Value, Send>)
        {
            if (frame_ == nullptr || detail::is_none(value))
            {
                return next();
            }
            return taken(frame_->core().send(std::addressof(value)));
        }
        else
        {
            return send(Send(std::forward<Value>(value)));
        }
    }

    /// The yield at which it waits throws this. If the body has not begun it never does; then, and
    /// when it has ended, the exception is thrown to the caller.
    /// @return what the body yields next, or none if it ends.
    /// @throws as next(). @throws ValueError for a null pointer.
    std::optional<Yield> throw_(std::exception_ptr error)
    {
        if (!error)
        {
            throw ValueError("error: must be an exception, but is null");
        }
        if (frame_ == nullptr)
        {
            std::rethrow_exception(std::move(error));
        }
        return taken(frame_->core().throw_into(std::move(error)));
    }

    /// @param error any exception object.
    template <class E, class = std::enable_if_t<!std::is_convertible_v<E, std::exception_ptr>>>
    std::optional<Yield> throw_(E error)
    {
        return throw_(std::make_exception_ptr(std::move(error)));
    }

    /// The yield at which it waits throws GeneratorExit. Does nothing more if the body has not begun
    /// or has ended.
    /// @return what the body returns, if it returns because of this.
    /// @throws RuntimeError if it yields instead; then it waits there. @throws as next().
    std::conditional_t<std::is_void_v<Return>, void, std::optional<Return>> close()
    {
        bool const ends = frame_ != nullptr && frame_->core().close();
        if constexpr (!std::is_void_v<Return>)
        {
            return ends ? take_value() : std::nullopt;
        }
        else
        {
            static_cast<void>(ends);
        }
    }

    /// Runs the body to its next yield. @throws as next().
    iterator begin() { return iterator(frame_ != nullptr ? &frame_->core() : nullptr); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    using frame = detail::generator_frame<Yield, Send, Return>;
    friend struct detail::delegation;

    template <class Body>
    static constexpr void check()
    {
        constexpr bool is_callable = std::is_invocable_v<Body, yielder<Yield, Send>&>;
        static_assert(
            is_callable,
            "quartet: this body cannot be called with the generator's yield; write "
            "[](auto& yield) { ... }, or name a quartet::yielder<Yield, Send>&");
        if constexpr (is_callable)
        {
            using result = std::invoke_result_t<Body, yielder<Yield, Send>&>;
            static_assert(
                std::is_void_v<Return> == std::is_void_v<result> &&
                    (std::is_void_v<Return> || std::is_convertible_v<result, Return>),
                "quartet: the body returns something else than the generator's third parameter, "
                "Return, says");
        }
    }

    static std::optional<Yield> taken(void* value)
    {
        if (value == nullptr)
        {
            return {};
        }
        return std::optional<Yield>(std::in_place, std::move(*static_cast<Yield*>(value)));
    }

    std::optional<Return> take_value()
    {
        return frame_ != nullptr ? std::exchange(frame_->result.value, std::nullopt) : std::nullopt;
    }

    void dispose() noexcept
    {
        if (!frame_->core().is_closed())
        {
            frame_->core().abandon();
        }
        detail::fiber& stack = frame_->core().stack();
        frame_->~frame();
        stack.dispose();
    }

    frame* frame_ = nullptr;
};

}  // namespace quartet

#endif
