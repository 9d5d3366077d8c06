// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Exceptions are of each greenlet, also of those that wait in code that knows nothing of them.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

#include "support/patched.hpp"

namespace gevent = quartet::gevent;

BOOST_FIXTURE_TEST_SUITE(monkey_exceptions, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(who_waits_in_a_handler_throws_his_own_again)
{
    std::vector<gevent::Greenlet<std::string>> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(gevent::spawn([i]() -> std::string {
            try
            {
                try
                {
                    throw std::runtime_error(std::to_string(i));
                }
                catch (...)
                {
                    ::usleep(useconds_t(100 * (5 - i)));
                    throw;
                }
            }
            catch (std::exception const& mine)
            {
                return mine.what();
            }
        }));
    }
    for (std::size_t i = 0; i != all.size(); ++i)
    {
        BOOST_TEST(all[i].get() == std::to_string(i));
    }
}

BOOST_AUTO_TEST_CASE(who_waits_while_it_is_unwound_goes_on_being_unwound)
{
    struct waits_at_end
    {
        ~waits_at_end()
        {
            ::usleep(100);
            uncaught = std::uncaught_exceptions();
        }
        int& uncaught;
    };
    int in_one = -1;
    int in_other = -1;
    auto throws = gevent::spawn([&] {
        try
        {
            waits_at_end const here{in_one};
            throw 1;
        }
        catch (int)
        {}
    });
    auto does_not = gevent::spawn([&] { waits_at_end const here{in_other}; });
    gevent::joinall(std::vector<gevent::Greenlet<>>{throws, does_not});
    BOOST_TEST(in_one == 1);
    BOOST_TEST(in_other == 0);
}

BOOST_AUTO_TEST_SUITE_END()
