// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/event.hpp>

#include <atomic>

#include "../detail/event_count.hpp"
#include "../detail/shared_segment.hpp"

namespace quartet::multiprocessing {

using quartet::detail::deadline;
using quartet::detail::event_count;
using quartet::detail::segment_kind;
using quartet::detail::shared_segment;

namespace detail {
namespace {

struct event_shared
{
    std::atomic<std::uint64_t> epoch{0};  // odd: set. Each set() and each clear() adds one
    event_count changed;
};

}  // namespace

/// One word, each change of which is one compare-and-swap: killed before it or after it.
class event_core
{
public:
    event_core()
        : segment_(quartet::detail::create_segment_of<event_shared>(segment_kind::event))
    {}

    explicit event_core(std::string const& name)
        : segment_(shared_segment::attach(name, segment_kind::event))
    {}

    bool is_set() const noexcept { return is_odd(shared().epoch.load(std::memory_order_acquire)); }

    void set() noexcept
    {
        if (move_from(false))
        {
            shared().changed.notify_all();
        }
    }

    void clear() noexcept { move_from(true); }

    bool wait(deadline const& end)
    {
        std::uint64_t const before = shared().epoch.load(std::memory_order_acquire);
        if (is_odd(before))
        {
            return true;
        }
        // Any other epoch than the one found clear means that it was set since.
        return shared().changed.await(end, [this, before](bool) {
            return shared().epoch.load(std::memory_order_acquire) != before;
        });
    }

    std::shared_ptr<shared_segment> const& segment() const noexcept { return segment_; }

private:
    event_shared& shared() const noexcept { return *static_cast<event_shared*>(segment_->data()); }

    static bool is_odd(std::uint64_t epoch) noexcept { return (epoch & 1) != 0; }

    /// To the next epoch, unless it is not set (cleared) any more. @return whether it moved.
    bool move_from(bool set) noexcept
    {
        std::uint64_t epoch = shared().epoch.load(std::memory_order_acquire);
        while (is_odd(epoch) == set)
        {
            if (shared().epoch.compare_exchange_weak(epoch, epoch + 1, std::memory_order_seq_cst))
            {
                return true;
            }
        }
        return false;
    }

    std::shared_ptr<shared_segment> segment_;
};

std::string send(event_core const& core)
{
    return quartet::detail::send_name(core.segment());
}

void receive(std::string const& name, std::shared_ptr<event_core>& core)
{
    core = std::make_shared<event_core>(name);
}

}  // namespace detail

Event::Event()
    : shared_handle(std::make_shared<detail::event_core>())
{}

bool Event::is_set() const noexcept
{
    return core_->is_set();
}

void Event::set() noexcept
{
    core_->set();
}

void Event::clear() noexcept
{
    core_->clear();
}

bool Event::wait(timeout limit) const
{
    return core_->wait(deadline(limit));
}

}  // namespace quartet::multiprocessing
