// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/deadline.hpp>
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/wait.hpp>

#include <cerrno>
#include <poll.h>

#include "../detail/loop/descriptor.hpp"

namespace quartet::multiprocessing {

waitable::waitable(int descriptor)
    : descriptor_(descriptor)
{
    if (descriptor < 0)
    {
        throw ValueError("wait: a descriptor cannot be negative: " + std::to_string(descriptor));
    }
}

std::vector<waitable> wait(std::span<waitable const> objects, timeout limit)
{
    std::vector<pollfd> entries;
    for (waitable const& object : objects)
    {
        entries.push_back({object.fileno(), POLLIN, 0});
    }
    if (entries.empty())
    {
        return {};
    }
    quartet::detail::deadline const end(limit);
    quartet::detail::poll_descriptors(entries, end, "wait");

    std::vector<waitable> ready;
    for (std::size_t i = 0; i < entries.size(); ++i)
    {
        if ((entries[i].revents & POLLNVAL) != 0)
        {
            throw OSError(EBADF, "wait: descriptor " + std::to_string(entries[i].fd));
        }
        if (entries[i].revents != 0)
        {
            ready.push_back(objects[i]);
        }
    }
    return ready;
}

}  // namespace quartet::multiprocessing
