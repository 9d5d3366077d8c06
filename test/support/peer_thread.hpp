// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_PEER_THREAD_HPP
#define QUARTET_TEST_SUPPORT_PEER_THREAD_HPP

#include <quartet/detail/agent.hpp>

#include <atomic>
#include <csignal>
#include <thread>
#include <unistd.h>
#include <utility>

#include "support/asleep.hpp"
#include "support/is_well.hpp"
#include "support/poll_until.hpp"

namespace quartet_test {

/// A thread that runs a function, which may say whether all was well; joined at the end.
/// Boost.Test's assertions belong into the main thread.
class peer_thread
{
public:
    static constexpr bool is_thread = true;

    /// Lets other peers run.
    static void yield() { std::this_thread::yield(); }

    template <class Body>
    explicit peer_thread(Body body)
        : thread_([this, body = std::move(body)]() mutable {
            quartet::detail::agent::current();  // whose making could sleep
            tid_ = ::gettid();
            good_ = is_well(body);
            is_done_ = true;
        })
    {}
    peer_thread(peer_thread const&) = delete;
    peer_thread& operator=(peer_thread const&) = delete;

    ~peer_thread()
    {
        if (thread_.joinable())
        {
            thread_.join();
        }
    }

    bool is_done() const { return is_done_; }

    /// Waits until it sleeps: in the wait that it comes to first, if nothing before can sleep.
    void until_asleep() const
    {
        poll_until([this] { return tid_ != 0; });
        quartet_test::until_asleep(tid_);
    }

    void interrupt(int signal) { ::pthread_kill(thread_.native_handle(), signal); }

    /// Waits until it has returned. @return what.
    bool result()
    {
        thread_.join();
        return good_;
    }

private:
    std::atomic<pid_t> tid_{0};
    std::atomic<bool> is_done_{false};
    bool good_ = false;
    std::thread thread_;
};

/// What another one finds, a thread or whatever the peer is.
template <class Peer, class Question>
bool in_another(Question question)
{
    return Peer(std::move(question)).result();
}

/// What another thread finds.
template <class Question>
bool in_another_thread(Question question)
{
    return in_another<peer_thread>(std::move(question));
}

}  // namespace quartet_test

#endif
