// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/subprocess/pipe_writer.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <thread>

#include "subprocess_case.hpp"

namespace {

namespace gevent = quartet::gevent;
using namespace gevent::subprocess;
using namespace quartet_test;

/// Whether writing to a child that has gone throws.
bool is_broken()
{
    Popen const child({.stdin_ = PIPE}, {"true"});
    child.wait();
    try
    {
        child.stdin_().write("is anybody there?");
    }
    catch (quartet::BrokenPipeError const&)
    {
        return true;
    }
    return false;
}

BOOST_FIXTURE_TEST_SUITE(pipe_writers, leaves_no_subprocess)

BOOST_AUTO_TEST_CASE(a_child_reads_what_is_written)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    child.stdin_().write("");
    child.stdin_().write("one ");
    child.stdin_().write(std::string("two"));
    child.stdin_().close();
    BOOST_TEST(child.stdout_().read() == "one two");
    child.wait();
}

BOOST_AUTO_TEST_CASE(more_than_a_pipeful_is_written_while_others_read)
{
    std::string const sent(3'000'000, 'x');
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    auto const writer = gevent::spawn([&] {
        child.stdin_().write(sent);
        child.stdin_().close();
    });
    BOOST_TEST((child.stdout_().read() == sent));
    writer.get();
    child.wait();
}

BOOST_AUTO_TEST_CASE(what_several_greenlets_write_is_not_mixed)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    std::string const first(400'000, 'a');
    std::string const second(400'000, 'b');
    auto const one = gevent::spawn([&] { child.stdin_().write(first); });
    auto const other = gevent::spawn([&] { child.stdin_().write(second); });
    BOOST_TEST((child.stdout_().read(800'000) == first + second));
    one.get();
    other.get();
    child.communicate();
}

BOOST_AUTO_TEST_CASE(in_a_thread_it_blocks_until_all_is_written)
{
    std::string const sent(3'000'000, 'x');
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    std::thread writer([&] {
        child.stdin_().write(sent);
        child.stdin_().close();
    });
    BOOST_TEST((child.stdout_().read() == sent));
    writer.join();
    child.wait();
}

BOOST_AUTO_TEST_CASE(a_child_that_has_gone_is_a_broken_pipe_and_no_signal)
{
    BOOST_TEST(is_broken());
    auto const before = std::signal(SIGPIPE, SIG_IGN);
    BOOST_TEST(is_broken());
    std::signal(SIGPIPE, before);
    BOOST_TEST(before != SIG_IGN);
    BOOST_TEST(is_broken());
}

BOOST_AUTO_TEST_CASE(a_sigpipe_that_was_pending_stays_pending)
{
    bool good = false;
    std::thread([&] {
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        ::pthread_kill(::pthread_self(), SIGPIPE);
        good = is_broken();
        timespec const at_once{};
        good = good && ::sigtimedwait(&pipe, nullptr, &at_once) == SIGPIPE;
    }).join();
    BOOST_TEST(good);
}

BOOST_AUTO_TEST_CASE(a_closed_one_cannot_be_written_to)
{
    Popen const child({.stdin_ = PIPE}, {"cat"});
    pipe_writer const in = child.stdin_();
    BOOST_TEST(!in.closed());
    BOOST_TEST(in.fileno() >= 0);
    in.close();
    BOOST_TEST(in.closed());
    BOOST_CHECK_THROW(in.write("x"), quartet::ValueError);
    BOOST_CHECK_THROW(in.write(""), quartet::ValueError);
    BOOST_CHECK_THROW(in.fileno(), quartet::ValueError);
    child.wait();
}

BOOST_AUTO_TEST_CASE(who_waits_when_it_is_closed_gets_an_error)
{
    Popen const child({.stdin_ = PIPE}, {"sleep", "3600"});
    peer_greenlet writer([&] {
        try
        {
            child.stdin_().write(std::string(1'000'000, 'x'));
        }
        catch (quartet::OSError const& error)
        {
            return error.code().value() == EBADF;
        }
        return false;
    });
    writer.until_asleep();
    child.stdin_().close();
    BOOST_TEST(writer.result());
    child.kill();
    child.wait();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
