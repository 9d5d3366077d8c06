// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/generator/detail/generator_core.hpp>
#include <quartet/generator/errors.hpp>

#include <utility>

namespace quartet::detail {

bool generator_core::is_exit(std::exception_ptr const& error) noexcept
{
    try
    {
        std::rethrow_exception(error);
    }
    catch (GeneratorExit const&)
    {
        return true;
    }
    catch (...)
    {
        return false;
    }
}

generator_state generator_core::state() noexcept
{
    switch (phase_.load(std::memory_order_acquire))
    {
    case phase::created:
        return GEN_CREATED;
    case phase::suspended:
        return GEN_SUSPENDED;
    case phase::running:
        return GEN_RUNNING;
    case phase::closed:
        return GEN_CLOSED;
    case phase::delegated:
        break;
    }
    bool const runs = stack().is_of_this_thread() && root().phase_ == phase::running;
    return runs ? GEN_RUNNING : GEN_SUSPENDED;
}

bool generator_core::enter(bool with_value)
{
    for (;;)
    {
        phase now = phase_.load(std::memory_order_acquire);
        switch (now)
        {
        case phase::created:
            if (with_value)
            {
                throw TypeError("value: can't send non-None value to a just-started generator");
            }
            if (phase_.compare_exchange_strong(now, phase::running, std::memory_order_acquire))
            {
                return true;
            }
            break;
        case phase::delegated:
            require_this_thread();
            if (root().phase_ == phase::running)
            {
                throw ValueError("generator already executing");
            }
            detach();
            break;
        case phase::suspended:
            require_this_thread();
            phase_.store(phase::running, std::memory_order_relaxed);
            return true;
        case phase::running:
            throw ValueError("generator already executing");
        case phase::closed:
            return false;
        }
    }
}

void generator_core::require_this_thread()
{
    if (!stack().is_of_this_thread())
    {
        throw RuntimeError("a generator that has begun belongs to its thread; this is another one");
    }
}

/// After a step that did not end at a yield of the leaf: the rest of it.
void* generator_core::run_on()
{
    void* const value = to_next_yield();
    if (value == nullptr && thrown_)
    {
        std::rethrow_exception(std::exchange(thrown_, nullptr));
    }
    return value;
}

/// The same, with what has left the body still in thrown_. The leaf wants to delegate, or has ended.
void* generator_core::to_next_yield() noexcept
{
    while (leaf_->yielded_ == nullptr)
    {
        generator_core& leaf = *leaf_;
        if (!leaf.stack().is_finished())
        {
            // What came for the leaf is for the one that it delegates to.
            leaf_ = leaf.sub_->leaf_;
            leaf_->sent_ = std::exchange(leaf.sent_, nullptr);
            leaf_->thrown_ = std::exchange(leaf.thrown_, nullptr);
        }
        else
        {
            leaf.phase_.store(phase::closed, std::memory_order_release);
            if (&leaf == this)
            {
                return nullptr;
            }
            leaf_ = std::exchange(leaf.delegator_, nullptr);
        }
        leaf_->stack().resume();
    }
    phase_.store(phase::suspended, std::memory_order_release);
    return leaf_->yielded_;
}

void* generator_core::throw_into(std::exception_ptr error)
{
    if (close_if_created() || !enter(false))
    {
        std::rethrow_exception(std::move(error));
    }
    if (leaf_ != this && is_exit(error))
    {
        sub_->detach();
    }
    leaf_->thrown_ = std::move(error);
    return run();
}

bool generator_core::close()
{
    if (close_if_created() || !enter(false))
    {
        return false;
    }
    if (exit_once() != nullptr)
    {
        throw RuntimeError("generator ignored GeneratorExit");
    }
    auto const error = std::exchange(thrown_, nullptr);
    if (error && !left_by_exit_)
    {
        std::rethrow_exception(error);
    }
    return !error;
}

/// While it runs: throws GeneratorExit at its yield. @return what it yields.
void* generator_core::exit_once() noexcept
{
    if (leaf_ != this)
    {
        sub_->detach();  // closes it itself, in delegate_to()
    }
    thrown_ = std::make_exception_ptr(GeneratorExit());
    stack().resume();
    return to_next_yield();
}

bool generator_core::close_if_created() noexcept
{
    phase expected = phase::created;
    if (!phase_.compare_exchange_strong(expected, phase::running, std::memory_order_acquire))
    {
        return false;
    }
    if (drop_ != nullptr)
    {
        drop_(*this);
    }
    phase_.store(phase::closed, std::memory_order_release);
    return true;
}

void generator_core::fail() noexcept
{
    try
    {
        throw;
    }
    catch (StopIteration const&)
    {
        thrown_ = std::make_exception_ptr(RuntimeError("generator raised StopIteration"));
    }
    catch (GeneratorExit const&)
    {
        left_by_exit_ = true;
        thrown_ = std::current_exception();
    }
    catch (...)
    {
        thrown_ = std::current_exception();
    }
}

void generator_core::raise()
{
    std::rethrow_exception(std::exchange(thrown_, nullptr));
}

}  // namespace quartet::detail
