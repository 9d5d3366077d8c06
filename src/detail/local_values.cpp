// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/local_values.hpp>

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "local_slots.hpp"

namespace quartet::detail {

/// All values of one local object. They go when it goes.
class local_values::table
{
public:
    using key = local_slots const*;

    std::uint64_t const id = [] {
        static std::atomic<std::uint64_t> count{0};
        return ++count;  // never used again
    }();

    void add(key whose, value made)
    {
        std::lock_guard const lock(mutex_);
        values_[whose] = std::move(made);
    }

    /// Of a thread that has no slots any more.
    void add_orphan(value made)
    {
        std::lock_guard const lock(mutex_);
        orphans_.push_back(std::move(made));
    }

    /// @return the value, to be destroyed without the mutex: it may call anything.
    value remove(key whose) noexcept
    {
        std::lock_guard const lock(mutex_);
        auto const found = values_.find(whose);
        value removed;
        if (found != values_.end())
        {
            removed = std::move(found->second);
            values_.erase(found);
        }
        return removed;
    }

private:
    std::mutex mutex_;
    std::unordered_map<key, value> values_;
    std::vector<value> orphans_;
};

// --- local_slots ---

void local_slots::clear() noexcept
{
    while (!of_.empty())
    {
        auto const next = of_.extract(of_.begin());
        if (auto const table = next.mapped().table.lock())
        {
            table->remove(this);
        }
    }
}

void local_slots::purge()
{
    if (of_.size() >= purge_at_)
    {
        std::erase_if(of_, [](auto const& each) { return each.second.table.expired(); });
        purge_at_ = 2 * of_.size() + 64;
    }
}

namespace {

constinit thread_local bool is_past_end = false;

struct thread_slots : local_slots
{
    ~thread_slots()
    {
        clear();
        is_past_end = true;
    }
};

}  // namespace

/// Null in destructors of thread_local objects that are older than these.
local_slots* slots_of_thread(bool) noexcept
{
    static thread_local thread_slots owned;
    return is_past_end ? nullptr : &owned;
}

void clear_slots_of_thread() noexcept
{
    if (local_slots* const all = slots_of_thread(true))
    {
        all->clear();
    }
}

// --- local_values ---

local_values::local_values(slots_finder whose)
    : whose_(whose)
    , table_(std::make_shared<table>())
{}

local_values::~local_values() = default;

void* local_values::find() const noexcept
{
    local_slots const* const all = whose_(false);
    if (all != nullptr)
    {
        if (auto const found = all->of_.find(table_->id); found != all->of_.end())
        {
            return found->second.value;
        }
    }
    return nullptr;
}

void* local_values::add(value made)
{
    void* const address = made.get();
    local_slots* const all = whose_(true);
    if (all == nullptr)
    {
        table_->add_orphan(std::move(made));
        return address;
    }
    all->purge();
    table_->add(all, std::move(made));
    all->of_[table_->id] = local_slots::slot{table_, address};
    return address;
}

void local_values::remove() noexcept
{
    if (local_slots* const all = whose_(false))
    {
        all->of_.erase(table_->id);
        table_->remove(all);
    }
}

}  // namespace quartet::detail
