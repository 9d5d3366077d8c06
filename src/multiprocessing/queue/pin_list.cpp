// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "pin_list.hpp"

#include <cerrno>
#include <iterator>
#include <unistd.h>

namespace quartet::multiprocessing::detail {

shared_stack<pin_list::estate> constinit pin_list::estates_;

pin_list::~pin_list()
{
    if (!entries_.empty())
    {
        std::unique_ptr<estate> all(new estate{std::move(queue_), {}, nullptr});
        entries_.filter([&](entry& each) {
            std::move(each.with.begin(), each.with.end(), std::back_inserter(all->with));
            return false;
        });
        estates_.push(std::move(all));
    }
    settle_estates();
}

/// Lets go what belongs to queues that nobody has open any more.
void pin_list::settle_estates()
{
    if (!estates_.empty())
    {
        estates_.filter([](estate const& each) {
            return ::access(("/dev/shm/" + each.queue).c_str(), F_OK) == 0 || errno != ENOENT;
        });
    }
}

}  // namespace quartet::multiprocessing::detail
