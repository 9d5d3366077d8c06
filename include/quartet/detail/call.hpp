// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_CALL_HPP
#define QUARTET_DETAIL_CALL_HPP

#include <quartet/detail/pickle.hpp>

#include <functional>
#include <string_view>
#include <tuple>
#include <utility>

namespace quartet::detail {

/// How an argument is kept until the call: by value, and views by what they look at.
template <class Parameter>
struct kept
{
    using type = std::decay_t<Parameter>;
};
template <class Parameter>
requires std::same_as<std::remove_cvref_t<Parameter>, std::string_view> ||
    std::same_as < std::remove_cvref_t<Parameter>,
char const* > struct kept<Parameter>
{
    using type = std::string;
};
template <class Parameter>
using kept_t = typename kept<Parameter>::type;

template <class... T>
struct list
{};

/// The parameters of a callable, or nothing when it is generic or overloaded.
template <class F>
struct parameters
{
    using type = void;
};
template <class R, class... P>
struct parameters<R (*)(P...)>
{
    using type = list<P...>;
};
template <class R, class... P>
struct parameters<R (*)(P...) noexcept>
{
    using type = list<P...>;
};
template <class M>
struct member_parameters;
#define QUARTET_DETAIL_MEMBER(qualifiers)                                                          \
    template <class R, class C, class... P>                                                        \
    struct member_parameters<R (C::*)(P...) qualifiers>                                            \
    {                                                                                              \
        using type = list<P...>;                                                                   \
    };
QUARTET_DETAIL_MEMBER()
QUARTET_DETAIL_MEMBER(const)
QUARTET_DETAIL_MEMBER(noexcept)
QUARTET_DETAIL_MEMBER(const noexcept)
#undef QUARTET_DETAIL_MEMBER
template <class F>
requires requires
{
    &F::operator();
}
struct parameters<F>
{
    using type = typename member_parameters<decltype(&F::operator())>::type;
};

template <class L, std::size_t N>
inline constexpr bool has_size = false;
template <class... P, std::size_t N>
inline constexpr bool has_size<list<P...>, N> = sizeof...(P) == N;

/// The parameters of F as it is called with Args; a generic F takes them as they come.
template <class F, class... Args>
struct call_parameters
{
    using type = list<std::decay_t<Args>...>;
};

template <class F, class... Args>
requires has_size < typename parameters<F>::type,
sizeof...(Args) > struct call_parameters<F, Args...>
{
    using type = typename parameters<F>::type;
};

/// A callable and its arguments, kept until it is called: here, or in another process.
template <class F, class Parameters>
class call;

template <class F, class... P>
class call<F, list<P...>>
{
    static_assert(
        is_picklable_callable_v<F>,
        "quartet: this target cannot be sent to another process; use a function, a captureless "
        "lambda, or a function object that Boost.Serialization can serialise");
    static_assert(
        (is_picklable_argument_v<kept_t<P>> && ...),
        "quartet: an argument cannot be serialised for another process; give its type a "
        "serialize() member (see Boost.Serialization), or pass a value instead of a pointer");

public:
    template <class... Args>
    explicit call(F f, Args&&... args)
        : f_(std::move(f))
        , args_(std::forward<Args>(args)...)
    {}

    decltype(auto) operator()() { return invoke(std::index_sequence_for<P...>{}); }

    void save(std::streambuf& out) const
    {
        writer to(out);
        to.write(f_);
        std::apply([&to](auto const&... arg) { (to.write(arg), ...); }, args_);
    }

    static call load(std::streambuf& in)
    {
        reader from(in);
        // Braces, because they evaluate from left to right.
        return call{from};
    }

private:
    explicit call(reader& from)
        : f_(from.read<F>())
        , args_{from.read<kept_t<P>>()...}
    {}

    template <std::size_t... I>
    decltype(auto) invoke(std::index_sequence<I...>)
    {
        return std::invoke(f_, pass<P>(std::get<I>(args_))...);
    }

    template <class Parameter, class Kept>
    static decltype(auto) pass(Kept& value)
    {
        if constexpr (std::same_as<std::remove_cvref_t<Parameter>, char const*>)
        {
            return value.c_str();
        }
        else if constexpr (std::same_as<std::remove_cvref_t<Parameter>, std::string_view>)
        {
            return std::string_view(value);
        }
        else
        {
            return static_cast<Parameter&&>(value);
        }
    }

    F f_;
    std::tuple<kept_t<P>...> args_;
};

/// What makes a call of F and Args, or says why it cannot be made.
template <class F, class Parameters, class... Args>
struct checked_call;

template <class F, class... P, class... Args>
struct checked_call<F, list<P...>, Args...>
{
    static_assert(
        std::is_invocable_v<F&, P...> && (std::is_constructible_v<kept_t<P>, Args> && ...),
        "quartet: this target cannot be called with these arguments");

    using type = call<F, list<P...>>;
};

template <class F, class... Args>
using call_for = typename checked_call<
    std::decay_t<F>,
    typename call_parameters<std::decay_t<F>, Args...>::type,
    Args...>::type;

}  // namespace quartet::detail

#endif
