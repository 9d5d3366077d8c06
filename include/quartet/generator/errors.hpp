// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_ERRORS_HPP
#define QUARTET_GENERATOR_ERRORS_HPP

#include <quartet/detail/config.hpp>

#include <exception>
#include <stdexcept>

namespace quartet {

/// What a generator's yield throws when the generator is closed or destroyed (Python:
/// `GeneratorExit`). Whoever catches it cleans up and returns, or throws it on.
/**
 * Python's is no Exception, so that `except Exception` lets it pass. This one is a std::exception:
 * a body that goes on after `catch (std::exception const&)` has to let it pass itself.
 */
class QUARTET_TYPE_VISIBLE GeneratorExit : public std::exception
{
public:
    char const* what() const noexcept override { return "GeneratorExit"; }
};

/// Thrown in a generator's body, it arrives at the caller as a RuntimeError (Python: PEP 479). The
/// end of a generator is std::nullopt here, and no exception.
class QUARTET_TYPE_VISIBLE StopIteration : public std::runtime_error
{
public:
    StopIteration()
        : std::runtime_error("StopIteration")
    {}
    using std::runtime_error::runtime_error;
};

}  // namespace quartet

#endif
