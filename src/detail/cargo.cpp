// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/cargo.hpp>
#include <quartet/errors.hpp>

#include <utility>

namespace quartet::detail {
namespace {

thread_local cargo* current_cargo = nullptr;

}

cargo& cargo::current()
{
    if (current_cargo == nullptr)
    {
        throw RuntimeError(
            "a handle (queue, lock, connection ...) can only be serialised on its way to "
            "another process: as an argument, a result or an item");
    }
    return *current_cargo;
}

cargo_scope::cargo_scope(cargo& hold) noexcept
    : outer_(std::exchange(current_cargo, &hold))
{}

cargo_scope::~cargo_scope()
{
    current_cargo = outer_;
}

}  // namespace quartet::detail
