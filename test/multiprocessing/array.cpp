// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/array.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <mutex>
#include <numeric>
#include <string>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/shared_names.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using namespace std::string_literals;

BOOST_FIXTURE_TEST_SUITE(array, leaves_no_name)

BOOST_AUTO_TEST_CASE(a_size_makes_zeros)
{
    mp::Array<double> array(3);
    BOOST_TEST(array.size() == 3u);
    BOOST_TEST(array.get() == std::vector<double>(3), boost::test_tools::per_element());
    BOOST_TEST(mp::Array<int>(0).get().empty());
    BOOST_TEST(mp::RawArray<int>(1000u).size() == 1000u);
}

BOOST_AUTO_TEST_CASE(a_bad_size_is_an_error_that_names_it)
{
    auto const names_it = [](quartet::ValueError const& error) {
        std::string const text = error.what();
        return text.find("size") != std::string::npos && text.find("-1") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(mp::Array<int>(-1), quartet::ValueError, names_it);
    BOOST_CHECK_EXCEPTION(mp::RawArray<int>(-1), quartet::ValueError, names_it);
    BOOST_CHECK_THROW(mp::RawArray<int>(~std::size_t(0)), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(elements_are_copied_in)
{
    std::vector<int> const source{1, 2, 3};
    BOOST_TEST(mp::Array<int>({1, 2, 3}).get() == source, boost::test_tools::per_element());
    BOOST_TEST(mp::Array<int>(source).get() == source, boost::test_tools::per_element());
    BOOST_TEST(mp::RawArray<int>(source).get() == source, boost::test_tools::per_element());
    std::array<int, 3> const fixed{1, 2, 3};
    BOOST_TEST(mp::Array<int>(fixed).get() == source, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_negative_index_counts_from_the_end)
{
    mp::Array<int> array{1, 2, 3};
    BOOST_TEST(array[0] == 1);
    BOOST_TEST(array[-1] == 3);
    BOOST_TEST(array[-3] == 1);
    array[-2] = 20;
    BOOST_TEST(array.get(1) == 20);
    array.set(-1, 30);
    BOOST_TEST(array[2] == 30);
}

BOOST_AUTO_TEST_CASE(an_index_outside_is_an_error)
{
    mp::Array<int> array{1, 2, 3};
    BOOST_CHECK_THROW(array[3], quartet::IndexError);
    BOOST_CHECK_THROW(array[-4], quartet::IndexError);
    BOOST_CHECK_THROW(array.get(3), quartet::IndexError);
    BOOST_CHECK_THROW(array.set(-4, 1), quartet::IndexError);
    BOOST_CHECK_THROW(array.span(2, 2), quartet::IndexError);
    BOOST_CHECK_THROW(array.span(4, 0), quartet::IndexError);
    BOOST_TEST(!array.get_lock().locked());
}

BOOST_AUTO_TEST_CASE(it_is_a_range_and_has_slices)
{
    mp::Array<int> array(5);
    std::iota(array.begin(), array.end(), 1);
    int sum = 0;
    for (int each : array)
    {
        sum += each;
    }
    BOOST_TEST(sum == 15);
    std::ranges::fill(array.span(1, 3), 0);
    BOOST_TEST(array.get() == (std::vector{1, 0, 0, 0, 5}), boost::test_tools::per_element());
    BOOST_TEST(array.span().size() == 5u);
}

BOOST_AUTO_TEST_CASE(all_processes_see_it_change)
{
    mp::Array<int> array(100);
    auto const count = [&] {
        mp::Array<int> sent = travel(array);
        for (int i = 0; i != 500; ++i)
        {
            std::scoped_lock with(sent.get_lock());
            sent[i % 100] += 1;
            array[-1] += 1;
        }
        return true;
    };
    forked_peer first(count);
    forked_peer second(count);
    BOOST_TEST(first.wait() == 0);
    BOOST_TEST(second.wait() == 0);
    BOOST_TEST(array[0] == 10);
    BOOST_TEST(array[99] == 1010);
}

BOOST_AUTO_TEST_CASE(an_array_of_char_is_a_text_up_to_the_first_nul)
{
    mp::Array<char> array("hello");
    BOOST_TEST(array.size() == 5u);
    BOOST_TEST(array.value() == "hello");
    array.value("ab");
    BOOST_TEST(array.value() == "ab");
    BOOST_TEST(array.raw() == "ab\0lo"s);
    array.raw("12345");
    BOOST_TEST(array.value() == "12345");
    BOOST_CHECK_THROW(array.value("123456"), quartet::ValueError);
    BOOST_CHECK_THROW(array.raw("1234"), quartet::ValueError);
    BOOST_TEST(array.raw() == "12345");
    BOOST_TEST(mp::Array<char>(10).value() == "");
    BOOST_TEST(mp::RawArray<char>("xyz"s).raw() == "xyz");
}

BOOST_AUTO_TEST_CASE(the_lock_is_its_own_or_the_users_or_none)
{
    mp::Lock lock;
    mp::Array<int> users(2, lock);
    {
        std::scoped_lock with(users);
        BOOST_TEST(lock.locked());
    }
    mp::Array<int> none({1, 2}, false);
    BOOST_CHECK_THROW(none.get_lock(), quartet::TypeError);
    BOOST_TEST(travel(none).get(0) == 1);
}

BOOST_AUTO_TEST_CASE(synchronized_shares_the_memory_and_copy_does_not)
{
    mp::RawArray<int> raw{1, 2};
    mp::RawArray<int> clone = mp::copy(raw);
    mp::Array<int> array = mp::synchronized(raw);
    array[0] = 5;
    BOOST_TEST(raw[0] == 5);
    BOOST_TEST(array.get_obj()[0] == 5);
    BOOST_TEST(clone[0] == 1);
    BOOST_TEST(travel(raw)[0] == 5);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
