// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "sigpipe.hpp"

#include <csignal>

namespace quartet::gevent::monkey::detail {

void ignore_sigpipe(bool ignored) noexcept
{
    static constinit bool is_ours = false;  // the mutex of who patches guards it
    struct sigaction now;
    if (::sigaction(SIGPIPE, nullptr, &now) != 0 || (now.sa_flags & SA_SIGINFO) != 0)
    {
        return;
    }
    if (ignored && now.sa_handler == SIG_DFL)
    {
        is_ours = ::signal(SIGPIPE, SIG_IGN) != SIG_ERR;
    }
    else if (!ignored && is_ours && now.sa_handler == SIG_IGN)
    {
        ::signal(SIGPIPE, SIG_DFL);
        is_ours = false;
    }
}

}  // namespace quartet::gevent::monkey::detail
