// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_GATHER_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_GATHER_CORE_HPP

#include <quartet/asyncio/detail/future_core.hpp>
#include <quartet/asyncio/future.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/detail/config.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace quartet::asyncio::detail {

template <class T>
using value_or_nothing = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

/// A future that ends when its children have ended. Lives until then, whoever has handles.
class QUARTET_DECL gather_core : public future_core
{
public:
    /// One that it waits for.
    class child : private done_node
    {
    public:
        child() noexcept
            : done_node(&tell)
        {}

        ref<future_core> of;

    private:
        friend class gather_core;
        static void tell(done_node& which, news what) noexcept;
    };

    /// The children are set, and stay where they are. Somebody has a reference.
    void begin();

    /// Cancels all children. @return false if none could be.
    bool cancel(std::string const& message) override;

protected:
    /// @param keeps_errors whether an exception of a child is a result.
    gather_core(loop_core& loop, bool keeps_errors) noexcept
        : future_core(loop)
        , keeps_errors_(keeps_errors)
    {}

    virtual std::span<child> children() noexcept = 0;

    /// All are done: makes the result of theirs. May throw what one has failed with.
    virtual void collect() = 0;

private:
    void child_done(future_core& which) noexcept;
    void all_done() noexcept;

    bool const keeps_errors_;
    bool is_to_be_cancelled_ = false;
    std::size_t left_ = 0;
};

/// How a result becomes a part of the whole.
struct gathers_values
{
    static constexpr bool keeps_errors = false;

    template <class T>
    static value_or_nothing<T> collect(future_core& of)
    {
        if constexpr (std::is_void_v<T>)
        {
            take_value<T>(of);
            return {};
        }
        else
        {
            return take_value<T>(of);
        }
    }
};
struct gathers_outcomes
{
    static constexpr bool keeps_errors = true;

    template <class T>
    static std::variant<value_or_nothing<T>, std::exception_ptr> collect(future_core& of)
    {
        try
        {
            return std::variant<value_or_nothing<T>, std::exception_ptr>(
                std::in_place_index<0>, gathers_values::collect<T>(of));
        }
        catch (...)
        {
            return std::variant<value_or_nothing<T>, std::exception_ptr>(
                std::in_place_index<1>, std::current_exception());
        }
    }
};

template <class Results, class How, class... Value>
class gather_tuple final : public gather_core
{
public:
    template <class... F>
    gather_tuple(loop_core& loop, std::tuple<F...> const& all)
        : gather_core(loop, How::keeps_errors)
    {
        std::apply(
            [this](auto const&... each) {
                std::size_t at = 0;
                ((children_[at++].of = ref<future_core>(&each.core())), ...);
            },
            all);
    }
    ~gather_tuple() override { report_lost_error(); }
    void* slot() noexcept override { return &results_; }

private:
    std::span<child> children() noexcept override { return children_; }
    void collect() override { collect(std::index_sequence_for<Value...>()); }

    template <std::size_t... I>
    void collect(std::index_sequence<I...>)
    {
        results_.emplace(Results{How::template collect<Value>(*children_[I].of)...});
    }

    child children_[sizeof...(Value)];
    std::optional<Results> results_;
};

template <class Value, class How>
class gather_vector final : public gather_core
{
    static constexpr bool has_results = !std::is_void_v<Value> || How::keeps_errors;
    using element = decltype(How::template collect<Value>(std::declval<future_core&>()));

public:
    using results = std::conditional_t<has_results, std::vector<element>, void>;

    gather_vector(loop_core& loop, std::vector<ref<future_core>> all)
        : gather_core(loop, How::keeps_errors)
        , count_(all.size())
        , children_(std::make_unique<child[]>(count_))
    {
        for (std::size_t i = 0; i != count_; ++i)
        {
            children_[i].of = std::move(all[i]);
        }
    }
    ~gather_vector() override { report_lost_error(); }
    void* slot() noexcept override { return &results_; }

private:
    std::span<child> children() noexcept override { return {children_.get(), count_}; }
    void collect() override
    {
        std::vector<element> all;
        all.reserve(count_);
        for (child const& each : children())
        {
            all.push_back(How::template collect<Value>(*each.of));
        }
        results_.emplace(std::move(all));
    }

    std::size_t const count_;
    std::unique_ptr<child[]> children_;
    std::optional<std::vector<element>> results_;
};

template <class Results, class Made>
Future<Results> begun(Made* made)
{
    Future<Results> const result{ref<future_core>(made)};
    made->begin();
    return result;
}

template <class Results, class How, class... F>
Future<Results> gather_all(std::tuple<F...> const& all)
{
    loop_core& loop = std::get<0>(all).core().loop();
    return begun<Results>(new gather_tuple<Results, How, typename F::value_type...>(loop, all));
}

template <class Value, class How, class R>
auto gather_range(R&& all)
{
    std::vector<ref<future_core>> futures;
    for (auto&& each : all)
    {
        if constexpr (std::is_lvalue_reference_v<R>)
        {
            futures.emplace_back(&ensure_future(each).core());
        }
        else
        {
            futures.emplace_back(&ensure_future(std::move(each)).core());
        }
    }
    loop_core& loop = futures.empty() ? loop_core::require_any() : futures.front()->loop();
    using made = gather_vector<Value, How>;
    return begun<typename made::results>(new made(loop, std::move(futures)));
}

}  // namespace quartet::asyncio::detail

#endif
