// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_THREADING_BARRIER_STATE_HPP
#define QUARTET_SRC_THREADING_BARRIER_STATE_HPP

#include <cstdint>

namespace quartet::threading::detail {

/// Who waits at a barrier, and how it ends for them. No threads, no clock.
/**
 *               last arrives              finish
 *     filling ---------------> acting -------------> filling, next generation: they passed
 *        |                       |
 *        |      fail, abort      |                 reset
 *        +-----------------------+-----> broken ----------> filling
 *        |                       |
 *        |        reset          |
 *        +-----------------------+-----> filling, next generation: it broke for them
 */
class barrier_state
{
public:
    enum class arrival
    {
        waits,
        last,     ///< must run the action, then finish()
        broken,   ///< did not arrive: the barrier is broken
        too_soon  ///< did not arrive: the parties before must go on first
    };

    struct ticket
    {
        arrival how;
        int index = 0;  // 0 to parties - 1
        std::uint64_t generation = 0;
    };

    explicit barrier_state(int parties) noexcept
        : parties_(parties)
    {}

    int parties() const noexcept { return parties_; }
    int waiting() const noexcept { return arrived_; }
    bool broken() const noexcept { return phase_ == phase::broken; }

    ticket arrive() noexcept
    {
        switch (phase_)
        {
        case phase::broken:
            return {arrival::broken};
        case phase::acting:
            return {arrival::too_soon};
        default:
            int const index = arrived_++;
            if (arrived_ < parties_)
            {
                return {arrival::waits, index, generation_};
            }
            phase_ = phase::acting;
            return {arrival::last, index, generation_};
        }
    }

    /// The action of a generation is done. @return whether all pass; else it broke meanwhile.
    bool finish(std::uint64_t generation) noexcept
    {
        bool const passes = generation == generation_ && phase_ == phase::acting;
        if (passes)
        {
            next(phase::filling);
        }
        return passes;
    }

    /// The time of a party ran out, or the action threw. @return whether that broke it.
    bool fail(std::uint64_t generation) noexcept { return generation == generation_ && abort(); }

    /// @return whether it was not broken before.
    bool abort() noexcept
    {
        bool const breaks = phase_ != phase::broken;
        if (breaks)
        {
            next(phase::broken);
        }
        return breaks;
    }

    /// @return whether it breaks for those who had arrived.
    bool reset() noexcept
    {
        bool const breaks = arrived_ != 0;
        next(phase::filling);
        return breaks;
    }

private:
    enum class phase
    {
        filling,
        acting,
        broken
    };

    void next(phase now) noexcept
    {
        ++generation_;
        arrived_ = 0;
        phase_ = now;
    }

    int const parties_;
    int arrived_ = 0;
    std::uint64_t generation_ = 0;
    phase phase_ = phase::filling;
};

}  // namespace quartet::threading::detail

#endif
