// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_COMPLETED_PROCESS_HPP
#define QUARTET_GEVENT_SUBPROCESS_COMPLETED_PROCESS_HPP

#include <quartet/gevent/subprocess/errors.hpp>

#include <string>
#include <vector>

namespace quartet::gevent::subprocess {

/// What run() gives (Python: `subprocess.CompletedProcess`).
struct CompletedProcess
{
    std::vector<std::string> args = {};
    int returncode = 0;        ///< -N: signal N ended it
    std::string stdout_ = {};  ///< empty, too, if it was not captured
    std::string stderr_ = {};  ///< likewise

    /// @throws CalledProcessError unless the exit code is 0.
    void check_returncode() const
    {
        if (returncode != 0)
        {
            throw CalledProcessError(returncode, args, stdout_, stderr_);
        }
    }
};

}  // namespace quartet::gevent::subprocess

#endif
