// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "inherited_signals.hpp"

#include <boost/asio/signal_set.hpp>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

namespace quartet::asyncio::detail {
namespace {

namespace asio = boost::asio::detail;

/// How many handlers of loops a signal has.
std::array<std::atomic<unsigned>, NSIG> handlers{};

/// The pipe that this process had from its parent; 0: none.
std::atomic<ino_t> parents_pipe{0};

ino_t identity_of(int fd) noexcept
{
    struct stat what = {};
    return fd != -1 && ::fstat(fd, &what) == 0 ? what.st_ino : 0;
}

// What the program has beside loops in a signal_set is left alone.
int const resets_signals = ::pthread_atfork(nullptr, nullptr, [] {
    asio::signal_state& asios = *asio::get_signal_state();
    parents_pipe = identity_of(asios.read_descriptor_);
    for (int number = 1; number != NSIG; ++number)
    {
        auto const at = std::size_t(number);
        unsigned const ours = handlers[at].exchange(0);
        if (ours != 0 && (asios.registration_count_[at] -= ours) == 0)
        {
            std::signal(number, SIG_DFL);
        }
    }
});

}  // namespace

void inherited_signals::forget()
{
    ino_t const inherited = parents_pipe.exchange(0);
    asio::signal_state& asios = *asio::get_signal_state();
    if (inherited == 0 || identity_of(asios.read_descriptor_) != inherited)
    {
        return;
    }
    ::pthread_mutex_init(&asios.mutex_.mutex_, nullptr);  // another thread may have had it
    ::close(asios.read_descriptor_);
    ::close(asios.write_descriptor_);
    asios.read_descriptor_ = asios.write_descriptor_ = -1;
    asios.service_list_ = nullptr;  // so Asio makes a pipe for the next one
}

void inherited_signals::taken(int number) noexcept
{
    ++handlers[std::size_t(number)];
}

void inherited_signals::given_back(int number) noexcept
{
    --handlers[std::size_t(number)];
}

}  // namespace quartet::asyncio::detail
