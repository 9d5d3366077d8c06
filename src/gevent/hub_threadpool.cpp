// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/hub.hpp>

#include "pool_of_process.hpp"

namespace quartet::gevent {

threadpool::ThreadPool& Hub::threadpool() const
{
    static constinit detail::pool_of_process<10> pool;
    return pool.get();
}

}  // namespace quartet::gevent
