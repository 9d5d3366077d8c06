// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_ERRORS_HPP
#define QUARTET_THREADING_ERRORS_HPP

#include <quartet/errors.hpp>

namespace quartet::threading {

/// A Barrier was broken or reset while a party waited at it.
class QUARTET_TYPE_VISIBLE BrokenBarrierError : public RuntimeError
{
    using RuntimeError::RuntimeError;
};

}  // namespace quartet::threading

#endif
