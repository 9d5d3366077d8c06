// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/barrier.hpp>

#include "barrier_core.hpp"

namespace quartet::multiprocessing {

namespace detail {

std::string send(barrier_core const& core)
{
    std::string bytes;
    quartet::detail::string_sink sink(bytes);
    quartet::detail::dump(sink, core.message());
    return bytes;
}

void receive(std::string const& bytes, std::shared_ptr<barrier_core>& core)
{
    quartet::detail::memory_source source(bytes.data(), bytes.size());
    core = std::make_shared<barrier_core>(quartet::detail::load<barrier_message>(source));
}

}  // namespace detail

Barrier::Barrier(int parties, std::nullptr_t, timeout limit)
    : Barrier(parties, std::shared_ptr<detail::barrier_action>(), limit, with_action())
{}

Barrier::Barrier(
    int parties, std::shared_ptr<detail::barrier_action> action, timeout const& limit, with_action)
{
    if (parties < 1)
    {
        throw ValueError("Barrier: parties must be at least 1, and is " + std::to_string(parties));
    }
    core_ = std::make_shared<detail::barrier_core>(parties, std::move(action), limit);
}

int Barrier::parties() const noexcept
{
    return core_->parties();
}

int Barrier::n_waiting() const
{
    return core_->observe([](detail::barrier_state& state) { return state.arrived(); });
}

bool Barrier::broken() const
{
    return core_->observe([](detail::barrier_state& state) { return state.broken(); });
}

int Barrier::wait(timeout limit)
{
    return core_->wait(limit);
}

void Barrier::reset()
{
    core_->change([](detail::barrier_state& state) { state.reset(); });
}

void Barrier::abort()
{
    core_->change([](detail::barrier_state& state) { state.abort(); });
}

}  // namespace quartet::multiprocessing
