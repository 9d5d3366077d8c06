// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Looking up names and addresses.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <resolv.h>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "../../src/monkey/elsewhere.hpp"
#include "support/patched.hpp"
#include "support/poll_until.hpp"
#include "support/program_run.hpp"
#include "support/sanitizers.hpp"

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;

namespace {

/// Whether another greenlet runs in the middle of the call.
template <class Call>
bool does_another_run(Call call)
{
    bool is_over = false;
    bool has_run = false;
    auto calls = gevent::spawn([&] {
        call();
        is_over = true;
    });
    auto other = gevent::spawn([&] { has_run = !is_over; });
    calls.join();
    other.join();
    return has_run;
}

/// The same of a call in another thread, which now and then ends before it is waited for.
template <class Call>
bool do_others_run(Call call)
{
    for (int i = 0; i != 1000; ++i)
    {
        if (does_another_run(call))
        {
            return true;
        }
    }
    return false;
}

std::string address_of(hostent const* host)
{
    char text[INET6_ADDRSTRLEN] = "";
    return host != nullptr ? ::inet_ntop(host->h_addrtype, host->h_addr_list[0], text, sizeof text)
                           : "nothing";
}

/// The first of what getaddrinfo() gives, or its error.
std::string first_address(char const* node, addrinfo const* hints = nullptr)
{
    addrinfo* all = nullptr;
    if (int const code = ::getaddrinfo(node, "80", hints, &all))
    {
        return ::gai_strerror(code);
    }
    char host[NI_MAXHOST];
    char service[NI_MAXSERV];
    ::getnameinfo(
        all->ai_addr,
        all->ai_addrlen,
        host,
        sizeof host,
        service,
        sizeof service,
        NI_NUMERICHOST | NI_NUMERICSERV);
    ::freeaddrinfo(all);
    return std::string(host) + ' ' + service;
}

/// As long as it lives, a lookup of a name that is not in /etc/hosts does not end: the resolver waits for
/// somebody who writes its file of aliases.
class endless_lookups
{
public:
    endless_lookups()
    {
        ::mkfifo(fifo_.c_str(), 0600);
        ::setenv("HOSTALIASES", fifo_.c_str(), 1);
    }
    endless_lookups(endless_lookups const&) = delete;
    endless_lookups& operator=(endless_lookups const&) = delete;
    ~endless_lookups()
    {
        // Whoever waits there, now or soon, reads an empty file.
        quartet_test::poll_until([this] {
            int const writer = ::open(fifo_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
            ::close(writer);
            return monkey::detail::count_elsewhere() == 0;
        });
        ::unsetenv("HOSTALIASES");
    }

private:
    quartet_test::temporary_directory const directory_;
    std::string const fifo_ = directory_.path() / "aliases";
};

sockaddr_in const loopback = [] {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(80);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}();

int name_of_loopback(char* host, socklen_t size, int flags)
{
    return ::getnameinfo(
        reinterpret_cast<sockaddr const*>(&loopback),
        sizeof loopback,
        host,
        size,
        nullptr,
        0,
        flags);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_names, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(others_run_while_a_name_is_looked_up)
{
    addrinfo four{};
    four.ai_family = AF_INET;
    std::string found;
    BOOST_TEST(do_others_run([&] { found = first_address("localhost", &four); }));
    BOOST_TEST(found == "127.0.0.1 80");
}

BOOST_AUTO_TEST_CASE(an_address_needs_no_thread)
{
    std::string found;
    BOOST_TEST(!does_another_run([&] { found = first_address("127.0.0.2"); }));
    BOOST_TEST(found == "127.0.0.2 80");
    BOOST_TEST(!does_another_run([&] { found = first_address("::1"); }));
    BOOST_TEST(found == "::1 80");
    BOOST_TEST(!does_another_run([&] { found = first_address(nullptr); }));
    BOOST_TEST(found.ends_with(" 80"));
    addrinfo numeric{};
    numeric.ai_flags = AI_NUMERICHOST;
    BOOST_TEST(!does_another_run([&] { found = first_address("localhost", &numeric); }));
    BOOST_TEST(found == ::gai_strerror(EAI_NONAME));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_found_is_told_as_ever)
{
    auto* const original =
        monkey::get_original<int(char const*, char const*, addrinfo const*, addrinfo**)>(
            "getaddrinfo");
    addrinfo* all = nullptr;
    int const expected = original("no such name", nullptr, nullptr, &all);
    int code = 0;
    auto looks =
        gevent::spawn([&] { code = ::getaddrinfo("no such name", nullptr, nullptr, &all); });
    looks.join();
    BOOST_TEST(expected != 0);
    BOOST_TEST(code == expected);
    auto again =
        gevent::spawn([&] { code = ::getaddrinfo("localhost", "no such port", nullptr, &all); });
    again.join();
    BOOST_TEST(code == EAI_SERVICE);
}

BOOST_AUTO_TEST_CASE(who_is_killed_does_not_wait_for_the_answer)
{
    endless_lookups const never;
    int code = 0;
    int error = 0;
    hostent* host = nullptr;
    auto looks = gevent::spawn([&] {
        addrinfo* all = nullptr;
        code = ::getaddrinfo("quartet-test", nullptr, nullptr, &all);
        error = errno;
        host = ::gethostbyname("quartet-test");
        gevent::sleep(0);
    });
    gevent::sleep(0.001);
    BOOST_TEST(!looks.ready());
    looks.kill();
    BOOST_TEST(looks.ready());
    BOOST_TEST(code == EAI_SYSTEM);
    BOOST_TEST(error == ECANCELED);
    BOOST_TEST(host == nullptr);
}

BOOST_AUTO_TEST_CASE(a_timeout_ends_the_lookup)
{
    endless_lookups const never;
    auto looks = gevent::spawn([] {
        gevent::Timeout const limit = gevent::Timeout::start_new(0.005);
        return ::gethostbyname("quartet-test") == nullptr ? h_errno : 0;
    });
    BOOST_TEST(looks.get() == NETDB_INTERNAL);
}

BOOST_AUTO_TEST_CASE(a_host_stays_until_the_next_one)
{
    std::string before;
    std::string after;
    BOOST_TEST(do_others_run([&] {
        hostent const* const host = ::gethostbyname("localhost");
        before = address_of(host);
        gevent::sleep(0.001);
        after = address_of(host);
    }));
    BOOST_TEST(before == "127.0.0.1");
    BOOST_TEST(after == "127.0.0.1");
    BOOST_TEST(!does_another_run([&] { before = address_of(::gethostbyname("127.0.0.3")); }));
    BOOST_TEST(before == "127.0.0.3");
    BOOST_TEST(do_others_run([&] { before = address_of(::gethostbyname2("localhost", AF_INET)); }));
    BOOST_TEST(before == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(a_host_is_found_by_its_address)
{
    std::string name;
    BOOST_TEST(do_others_run([&] {
        in_addr const address{htonl(INADDR_LOOPBACK)};
        name = ::gethostbyaddr(&address, sizeof address, AF_INET)->h_name;
    }));
    BOOST_TEST(name == "localhost");
}

BOOST_AUTO_TEST_CASE(a_host_that_is_not_found_sets_h_errno)
{
    auto* const original = monkey::get_original<hostent*(char const*)>("gethostbyname");
    BOOST_TEST(original("no such name") == nullptr);
    int const expected = h_errno;
    h_errno = 0;
    int why = 0;
    BOOST_TEST(do_others_run([&] {
        BOOST_TEST(::gethostbyname("no such name") == nullptr);
        why = h_errno;
    }));
    BOOST_TEST(why == expected);
}

BOOST_AUTO_TEST_CASE(hosts_are_found_into_memory_of_the_callers)
{
    hostent host;
    std::array<char, 1000> memory;
    hostent* found = nullptr;
    int why = 0;
    int code = 0;
    BOOST_TEST(do_others_run([&] {
        code = ::gethostbyname_r("localhost", &host, memory.data(), memory.size(), &found, &why);
    }));
    BOOST_TEST(code == 0);
    BOOST_TEST((found == &host));
    BOOST_TEST(address_of(found) == "127.0.0.1");
    BOOST_TEST(do_others_run(
        [&] { code = ::gethostbyname_r("localhost", &host, memory.data(), 1, &found, &why); }));
    BOOST_TEST(code == ERANGE);
}

BOOST_AUTO_TEST_CASE(an_address_has_a_name)
{
    char host[NI_MAXHOST] = "";
    int code = -1;
    BOOST_TEST(do_others_run([&] { code = name_of_loopback(host, sizeof host, 0); }));
    BOOST_TEST(code == 0);
    BOOST_TEST(host == std::string("localhost"));
    BOOST_TEST(
        !does_another_run([&] { code = name_of_loopback(host, sizeof host, NI_NUMERICHOST); }));
    BOOST_TEST(host == std::string("127.0.0.1"));
    BOOST_TEST(do_others_run([&] { code = name_of_loopback(host, 3, 0); }));
    BOOST_TEST(code == EAI_OVERFLOW);
}

BOOST_AUTO_TEST_CASE(the_resolver_is_asked_in_another_thread)
{
    endless_lookups const never;  // not of names with dots
    int length = 0;
    int why = 0;
    BOOST_TEST(do_others_run([&] {
        std::array<unsigned char, 1000> answer;
        length = ::res_query("no such name.", ns_c_in, ns_t_a, answer.data(), int(answer.size()));
        why = h_errno;
    }));
    BOOST_TEST(length == -1);
    BOOST_TEST(why != 0);
}

// The C library begins a thread that ThreadSanitizer does not see.
BOOST_AUTO_TEST_CASE(
    requests_that_run_are_waited_for,
    *boost::unit_test::enable_if<!quartet_test::is_thread_sanitizer>())
{
    gaicb request{};
    request.ar_name = "localhost";
    gaicb* list[] = {&request};
    BOOST_REQUIRE(::getaddrinfo_a(GAI_NOWAIT, list, 1, nullptr) == 0);
    bool has_run = false;
    auto other = gevent::spawn([&] { has_run = true; });
    while (::gai_error(&request) == EAI_INPROGRESS)
    {
        ::gai_suspend(list, 1, nullptr);
    }
    other.join();
    BOOST_TEST(has_run);
    BOOST_TEST(::gai_error(&request) == 0);
    ::freeaddrinfo(request.ar_result);
}

BOOST_AUTO_TEST_SUITE_END()
