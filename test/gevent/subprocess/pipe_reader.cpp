// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/joinall.hpp>
#include <quartet/gevent/subprocess/pipe_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

#include "subprocess_case.hpp"

namespace {

namespace gevent = quartet::gevent;
using namespace gevent::subprocess;
using namespace quartet_test;

BOOST_FIXTURE_TEST_SUITE(pipe_readers, leaves_no_subprocess)

BOOST_AUTO_TEST_CASE(read_gives_all_until_the_end)
{
    Popen const child({.stdout_ = PIPE}, {"sh", "-c", "echo one; echo two"});
    BOOST_TEST(child.stdout_().read() == "one\ntwo\n");
    BOOST_TEST(child.stdout_().read() == "");
    child.wait();
}

BOOST_AUTO_TEST_CASE(read_waits_for_as_many_bytes_as_it_was_asked_for)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    child.stdin_().write("abc");
    auto const reader = gevent::spawn([&] { return child.stdout_().read(5); });
    gevent::sleep(0);
    child.stdin_().write("defg");
    BOOST_TEST(reader.get() == "abcde");
    child.stdin_().close();
    BOOST_TEST(child.stdout_().read(0) == "");
    BOOST_TEST(child.stdout_().read(5) == "fg");
    BOOST_TEST(child.stdout_().read(5) == "");
    child.wait();
}

BOOST_AUTO_TEST_CASE(read1_gives_what_there_is)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    child.stdin_().write("abc");
    BOOST_TEST(child.stdout_().read1(2) == "ab");
    BOOST_TEST(child.stdout_().read1() == "c");
    BOOST_TEST(child.stdout_().read1(0) == "");
    child.stdin_().close();
    BOOST_TEST(child.stdout_().read1() == "");
    child.wait();
}

BOOST_AUTO_TEST_CASE(readline_gives_lines_and_an_empty_one_at_the_end)
{
    Popen const child({.stdout_ = PIPE}, {"printf", "one\n\nthree"});
    pipe_reader const out = child.stdout_();
    BOOST_TEST(out.readline() == "one\n");
    BOOST_TEST(out.readline() == "\n");
    BOOST_TEST(out.readline() == "three");
    BOOST_TEST(out.readline() == "");
    child.wait();
}

BOOST_AUTO_TEST_CASE(it_is_a_range_of_lines)
{
    Popen const child({.stdout_ = PIPE}, {"seq", "100000"});
    int number = 0;
    bool good = true;
    for (std::string const& line : child.stdout_())
    {
        good = good && line == std::to_string(++number) + '\n';
    }
    BOOST_TEST(good);
    BOOST_TEST(number == 100000);
    child.wait();
}

BOOST_AUTO_TEST_CASE(a_line_may_be_longer_than_a_pipe)
{
    Popen const child({.stdout_ = PIPE}, {"sh", "-c", "head -c 1000000 /dev/zero; echo; echo end"});
    BOOST_TEST(child.stdout_().readline().size() == 1'000'001u);
    BOOST_TEST(child.stdout_().readline() == "end\n");
    child.wait();
}

BOOST_AUTO_TEST_CASE(a_closed_one_cannot_be_read)
{
    using quartet::ValueError;
    Popen const child({.stdout_ = PIPE}, {"cat", "/dev/null"});
    pipe_reader const out = child.stdout_();
    BOOST_TEST(!out.closed());
    out.close();
    out.close();
    BOOST_TEST(out.closed());
    BOOST_CHECK_THROW(out.read(), ValueError);
    BOOST_CHECK_THROW(out.read1(), ValueError);
    BOOST_CHECK_THROW(out.readline(), ValueError);
    BOOST_CHECK_THROW(out.fileno(), ValueError);
    child.wait();
}

BOOST_AUTO_TEST_CASE(who_waits_when_it_is_closed_gets_an_error)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    peer_greenlet reader([&] {
        try
        {
            child.stdout_().read();
        }
        catch (quartet::OSError const& error)
        {
            return error.code().value() == EBADF;
        }
        return false;
    });
    reader.until_asleep();
    child.stdout_().close();
    BOOST_TEST(reader.result());
    child.stdin_().close();
    child.wait();
}

BOOST_AUTO_TEST_CASE(several_greenlets_read_lines_and_each_gets_others)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    std::set<std::string> lines;
    std::vector<gevent::Greenlet<>> readers;
    for (int i = 0; i != 3; ++i)
    {
        readers.push_back(gevent::spawn([&] {
            for (std::string const& line : child.stdout_())
            {
                lines.insert(line);
                gevent::sleep(0);
            }
        }));
    }
    std::set<std::string> written;
    for (int i = 0; i != 300; ++i)
    {
        std::string const line = std::string(std::size_t(i % 7), 'x') + std::to_string(i) + '\n';
        written.insert(line);
        child.stdin_().write(line.substr(0, 2));
        gevent::sleep(0);
        child.stdin_().write(line.substr(2));
    }
    child.stdin_().close();
    gevent::joinall(readers);
    BOOST_TEST((lines == written));
    child.wait();
}

BOOST_AUTO_TEST_CASE(it_may_be_another_childs_input)
{
    Popen const first({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    // A greenlet has waited for it, which leaves it blocking: other programs expect that.
    peer_greenlet reader([&] { return first.stdout_().readline() == "a line\n"; });
    reader.until_asleep();
    first.stdin_().write("a line\n");
    BOOST_TEST(reader.result());
    BOOST_TEST((::fcntl(first.stdout_().fileno(), F_GETFL) & O_NONBLOCK) == 0);

    Popen const second({.stdin_ = first.stdout_().fileno(), .stdout_ = PIPE}, {"tr", "a-z", "A-Z"});
    first.stdout_().close();
    gevent::spawn([&] {
        first.stdin_().write("to the other\n");
        first.stdin_().close();
    });
    BOOST_TEST(second.communicate().stdout_ == "TO THE OTHER\n");
    first.wait();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
