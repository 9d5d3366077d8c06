// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_POOL_POOL_WORKER_HPP
#define QUARTET_SRC_MULTIPROCESSING_POOL_POOL_WORKER_HPP

#include <quartet/multiprocessing/process.hpp>

#include <memory>
#include <optional>
#include <string>

#include "worker_link.hpp"

namespace quartet::multiprocessing::detail {

/// A worker of a pool: runs the initializer, then task after task.
class pool_worker : public Process
{
public:
    pool_worker(
        std::string name,
        std::optional<start_method> method,
        std::shared_ptr<worker_link> link,
        std::shared_ptr<target> initializer);

    void run() override;

private:
    void save(std::streambuf& out) const override;
    entry_point entry() const override;

    std::shared_ptr<worker_link> link_;
    std::shared_ptr<target> initializer_;
};

}  // namespace quartet::multiprocessing::detail

#endif
