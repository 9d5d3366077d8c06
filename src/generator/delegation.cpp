// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Generators that delegate to others: their chains.
#include <quartet/errors.hpp>
#include <quartet/generator/detail/generator_core.hpp>
#include <quartet/generator/errors.hpp>

#include <utility>

namespace quartet::detail {

generator_core& generator_core::root() noexcept
{
    generator_core* above = this;
    while (above->delegator_ != nullptr)
    {
        above = above->delegator_;
    }
    return *above;
}

/// Makes it, with all below it, a chain of its own; what was above it ends with its delegator.
void generator_core::detach() noexcept
{
    generator_core& above = root();
    leaf_ = std::exchange(above.leaf_, std::exchange(delegator_, nullptr));
    phase_.store(phase::suspended, std::memory_order_release);
}

/// Puts it, with all below it, below the running leaf of a chain.
void generator_core::link_below(generator_core& delegator)
{
    // Makes it run, which only one thread can, and takes it out of any other chain.
    enter(false);
    stack().move_to_this_thread();  // before others can see that it is in a chain
    delegator_ = &delegator;
    phase_.store(phase::delegated, std::memory_order_release);
}

void generator_core::delegate_to(generator_core& sub)
{
    // Each round is a resume: because the other one has ended, or because that was cut off, and
    // what came for us since is for it.
    for (;;)
    {
        void* const sent = std::exchange(sent_, nullptr);
        std::exception_ptr error = std::exchange(thrown_, nullptr);
        if (sub.is_closed())
        {
            if (!error)
            {
                error = std::exchange(sub.thrown_, nullptr);
            }
            if (error)
            {
                std::rethrow_exception(std::move(error));
            }
            return;
        }
        if (error && is_exit(error))
        {
            sub.close();
            std::rethrow_exception(std::move(error));
        }
        sub.link_below(*this);
        sub_ = &sub;
        sent_ = sent;
        thrown_ = std::move(error);
        yielded_ = nullptr;
        stack().suspend();
        sub_ = nullptr;
    }
}

}  // namespace quartet::detail
