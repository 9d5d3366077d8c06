// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "offload.hpp"

#include "../gevent/pool_of_process.hpp"

namespace quartet::gevent::monkey::detail {

threadpool::ThreadPool& blocking_threads()
{
    static constinit gevent::detail::pool_of_process<1024> pool;
    return pool.get();
}

}  // namespace quartet::gevent::monkey::detail
