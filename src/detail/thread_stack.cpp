// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "thread_stack.hpp"

#include <quartet/detail/fiber.hpp>

#include <boost/stacktrace/safe_dump_to.hpp>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <mutex>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

#include "loop/event_loop.hpp"
#include "traceback_recorder.hpp"

namespace quartet::detail {
namespace {

constexpr int signal_number = SIGURG;

/// What is asked of one thread at a time. A late answer finds that nobody waits for it any more.
struct question
{
    std::atomic<pid_t> whom{0};
    std::atomic<bool> is_answered{false};
    thread_snapshot answer;
};

constinit question asked;

void note_greenlet(thread_snapshot& in) noexcept
{
    event_loop* const loop = event_loop::here();
    fiber_agent* const running = fiber_agent::running();
    if (loop == nullptr || running == nullptr)
    {
        return;
    }
    in.turn = loop->now_running().turn.load(std::memory_order_relaxed);
    fiber const& which = running->running_on();
    std::size_t const length = std::min(std::strlen(which.name()), in.greenlet.size() - 24);
    std::memcpy(in.greenlet.data(), which.name(), length);
    if (which.number() != 0)
    {
        std::to_chars(
            in.greenlet.data() + length, in.greenlet.data() + in.greenlet.size(), which.number());
    }
}

void answer(int) noexcept
{
    int const error = errno;
    pid_t expected = ::gettid();
    if (asked.whom.compare_exchange_strong(expected, 0))
    {
        asked.answer = {};
        capture_stack(asked.answer.frames);
        note_greenlet(asked.answer);
        asked.is_answered.store(true, std::memory_order_release);
    }
    errno = error;
}

/// @return false if the program handles the signal itself.
bool install() noexcept
{
    struct sigaction before = {};
    if (::sigaction(signal_number, nullptr, &before) != 0)
    {
        return false;
    }
    if (before.sa_handler == &answer)
    {
        return true;
    }
    struct sigaction action = {};
    action.sa_handler = &answer;
    action.sa_flags = SA_RESTART | SA_ONSTACK;
    return before.sa_handler == SIG_DFL && ::sigaction(signal_number, &action, nullptr) == 0;
}

}  // namespace

void capture_stack(stack_frames& frames) noexcept
{
    boost::stacktrace::safe_dump_to(0, frames.data(), sizeof frames);
}

std::string to_text(stack_frames const& frames)
{
    return traceback_of(frames);
}

std::optional<thread_snapshot> look_at_thread(pid_t tid)
{
    static std::mutex one_at_a_time;
    std::lock_guard const lock(one_at_a_time);
    if (!install())
    {
        return {};
    }
    asked.is_answered = false;
    asked.whom = tid;
    constexpr int tries = 1000;
    if (::syscall(SYS_tgkill, ::getpid(), tid, signal_number) == 0)
    {
        for (int i = 0; i != tries && !asked.is_answered.load(std::memory_order_acquire); ++i)
        {
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
    }
    // Either it was not answered, and never will be, or the answer is on its way.
    pid_t expected = tid;
    if (asked.whom.compare_exchange_strong(expected, 0))
    {
        return {};
    }
    while (!asked.is_answered.load(std::memory_order_acquire))
    {
        std::this_thread::yield();
    }
    return asked.answer;
}

}  // namespace quartet::detail
