// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_CONTEXT_CELL_HPP
#define QUARTET_DETAIL_CONTEXT_CELL_HPP

#include <quartet/detail/config.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace quartet::detail {

class context_cell;

/// What a task, a callback, a greenlet and a thread each have: its context; null: an empty one.
using context_slot = boost::intrusive_ptr<context_cell>;

/// What a context says of ContextVars. Copies share the values until one is changed.
class QUARTET_DECL context_cell : public boost::intrusive_ref_counter<context_cell>
{
public:
    using value = std::shared_ptr<void const>;

    /// That of who calls: a task or a callback, or else a greenlet, or else a thread.
    static context_slot& current() noexcept;

    /// A copy of it, for what who calls begins; null if it is empty. Costs next to nothing in a program
    /// that has no ContextVar.
    static context_slot copy_current()
    {
        return is_used.load(std::memory_order_relaxed) ? copy(current()) : nullptr;
    }
    static context_slot copy(context_slot const& of);

    /// The number of a new variable.
    static std::uint64_t new_variable() noexcept;

    /// Null: there is none.
    value find(std::uint64_t variable) const noexcept;

    /// @param to null: it has none any more.
    void set(std::uint64_t variable, value to);

    std::size_t size() const noexcept { return values_ == nullptr ? 0 : values_->size(); }

    /// Whether Context::run() runs in it, in whatever thread.
    std::atomic<bool> is_entered = false;

private:
    using values = std::vector<std::pair<std::uint64_t, value>>;

    static std::atomic<bool> is_used;

    std::shared_ptr<values const> values_;
};

}  // namespace quartet::detail

#endif
