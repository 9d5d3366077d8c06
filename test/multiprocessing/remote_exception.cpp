// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/multiprocessing/remote_exception.hpp"

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

#include "support/forked_peer.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using mp::detail::pack_exception;
using mp::detail::print_uncaught;
using mp::detail::traceback_recorder;
using mp::detail::unpack_exception;
using quartet_test::forked_peer;

struct odd_type
{};

struct own_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

bool contains(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::string demangled(std::type_info const& type)
{
    int status = 0;
    std::unique_ptr<char, void (*)(void*)> const name(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
    return name.get();
}

/// Reads a descriptor to its end.
std::string read_all(int fd)
{
    std::string text;
    char buffer[4096];
    for (ssize_t count; (count = ::read(fd, buffer, sizeof buffer)) > 0;)
    {
        text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
}

/// What another process makes of a function that throws, as bytes.
std::string packed_elsewhere(std::function<void()> const& body)
{
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    forked_peer peer([&] {
        traceback_recorder const recorder;
        try
        {
            body();
        }
        catch (...)
        {
            std::string const bytes = pack_exception(std::current_exception());
            return ::write(ends[1], bytes.data(), bytes.size()) ==
                   static_cast<ssize_t>(bytes.size());
        }
        return false;
    });
    ::close(ends[1]);
    std::string bytes = read_all(ends[0]);
    ::close(ends[0]);
    BOOST_TEST(peer.wait() == 0);
    return bytes;
}

/// Runs a function in another process and lets its exception arrive here.
void run_elsewhere(std::function<void()> const& body)
{
    std::rethrow_exception(unpack_exception(packed_elsewhere(body)));
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

/// The RemoteError that arrives.
mp::RemoteError error_of(std::function<void()> const& body)
{
    try
    {
        run_elsewhere(body);
    }
    catch (mp::RemoteError const& error)
    {
        return error;
    }
    throw std::logic_error("no RemoteError");
}

mp::RemoteTraceback origin_of(std::exception_ptr const& error)
{
    try
    {
        std::rethrow_exception(error);
    }
    catch (mp::RemoteTraceback const& origin)
    {
        return origin;
    }
}

}  // namespace

// External, so that -rdynamic gives them names in a traceback.
namespace quartet_test {

[[gnu::noinline]] void deep_function_that_throws(int depth)
{
    if (depth == 0)
    {
        throw std::out_of_range("too deep");
    }
    deep_function_that_throws(depth - 1);
    asm volatile("");  // no tail call
}

[[gnu::noinline]] void function_that_throws_inside()
{
    for (int i = 0; i < 100; ++i)
    {
        try
        {
            throw i;
        }
        catch (int)
        {}
    }
    asm volatile("");
}

struct throws_when_destroyed
{
    ~throws_when_destroyed()
    {
        try
        {
            throw std::logic_error("in a destructor");
        }
        catch (std::logic_error const&)
        {}
    }
};

}  // namespace quartet_test

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
    check_arrives(quartet::queue::Full());
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
    auto const error = error_of([] {
        throw std::system_error(std::make_error_code(std::future_errc::no_state));
    });
    BOOST_TEST(error.type_name() == "std::system_error");
}

BOOST_AUTO_TEST_CASE(nothing_and_damaged_bytes_are_a_RemoteError)
{
    BOOST_TEST(
        origin_of(unpack_exception(pack_exception(nullptr))).type_name() ==
        "unknown exception");
    BOOST_CHECK_THROW(std::rethrow_exception(unpack_exception("")), mp::RemoteError);
    BOOST_CHECK_THROW(std::rethrow_exception(unpack_exception("x")), mp::RemoteError);
}

// --- the traceback ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_traceback_is_the_stack_of_the_throw)
{
    try
    {
        run_elsewhere([] { quartet_test::deep_function_that_throws(3); });
    }
    catch (std::out_of_range const& error)
    {
        auto const& origin = dynamic_cast<mp::RemoteTraceback const&>(error);
        BOOST_TEST_INFO(origin.traceback());
        BOOST_TEST(origin.traceback().starts_with(
            " 0# quartet_test::deep_function_that_throws(int) at "));
        BOOST_TEST(contains(
            origin.traceback(), " 3# quartet_test::deep_function_that_throws(int) at "));
        BOOST_TEST(origin.type_name() == "std::out_of_range");
    }
}

BOOST_AUTO_TEST_CASE(throws_during_the_flight_do_not_hide_the_traceback)
{
    auto const bytes = packed_elsewhere([] {
        quartet_test::function_that_throws_inside();
        quartet_test::throws_when_destroyed const pest1;
        quartet_test::throws_when_destroyed const pest2;
        quartet_test::deep_function_that_throws(1);
    });
    BOOST_TEST(origin_of(unpack_exception(bytes))
                   .traceback()
                   .starts_with(" 0# quartet_test::deep_function_that_throws(int) at "));
}

BOOST_AUTO_TEST_CASE(an_exception_that_nobody_saw_thrown_has_the_stack_of_the_catch)
{
    std::exception_ptr const error = std::make_exception_ptr(std::logic_error("x"));
    BOOST_TEST(contains(
        origin_of(unpack_exception(pack_exception(error))).traceback(),
        "(the stack where it was caught)\n 0# "));
}

BOOST_AUTO_TEST_CASE(an_exception_that_travels_on_keeps_its_origin)
{
    auto const first = packed_elsewhere([] { throw std::out_of_range("far away"); });
    auto const second =
        packed_elsewhere([&] { std::rethrow_exception(unpack_exception(first)); });
    BOOST_CHECK_THROW(
        std::rethrow_exception(unpack_exception(second)), std::out_of_range);
    auto const before = origin_of(unpack_exception(first));
    auto const after = origin_of(unpack_exception(second));
    BOOST_TEST(after.type_name() == "std::out_of_range");
    BOOST_TEST(after.text() == "far away");
    BOOST_TEST(after.pid() == before.pid());
    BOOST_TEST(after.traceback() == before.traceback());

    auto const odd = packed_elsewhere([] { throw own_error("mine"); });
    auto const again =
        packed_elsewhere([&] { std::rethrow_exception(unpack_exception(odd)); });
    auto const error = error_of([&] { std::rethrow_exception(unpack_exception(again)); });
    BOOST_TEST(contains(error.type_name(), "own_error"));
    BOOST_TEST(error.pid() == origin_of(unpack_exception(odd)).pid());
}

BOOST_AUTO_TEST_CASE(recorders_nest_and_belong_to_a_thread)
{
    traceback_recorder const outer;
    std::exception_ptr error;
    try
    {
        quartet_test::deep_function_that_throws(0);
    }
    catch (...)
    {
        error = std::current_exception();
    }
    {
        traceback_recorder const inner;
        BOOST_TEST(contains(traceback_recorder::traceback_of(error), "deep_function"));
        std::thread([&] {
            BOOST_TEST(traceback_recorder::traceback_of(error).empty());
        }).join();
    }
    BOOST_TEST(contains(traceback_recorder::traceback_of(error), "deep_function"));
}

// --- the last words of a process ----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_uncaught_exception_is_printed_with_name_traceback_type_and_text)
{
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    forked_peer peer([&] {
        ::dup2(ends[1], STDERR_FILENO);
        traceback_recorder const recorder;
        try
        {
            quartet_test::deep_function_that_throws(0);
        }
        catch (...)
        {
            print_uncaught("Process-7", std::current_exception());
        }
        return true;
    });
    ::close(ends[1]);
    std::string const text = read_all(ends[0]);
    ::close(ends[0]);
    BOOST_TEST(peer.wait() == 0);
    BOOST_TEST_INFO(text);
    BOOST_TEST(
        text.starts_with("Process Process-7:\nTraceback (most recent call first):\n"
                         " 0# quartet_test::deep_function_that_throws(int) at "));
    BOOST_TEST(text.ends_with("\nstd::out_of_range: too deep\n"));
}

BOOST_AUTO_TEST_SUITE_END()
