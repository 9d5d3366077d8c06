// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MONKEY_REPORT_HPP
#define QUARTET_MONKEY_REPORT_HPP

#include <quartet/detail/config.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace quartet::gevent::monkey {

/// Where the calls of a module to a function go.
struct binding
{
    std::string module;    ///< the file that calls: "/lib/x86_64-linux-gnu/libcurl.so.4"
    std::string symbol;    ///< "recv"
    std::string bound_to;  ///< "quartet", the file that has the function, or "" if nobody has called it yet
    bool is_patched = false;
};

/// Something that blocks a thread although it is patched.
struct escape
{
    std::string module;
    std::string what;    ///< "makes system calls of its own, in 12 places"
    std::string advice;  ///< a sentence on what to do
};

/// What report() finds. Prints as a table.
struct findings
{
    std::vector<binding> bindings;
    std::vector<escape> escapes;

    QUARTET_DECL friend std::ostream& operator<<(std::ostream& out, findings const& self);
};

/// Who calls what, of all modules that are loaded and all functions that can be patched, and what
/// escapes. Reads the code of all modules: some milliseconds.
QUARTET_DECL findings report();

}  // namespace quartet::gevent::monkey

#endif
