// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <unistd.h>
#include <vector>

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;

BOOST_AUTO_TEST_CASE(greenlets_sleep_at_the_same_time)
{
    monkey::patch_all();
    std::vector<int> order;
    auto slow = gevent::spawn([&] {
        order.push_back(1);
        ::usleep(20'000);
        order.push_back(3);
    });
    auto quick = gevent::spawn([&] { order.push_back(2); });
    slow.join();
    BOOST_TEST(order == (std::vector{1, 2, 3}), boost::test_tools::per_element());
    monkey::unpatch_all();
}
