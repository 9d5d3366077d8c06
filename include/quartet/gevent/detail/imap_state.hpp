// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_IMAP_STATE_HPP
#define QUARTET_GEVENT_DETAIL_IMAP_STATE_HPP

#include <quartet/gevent/detail/places.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/queue/simple_queue.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace quartet::gevent::detail {

/// What the calls of one imap tell the one who takes their results. They may run in other threads.
template <class T>
struct imap_state
{
    class result
    {
    public:
        explicit result(T value)
            : what_(std::in_place_index<0>, std::move(value))
        {}
        explicit result(std::exception_ptr error) noexcept
            : what_(std::in_place_index<1>, std::move(error))
        {}

        T value() &&
        {
            if (what_.index() == 1)
            {
                std::rethrow_exception(std::get<1>(std::move(what_)));
            }
            return std::get<0>(std::move(what_));
        }

    private:
        std::variant<T, std::exception_ptr> what_;
    };

    struct message
    {
        std::size_t number;
        std::optional<result> what;  // none: there are no more than `number`
    };

    explicit imap_state(std::optional<std::size_t> most) noexcept
        : unread(most)
    {}

    quartet::queue::SimpleQueue<message> news;
    places unread;  // whose results nobody has taken
};

/// That a call owes a result. If it is never made, GreenletExit is the result.
template <class T>
class imap_debt
{
public:
    using result = typename imap_state<T>::result;

    imap_debt(std::shared_ptr<imap_state<T>> to, std::size_t number) noexcept
        : to_(std::move(to))
        , number_(number)
    {}
    imap_debt(imap_debt&&) noexcept = default;
    imap_debt& operator=(imap_debt&&) = delete;
    ~imap_debt()
    {
        if (to_ != nullptr)
        {
            pay(result(std::make_exception_ptr(GreenletExit())));
        }
    }

    void pay(result what)
    {
        to_->news.put({number_, std::move(what)});
        to_.reset();
    }

private:
    std::shared_ptr<imap_state<T>> to_;
    std::size_t number_;
};

}  // namespace quartet::gevent::detail

#endif
