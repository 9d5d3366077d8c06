// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_MEMORY_BLOCK_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_MEMORY_BLOCK_HPP

#include <quartet/multiprocessing/detail/shared_handle.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace quartet::multiprocessing::detail {

struct memory_core
{
    void* data;
    std::size_t size;
    std::shared_ptr<void> segment;
};
QUARTET_DECL std::string send(memory_core const& core);
QUARTET_DECL void receive(std::string const& name, std::shared_ptr<memory_core>& core);

/// Zeroed memory that processes share, aligned to a cache line.
class QUARTET_DECL memory_block : public shared_handle<memory_core>
{
public:
    /// @throws OSError when there is no room in /dev/shm.
    explicit memory_block(std::size_t size);

    /// Empty, to be loaded into.
    explicit memory_block(quartet::detail::unpickled_t) noexcept {}

    void* data() const noexcept { return core_->data; }
    std::size_t size() const noexcept { return core_->size; }

    static constexpr std::size_t alignment = 64;
};

/// What may lie in shared memory: its bytes are all there is to it.
template <class T>
constexpr void check_shareable()
{
    static_assert(
        std::is_trivially_copyable_v<T> && std::is_same_v<T, std::remove_cv_t<T>>,
        "quartet: only a trivially copyable type can lie in shared memory (numbers, "
        "plain "
        "structs); use a Queue for others");
    static_assert(alignof(T) <= memory_block::alignment);
}

}  // namespace quartet::multiprocessing::detail

#endif
