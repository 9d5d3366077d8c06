// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What a child has of its parent: streams, descriptors, directory, environment, signals, session.
#include <quartet/gevent/subprocess.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "subprocess_case.hpp"

namespace {

namespace fs = std::filesystem;
using namespace quartet::gevent::subprocess;
using namespace quartet_test;
using quartet::detail::unique_fd;
using variables = std::map<std::string, std::string>;

using numbers = std::set<int>;

/// The descriptors that a child has.
numbers descriptors_with(std::vector<int> const& passed)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE, .pass_fds = passed}, {"cat"});
    child.stdin_().write("x");
    child.stdout_().read(1);  // now it has begun, and none of the loader's is open
    numbers result;
    for (auto const& each : fs::directory_iterator("/proc/" + std::to_string(child.pid()) + "/fd"))
    {
        result.insert(std::stoi(each.path().filename().string()));
    }
    child.communicate();
    return result;
}

struct folder
{
    fs::path const path =
        fs::temp_directory_path() / ("quartet_subprocess_" + std::to_string(::getpid()));
    folder() { fs::create_directories(path); }
    ~folder() { fs::remove_all(path); }

    void write_program(std::string const& name, std::string const& text) const
    {
        std::ofstream(path / name) << "#!/bin/sh\n" << text << '\n';
        fs::permissions(path / name, fs::perms::owner_all);
    }
};

BOOST_FIXTURE_TEST_SUITE(surroundings, leaves_no_subprocess)

BOOST_AUTO_TEST_CASE(a_child_has_its_streams_and_nothing_else)
{
    unique_fd const open_for_all(::open("/dev/null", O_RDONLY));  // not close-on-exec
    BOOST_TEST((descriptors_with({}) == numbers{0, 1, 2}));
}

BOOST_AUTO_TEST_CASE(it_has_what_is_passed_with_the_same_numbers)
{
    unique_fd const low(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    unique_fd const high(::fcntl(low.get(), F_DUPFD_CLOEXEC, 200));
    unique_fd const next(::fcntl(low.get(), F_DUPFD_CLOEXEC, high.get() + 1));
    BOOST_TEST((descriptors_with({high.get()}) == numbers{0, 1, 2, high.get()}));
    BOOST_TEST(
        (descriptors_with({next.get(), low.get(), high.get(), low.get(), 1}) ==
         numbers{0, 1, 2, low.get(), high.get(), next.get()}));
    unique_fd const other(::fcntl(low.get(), F_DUPFD_CLOEXEC, 3));
    BOOST_TEST(
        (descriptors_with({other.get(), low.get()}) == numbers{0, 1, 2, other.get(), low.get()}));
}

BOOST_AUTO_TEST_CASE(what_is_passed_is_what_has_that_number)
{
    pipe_gate gates[3];
    unique_fd const file(::open("/etc/hostname", O_RDONLY | O_CLOEXEC));
    std::string const path = "/proc/self/fd/" + std::to_string(file.get());
    std::string const target = fs::read_symlink(path).string() + '\n';
    std::vector<int> const passed{
        gates[2].descriptor(), file.get(), gates[0].descriptor(), gates[1].descriptor()};
    BOOST_TEST(check_output({.pass_fds = passed}, {"readlink", path}) == target);
    for (pipe_gate const& gate : gates)
    {
        BOOST_TEST(
            check_output({.pass_fds = passed}, {"readlink", gate.path()}) ==
            fs::read_symlink(gate.path()).string() + '\n');
    }
}

BOOST_AUTO_TEST_CASE(its_streams_may_be_any_descriptors)
{
    folder const here;
    unique_fd const file(::open((here.path / "x").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    call({.stdout_ = file.get(), .stderr_ = STDOUT, .shell = true}, "echo out; echo err >&2");
    ::lseek(file.get(), 0, SEEK_SET);
    BOOST_TEST(check_output({.stdin_ = file.get()}, {"cat"}) == "out\nerr\n");
}

BOOST_AUTO_TEST_CASE(devnull_is_empty_and_takes_all)
{
    CompletedProcess const done =
        run({.stdin_ = DEVNULL, .stdout_ = PIPE, .stderr_ = DEVNULL, .shell = true},
            "cat; echo lost >&2; readlink /proc/self/fd/2");
    BOOST_TEST(done.stdout_ == "/dev/null\n");
}

/// In a process of its own, whose streams may be what they like.
bool in_a_forked_process(bool (*body)())
{
    return forked_peer(body).wait() == 0;
}

BOOST_AUTO_TEST_CASE(standard_streams_may_change_places)
{
    BOOST_TEST(in_a_forked_process([] {
        int ends[2][2];
        if (::pipe2(ends[0], O_CLOEXEC) != 0 || ::pipe2(ends[1], O_CLOEXEC) != 0)
        {
            return false;
        }
        ::dup2(ends[0][1], 1);
        ::dup2(ends[1][1], 2);
        call({.stdout_ = 2, .stderr_ = 1, .shell = true}, "echo out; echo err >&2");
        char out[5] = {};
        char err[5] = {};
        return ::read(ends[0][0], err, 4) == 4 && ::read(ends[1][0], out, 4) == 4 &&
               std::string(out) == "out\n" && std::string(err) == "err\n";
    }));
    BOOST_TEST(in_a_forked_process([] {
        return run({.stdin_ = DEVNULL, .stdout_ = 1, .stderr_ = 1}, {"true"}).returncode == 0;
    }));
}

BOOST_AUTO_TEST_CASE(standard_output_of_this_process_can_be_its_standard_error)
{
    BOOST_TEST(in_a_forked_process([] {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
        {
            return false;
        }
        ::dup2(ends[1], 1);
        call({.stderr_ = STDOUT, .shell = true}, "echo err >&2");
        char err[5] = {};
        return ::read(ends[0], err, 4) == 4 && std::string(err) == "err\n";
    }));
}

BOOST_AUTO_TEST_CASE(a_process_without_standard_streams_may_have_children_with_pipes)
{
    BOOST_TEST(in_a_forked_process([] {
        ::close(0);
        ::close(1);
        ::close(2);
        CompletedProcess const done =
            run({.input = "in", .capture_output = true, .shell = true, .cwd = "/"},
                "cat; pwd; echo err >&2");
        return done.stdout_ == "in/\n" && done.stderr_ == "err\n" && done.returncode == 0;
    }));
}

BOOST_AUTO_TEST_CASE(it_works_in_cwd)
{
    folder const here;
    BOOST_TEST(
        check_output({.cwd = here.path}, {"pwd"}) == fs::canonical(here.path).string() + '\n');
    here.write_program("program", "echo found");
    BOOST_TEST(check_output({.cwd = here.path}, {"./program"}) == "found\n");
}

BOOST_AUTO_TEST_CASE(a_cwd_that_is_none_is_named)
{
    BOOST_TEST(throws_with<quartet::FileNotFoundError>(
        "cwd: /no/such", [] { Popen({.stdin_ = PIPE, .cwd = "/no/such"}, {"true"}); }));
    BOOST_TEST(
        throws_with<quartet::OSError>("cwd: /bin/sh", [] { Popen({.cwd = "/bin/sh"}, {"true"}); }));
}

BOOST_AUTO_TEST_CASE(its_environment_is_ours_or_what_it_is_given)
{
    ::setenv("QUARTET_TEST_VARIABLE", "ours", 1);
    std::string const line = "echo $QUARTET_TEST_VARIABLE $OTHER";
    BOOST_TEST(check_output({.shell = true}, line) == "ours\n");
    BOOST_TEST(check_output({.shell = true, .env = variables{{"OTHER", "a=b"}}}, line) == "a=b\n");
    BOOST_TEST(check_output({.env = variables{}}, {"/usr/bin/env"}) == "");
    ::unsetenv("QUARTET_TEST_VARIABLE");
}

BOOST_AUTO_TEST_CASE(the_program_is_looked_for_in_the_path_that_it_gets)
{
    folder const here;
    here.write_program("quartet-program", "echo found");
    std::string const path = "/no/such::" + here.path.string();
    BOOST_CHECK_THROW(check_output({"quartet-program"}), quartet::FileNotFoundError);
    BOOST_TEST(check_output({.env = variables{{"PATH", path}}}, {"quartet-program"}) == "found\n");
    BOOST_TEST(
        check_output({.cwd = here.path, .env = variables{{"PATH", ""}}}, {"quartet-program"}) ==
        "found\n");
    BOOST_TEST(check_output({.env = variables{}}, {"echo", "x"}) == "x\n");
    fs::permissions(here.path / "quartet-program", fs::perms::owner_read);
    BOOST_TEST(throws_with<quartet::OSError>("quartet-program: Permission denied", [&] {
        check_output({.env = variables{{"PATH", path}}}, {"quartet-program"});
    }));
}

BOOST_AUTO_TEST_CASE(executable_is_another_program_than_it_is_told)
{
    BOOST_TEST(check_output({.executable = "/bin/sh"}, {"a name", "-c", "echo $0"}) == "a name\n");
    BOOST_TEST(check_output({.executable = "sh"}, {"sh", "-c", "echo x"}) == "x\n");
}

BOOST_AUTO_TEST_CASE(the_shell_gets_further_words_as_its_arguments)
{
    BOOST_TEST(check_output({.shell = true}, {"echo $0 $1", "a", "b"}) == "a b\n");
}

BOOST_AUTO_TEST_CASE(it_may_have_a_session_or_a_group_of_its_own)
{
    Popen const plain({.stdin_ = PIPE}, {"cat"});
    BOOST_TEST(::getsid(plain.pid()) == ::getsid(0));
    BOOST_TEST(::getpgid(plain.pid()) == ::getpgid(0));
    Popen const leader({.stdin_ = PIPE, .start_new_session = true}, {"cat"});
    BOOST_TEST(::getsid(leader.pid()) == leader.pid());
    Popen const grouped({.stdin_ = PIPE, .process_group = 0}, {"cat"});
    BOOST_TEST(::getpgid(grouped.pid()) == grouped.pid());
    Popen const joined({.stdin_ = PIPE, .process_group = grouped.pid()}, {"cat"});
    BOOST_TEST(::getpgid(joined.pid()) == grouped.pid());
    for (Popen const& each : {plain, leader, grouped, joined})
    {
        each.communicate();
    }
}

BOOST_AUTO_TEST_CASE(no_signal_is_blocked_in_it_and_sigpipe_is_not_ignored)
{
    std::string blocked;
    std::string ignored;
    std::thread([&] {
        auto const before = std::signal(SIGPIPE, SIG_IGN);
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
        blocked = check_output({"grep", "SigBlk", "/proc/self/status"});
        ignored = check_output({"grep", "SigIgn", "/proc/self/status"});
        std::signal(SIGPIPE, before);
    }).join();
    BOOST_TEST(blocked == "SigBlk:\t0000000000000000\n");
    unsigned long const set = std::stoul(ignored.substr(ignored.find('\t')), nullptr, 16);
    BOOST_TEST((set & 1ul << (SIGPIPE - 1)) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
