// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/detail/memory_block.hpp>

#include "../detail/shared_segment.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::segment_kind;
using quartet::detail::shared_segment;

namespace {

std::shared_ptr<memory_core> core_of(std::shared_ptr<shared_segment> segment)
{
    void* const data = segment->data();
    std::size_t const size = segment->size();
    return std::make_shared<memory_core>(memory_core{data, size, std::move(segment)});
}

}  // namespace

memory_block::memory_block(std::size_t size)
    : shared_handle(core_of(shared_segment::create(segment_kind::value, size)))
{}

std::string send(memory_core const& core)
{
    return quartet::detail::send_name(std::static_pointer_cast<shared_segment>(core.segment));
}

void receive(std::string const& name, std::shared_ptr<memory_core>& core)
{
    core = core_of(shared_segment::attach(name, segment_kind::value));
}

}  // namespace quartet::multiprocessing::detail
