// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_ASYNC_CORE_HPP
#define QUARTET_GEVENT_DETAIL_ASYNC_CORE_HPP

#include <quartet/detail/short_mutex.hpp>
#include <quartet/errors.hpp>
#include <quartet/gevent/detail/outcome.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace quartet::detail {
class mailbox;
}

namespace quartet::gevent::detail {

/// What all copies of an AsyncResult share, without the value.
class QUARTET_DECL async_core : public outcome
{
public:
    async_core() = default;

    /// Calls it once, when it is ready or soon if it is, in the loop of the calling thread.
    /// @return a number for unlink().
    std::size_t link(std::function<void()> callback);
    void unlink(std::size_t number) noexcept;

protected:
    ~async_core() = default;

    /// It is ready now.
    void call_linked();

private:
    struct link_entry
    {
        std::size_t number;
        std::thread::id thread;
        quartet::detail::mailbox* home;
        std::function<void()> callback;
    };
    static void schedule(link_entry what);

    quartet::detail::short_mutex links_mutex_;  // guards the rest; is not locked with the outcome's
    std::vector<link_entry> links_;
    std::size_t last_link_ = 0;
};

/// With the value. What belongs to the user is made, copied and destroyed without a mutex.
template <class T>
class async_value final : public async_core
{
public:
    using stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

    void set(stored value) { become(std::make_shared<stored>(std::move(value)), nullptr); }
    void fail(std::exception_ptr error) { become(nullptr, std::move(error)); }

    std::exception_ptr failure() const
    {
        std::exception_ptr found;
        look([&] { found = error_; });
        return found;
    }

    std::optional<stored> copy() const
    {
        std::shared_ptr<stored> found;
        look([&] { found = value_; });
        return found != nullptr ? std::optional<stored>(*found) : std::nullopt;
    }

    /// Of one that is ready. @throws what went wrong.
    T take()
    {
        std::shared_ptr<stored> found;
        std::exception_ptr wrong;
        look([&] {
            wrong = error_;
            if constexpr (std::copy_constructible<stored>)
            {
                found = value_;
            }
            else
            {
                found.swap(value_);
            }
        });
        if (wrong != nullptr)
        {
            std::rethrow_exception(wrong);
        }
        if constexpr (std::is_void_v<T>)
        {
            return;
        }
        else if constexpr (std::copy_constructible<T>)
        {
            return *found;
        }
        else
        {
            if (found == nullptr)
            {
                throw RuntimeError("get: the value was taken, and cannot be copied");
            }
            return std::move(*found);
        }
    }

private:
    void become(std::shared_ptr<stored> value, std::exception_ptr error)
    {
        settle([&] {
            value_.swap(value);
            std::swap(error_, error);
        });
        call_linked();
    }

    std::shared_ptr<stored> value_;  // guarded by the outcome's mutex
};

}  // namespace quartet::gevent::detail

#endif
