// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/subprocess/popen.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <utility>

#include "subprocess_case.hpp"

namespace {

namespace gevent = quartet::gevent;
using namespace gevent::subprocess;
using namespace quartet_test;

/// So many bytes, of which no two lines are the same.
std::string many_bytes(std::size_t size)
{
    std::string all;
    all.reserve(size + 16);
    for (int i = 0; all.size() < size; ++i)
    {
        all += std::to_string(i) += '\n';
    }
    all.resize(size);
    return all;
}

constexpr std::size_t ten_megabytes = 10'000'000;

/// A function in the thread itself, and in a greenlet.
template <class Body>
void here_and_in_a_greenlet(Body body)
{
    body();
    gevent::spawn(body).get();
}

BOOST_FIXTURE_TEST_SUITE(communicate, leaves_no_subprocess)

BOOST_AUTO_TEST_CASE(it_writes_all_and_reads_all_and_waits)
{
    here_and_in_a_greenlet([] {
        Popen const child(
            {.stdin_ = PIPE, .stdout_ = PIPE, .stderr_ = PIPE},
            {"sh", "-c", "cat; echo oops >&2; exit 3"});
        auto [out, err] = child.communicate("a question");
        BOOST_TEST(out == "a question");
        BOOST_TEST(err == "oops\n");
        BOOST_TEST(child.returncode().value() == 3);
    });
}

BOOST_AUTO_TEST_CASE(ten_megabytes_go_both_ways)
{
    std::string const sent = many_bytes(ten_megabytes);
    here_and_in_a_greenlet([&] {
        Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
        BOOST_TEST((child.communicate(sent).stdout_ == sent));
    });
}

BOOST_AUTO_TEST_CASE(both_outputs_may_be_large)
{
    here_and_in_a_greenlet([] {
        Popen const child(
            {.stdout_ = PIPE, .stderr_ = PIPE},
            {"sh", "-c", "head -c 1000000 /dev/zero >&2; head -c 2000000 /dev/zero"});
        auto const [out, err] = child.communicate();
        BOOST_TEST(out.size() == 2'000'000u);
        BOOST_TEST(err.size() == 1'000'000u);
    });
}

BOOST_AUTO_TEST_CASE(a_child_that_does_not_read_its_input_is_no_error)
{
    here_and_in_a_greenlet([] {
        Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"sh", "-c", "exec <&-; echo done"});
        BOOST_TEST(child.communicate(std::string(1'000'000, 'x')).stdout_ == "done\n");
        BOOST_TEST(child.returncode().value() == 0);
    });
}

BOOST_AUTO_TEST_CASE(without_input_the_child_comes_to_its_end_at_once)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    BOOST_TEST(child.communicate().stdout_ == "");
}

BOOST_AUTO_TEST_CASE(without_pipes_it_only_waits)
{
    Popen const child({"sh", "-c", "exit 9"});
    auto const [out, err] = child.communicate();
    BOOST_TEST(out == "");
    BOOST_TEST(err == "");
    BOOST_TEST(child.returncode().value() == 9);
}

BOOST_AUTO_TEST_CASE(when_the_time_is_over_it_tells_what_there_was_and_may_go_on)
{
    here_and_in_a_greenlet([] {
        pipe_gate gate;
        Popen const child(
            {.stdin_ = PIPE, .stdout_ = PIPE, .stderr_ = PIPE, .pass_fds = {gate.descriptor()}},
            {"sh", "-c", "echo first; echo oops >&2; read line < " + gate.path() + "; cat"});
        std::string out;
        std::string input = many_bytes(300'000);
        std::string const sent = input;
        do
        {
            try
            {
                child.communicate(std::exchange(input, {}), 0.01);
            }
            catch (TimeoutExpired const& expired)
            {
                out = expired.output();
                BOOST_TEST(expired.stdout_() == out);
                BOOST_TEST((expired.stderr_() == "" || expired.stderr_() == "oops\n"));
                BOOST_TEST(expired.timeout() == 0.01);
            }
        } while (out.empty());
        BOOST_TEST(out == "first\n");
        BOOST_TEST(!child.poll().has_value());
        BOOST_TEST(throws_with<quartet::ValueError>("input", [&] { child.communicate("more"); }));
        gate.open();
        auto const [all, err] = child.communicate();
        BOOST_TEST((all == "first\n" + sent));
        BOOST_TEST(err == "oops\n");
    });
}

BOOST_AUTO_TEST_CASE(a_child_that_never_pauses_does_not_hold_it_up)
{
    here_and_in_a_greenlet([] {
        Popen const child({.stdout_ = PIPE}, {"yes"});
        BOOST_CHECK_THROW(child.communicate({}, 0.05), TimeoutExpired);
        child.kill();
        BOOST_TEST(child.communicate().stdout_.size() > 0);
    });
}

BOOST_AUTO_TEST_CASE(a_child_that_closes_its_outputs_is_waited_for)
{
    here_and_in_a_greenlet([] {
        Popen const child({.stdout_ = PIPE}, {"sh", "-c", "exec >&-; exec sleep 3600"});
        BOOST_CHECK_THROW(child.communicate({}, 0.05), TimeoutExpired);
        child.terminate();
        child.communicate();
        BOOST_TEST(child.returncode().value() == -SIGTERM);
    });
}

BOOST_AUTO_TEST_CASE(what_was_read_ahead_by_hand_is_there)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    child.stdin_().write("one\ntwo\n");
    BOOST_TEST(child.stdout_().readline() == "one\n");
    BOOST_TEST(child.communicate("three\n").stdout_ == "two\nthree\n");
}

BOOST_AUTO_TEST_CASE(an_input_needs_a_pipe)
{
    Popen const child({"true"});
    BOOST_TEST(throws_with<quartet::ValueError>("input", [&] { child.communicate("x"); }));
    Popen const other({.stdin_ = PIPE}, {"cat"});
    other.stdin_().close();
    BOOST_TEST(throws_with<quartet::ValueError>("input", [&] { other.communicate("x"); }));
    child.communicate();
    other.communicate();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
