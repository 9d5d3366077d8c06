// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/forks.hpp>
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/threadpool.hpp>

#include <atomic>

namespace quartet::gevent {

threadpool::ThreadPool& Hub::threadpool() const
{
    // A forked child needs one of its own. None is ever destroyed: whoever runs at the end may use it.
    struct shared_pool
    {
        std::uint32_t const forks = quartet::detail::forks;
        threadpool::ThreadPool pool{10};
        shared_pool* of_the_parent = nullptr;  // left as it is
    };
    static constinit std::atomic<shared_pool*> current{nullptr};
    shared_pool* found = current;
    if (found == nullptr || found->forks != quartet::detail::forks)
    {
        auto* const made = new shared_pool;
        made->of_the_parent = found;
        if (current.compare_exchange_strong(found, made))
        {
            return made->pool;
        }
        delete made;
    }
    return found->pool;
}

}  // namespace quartet::gevent
