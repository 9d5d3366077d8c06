// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/barrier.hpp>
#include <quartet/asyncio/detail/waiting_tasks.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/event.hpp>

#include <string>
#include <utility>

namespace quartet::asyncio {

/// Of those who pass together.
struct Barrier::round
{
    int waiting = 0;
    int passed = 0;
    bool is_broken = false;
    Event ended;
};

Barrier::Barrier(int parties)
    : parties_(parties)
    , round_(std::make_shared<round>())
{
    if (parties < 1)
    {
        throw ValueError("Barrier: parties must be at least 1: " + std::to_string(parties));
    }
}

Barrier::~Barrier() = default;

int Barrier::n_waiting() const noexcept
{
    return round_->waiting;
}

void Barrier::end_round(bool is_broken) noexcept
{
    round_->is_broken = is_broken;
    round_->ended.set();
}

Coroutine<int> Barrier::wait()
{
    if (is_broken_)
    {
        throw BrokenBarrierError("the barrier is broken");
    }
    auto const mine = round_;
    if (++mine->waiting == parties_)
    {
        end_round(false);
        round_ = std::make_shared<round>();
        co_return parties_ - 1;
    }
    try
    {
        co_await mine->ended.wait();
    }
    catch (CancelledError const&)
    {
        mine->waiting -= mine->ended.is_set() ? 0 : 1;
        throw;
    }
    if (mine->is_broken)
    {
        throw BrokenBarrierError("the barrier was broken or reset");
    }
    co_return mine->passed++;
}

void Barrier::reset() noexcept
{
    is_broken_ = false;
    end_round(true);
    round_ = std::make_shared<round>();
}

void Barrier::abort() noexcept
{
    is_broken_ = true;
    end_round(true);
    round_ = std::make_shared<round>();
}

}  // namespace quartet::asyncio
