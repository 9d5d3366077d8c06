// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_DETAIL_GENERATOR_FRAME_HPP
#define QUARTET_GENERATOR_DETAIL_GENERATOR_FRAME_HPP

#include <quartet/generator/yielder.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace quartet::detail {

/// What the body has returned.
template <class Return>
struct generator_result
{
    std::optional<Return> value = {};
};
template <>
struct generator_result<void>
{};

/// What lies in the room of a generator's fiber, but for the body.
template <class Yield, class Send, class Return>
struct generator_frame : yielder<Yield, Send>
{
    using yielder<Yield, Send>::yielder;

    detail::generator_core& core() noexcept { return *this; }
    yielder<Yield, Send>& yield() noexcept { return *this; }

    [[no_unique_address]] generator_result<Return> result;

protected:
    using detail::generator_core::end;
    using detail::generator_core::fail;
};

/// The same with the body.
template <class Frame, class Body>
class generator_frame_of final : public Frame
{
public:
    template <class F>
    explicit generator_frame_of(std::in_place_t, F&& body)
        : Frame(std::is_trivially_destructible_v<Body> ? nullptr : &drop)
        , body_(std::forward<F>(body))
    {}
    ~generator_frame_of() = delete;  // the body's end comes first

    static void run(fiber& self) noexcept
    {
        auto& frame = *static_cast<generator_frame_of*>(self.room());
        try
        {
            frame.call();
        }
        catch (...)
        {
            frame.fail();
        }
        frame.body_.~Body();
        frame.end();
    }

private:
    void call()
    {
        if constexpr (std::is_void_v<std::invoke_result_t<Body&, decltype(this->yield())>>)
        {
            body_(this->yield());
        }
        else
        {
            this->result.value.emplace(body_(this->yield()));
        }
    }

    static void drop(detail::generator_core& core)
    {
        static_cast<generator_frame_of*>(static_cast<void*>(&core))->body_.~Body();
    }

    union {
        Body body_;
    };
};

template <class Frame, class Body, class F>
Frame* make_generator_frame(F&& body, std::size_t stack_size)
{
    using frame = generator_frame_of<Frame, Body>;
    static_assert(
        alignof(frame) <= alignof(std::max_align_t),
        "quartet: the body, or what it returns, is aligned to more than 16 bytes; keep it behind a "
        "pointer");
    fiber* const stack = fiber::make(&frame::run, sizeof(frame), stack_size);
    stack->label("generator", typeid(Body).name());
    if constexpr (std::is_nothrow_constructible_v<Body, F>)
    {
        return new (stack->room()) frame(std::in_place, std::forward<F>(body));
    }
    else
    {
        auto const dispose = [](fiber* unused) { unused->dispose(); };
        std::unique_ptr<fiber, decltype(dispose)> unused(stack, dispose);
        Frame* const made = new (stack->room()) frame(std::in_place, std::forward<F>(body));
        unused.release();
        return made;
    }
}

}  // namespace quartet::detail

#endif
