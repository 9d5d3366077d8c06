// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/monkey/report.hpp>

#include <dlfcn.h>
#include <iomanip>
#include <ostream>

#include "escapes.hpp"
#include "patch.hpp"

namespace quartet::gevent::monkey {
namespace {

/// The file that has the function.
std::string file_of(void* address)
{
    Dl_info where{};
    return ::dladdr(address, &where) != 0 && where.dli_fname != nullptr ? where.dli_fname : "";
}

void add_bindings(detail::module const& of, findings& to)
{
    of.for_each_slot([&](detail::slot const& at) {
        detail::hook const* its;
        switch (detail::look_at(of, at, its))
        {
        case detail::target::hook:
            to.bindings.push_back({of.path(), at.symbol, "quartet", true});
            break;
        case detail::target::libc: {
            bool const is_bound = at.value() == its->function->address;
            to.bindings.push_back(
                {of.path(), at.symbol, is_bound ? file_of(at.value()) : "", false});
            break;
        }
        case detail::target::nothing_of_ours:
            if (its != nullptr && its->function->address != nullptr)
            {
                to.bindings.push_back({of.path(), at.symbol, file_of(at.value()), false});
            }
            break;
        }
        return 0;
    });
}

}  // namespace

findings report()
{
    findings all;
    detail::for_each_module([&](detail::module const& each) {
        if (!detail::is_left_alone(each))
        {
            add_bindings(each, all);
        }
        return 0;
    });
    all.escapes = detail::find_escapes();
    return all;
}

std::ostream& operator<<(std::ostream& out, findings const& self)
{
    for (binding const& each : self.bindings)
    {
        out << each.module << ": " << each.symbol << " -> "
            << (each.bound_to.empty() ? "not called yet" : each.bound_to) << '\n';
    }
    for (escape const& each : self.escapes)
    {
        out << each.module << ' ' << each.what << ": " << each.advice << '\n';
    }
    return out;
}

}  // namespace quartet::gevent::monkey
