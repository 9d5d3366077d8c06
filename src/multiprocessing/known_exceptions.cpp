// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "known_exceptions.hpp"

#include <quartet/concurrent/futures/errors.hpp>
#include <quartet/queue/errors.hpp>
#include <quartet/threading/errors.hpp>

#include <any>
#include <array>
#include <concepts>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <variant>

#include "exception_parts.hpp"

namespace quartet::multiprocessing::detail {
namespace {

/// An E from another process.
template <class E>
class remote : public E, public RemoteTraceback
{
public:
    remote(E error, RemoteTraceback origin)
        : E(std::move(error))
        , RemoteTraceback(std::move(origin))
    {}

    char const* what() const noexcept override { return text().c_str(); }
};

template <class E>
constexpr char const* private_name_of = "";
/// What libstdc++'s streams throw is derived from it, and has no public name.
template <>
constexpr char const* private_name_of<std::ios_base::failure> = "St13__ios_failure";

template <class E>
constexpr known_exception known()
{
    using arrived = std::conditional_t<std::derived_from<E, RemoteTraceback>, E, remote<E>>;
    return {
        &typeid(E),
        &typeid(arrived),
        private_name_of<E>,
        [](boost::archive::binary_oarchive& ar, std::exception const& error) {
            auto const& whole = static_cast<E const&>(error);
            bool const possible = exception_parts<E>::can_travel(whole);
            if (possible)
            {
                exception_parts<E>::save(ar, whole);
            }
            return possible;
        },
        [](boost::archive::binary_iarchive& ar, RemoteTraceback origin) {
            if constexpr (std::same_as<E, arrived>)
            {
                return std::make_exception_ptr(E(std::move(origin)));
            }
            else
            {
                E error = exception_parts<E>::load(ar, origin.text());
                return std::make_exception_ptr(remote<E>(std::move(error), std::move(origin)));
            }
        }};
}

template <class... E>
std::array<known_exception, sizeof...(E)> list_of_known()
{
    return {known<E>()...};
}

}  // namespace

std::span<known_exception const> known_exceptions()
{
    static auto const all = list_of_known<
        // Python's
        ValueError,
        TypeError,
        IndexError,
        AssertionError,
        RuntimeError,
        NotImplementedError,
        SystemExit,
        quartet::TimeoutError,
        EOFError,
        OSError,
        FileExistsError,
        FileNotFoundError,
        ConnectionError,
        BrokenPipeError,
        ConnectionAbortedError,
        ConnectionRefusedError,
        ConnectionResetError,
        queue::Empty,
        queue::Full,
        queue::ShutDown,
        threading::BrokenBarrierError,
        concurrent::futures::CancelledError,
        concurrent::futures::InvalidStateError,
        concurrent::futures::BrokenExecutor,
        concurrent::futures::BrokenThreadPool,
        concurrent::futures::BrokenProcessPool,
        ProcessError,
        TimeoutError,
        BufferTooShort,
        MaybeEncodingError,
        WorkerLostError,
        RemoteError,
        // the standard library's
        std::logic_error,
        std::invalid_argument,
        std::domain_error,
        std::length_error,
        std::out_of_range,
        std::runtime_error,
        std::range_error,
        std::overflow_error,
        std::underflow_error,
        std::system_error,
        std::ios_base::failure,
        std::filesystem::filesystem_error,
        std::bad_alloc,
        std::bad_array_new_length,
        std::bad_cast,
        std::bad_any_cast,
        std::bad_typeid,
        std::bad_exception,
        std::bad_function_call,
        std::bad_optional_access,
        std::bad_variant_access,
        std::bad_weak_ptr,
        std::exception>();
    return all;
}

}  // namespace quartet::multiprocessing::detail
