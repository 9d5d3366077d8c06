// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/threading/local.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "thread_state.hpp"

namespace quartet::threading::detail {

/// All values of one local object. They go when it goes.
class local_values::table
{
public:
    using key = void const*;  // of a thread: the address of its `slots`

    std::uint64_t const id = [] {
        static std::atomic<std::uint64_t> count{0};
        return ++count;  // never used again
    }();

    void add(key thread, value made)
    {
        std::lock_guard const lock(mutex_);
        values_[thread] = std::move(made);
    }

    /// Of a thread that has no `slots` any more.
    void add_orphan(value made)
    {
        std::lock_guard const lock(mutex_);
        orphans_.push_back(std::move(made));
    }

    /// @return the value, to be destroyed without the mutex: it may call anything.
    value remove(key thread) noexcept
    {
        std::lock_guard const lock(mutex_);
        auto const found = values_.find(thread);
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

namespace {

struct slot
{
    std::weak_ptr<local_values::table> table;
    void* value;
};

constinit thread_local bool is_past_end = false;

/// What a thread finds its values by: the number of the local object.
struct slots
{
    std::unordered_map<std::uint64_t, slot> of;
    std::size_t purge_at = 64;  // entries; then those go whose local objects are gone

    ~slots()
    {
        clear();
        is_past_end = true;
    }

    void clear() noexcept
    {
        // The destructors of values may use local objects, too.
        while (!of.empty())
        {
            auto const next = of.extract(of.begin());
            if (auto const table = next.mapped().table.lock())
            {
                table->remove(this);
            }
        }
    }

    void purge()
    {
        if (of.size() >= purge_at)
        {
            std::erase_if(of, [](auto const& each) { return each.second.table.expired(); });
            purge_at = 2 * of.size() + 64;
        }
    }
};

/// Null in destructors of thread_local objects that are older than these.
slots* mine() noexcept
{
    static thread_local slots owned;
    return is_past_end ? nullptr : &owned;
}

}  // namespace

local_values::local_values()
    : table_(std::make_shared<table>())
{}

local_values::~local_values() = default;

void* local_values::find() const noexcept
{
    slots const* const all = mine();
    if (all != nullptr)
    {
        if (auto const found = all->of.find(table_->id); found != all->of.end())
        {
            return found->second.value;
        }
    }
    return nullptr;
}

void* local_values::add(value made)
{
    void* const address = made.get();
    slots* const all = mine();
    if (all == nullptr)
    {
        table_->add_orphan(std::move(made));
        return address;
    }
    all->purge();
    table_->add(all, std::move(made));
    all->of[table_->id] = slot{table_, address};
    return address;
}

void local_values::remove() noexcept
{
    if (slots* const all = mine())
    {
        all->of.erase(table_->id);
        table_->remove(all);
    }
}

void clear_locals() noexcept
{
    if (slots* const all = mine())
    {
        all->clear();
    }
}

}  // namespace quartet::threading::detail
