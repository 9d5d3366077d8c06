// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_PEER_GREENLET_HPP
#define QUARTET_TEST_SUPPORT_PEER_GREENLET_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/sleep.hpp>

#include <boost/test/unit_test.hpp>

#include <utility>

#include "support/is_well.hpp"

namespace quartet_test {

/// As peer_thread, but a greenlet.
class peer_greenlet
{
public:
    static constexpr bool is_thread = false;

    /// Lets other peers run.
    static void yield() { quartet::gevent::sleep(0); }

    template <class Body>
    explicit peer_greenlet(Body body)
        : run_([this, body = std::move(body)]() mutable {
            agent_ = &quartet::detail::agent::current();
            return is_well(body);
        })
    {
        run_.start();
    }
    peer_greenlet(peer_greenlet const&) = delete;
    peer_greenlet& operator=(peer_greenlet const&) = delete;

    ~peer_greenlet() { run_.join(); }

    bool is_done() const { return run_.ready(); }

    /// Waits until it waits.
    void until_asleep() const
    {
        while (agent_ == nullptr || !agent_->is_waiting())
        {
            yield();
        }
    }

    /// Waits until it has returned. @return what.
    bool result() { return run_.get(); }

    quartet::gevent::Greenlet<bool> const& greenlet() const { return run_; }

private:
    quartet::detail::agent* agent_ = nullptr;
    quartet::gevent::Greenlet<bool> run_;
};

/// A case at whose end no greenlet of this thread, and no timer, is left.
struct leaves_no_greenlet
{
    ~leaves_no_greenlet() { BOOST_TEST(quartet::gevent::get_hub().join(10)); }
};

}  // namespace quartet_test

#endif
