// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "exception_text.hpp"

#include <cxxabi.h>
#include <typeinfo>

#include "traceback_recorder.hpp"
#include "type_name.hpp"

namespace quartet::detail {
namespace {

std::string traceback_of(std::exception_ptr const& error)
{
    std::string const thrown = traceback_recorder::traceback_of(error);
    return !thrown.empty() ? thrown : "(the stack where it was caught)\n" + traceback_here();
}

/// What throw statements hold that are not std::exceptions.
std::string text_of_odd(std::exception_ptr const& error)
{
    try
    {
        std::rethrow_exception(error);
    }
    catch (std::string const& text)
    {
        return text;
    }
    catch (char const* text)
    {
        return text != nullptr ? text : "";
    }
    catch (int number)
    {
        return std::to_string(number);
    }
    catch (...)
    {
        return {};
    }
}

}  // namespace

exception_text describe_exception(std::exception_ptr const& error)
{
    if (error == nullptr)
    {
        return {"unknown exception", "", traceback_of(error)};
    }
    try
    {
        std::rethrow_exception(error);
    }
    catch (std::exception const& known)
    {
        return {type_name(typeid(known)), known.what(), traceback_of(error)};
    }
    catch (...)
    {
        std::type_info const* const type = abi::__cxa_current_exception_type();
        return {
            type != nullptr ? type_name(*type) : "unknown exception",
            text_of_odd(error),
            traceback_of(error)};
    }
}

}  // namespace quartet::detail
