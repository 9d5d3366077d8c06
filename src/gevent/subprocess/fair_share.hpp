// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_SUBPROCESS_FAIR_SHARE_HPP
#define QUARTET_SRC_GEVENT_SUBPROCESS_FAIR_SHARE_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/gevent/sleep.hpp>

#include <cstddef>

namespace quartet::gevent::subprocess::detail {

/// Lets others have their turn now and then, when a child is so quick that nobody has to wait for it.
class fair_share
{
public:
    /// After so many bytes without a wait. @throws what the caller is interrupted with.
    void moved(std::size_t bytes)
    {
        bytes_ += bytes;
        if (bytes_ >= most)
        {
            waited();
            if (quartet::detail::agent::current().is_cooperative())
            {
                gevent::sleep(0);
            }
        }
    }

    void waited() noexcept { bytes_ = 0; }

private:
    static constexpr std::size_t most = 1024 * 1024;  // some 100 us

    std::size_t bytes_ = 0;
};

}  // namespace quartet::gevent::subprocess::detail

#endif
