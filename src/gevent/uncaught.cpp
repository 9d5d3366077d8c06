// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "uncaught.hpp"

#include <exception>
#include <unistd.h>

#include "../detail/exception_text.hpp"

namespace quartet::gevent::detail {

void report_uncaught(std::string const& where) noexcept
{
    try
    {
        auto const about = quartet::detail::describe_exception(std::current_exception());
        std::string const text = "Exception in " + where +
                                 ":\nTraceback (most recent call first):\n" + about.traceback +
                                 about.type + ": " + about.text + '\n';
        static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()) < 0);
    }
    catch (...)
    {
        // No memory for the text.
    }
}

}  // namespace quartet::gevent::detail
