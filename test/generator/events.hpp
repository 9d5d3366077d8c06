// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_GENERATOR_EVENTS_HPP
#define QUARTET_TEST_GENERATOR_EVENTS_HPP

#include <quartet/generator/state.hpp>

#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace quartet_test {

/// For BOOST_CHECK_EXCEPTION.
inline auto text_is(std::string expected)
{
    return [expected = std::move(expected)](std::exception const& error) {
        BOOST_TEST(error.what() == expected);
        return error.what() == expected;
    };
}

/// What happened, in order.
using events = std::vector<std::string>;

/// Is destroyed where an event is expected.
class guard
{
public:
    guard(events& all, std::string name)
        : all_(all)
        , name_(std::move(name))
    {}
    guard(guard const&) = delete;
    guard& operator=(guard const&) = delete;
    ~guard() { all_.push_back("~" + name_); }

private:
    events& all_;
    std::string name_;
};

template <class Generator>
auto rest(Generator&& generator)
{
    std::vector<typename std::remove_cvref_t<Generator>::value_type> all;
    for (auto&& each : generator)
    {
        all.push_back(std::move(each));
    }
    return all;
}

}  // namespace quartet_test

namespace std {

// For BOOST_TEST(a == b) of vectors.
inline ostream& operator<<(ostream& out, vector<string> const& all)
{
    for (auto const& each : all)
    {
        out << each << "; ";
    }
    return out;
}

}  // namespace std

#endif
