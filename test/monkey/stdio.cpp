// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The functions of stdio.h, on pipes and sockets.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "support/argument.hpp"
#include "support/blocking_sockets.hpp"
#include "support/patched.hpp"
#include "support/program_run.hpp"

namespace gevent = quartet::gevent;
using quartet_test::pair_of_sockets;

extern "C" char* __fgets_chk(char* text, size_t size_of_text, int size, FILE* from);
extern "C" int __fprintf_chk(FILE* to, int flag, char const* format, ...);

namespace {

/// A connection, one end of which is a FILE.
struct connected_file
{
    connected_file() = default;
    ~connected_file() { close(); }

    void close()
    {
        if (file != nullptr)
        {
            std::fclose(std::exchange(file, nullptr));
        }
    }
    void send(std::string const& text) { ::send(both.b, text.data(), text.size(), 0); }

    pair_of_sockets both;
    std::FILE* file = ::fdopen(std::exchange(both.a, -1), "r+");
};

/// What is read while another greenlet writes, in two parts.
template <class Read>
auto read_while(std::string const& first, std::string const& second, Read read)
{
    connected_file from;
    auto reads = gevent::spawn([&] { return read(from.file); });
    gevent::sleep(0);
    from.send(first);
    gevent::sleep(0.001);
    from.send(second);
    from.both.close_b();
    return reads.get();
}

std::string read_to_the_end(int fd)
{
    std::string all;
    char part[1000];
    ssize_t count;
    while ((count = ::recv(fd, part, sizeof part, 0)) > 0)
    {
        all.append(part, std::size_t(count));
    }
    return all;
}

/// What comes out at the other end, of a call that writes more than fits.
template <class Write>
std::string write_while(Write write)
{
    connected_file to;
    auto writes = gevent::spawn([&] {
        write(to.file);
        to.close();
    });
    return read_to_the_end(to.both.b);
}

std::string const much(1 << 20, 'm');

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_stdio, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(lines_are_waited_for)
{
    char text[100];
    BOOST_TEST(read_while("hel", "lo\nworld", [&](std::FILE* from) {
                   return std::string(std::fgets(text, sizeof text, from));
               }) == "hello\n");
    BOOST_TEST(read_while("hel", "lo\nworld", [&](std::FILE* from) {
                   return std::string(::__fgets_chk(text, sizeof text, sizeof text, from));
               }) == "hello\n");
    BOOST_TEST(read_while("hel", "lo\nworld", [](std::FILE* from) {
                   char* line = nullptr;
                   std::size_t room = 0;
                   ssize_t const size = ::getline(&line, &room, from);
                   std::string const result(line, std::size_t(size));
                   std::free(line);
                   return result;
               }) == "hello\n");
    BOOST_TEST(read_while("a", "b;c", [](std::FILE* from) {
                   char* line = nullptr;
                   std::size_t room = 0;
                   ssize_t const size = ::getdelim(&line, &room, ';', from);
                   std::string const result(line, std::size_t(size));
                   std::free(line);
                   return result;
               }) == "ab;");
}

BOOST_AUTO_TEST_CASE(bytes_and_words_are_waited_for)
{
    BOOST_TEST(read_while("", "x", [](std::FILE* from) { return std::fgetc(from); }) == 'x');
    BOOST_TEST(read_while("", "", [](std::FILE* from) { return std::getc(from); }) == EOF);
    BOOST_TEST(read_while("123", "45", [](std::FILE* from) {
                   char five[6] = "";
                   return std::fread(five, 1, 5, from) == 5 ? std::string(five) : "";
               }) == "12345");
    BOOST_TEST(read_while("4", "2 apples ", [](std::FILE* from) {
                   int number = 0;
                   char what[20] = "";
                   return std::fscanf(from, "%d %19s", &number, what) == 2
                              ? number + std::string(what).size()
                              : 0;
               }) == 48u);
}

BOOST_AUTO_TEST_CASE(two_read_lines_of_one_file_in_turn)
{
    connected_file from;
    std::vector<std::string> lines;
    auto const read = [&] {
        char text[20] = "";
        for (int i = 0; i != 2; ++i)
        {
            std::fgets(text, sizeof text, from.file) != nullptr ? void() : std::abort();
            lines.push_back(text);
        }
    };
    auto const read_unlocked = [&] {
        char text[20] = "";
        for (int i = 0; i != 2; ++i)
        {
            ::fgets_unlocked(text, sizeof text, from.file) != nullptr ? void() : std::abort();
            lines.push_back(text);
        }
    };
    auto first = gevent::spawn(read);
    auto second = gevent::spawn(read_unlocked);
    gevent::sleep(0.001);
    for (char const* part : {"on", "e\ntw", "o\nthree", "\nfour\n"})
    {
        from.send(part);
        gevent::sleep(0.001);
    }
    gevent::joinall(std::vector{first, second});
    std::sort(lines.begin(), lines.end());
    BOOST_TEST(
        lines == (std::vector<std::string>{"four\n", "one\n", "three\n", "two\n"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_byte_that_is_there_needs_no_thread)
{
    connected_file from;
    from.send("ab");
    auto reads = gevent::spawn([&] {
        int const first = std::getc(from.file);  // it has a buffer from now on
        int const second = std::getc(from.file);
        from.send("c");
        bool has_run = false;
        auto const other = gevent::spawn([&] { has_run = true; });
        int const third = std::getc(from.file);
        bool const ran_meanwhile = has_run;
        other.join();
        return first == 'a' && second == 'b' && third == 'c' && !ran_meanwhile;
    });
    BOOST_TEST(reads.get());
}

BOOST_AUTO_TEST_CASE(the_locale_of_the_caller_is_used)
{
    ::locale_t const utf8 = ::newlocale(LC_ALL_MASK, "C.UTF-8", nullptr);
    BOOST_REQUIRE((utf8 != nullptr));
    // In the process's, "C", there is no such character.
    std::string const text = write_while([&](std::FILE* to) {
        ::locale_t const before = ::uselocale(utf8);
        std::fprintf(to, "%s%ls", much.c_str(), L"\u00e9");
        ::uselocale(before);
    });
    BOOST_TEST((text == much + "\xc3\xa9"));
    ::freelocale(utf8);
}

BOOST_AUTO_TEST_CASE(errno_stays_also_on_a_device)
{
    std::FILE* const nothing = std::fopen("/dev/null", "w");
    std::setvbuf(nothing, nullptr, _IONBF, 0);
    auto writes = gevent::spawn([&] {
        errno = E2BIG;
        bool const is_written =
            std::fputs("x", nothing) >= 0 && ::dprintf(::fileno(nothing), "x") == 1;
        return is_written ? errno : 0;
    });
    BOOST_TEST(writes.get() == E2BIG);
    std::fclose(nothing);
}

BOOST_AUTO_TEST_CASE(a_file_is_opened_anew_as_a_fifo)
{
    quartet_test::temporary_directory const directory;
    std::string const fifo = directory.path() / "fifo";
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    connected_file file;
    auto reads = gevent::spawn([&] {
        file.file = std::freopen(fifo.c_str(), "r", file.file);
        return std::fgetc(file.file);
    });
    gevent::sleep(0);
    BOOST_TEST(!reads.ready());
    std::FILE* const other = std::fopen(fifo.c_str(), "w");
    std::fputc('x', other);
    std::fclose(other);
    BOOST_TEST(reads.get() == 'x');
}

BOOST_AUTO_TEST_CASE(a_child_that_is_forked_while_one_reads_uses_files)
{
    connected_file from;
    auto reads = gevent::spawn([&] {
        char text[20] = "";
        return std::string(std::fgets(text, sizeof text, from.file));
    });
    gevent::sleep(0.001);
    pid_t const pid = ::fork();
    if (pid == 0)
    {
        ::alarm(100);
        std::FILE* const own = std::tmpfile();
        char text[20] = "";
        bool const is_right = std::fputs("child\n", own) >= 0 &&
                              std::fseek(own, 0, SEEK_SET) == 0 &&
                              std::fgets(text, sizeof text, own) != nullptr &&
                              std::fputs("from the child\n", from.file) >= 0 &&
                              std::fclose(own) == 0 && std::fclose(from.file) == 0;
        ::_exit(is_right ? 0 : 1);
    }
    int status = -1;
    BOOST_TEST(::waitpid(pid, &status, 0) == pid);
    BOOST_TEST(status == 0);
    BOOST_TEST(!reads.ready());
    from.send("parent\n");
    BOOST_TEST(reads.get() == "parent\n");
}

BOOST_AUTO_TEST_CASE(what_is_in_the_buffer_needs_no_thread)
{
    connected_file from;
    from.send("one\ntwo\n");
    bool has_run = true;
    auto reads = gevent::spawn([&] {
        char text[10];
        std::string first = std::fgets(text, sizeof text, from.file);
        has_run = false;
        auto const other = gevent::spawn([&] { has_run = true; });
        first += std::fgets(text, sizeof text, from.file);
        bool const ran_meanwhile = std::exchange(has_run, false);
        other.join();
        return ran_meanwhile ? "" : first;
    });
    BOOST_TEST(reads.get() == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_waited_for)
{
    BOOST_TEST(
        (write_while([](std::FILE* to) { std::fwrite(much.data(), 1, much.size(), to); }) == much));
    BOOST_TEST((write_while([](std::FILE* to) { std::fputs(much.c_str(), to); }) == much));
    BOOST_TEST(
        (write_while([](std::FILE* to) { std::fprintf(to, "%s!", much.c_str()); }) == much + '!'));
    BOOST_TEST(
        (write_while([](std::FILE* to) { ::__fprintf_chk(to, 1, "%s", much.c_str()); }) == much));
    BOOST_TEST(
        (write_while([](std::FILE* to) { ::dprintf(::fileno(to), "%s", much.c_str()); }) == much));
    BOOST_TEST((write_while([](std::FILE* to) {
                    for (char const each : much)
                    {
                        std::putc(each, to);
                    }
                    std::fflush(to);
                }) == much));
}

BOOST_AUTO_TEST_CASE(files_and_memory_are_used_at_once)
{
    std::FILE* const file = std::tmpfile();
    bool has_run = false;
    auto writes = gevent::spawn([&] {
        std::fputs("line\n", file);
        std::rewind(file);
        char text[10] = "";
        BOOST_TEST(std::fgets(text, sizeof text, file) != nullptr);
        std::FILE* const memory = ::fmemopen(text, 4, "r");
        int const first = std::getc(memory);
        std::fclose(memory);
        return !has_run && first == 'l';
    });
    auto other = gevent::spawn([&] { has_run = true; });
    BOOST_TEST(writes.get());
    std::fclose(file);
}

BOOST_AUTO_TEST_CASE(who_has_locked_a_file_uses_it_himself)
{
    connected_file from;
    from.send("x\n");
    auto reads = gevent::spawn([&] {
        ::flockfile(from.file);
        char text[10];
        std::string const line = std::fgets(text, sizeof text, from.file);
        ::funlockfile(from.file);
        return line;
    });
    BOOST_TEST(reads.get() == "x\n");
}

BOOST_AUTO_TEST_CASE(who_waits_in_the_descriptor_of_a_file_that_is_closed_fails_with_EBADF)
{
    connected_file file;
    int const fd = ::fileno(file.file);
    auto reads = gevent::spawn([=] {
        char c;
        return ::recv(fd, &c, 1, 0) == -1 ? errno : 0;
    });
    gevent::sleep(0);
    file.close();
    BOOST_TEST(reads.get() == EBADF);
    // Its number is used again.
    pair_of_sockets both;
    BOOST_TEST(both.a == fd);
    auto reads_again = gevent::spawn([&] {
        char c = 0;
        ::recv(both.a, &c, 1, 0);
        return c;
    });
    gevent::sleep(0);
    ::send(both.b, "y", 1, 0);
    BOOST_TEST(reads_again.get() == 'y');
}

BOOST_AUTO_TEST_CASE(children_are_read_from_at_the_same_time)
{
    // The first one goes on when the second has begun.
    quartet_test::temporary_directory const directory;
    std::string const fifo = directory.path() / "fifo";
    auto const line_of = [](std::string const& command) {
        std::FILE* const from = ::popen(command.c_str(), "r");
        char text[100] = "";
        std::string const line = std::fgets(text, sizeof text, from) != nullptr ? text : "";
        return std::pair(line, WEXITSTATUS(::pclose(from)));
    };
    BOOST_REQUIRE(std::system(("mkfifo " + fifo).c_str()) == 0);
    auto first = gevent::spawn([&] { return line_of("read x < " + fifo + "; echo $x; exit 3"); });
    auto second = gevent::spawn([&] { return line_of("echo hello > " + fifo + "; echo done"); });
    BOOST_TEST(first.get().first == "hello\n");
    BOOST_TEST(first.get().second == 3);
    BOOST_TEST(second.get().first == "done\n");
    BOOST_TEST(second.get().second == 0);
}

BOOST_AUTO_TEST_CASE(streams_of_cpp_are_these_and_a_program_ends_although_somebody_reads)
{
    int input[2];
    int output[2];
    BOOST_REQUIRE((::pipe(input) == 0 && ::pipe(output) == 0));
    pid_t const pid = ::fork();
    if (pid == 0)
    {
        ::dup2(input[0], 0);
        ::dup2(output[1], 1);
        ::close(input[1]);
        std::string const program = quartet_test::argument("lines");
        ::execl(program.c_str(), program.c_str(), nullptr);
        ::_exit(99);
    }
    ::close(input[0]);
    ::close(output[1]);
    std::string text;
    char part[100];
    ssize_t count;
    while ((count = ::read(output[0], part, sizeof part)) > 0)
    {
        if (text.empty())
        {
            // It reads, and has told us so.
            BOOST_TEST(::write(input[1], "one\ntwo\nend\n", 12) == 12);
        }
        text.append(part, std::size_t(count));
    }
    // Somebody still waits for input, and we have not closed it.
    int status = -1;
    BOOST_TEST(::waitpid(pid, &status, 0) == pid);
    BOOST_TEST(text == "others run\none\ntwo\n");
    BOOST_TEST(status == 0);
    ::close(input[1]);
    ::close(output[0]);
}

BOOST_AUTO_TEST_SUITE_END()
