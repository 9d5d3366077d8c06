// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "remote_exception.hpp"

#include <quartet/detail/pickle.hpp>
#include <quartet/multiprocessing/errors.hpp>

#include <cstdint>
#include <ios>
#include <limits>
#include <sstream>
#include <unistd.h>

#include "../detail/exception_text.hpp"
#include "known_exceptions.hpp"

namespace quartet::multiprocessing::detail {
namespace {

constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();

/// Null if the exception came from this process. It lives as long as the exception.
RemoteTraceback const* remote_traceback(std::exception_ptr const& error)
{
    try
    {
        if (error != nullptr)
        {
            std::rethrow_exception(error);
        }
    }
    catch (RemoteTraceback const& remote)
    {
        return &remote;
    }
    catch (...)
    {}
    return nullptr;
}

/// What is to be known of an exception, which came from this process or another.
RemoteTraceback describe(std::exception_ptr const& error)
{
    if (auto const* remote = remote_traceback(error))
    {
        return *remote;
    }
    auto const local = quartet::detail::describe_exception(error);
    return {local.type, local.text, ::getpid(), local.traceback};
}

/// Writes what is needed to make the exception again. @return its number in the list.
std::uint32_t save_parts(std::exception const& error, std::string& parts)
{
    auto const list = known_exceptions();
    for (std::size_t i = 0; i < list.size(); ++i)
    {
        if (list[i].covers(error))
        {
            quartet::detail::string_sink sink(parts);
            boost::archive::binary_oarchive ar(sink, quartet::detail::archive_flags);
            return list[i].save(ar, error) ? static_cast<std::uint32_t>(i) : unknown;
        }
    }
    return unknown;
}

std::uint32_t save_parts(std::exception_ptr const& error, std::string& parts)
{
    try
    {
        if (error != nullptr)
        {
            std::rethrow_exception(error);
        }
    }
    catch (std::exception const& known)
    {
        return save_parts(known, parts);
    }
    catch (...)
    {
        // Then the text is all there is.
    }
    return unknown;
}

/// An exception on its way.
struct parcel
{
    std::uint32_t number = unknown;  // in the list of known exceptions
    std::string type;
    std::string text;
    std::string traceback;
    pid_t pid = 0;
    std::string parts;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & number & type & text & traceback & pid & parts;
        // clang-format on
    }
};

}  // namespace

std::string pack_exception(std::exception_ptr error) noexcept
{
    try
    {
        parcel sent;
        RemoteTraceback const origin = describe(error);
        sent.number = save_parts(error, sent.parts);
        sent.type = origin.type_name();
        sent.text = origin.text();
        sent.traceback = origin.traceback();
        sent.pid = origin.pid();
        std::string bytes;
        quartet::detail::string_sink sink(bytes);
        quartet::detail::dump(sink, sent);
        return bytes;
    }
    catch (...)
    {
        return {};  // no memory: unpack_exception() makes something of that too
    }
}

std::exception_ptr unpack_exception(std::string_view bytes) noexcept
{
    try
    {
        quartet::detail::memory_source source(bytes.data(), bytes.size());
        auto sent = quartet::detail::load<parcel>(source);
        RemoteTraceback origin(
            std::move(sent.type), std::move(sent.text), sent.pid, std::move(sent.traceback));
        if (sent.number >= known_exceptions().size())
        {
            return std::make_exception_ptr(RemoteError(std::move(origin)));
        }
        quartet::detail::memory_source parts(sent.parts.data(), sent.parts.size());
        boost::archive::binary_iarchive ar(parts, quartet::detail::archive_flags);
        return known_exceptions()[sent.number].load(ar, std::move(origin));
    }
    catch (...)
    {}
    try
    {
        return std::make_exception_ptr(
            RemoteError({"unknown exception", "it could not be sent", 0, ""}));
    }
    catch (...)
    {
        return std::current_exception();
    }
}

void print_uncaught(std::string const& process_name, std::exception_ptr error) noexcept
{
    try
    {
        RemoteTraceback const origin = describe(error);
        std::ostringstream out;
        out << "Process " << process_name << ":\nTraceback (most recent call first)";
        if (origin.pid() != ::getpid())
        {
            out << " in process " << origin.pid();
        }
        out << ":\n" << origin.traceback() << origin.type_name() << ": " << origin.text() << '\n';
        std::string const text = std::move(out).str();
        static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()) < 0);
    }
    catch (...)
    {
        // No memory for the text.
    }
}

}  // namespace quartet::multiprocessing::detail
