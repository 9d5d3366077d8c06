// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The precompiled header of the tests. Without BOOST_TEST_MODULE Boost.Test defines no main here;
// support/main.cpp has it.

#ifndef QUARTET_TEST_SUPPORT_PCH_HPP
#define QUARTET_TEST_SUPPORT_PCH_HPP

#include <quartet/multiprocessing.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <variant>
#include <vector>

#endif
