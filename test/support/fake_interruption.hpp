// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_FAKE_INTERRUPTION_HPP
#define QUARTET_TEST_SUPPORT_FAKE_INTERRUPTION_HPP

#include <quartet/detail/agent.hpp>

namespace quartet_test {

/// Throws its address.
class fake_interruption final : public quartet::detail::interruption
{
public:
    void raise() override { throw static_cast<fake_interruption const*>(this); }
};

/// What a call was interrupted with; null: nothing.
template <class Call>
fake_interruption const* thrown_by(Call call)
{
    try
    {
        call();
    }
    catch (fake_interruption const* with)
    {
        return with;
    }
    return nullptr;
}

}  // namespace quartet_test

#endif
