// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "thread_state.hpp"

#include <quartet/errors.hpp>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <cxxabi.h>
#include <unistd.h>
#include <utility>

#include "../detail/local_slots.hpp"
#include "../detail/spin.hpp"
#include "../detail/traceback_recorder.hpp"

namespace quartet::threading {

namespace detail {
namespace {

constinit thread_local thread_state* current_state = nullptr;
constinit std::atomic<std::size_t> wanted_stack{0};

constinit thread_local bool is_foreign_past_end = false;

/// Ends the registration of a thread that somebody else made.
struct foreign_guard
{
    std::shared_ptr<thread_state> state;
    ~foreign_guard()
    {
        is_foreign_past_end = true;
        if (state)
        {
            quartet::detail::clear_slots_of_thread();
            registry::instance().remove(state.get());
            state->ended.set();
            current_state = nullptr;
        }
    }
};

std::shared_ptr<thread_state> enroll()
{
    static std::atomic<int> count{0};
    auto state = std::make_shared<thread_state>(
        thread_state::role::foreign, "Dummy-" + std::to_string(++count), true);
    state->started = true;
    state->ident = get_ident();
    state->native_id = get_native_id();
    state->begun.set();
    if (is_foreign_past_end)
    {
        state->ended.set();  // in destructors of older thread_local objects: nobody would remove it
        return state;
    }
    static thread_local foreign_guard guard;
    registry::instance().add(state);
    guard.state = state;
    current_state = state.get();
    return state;
}

class attributes
{
public:
    attributes()
    {
        ::pthread_attr_init(&value_);
        if (std::size_t const size = wanted_stack; size != 0)
        {
            ::pthread_attr_setstacksize(&value_, size);
        }
    }
    ~attributes() { ::pthread_attr_destroy(&value_); }
    attributes(attributes const&) = delete;
    attributes& operator=(attributes const&) = delete;

    pthread_attr_t const* get() const noexcept { return &value_; }

private:
    pthread_attr_t value_;
};

}  // namespace

struct thread_state::launch
{
    std::shared_ptr<thread_state> state;
    std::function<void()> body;
};

/// What is done last in a thread.
struct thread_state::ending
{
    launch& it;

    ~ending()
    {
        it.body = nullptr;  // may own the last of the user's objects
        quartet::detail::clear_slots_of_thread();
        registry::instance().remove(it.state.get());
        current_state = nullptr;
        std::lock_guard const lock(it.state->mutex);  // nobody names a thread that is being joined
        it.state->object = nullptr;
        it.state->ended.set();
    }
};

thread_state::~thread_state()
{
    if (joinable_)
    {
        ::pthread_detach(handle_);
    }
}

std::shared_ptr<thread_state> thread_state::current()
{
    if (current_state != nullptr)
    {
        return current_state->shared_from_this();
    }
    return get_native_id() == ::getpid() ? registry::instance().main() : enroll();
}

bool thread_state::is_running_here() noexcept
{
    return current_state != nullptr || get_native_id() == ::getpid();
}

bool thread_state::inherited_daemon()
{
    return current_state != nullptr && current_state->daemon;
}

void thread_state::start(std::function<void()> body, Thread const* running)
{
    {
        std::lock_guard const lock(mutex);
        if (started)
        {
            throw RuntimeError("start: threads can only be started once");
        }
        started = true;
        object = running;
    }
    int error = 0;
    if (registry::instance().is_closed())
    {
        error = ECANCELED;
    }
    else
    {
        auto begins = std::make_unique<launch>(launch{shared_from_this(), std::move(body)});
        registry::instance().add(begins->state);
        std::lock_guard const lock(reaping_);
        error = ::pthread_create(&handle_, attributes().get(), &main, begins.get());
        if (error == 0)
        {
            begins.release();
            joinable_ = true;
            ident = handle_;
            return;
        }
        registry::instance().remove(this);
    }
    std::lock_guard const lock(mutex);
    started = false;
    object = nullptr;
    throw RuntimeError(
        "start: can't start new thread: " +
        std::string(error == ECANCELED ? "the program is ending" : std::strerror(error)));
}

void* thread_state::main(void* argument)
{
    std::unique_ptr<launch> const it(static_cast<launch*>(argument));
    thread_state& self = *it->state;
    current_state = &self;
    self.ident = get_ident();
    self.native_id = get_native_id();
    {
        std::lock_guard const lock(self.mutex);
        self.show_name();
    }
    self.begun.set();
    ending const last{*it};
    hear_of_exit();
    quartet::detail::traceback_recorder const recorder;
    try
    {
        it->body();
    }
    catch (abi::__forced_unwind const&)
    {
        throw;  // pthread_exit
    }
    catch (SystemExit const&)
    {}
    catch (...)
    {
        report_uncaught(it->state);
    }
    return nullptr;
}

bool thread_state::join(timeout const& limit)
{
    if (lost)
    {
        return true;
    }
    if (!ended.wait(limit))
    {
        return false;
    }
    // It has a few instructions to go, and the destructors of its thread_local objects.
    std::lock_guard const lock(reaping_);
    quartet::detail::agent::unpatched const blocking;  // another greenlet would block in the lock
    if (std::exchange(joinable_, false) &&
        !quartet::detail::spin([this] { return ::pthread_tryjoin_np(handle_, nullptr) == 0; }))
    {
        ::pthread_join(handle_, nullptr);
    }
    return true;
}

void thread_state::forget() noexcept
{
    joinable_ = false;
    lost = true;
}

void thread_state::show_name() const
{
    constexpr std::size_t most = 15;
    std::string shown = name.substr(0, most);
    // Not half a character of UTF-8.
    while (!shown.empty() && name.size() > shown.size() &&
           (static_cast<unsigned char>(name[shown.size()]) & 0xC0) == 0x80)
    {
        shown.pop_back();
    }
    ::pthread_setname_np(static_cast<pthread_t>(ident.load()), shown.c_str());
}

}  // namespace detail

std::uint64_t get_ident() noexcept
{
    return static_cast<std::uint64_t>(::pthread_self());
}

int get_native_id() noexcept
{
    return ::gettid();
}

std::size_t stack_size() noexcept
{
    return detail::wanted_stack;
}

std::size_t stack_size(std::size_t size)
{
    constexpr std::size_t least = 32 * 1024;
    pthread_attr_t trial;
    ::pthread_attr_init(&trial);
    bool const fits =
        size == 0 || (size >= least && ::pthread_attr_setstacksize(&trial, size) == 0);
    ::pthread_attr_destroy(&trial);
    if (!fits)
    {
        throw ValueError("size: must be 0 or at least 32768 bytes, but is " + std::to_string(size));
    }
    return detail::wanted_stack.exchange(size);
}

}  // namespace quartet::threading
