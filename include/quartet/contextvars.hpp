// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONTEXTVARS_HPP
#define QUARTET_CONTEXTVARS_HPP

#include <quartet/detail/context_cell.hpp>
#include <quartet/errors.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

/// Python's `contextvars`: values that a task has for itself and for what it begins.
/**
 * Each task of asyncio runs in a copy of the context of who made it, and so do callbacks, greenlets and
 * to_thread(). A thread begins with an empty one. A copy costs nothing but a small object, and a
 * program without ContextVars nothing.
 */
namespace quartet::contextvars {

template <std::copy_constructible T>
class ContextVar;

/// What ContextVar::set() gives, for ContextVar::reset() (Python: `contextvars.Token`).
template <std::copy_constructible T>
class Token
{
public:
    /// What the variable had before; none: nothing.
    std::optional<T> old_value() const
    {
        return old_ == nullptr ? std::nullopt
                               : std::optional<T>(*static_cast<T const*>(old_.get()));
    }

private:
    friend class ContextVar<T>;

    Token(
        std::uint64_t variable,
        quartet::detail::context_slot context,
        quartet::detail::context_cell::value old)
        : variable_(variable)
        , context_(std::move(context))
        , old_(std::move(old))
        , is_used_(std::make_shared<bool>(false))
    {}

    std::uint64_t variable_;
    quartet::detail::context_slot context_;
    quartet::detail::context_cell::value old_;
    std::shared_ptr<bool> is_used_;  // by one of its copies
};

/// A variable that each context has for itself (Python: `contextvars.ContextVar`).
/**
 * Is made once, at namespace scope, say.
 *
 * @par Example
 * @code
 * contextvars::ContextVar<std::string> user("user", "nobody");
 *
 * asyncio::Coroutine<void> handle(std::string name)
 * {
 *     user.set(name);
 *     co_await greet();  // user.get() is the name, whatever other tasks set
 * }
 * @endcode
 *
 * @par Thread safety
 * All functions are safe; each thread has its own context.
 */
template <std::copy_constructible T>
class ContextVar
{
public:
    explicit ContextVar(std::string name)
        : name_(std::move(name))
    {}
    ContextVar(std::string name, T initial)
        : name_(std::move(name))
        , default_(std::move(initial))
    {}
    ContextVar(ContextVar const&) = delete;
    ContextVar& operator=(ContextVar const&) = delete;

    std::string const& name() const noexcept { return name_; }

    /// Its value in the present context, or else its default. @throws LookupError if it has neither.
    T get() const
    {
        if (auto const found = find())
        {
            return *static_cast<T const*>(found.get());
        }
        if (default_)
        {
            return *default_;
        }
        throw LookupError("ContextVar '" + name_ + "' has no value");
    }

    /// The same, with another default.
    T get(T otherwise) const
    {
        auto const found = find();
        return found != nullptr ? *static_cast<T const*>(found.get()) : std::move(otherwise);
    }

    /// Sets it in the present context.
    Token<T> set(T value) const
    {
        auto& slot = quartet::detail::context_cell::current();
        if (slot == nullptr)
        {
            slot = new quartet::detail::context_cell;
        }
        Token<T> before(number_, slot, slot->find(number_));
        slot->set(number_, std::make_shared<T>(std::move(value)));
        return before;
    }

    /// Gives it the value that it had before a set(). @throws RuntimeError if that was undone before.
    /// @throws ValueError if that was of another variable, or in another context.
    void reset(Token<T> const& token) const
    {
        if (*token.is_used_)
        {
            throw RuntimeError("reset: the token of '" + name_ + "' was used already");
        }
        if (token.variable_ != number_)
        {
            throw ValueError("reset: the token is not one of '" + name_ + "'");
        }
        if (quartet::detail::context_cell::current() != token.context_)
        {
            throw ValueError("reset: the token of '" + name_ + "' was made in another context");
        }
        *token.is_used_ = true;
        token.context_->set(number_, token.old_);
    }

    /// For Context.
    std::uint64_t number() const noexcept { return number_; }

private:
    quartet::detail::context_cell::value find() const noexcept
    {
        auto const& slot = quartet::detail::context_cell::current();
        return slot == nullptr ? nullptr : slot->find(number_);
    }

    std::string const name_;
    std::optional<T> const default_;
    std::uint64_t const number_ = quartet::detail::context_cell::new_variable();
};

/// What all ContextVars have (Python: `contextvars.Context`).
/** A handle: copies refer to the same context; copy() makes another one. */
class Context
{
public:
    /// An empty one.
    Context()
        : cell_(new quartet::detail::context_cell)
    {}
    explicit Context(quartet::detail::context_slot cell)
        : cell_(cell != nullptr ? std::move(cell) : new quartet::detail::context_cell)
    {}

    Context copy() const { return Context(quartet::detail::context_cell::copy(cell_)); }

    /// Calls a function in it: what that sets, it has afterwards.
    /// @return what it returns. @throws RuntimeError if something runs in it already.
    template <class F, class... Args>
    decltype(auto) run(F&& f, Args&&... args) const
    {
        entry const here(*this);
        return std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
    }

    /// What a variable has in it; none: nothing.
    template <std::copy_constructible T>
    std::optional<T> get(ContextVar<T> const& of) const
    {
        auto const found = cell_->find(of.number());
        return found == nullptr ? std::nullopt
                                : std::optional<T>(*static_cast<T const*>(found.get()));
    }

    /// How many variables have a value in it.
    std::size_t size() const noexcept { return cell_->size(); }

    /// For what runs in it.
    quartet::detail::context_slot const& cell() const noexcept { return cell_; }

private:
    class entry
    {
    public:
        explicit entry(Context const& which)
            : cell_(which.cell_)
        {
            if (cell_->is_entered.exchange(true))
            {
                throw RuntimeError("run: the context is entered already");
            }
            before_ = std::exchange(slot_, cell_);
        }
        ~entry()
        {
            slot_ = std::move(before_);
            cell_->is_entered = false;
        }
        entry(entry const&) = delete;
        entry& operator=(entry const&) = delete;

    private:
        quartet::detail::context_slot const cell_;
        quartet::detail::context_slot& slot_ = quartet::detail::context_cell::current();
        quartet::detail::context_slot before_;
    };

    quartet::detail::context_slot cell_;
};

/// A copy of the present context (Python: `contextvars.copy_context`).
inline Context copy_context()
{
    return Context(quartet::detail::context_cell::copy_current());
}

}  // namespace quartet::contextvars

#endif
