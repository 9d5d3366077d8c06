// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_EXCEPTION_PARTS_HPP
#define QUARTET_SRC_MULTIPROCESSING_EXCEPTION_PARTS_HPP

#include <quartet/errors.hpp>
#include <quartet/multiprocessing/errors.hpp>
#include <quartet/serialization.hpp>

#include <concepts>
#include <filesystem>
#include <ios>
#include <string>
#include <system_error>
#include <type_traits>

// What an exception holds beside its text, and how it is made again.
namespace quartet::multiprocessing::detail {

/// By default there is only the text, or not even that.
template <class E>
struct exception_parts
{
    static bool can_travel(E const&) { return true; }

    template <class Archive>
    static void save(Archive&, E const&)
    {}

    template <class Archive>
    static E load(Archive&, std::string const& text)
    {
        if constexpr (std::is_constructible_v<E, std::string const&>)
        {
            return E(text);
        }
        else
        {
            return E();
        }
    }
};

template <>
struct exception_parts<SystemExit>
{
    static bool can_travel(SystemExit const&) { return true; }

    template <class Archive>
    static void save(Archive& ar, SystemExit const& exit)
    {
        int const code = exit.code();
        ar << code;
    }

    template <class Archive>
    static SystemExit load(Archive& ar, std::string const&)
    {
        int code = 0;
        ar >> code;
        return SystemExit(code);
    }
};

/// A category is an object of a process; these three every process has.
inline std::error_category const* find_category(std::string const& name)
{
    for (std::error_category const* category :
         {&std::generic_category(), &std::system_category(), &std::iostream_category()})
    {
        if (name == category->name())
        {
            return category;
        }
    }
    return nullptr;
}

template <class E>
requires std::derived_from<E, std::system_error>
struct exception_parts<E>
{
    static bool can_travel(E const& error)
    {
        return find_category(error.code().category().name()) == &error.code().category();
    }

    template <class Archive>
    static void save(Archive& ar, E const& error)
    {
        std::string const category = error.code().category().name();
        int const value = error.code().value();
        ar << category << value;
        if constexpr (std::same_as<E, std::filesystem::filesystem_error>)
        {
            ar << error.path1() << error.path2();
        }
    }

    template <class Archive>
    static E load(Archive& ar, std::string const& text)
    {
        std::string category;
        int value = 0;
        ar >> category >> value;
        std::error_code const code(value, *find_category(category));
        // The constructors add the code's message to the text.
        std::string const suffix = ": " + code.message();
        std::string const own =
            text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
        if constexpr (std::same_as<E, std::filesystem::filesystem_error>)
        {
            std::filesystem::path path1;
            std::filesystem::path path2;
            ar >> path1 >> path2;
            return E(own, path1, path2, code);
        }
        else if constexpr (std::derived_from<E, OSError>)
        {
            return E(value, own);
        }
        else if constexpr (std::same_as<E, std::ios_base::failure>)
        {
            return E(own, code);
        }
        else
        {
            return E(code, own);
        }
    }
};

template <>
struct exception_parts<BufferTooShort>
{
    static bool can_travel(BufferTooShort const&) { return true; }

    template <class Archive>
    static void save(Archive& ar, BufferTooShort const& error)
    {
        ar << error.message();
    }

    template <class Archive>
    static BufferTooShort load(Archive& ar, std::string const&)
    {
        std::vector<char> message;
        ar >> message;
        return BufferTooShort(std::move(message));
    }
};

template <>
struct exception_parts<WorkerLostError>
{
    static bool can_travel(WorkerLostError const&) { return true; }

    template <class Archive>
    static void save(Archive& ar, WorkerLostError const& error)
    {
        pid_t const pid = error.pid();
        int const exitcode = error.exitcode().value_or(-error.signal().value_or(0));
        ar << pid << exitcode;
    }

    template <class Archive>
    static WorkerLostError load(Archive& ar, std::string const& text)
    {
        pid_t pid = 0;
        int exitcode = 0;
        ar >> pid >> exitcode;
        return pid == 0 ? WorkerLostError(text) : WorkerLostError(pid, exitcode);
    }
};

}  // namespace quartet::multiprocessing::detail

#endif
