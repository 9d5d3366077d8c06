// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/logging.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "../../src/multiprocessing/logging_state.hpp"
#include "support/forked_peer.hpp"

namespace {

namespace mp = quartet::multiprocessing;
namespace logging = quartet::logging;
using quartet_test::forked_peer;

/// What a function writes to stderr, in a process of its own.
std::string stderr_of(std::function<void()> const& body)
{
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    forked_peer peer([&] {
        ::dup2(ends[1], STDERR_FILENO);
        body();
        return true;
    });
    ::close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t count; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    {
        text.append(buffer, static_cast<std::size_t>(count));
    }
    ::close(ends[0]);
    BOOST_TEST(peer.wait() == 0);
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(logger)

BOOST_AUTO_TEST_CASE(the_logger_is_silent_until_log_to_stderr)
{
    BOOST_TEST(stderr_of([] {
                   mp::get_logger().level(logging::DEBUG);
                   mp::get_logger().critical("nobody hears it");
               }) == "");
}

BOOST_AUTO_TEST_CASE(a_line_has_level_process_and_text)
{
    BOOST_TEST(stderr_of([] {
                   auto& logger = mp::log_to_stderr(logging::INFO);
                   logger.info("hello");
                   logger.error("");
               }) == "[INFO/MainProcess] hello\n[ERROR/MainProcess] \n");
}

BOOST_AUTO_TEST_CASE(every_level_has_a_name)
{
    BOOST_TEST(
        stderr_of([] {
            auto& logger = mp::log_to_stderr(1);
            logger.log(mp::SUBDEBUG, "5");
            logger.debug("10");
            logger.info("20");
            logger.log(mp::SUBWARNING, "25");
            logger.warning("30");
            logger.error("40");
            logger.critical("50");
            logger.log(7, "7");
        }) == "[SUBDEBUG/MainProcess] 5\n[DEBUG/MainProcess] 10\n"
              "[INFO/MainProcess] 20\n[SUBWARNING/MainProcess] 25\n"
              "[WARNING/MainProcess] 30\n[ERROR/MainProcess] 40\n"
              "[CRITICAL/MainProcess] 50\n[Level 7/MainProcess] 7\n");
}

BOOST_AUTO_TEST_CASE(lines_below_the_level_are_left_out)
{
    BOOST_TEST(stderr_of([] {
                   auto& logger = mp::log_to_stderr();
                   logger.info("below WARNING");
                   logger.warning("1");
                   logger.level(logging::ERROR);
                   logger.warning("below ERROR");
                   logger.error("2");
               }) == "[WARNING/MainProcess] 1\n[ERROR/MainProcess] 2\n");
}

BOOST_AUTO_TEST_CASE(log_to_stderr_twice_writes_once_and_keeps_the_level)
{
    BOOST_TEST(stderr_of([] {
                   mp::log_to_stderr(logging::DEBUG);
                   mp::log_to_stderr().debug("once");
               }) == "[DEBUG/MainProcess] once\n");
}

BOOST_AUTO_TEST_CASE(isEnabledFor_tells_what_would_be_written)
{
    forked_peer peer([] {
        auto& logger = mp::get_logger();
        bool good = !logger.isEnabledFor(logging::CRITICAL) && logger.level() == 0;
        mp::log_to_stderr();
        good &= logger.isEnabledFor(logging::WARNING);
        good &= !logger.isEnabledFor(mp::SUBWARNING);
        logger.level(mp::SUBDEBUG);
        good &= logger.isEnabledFor(mp::SUBDEBUG) && logger.level() == mp::SUBDEBUG;
        return good && !logger.isEnabledFor(4);
    });
    BOOST_TEST(peer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_child_is_told_the_level_only_if_its_parent_logs)
{
    forked_peer peer([] {
        bool good = !mp::detail::stderr_log_level().has_value();
        mp::log_to_stderr();
        good &= mp::detail::stderr_log_level() == logging::WARNING;
        mp::get_logger().level(7);
        good &= mp::detail::stderr_log_level() == 7;
        mp::detail::inherit_log_level({});
        good &= !mp::get_logger().isEnabledFor(logging::CRITICAL);
        mp::detail::inherit_log_level(7);
        return good && mp::get_logger().isEnabledFor(7);
    });
    BOOST_TEST(peer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(lines_of_several_threads_do_not_mix)
{
    std::string const text = stderr_of([] {
        auto& logger = mp::log_to_stderr(logging::INFO);
        std::vector<std::jthread> threads;
        for (char letter : {'a', 'b', 'c', 'd'})
        {
            threads.emplace_back([&logger, letter] {
                for (int i = 0; i < 100; ++i)
                {
                    logger.info(std::string(50, letter));
                }
            });
        }
    });
    std::map<std::string, int> lines;
    for (std::size_t begin = 0; begin < text.size();)
    {
        std::size_t const end = text.find('\n', begin);
        ++lines[text.substr(begin, end - begin)];
        begin = end + 1;
    }
    BOOST_TEST(lines.size() == 4u);
    BOOST_TEST(lines["[INFO/MainProcess] " + std::string(50, 'a')] == 100);
}

BOOST_AUTO_TEST_SUITE_END()
