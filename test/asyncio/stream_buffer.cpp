// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What readers are given, without connections: the rules of StreamReader.
#include <quartet/asyncio/detail/stream_buffer.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using quartet::ValueError;
using quartet::asyncio::IncompleteReadError;
using quartet::asyncio::LimitOverrunError;
using quartet::asyncio::detail::stream_buffer;
using quartet::asyncio::detail::stream_wish;
using kind = stream_wish::kind;

stream_buffer filled(std::string_view with, std::size_t limit = 100)
{
    stream_buffer made(limit);
    made.append(with);
    return made;
}

/// What it gets at once; none: it has to wait.
std::optional<std::string> get(stream_buffer& from, stream_wish what)
{
    if (!from.decides(what))
    {
        return std::nullopt;
    }
    return from.take(what);
}

stream_wish until(std::vector<std::string> separators)
{
    return {kind::until, 0, std::move(separators)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(some_is_what_there_is)
{
    stream_buffer buffer = filled("hello");
    BOOST_TEST((get(buffer, {kind::some, 3}) == "hel"));
    BOOST_TEST((get(buffer, {kind::some, 100}) == "lo"));
    BOOST_TEST((get(buffer, {kind::some, 1}) == std::nullopt));
    BOOST_TEST((get(buffer, {kind::some, 0}) == ""));
    buffer.end();
    BOOST_TEST((get(buffer, {kind::some, 1}) == ""));
}

BOOST_AUTO_TEST_CASE(all_waits_for_the_end)
{
    stream_buffer buffer = filled("ab");
    BOOST_TEST((get(buffer, {kind::all}) == std::nullopt));
    buffer.append("cd");
    buffer.end();
    BOOST_TEST((get(buffer, {kind::all}) == "abcd"));
    BOOST_TEST((get(buffer, {kind::all}) == ""));
}

BOOST_AUTO_TEST_CASE(exactly_waits_or_is_incomplete)
{
    stream_buffer buffer = filled("abc");
    BOOST_TEST((get(buffer, {kind::exactly, 2}) == "ab"));
    BOOST_TEST((get(buffer, {kind::exactly, 2}) == std::nullopt));
    BOOST_TEST((get(buffer, {kind::exactly, 0}) == ""));
    buffer.end();
    BOOST_CHECK_EXCEPTION(
        get(buffer, {kind::exactly, 2}), IncompleteReadError, [](IncompleteReadError const& e) {
            return e.partial == "c" && e.expected == 2u &&
                   std::string_view(e.what()) == "1 bytes read on a total of 2 expected bytes";
        });
    BOOST_TEST(buffer.size() == 0u);
}

BOOST_AUTO_TEST_CASE(lines)
{
    stream_buffer buffer = filled("one\ntwo\n\nlast");
    BOOST_TEST((get(buffer, {kind::line}) == "one\n"));
    BOOST_TEST((get(buffer, {kind::line}) == "two\n"));
    BOOST_TEST((get(buffer, {kind::line}) == "\n"));
    BOOST_TEST((get(buffer, {kind::line}) == std::nullopt));
    buffer.end();
    BOOST_TEST((get(buffer, {kind::line}) == "last"));
    BOOST_TEST((get(buffer, {kind::line}) == ""));
}

BOOST_AUTO_TEST_CASE(a_line_of_the_limit_is_none_too_long)
{
    stream_buffer buffer = filled("12345\n123456\nx\n", 5);
    BOOST_TEST((get(buffer, {kind::line}) == "12345\n"));
    BOOST_CHECK_THROW(get(buffer, {kind::line}), ValueError);
    BOOST_TEST((get(buffer, {kind::line}) == "x\n"));  // the long one is dropped
}

BOOST_AUTO_TEST_CASE(what_came_of_a_line_that_is_too_long_is_dropped)
{
    stream_buffer buffer = filled("1234567", 5);
    BOOST_CHECK_THROW(get(buffer, {kind::line}), ValueError);
    BOOST_TEST(buffer.size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_separator_in_pieces)
{
    stream_buffer buffer = filled("abc\r");
    stream_wish wish = until({"\r\n"});
    BOOST_TEST(!buffer.decides(wish));
    buffer.append("\nx");
    BOOST_TEST(buffer.decides(wish));
    BOOST_TEST(buffer.take(wish) == "abc\r\n");
    BOOST_TEST(buffer.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_separator_that_ends_first)
{
    stream_buffer buffer = filled("a--b-c");
    BOOST_TEST((get(buffer, until({"--b", "-", "--"})) == "a-"));
    BOOST_TEST((get(buffer, until({"b-c", "b-"})) == "-b-"));
    BOOST_TEST((get(buffer, until({"z"})) == std::nullopt));
}

BOOST_AUTO_TEST_CASE(until_is_incomplete_at_the_end)
{
    stream_buffer buffer = filled("abc");
    buffer.end();
    BOOST_CHECK_EXCEPTION(
        get(buffer, until({"\n"})), IncompleteReadError, [](IncompleteReadError const& e) {
            return e.partial == "abc" && !e.expected;
        });
}

BOOST_AUTO_TEST_CASE(an_overrun_takes_nothing)
{
    stream_buffer buffer = filled("123456\n", 5);
    BOOST_CHECK_EXCEPTION(
        get(buffer, until({"\n"})), LimitOverrunError, [](LimitOverrunError const& e) {
            return e.consumed == 6;
        });
    BOOST_TEST((get(buffer, {kind::exactly, 7}) == "123456\n"));
    buffer.append("1234567");
    BOOST_CHECK_EXCEPTION(
        get(buffer, until({"\r\n"})), LimitOverrunError, [](LimitOverrunError const& e) {
            return e.consumed == 6;  // the last one may begin a separator
        });
    BOOST_TEST(buffer.size() == 7u);
}

BOOST_AUTO_TEST_CASE(much_goes_through)
{
    stream_buffer buffer(1000);
    std::string const block(997, 'x');
    std::size_t put = 0;
    std::size_t got = 0;
    for (int i = 0; i != 1000; ++i)
    {
        buffer.append(block);
        put += block.size();
        got += get(buffer, {kind::some, 900})->size();
        BOOST_REQUIRE(buffer.size() == put - got);
    }
    buffer.end();
    BOOST_TEST(get(buffer, {kind::all})->size() == put - got);
}
