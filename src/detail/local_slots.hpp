// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOCAL_SLOTS_HPP
#define QUARTET_SRC_DETAIL_LOCAL_SLOTS_HPP

#include <quartet/detail/local_values.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace quartet::detail {

class local_slots
{
public:
    local_slots() = default;
    local_slots(local_slots const&) = delete;
    local_slots& operator=(local_slots const&) = delete;
    ~local_slots() { clear(); }

    /// Destroys the values. Their destructors may use local objects, too.
    void clear() noexcept;

private:
    friend class local_values;

    struct slot
    {
        std::weak_ptr<local_values::table> table;
        void* value;
    };

    void purge();

    std::unordered_map<std::uint64_t, slot> of_;  // by the number of the local object
    std::size_t purge_at_ = 64;  // entries; then those go whose local objects are gone
};

/// Destroys the calling thread's values.
void clear_slots_of_thread() noexcept;

}  // namespace quartet::detail

#endif
