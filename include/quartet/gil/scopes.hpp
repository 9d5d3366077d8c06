// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GIL_SCOPES_HPP
#define QUARTET_GIL_SCOPES_HPP

#include <quartet/gil/gil.hpp>

namespace quartet::gil {

/// A scope with the GIL (Python: `PyGILState_Ensure`, `PyGILState_Release`).
/**
 * Takes it, unless the thread has it, and gives back what it took. Scopes may be nested.
 *
 * @par Example
 * @code
 * gil::ensure const scope;
 * @endcode
 *
 * @par Blocking
 * The constructor blocks the calling thread.
 */
class [[nodiscard]] ensure
{
public:
    explicit ensure(GIL& gil = default_gil())
        : gil_(gil)
        , took_(!gil.held() && gil.acquire())
    {}

    ~ensure()
    {
        if (took_ && gil_.held())
        {
            gil_.release();
        }
    }

    ensure(ensure const&) = delete;
    ensure& operator=(ensure const&) = delete;

private:
    GIL& gil_;
    bool const took_;
};

/// A scope without the GIL, for work that blocks (Python: `Py_BEGIN_ALLOW_THREADS`).
/**
 * Gives it back, so that other threads run, and takes it again at its end.
 *
 * @par Example
 * @code
 * {
 *     gil::allow_threads const scope;
 *     count = ::read(fd, buffer, size);
 * }
 * @endcode
 *
 * @par Blocking
 * The destructor blocks the calling thread.
 */
class [[nodiscard]] allow_threads
{
public:
    /// @throws RuntimeError if this thread does not have it.
    explicit allow_threads(GIL& gil = default_gil())
        : gil_(gil)
    {
        gil.release();
    }

    ~allow_threads()
    {
        if (!gil_.held())
        {
            gil_.lock();
        }
    }

    allow_threads(allow_threads const&) = delete;
    allow_threads& operator=(allow_threads const&) = delete;

private:
    GIL& gil_;
};

/// Whether the calling thread has the default GIL (Python: `PyGILState_Check`).
inline bool held() noexcept
{
    return default_gil().held();
}

/// GIL::checkpoint() of the default one: what the interpreter does between bytecodes.
inline void checkpoint()
{
    default_gil().checkpoint();
}

/// Of the default one (Python: `sys.setswitchinterval`). @throws ValueError unless it is more than 0.
inline void setswitchinterval(timeout interval)
{
    default_gil().setswitchinterval(interval);
}

/// Of the default one, in seconds (Python: `sys.getswitchinterval`).
inline double getswitchinterval() noexcept
{
    return default_gil().getswitchinterval();
}

}  // namespace quartet::gil

#endif
