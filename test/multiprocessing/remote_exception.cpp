// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/concurrent/futures/errors.hpp>
#include <quartet/multiprocessing/errors.hpp>
#include <quartet/queue/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <any>
#include <cxxabi.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <variant>

#include "elsewhere.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

struct odd_type
{};

std::string demangled(std::type_info const& type)
{
    int status = 0;
    std::unique_ptr<char, void (*)(void*)> const name(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
    return name.get();
}

/// An exception of type E arrives as one, with text and origin.
template <class E>
void check_arrives(E const& sent)
{
    BOOST_TEST_CONTEXT(demangled(typeid(E)))
    {
        try
        {
            run_elsewhere([&] { throw sent; });
        }
        catch (E const& arrived)
        {
            BOOST_TEST(std::string(arrived.what()) == sent.what());
            auto const* origin = dynamic_cast<mp::RemoteTraceback const*>(&arrived);
            BOOST_REQUIRE(origin != nullptr);
            BOOST_TEST(origin->text() == sent.what());
            BOOST_TEST(origin->pid() != ::getpid());
            BOOST_TEST(origin->pid() > 0);
            BOOST_TEST(!origin->traceback().empty());
            return;
        }
        catch (...)
        {}
        BOOST_ERROR("it did not arrive as itself");
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(remote_exception)

// --- the type -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(standard_exceptions_arrive_as_themselves)
{
    check_arrives(std::logic_error("a"));
    check_arrives(std::invalid_argument("b"));
    check_arrives(std::domain_error("c"));
    check_arrives(std::length_error("d"));
    check_arrives(std::out_of_range("e"));
    check_arrives(std::runtime_error(""));
    check_arrives(std::range_error("f"));
    check_arrives(std::overflow_error("g"));
    check_arrives(std::underflow_error("h"));
    check_arrives(std::bad_alloc());
    check_arrives(std::bad_array_new_length());
    check_arrives(std::bad_cast());
    check_arrives(std::bad_any_cast());
    check_arrives(std::bad_typeid());
    check_arrives(std::bad_exception());
    check_arrives(std::bad_function_call());
    check_arrives(std::bad_optional_access());
    check_arrives(std::bad_variant_access());
    check_arrives(std::bad_weak_ptr());
    check_arrives(std::exception());
}

BOOST_AUTO_TEST_CASE(quartet_exceptions_arrive_as_themselves)
{
    check_arrives(quartet::ValueError("a"));
    check_arrives(quartet::TypeError("b"));
    check_arrives(quartet::IndexError("c"));
    check_arrives(quartet::AssertionError("d"));
    check_arrives(quartet::RuntimeError("e"));
    check_arrives(quartet::NotImplementedError("f"));
    check_arrives(quartet::EOFError("g"));
    check_arrives(quartet::queue::Empty());
    check_arrives(quartet::SystemExit(3));
    check_arrives(quartet::concurrent::futures::BrokenThreadPool("d"));
    check_arrives(quartet::queue::Full());
    check_arrives(quartet::queue::ShutDown());
    check_arrives(mp::ProcessError("h"));
    check_arrives(mp::TimeoutError("i"));
    check_arrives(mp::MaybeEncodingError("j"));
}

BOOST_AUTO_TEST_CASE(an_exception_arrives_as_its_own_type_and_not_merely_as_a_base)
{
    BOOST_CHECK_THROW(
        run_elsewhere([] { throw quartet::FileNotFoundError(ENOENT, "x"); }),
        quartet::FileNotFoundError);
    try
    {
        run_elsewhere([] { throw std::runtime_error("plain"); });
    }
    catch (quartet::RuntimeError const&)
    {
        BOOST_ERROR("it arrived as something derived");
    }
    catch (std::runtime_error const&)
    {}
}

BOOST_AUTO_TEST_CASE(system_errors_keep_their_code)
{
    std::system_error const system(ENOSPC, std::system_category(), "writing");
    check_arrives(system);
    check_arrives(std::system_error(std::make_error_code(std::errc::io_error)));
    check_arrives(quartet::OSError(EIO, "reading"));
    check_arrives(quartet::FileExistsError(EEXIST, "making"));
    check_arrives(quartet::FileNotFoundError(ENOENT, "opening"));
    check_arrives(quartet::BrokenPipeError(EPIPE, "sending"));
    try
    {
        run_elsewhere([&] { throw system; });
    }
    catch (std::system_error const& arrived)
    {
        std::system_error const base = arrived;  // alone it is right, too
        BOOST_TEST((base.code() == system.code()));
        BOOST_TEST(std::string(base.what()) == system.what());
    }
}

BOOST_AUTO_TEST_CASE(a_filesystem_error_keeps_its_paths)
{
    try
    {
        run_elsewhere([] { std::filesystem::rename("/no/such/a", "/no/such/b"); });
        BOOST_ERROR("nothing was thrown");
    }
    catch (std::filesystem::filesystem_error const& error)
    {
        BOOST_TEST(error.path1() == "/no/such/a");
        BOOST_TEST(error.path2() == "/no/such/b");
        BOOST_TEST((error.code() == std::errc::no_such_file_or_directory));
        BOOST_TEST(contains(error.what(), "/no/such/a"));
    }
}

BOOST_AUTO_TEST_CASE(a_stream_failure_arrives_as_one)
{
    try
    {
        run_elsewhere([] {
            std::ifstream file("/no/such/file");
            file.exceptions(std::ios::failbit);
        });
        BOOST_ERROR("nothing was thrown");
    }
    catch (std::ios_base::failure const& error)
    {
        BOOST_TEST((error.code() == std::io_errc::stream));
        auto const& origin = dynamic_cast<mp::RemoteTraceback const&>(error);
        BOOST_TEST(origin.type_name() == "std::ios_base::failure");
    }
}

BOOST_AUTO_TEST_CASE(WorkerLostError_keeps_pid_and_exit)
{
    try
    {
        run_elsewhere([] { throw mp::WorkerLostError(42, -9); });
    }
    catch (mp::WorkerLostError const& error)
    {
        BOOST_TEST(error.pid() == 42);
        BOOST_TEST((error.signal() == 9));
        BOOST_TEST(!error.exitcode().has_value());
    }
    try
    {
        run_elsewhere([] { throw mp::WorkerLostError(43, 3); });
    }
    catch (mp::WorkerLostError const& error)
    {
        BOOST_TEST(error.pid() == 43);
        BOOST_TEST((error.exitcode() == 3));
        BOOST_TEST(!error.signal().has_value());
    }
    check_arrives(mp::WorkerLostError("only a text"));
}

BOOST_AUTO_TEST_CASE(BufferTooShort_keeps_its_message)
{
    try
    {
        run_elsewhere([] { throw mp::BufferTooShort({'a', 'b'}); });
    }
    catch (mp::BufferTooShort const& error)
    {
        BOOST_TEST((error.message() == std::vector{'a', 'b'}));
    }
}

// --- other types --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_type_of_the_user_arrives_as_RemoteError)
{
    auto const error = error_of([] { throw own_error("mine"); });
    BOOST_TEST(contains(error.type_name(), "own_error"));
    BOOST_TEST(error.text() == "mine");
    BOOST_TEST(contains(error.what(), "own_error: mine"));
    BOOST_TEST(error.pid() != ::getpid());
    BOOST_TEST(!error.traceback().empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_std_exception_arrives_with_its_type_and_value)
{
    BOOST_TEST(contains(error_of([] { throw odd_type(); }).type_name(), "odd_type"));
    auto const number = error_of([] { throw 42; });
    BOOST_TEST(number.type_name() == "int");
    BOOST_TEST(number.text() == "42");
    BOOST_TEST(error_of([] { throw "literal"; }).text() == "literal");
    auto const text = error_of([] { throw std::string("text"); });
    BOOST_TEST(text.type_name() == "std::string");
    BOOST_TEST(text.text() == "text");
}

BOOST_AUTO_TEST_CASE(a_code_of_a_foreign_category_arrives_as_RemoteError)
{
    auto const error =
        error_of([] { throw std::system_error(std::make_error_code(std::future_errc::no_state)); });
    BOOST_TEST(error.type_name() == "std::system_error");
}

BOOST_AUTO_TEST_CASE(nothing_and_damaged_bytes_are_a_RemoteError)
{
    BOOST_TEST(
        origin_of(unpack_exception(pack_exception(nullptr))).type_name() == "unknown exception");
    BOOST_CHECK_THROW(std::rethrow_exception(unpack_exception("")), mp::RemoteError);
    BOOST_CHECK_THROW(std::rethrow_exception(unpack_exception("x")), mp::RemoteError);
}

BOOST_AUTO_TEST_SUITE_END()
