// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef QUARTET_TEST_SUPPORT_ARGUMENT_HPP
#define QUARTET_TEST_SUPPORT_ARGUMENT_HPP

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace quartet_test {

/// The files that the Jamfile hands to this test: helper programs, scripts, texts.
inline std::vector<std::filesystem::path> arguments()
{
    auto const& suite = boost::unit_test::framework::master_test_suite();
    return {suite.argv + 1, suite.argv + suite.argc};
}

/// The one of them that is called `name`, as an absolute path.
///
/// @throws std::runtime_error The Jamfile does not hand it over.
inline std::filesystem::path argument(std::string_view name)
{
    for (auto const& file : arguments())
    {
        if (file.filename() == name)
        {
            return std::filesystem::absolute(file);
        }
    }
    throw std::runtime_error("this test got no argument " + std::string(name));
}

}  // namespace quartet_test

#endif
