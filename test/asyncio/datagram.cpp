// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/datagram.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/coroutines.hpp"
#include "support/leaves_no_descriptor.hpp"

namespace {

using namespace quartet_test;
using asyncio::DatagramTransport;
using quartet::address;

/// Notes what comes.
struct receiver : asyncio::DatagramProtocol
{
    void connection_made(DatagramTransport const& made) override { transport = made; }
    void datagram_received(std::string_view data, address const& from) override
    {
        came.emplace_back(data);
        last = from;
        news.set();
    }
    void error_received(std::exception_ptr) override
    {
        ++errors;
        news.set();
    }
    void connection_lost(std::exception_ptr error) override
    {
        is_broken = error != nullptr;
        is_lost.set();
    }

    DatagramTransport transport;
    std::vector<std::string> came;
    address last;
    int errors = 0;
    bool is_broken = false;
    asyncio::Event news;
    asyncio::Event is_lost;
};

struct echo : receiver
{
    void datagram_received(std::string_view data, address const& from) override
    {
        transport.sendto(data, from);
    }
};

template <class P>
auto make()
{
    return [] { return std::make_shared<P>(); };
}

address const anywhere("127.0.0.1", 0);

Coroutine<void> until_came(receiver& at, std::size_t count)
{
    while (at.came.size() < count)
    {
        at.news.clear();
        co_await at.news.wait();
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(datagrams, leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(they_go_and_come)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        auto const [server, echoes] =
            co_await loop.create_datagram_endpoint(make<echo>(), anywhere);
        std::optional<address> const where = server.sockname();
        auto const [client, gets] =
            co_await loop.create_datagram_endpoint(make<receiver>(), std::nullopt, where);
        BOOST_TEST((client.peername() == where));
        for (int i = 0; i != 50; ++i)
        {
            client.sendto(std::to_string(i));
            co_await until_came(*gets, std::size_t(i) + 1);
        }
        client.sendto("", where);
        co_await until_came(*gets, 51);
        BOOST_TEST(gets->came.at(49) == "49");
        BOOST_TEST(gets->came.at(50) == "");
        BOOST_TEST((gets->last == *where));
        client.close();
        client.sendto("ignored");
        server.abort();
        co_await gets->is_lost.wait();
        co_await echoes->is_lost.wait();
        BOOST_TEST(!gets->is_broken);
        BOOST_TEST(client.fileno() == -1);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(wrong_addresses)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        auto const [one, gets] = co_await loop.create_datagram_endpoint(make<receiver>(), anywhere);
        BOOST_CHECK_THROW(one.sendto("x"), quartet::ValueError);
        std::optional<address> const where = one.sockname();
        auto const [other, same] =
            co_await loop.create_datagram_endpoint(make<receiver>(), std::nullopt, where);
        BOOST_CHECK_THROW(other.sendto("x", anywhere), quartet::ValueError);
        bool const refused = co_await throws<quartet::ValueError>(
            loop.create_datagram_endpoint(make<receiver>(), std::nullopt));
        BOOST_TEST(refused);
        one.close();
        other.close();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(nobody_is_there)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        auto const [gone, first] =
            co_await loop.create_datagram_endpoint(make<receiver>(), anywhere);
        std::optional<address> const where = gone.sockname();
        gone.close();
        co_await first->is_lost.wait();
        auto const [client, gets] =
            co_await loop.create_datagram_endpoint(make<receiver>(), std::nullopt, where);
        client.sendto("x");
        co_await gets->news.wait();
        BOOST_TEST(gets->errors == 1);
        client.close();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_that_is_too_large_harms_no_other)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        auto const [one, gets] = co_await loop.create_datagram_endpoint(make<receiver>(), anywhere);
        one.sendto(std::string(100'000, 'x'), one.sockname());
        BOOST_TEST(gets->errors == 1);
        one.sendto("x", one.sockname());
        co_await until_came(*gets, 1);
        one.close();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_a_protocol_throws_is_reported_and_ends_it)
{
    struct throwing : receiver
    {
        void datagram_received(std::string_view, address const&) override
        {
            throw std::runtime_error("no");
        }
    };
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        reports said(loop);
        auto const [one, gets] = co_await loop.create_datagram_endpoint(make<throwing>(), anywhere);
        one.sendto("x", one.sockname());
        co_await gets->is_lost.wait();
        BOOST_TEST(gets->is_broken);
        BOOST_TEST(said.messages.size() == 1u);
        loop.set_exception_handler({});
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_loop_that_ends_closes_it)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        co_await loop.create_datagram_endpoint(make<receiver>(), anywhere);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_SUITE_END()
