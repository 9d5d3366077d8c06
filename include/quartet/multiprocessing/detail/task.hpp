// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_TASK_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_TASK_HPP

#include <quartet/detail/call.hpp>
#include <quartet/multiprocessing/detail/job.hpp>
#include <quartet/multiprocessing/errors.hpp>

#include <boost/core/demangle.hpp>

#include <typeinfo>
#include <variant>
#include <vector>

namespace quartet::multiprocessing::detail {

/// What void functions give, where a value is needed.
using nothing = std::monostate;

template <class R>
using kept_result = std::conditional_t<std::is_void_v<R>, nothing, std::decay_t<R>>;

/// A list of values: its length, and the values one after the other.
template <class T>
void dump_all(std::streambuf& out, std::vector<T> const& values)
{
    quartet::detail::writer to(out);
    to.write(std::uint64_t(values.size()));
    if constexpr (std::is_same_v<T, nothing>)
    {}
    else if constexpr (quartet::detail::is_bitwise_v<T> && !std::is_same_v<T, bool>)
    {
        to.write_bytes(values.data(), values.size() * sizeof(T));
    }
    else
    {
        for (T const& value : values)
        {
            to.write(value);
        }
    }
}

/// Appends what dump_all() wrote to a vector.
template <class T>
void load_all(std::streambuf& in, std::vector<T>& values)
{
    quartet::detail::reader from(in);
    auto const count = static_cast<std::size_t>(from.read<std::uint64_t>());
    if constexpr (std::is_same_v<T, nothing>)
    {
        values.resize(values.size() + count);
    }
    else if constexpr (quartet::detail::is_bitwise_v<T> && !std::is_same_v<T, bool>)
    {
        std::size_t const before = values.size();
        values.resize(before + count);
        from.read_bytes(values.data() + before, count * sizeof(T));
    }
    else
    {
        for (std::size_t i = 0; i < count; ++i)
        {
            values.push_back(from.read<T>());
        }
    }
}

/// Runs a callable for its value; a void one gives nothing.
template <class F, class... Args>
auto value_of(F& f, Args&&... args)
{
    if constexpr (std::is_void_v<std::invoke_result_t<F&, Args...>>)
    {
        std::invoke(f, std::forward<Args>(args)...);
        return nothing();
    }
    else
    {
        return kept_result<std::invoke_result_t<F&, Args...>>(
            std::invoke(f, std::forward<Args>(args)...));
    }
}

// Classes, because their errors come before those of the functions that do the work.

/// What a function gives that is called through a pool.
template <class R>
struct sendable_result
{
    static_assert(
        quartet::detail::is_picklable_v<R>,
        "quartet: the result of this function cannot be serialised for another process; give its "
        "type a serialize() member (see Boost.Serialization)");
};

/// A function that is called for each element of a range, what it takes, and what it gives.
template <class F, class Arg, class R>
struct sendable_map : sendable_result<R>
{
    static_assert(
        quartet::detail::is_picklable_callable_v<F>,
        "quartet: this function cannot be sent to another process; use a function, a "
        "captureless lambda, or a function object that Boost.Serialization can serialise");
    static_assert(
        quartet::detail::is_picklable_v<Arg>,
        "quartet: the elements of this range cannot be serialised for another process; give "
        "their type a serialize() member (see Boost.Serialization)");
};

/// Writes a result in the worker; what goes wrong is about the result, not the task.
template <class R, class Dump>
void encode(Dump dump)
{
    try
    {
        dump();
    }
    catch (std::exception const& error)
    {
        throw MaybeEncodingError(
            "error sending a result of type " + boost::core::demangle(typeid(R).name()) + ": " +
            error.what());
    }
    catch (...)
    {
        throw MaybeEncodingError(
            "error sending a result of type " + boost::core::demangle(typeid(R).name()));
    }
}

/// The address of an entry, looked up once.
template <task_entry Entry>
quartet::detail::code_address const& address_of_entry()
{
    static auto const address =
        quartet::detail::to_code_address(reinterpret_cast<void const*>(Entry));
    return address;
}

/// Serialises with handles allowed, and keeps them alive for as long as the task.
template <class Write>
task_description describe(quartet::detail::code_address const& entry, Write write)
{
    task_description task;
    try
    {
        quartet::detail::cargo with;
        quartet::detail::cargo_scope const scope(with);
        task.entry = entry;
        quartet::detail::string_sink sink(task.payload);
        write(sink);
        task.pins = std::move(with.pins);
    }
    catch (...)
    {
        task.error = std::current_exception();  // as in Python, this task's alone
    }
    return task;
}

// --- apply: one call ---

template <class Call, class R>
void run_call(std::streambuf& in, std::streambuf& out)
{
    auto call = Call::load(in);
    auto result = value_of(call);
    encode<R>([&] { quartet::detail::dump(out, result); });
}

// --- map and its kin: a callable over a chunk of arguments ---

/// One argument list of a chunk: a plain value for map, a tuple for starmap.
template <class F, class Arg, bool Unpack>
auto apply_one(F& f, Arg& arg)
{
    if constexpr (Unpack)
    {
        return std::apply([&f](auto&... each) { return value_of(f, std::move(each)...); }, arg);
    }
    else
    {
        return value_of(f, std::move(arg));
    }
}

template <class F, class Arg, class R, bool Unpack>
void run_chunk(std::streambuf& in, std::streambuf& out)
{
    auto f = quartet::detail::load<F>(in);
    std::vector<Arg> args;
    load_all(in, args);
    std::vector<R> results;
    results.reserve(args.size());
    for (std::size_t i = 0; i < args.size(); ++i)
    {
        Arg arg = std::move(args[i]);  // a copy for vector<bool>, whose elements have no address
        results.push_back(apply_one<F, Arg, Unpack>(f, arg));
    }
    encode<R>([&] { dump_all(out, results); });
}

/// A callable as bytes, which are the same for each chunk, and the handles that it holds.
struct packed_callable
{
    std::string bytes;
    std::vector<std::shared_ptr<void const>> pins;
};

template <class F>
packed_callable dump_callable(F const& f)
{
    packed_callable packed;
    quartet::detail::cargo with;
    quartet::detail::cargo_scope const scope(with);
    quartet::detail::string_sink sink(packed.bytes);
    quartet::detail::dump(sink, f);
    packed.pins = std::move(with.pins);
    return packed;
}

}  // namespace quartet::multiprocessing::detail

#endif
