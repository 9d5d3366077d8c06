// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "type_name.hpp"

#include <boost/core/demangle.hpp>

#include <string_view>
#include <utility>

namespace quartet::detail {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at))
    {
        text.replace(at, from.size(), to);
        at += to.size();
    }
}

}  // namespace

std::string type_name(char const* mangled)
{
    std::string name = boost::core::demangle(mangled);
    using replacement = std::pair<std::string_view, std::string_view>;
    for (auto const& [from, to] :
         {replacement{"__cxx11::", ""},
          replacement{"[abi:cxx11]", ""},
          replacement{"std::__ios_failure", "std::ios_base::failure"},
          replacement{
              "std::basic_string<char, std::char_traits<char>, std::allocator<char> >",
              "std::string"}})
    {
        replace_all(name, from, to);
    }
    return name;
}

}  // namespace quartet::detail
