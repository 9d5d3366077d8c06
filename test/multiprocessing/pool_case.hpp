// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What the tests of Pool share.

#ifndef QUARTET_TEST_MULTIPROCESSING_POOL_CASE_HPP
#define QUARTET_TEST_MULTIPROCESSING_POOL_CASE_HPP

#include <quartet/multiprocessing.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <filesystem>
#include <iterator>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <unistd.h>
#include <vector>

#include "support/poll_until.hpp"
#include "support/processes.hpp"

namespace quartet_test {

namespace mp = quartet::multiprocessing;

/// A fixture: a case leaves no thread, child, descriptor or name behind.
struct pool_case : leaves_nothing
{
    static std::ptrdiff_t threads()
    {
        auto const all = std::filesystem::directory_iterator("/proc/self/task");
        return std::distance(begin(all), end(all));
    }

    std::ptrdiff_t const threads_before = threads();

    ~pool_case()
    {
        // A thread that was joined may still be on its last instruction.
        poll_until([this] { return threads() <= threads_before; });
    }
};

inline int square(int x)
{
    return x * x;
}

inline pid_t own_pid()
{
    return ::getpid();
}

/// Counts something that happens in several processes. @return how often it has, by now.
inline int count(mp::Value<int> const& tally)
{
    return ++std::atomic_ref<int>(tally.get_obj());
}

inline int counted(mp::Value<int> const& tally)
{
    return std::atomic_ref<int>(tally.get_obj());
}

/// 0, 1, ... n - 1
inline std::vector<int> first(int n)
{
    std::vector<int> numbers(static_cast<std::size_t>(n));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

inline std::vector<int> squares(int n)
{
    std::vector<int> numbers = first(n);
    for (int& number : numbers)
    {
        number *= number;
    }
    return numbers;
}

/// What is thrown, as a whole.
template <class Body>
std::exception_ptr thrown_by(Body body)
{
    try
    {
        body();
    }
    catch (...)
    {
        return std::current_exception();
    }
    return nullptr;
}

/// The same as an E. Fails the case when it is something else.
template <class E, class Body>
E error_of(Body body)
{
    try
    {
        body();
    }
    catch (E const& error)
    {
        return error;
    }
    throw std::logic_error("nothing was thrown");
}

/// Its text.
template <class E, class Body>
std::string text_of(Body body)
{
    return error_of<E>(body).what();
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// The workers of all pools of this process that are alive.
inline std::vector<mp::Process> workers()
{
    std::vector<mp::Process> found;
    for (auto& child : mp::active_children())
    {
        if (child.name().starts_with("PoolWorker"))
        {
            found.push_back(child);
        }
    }
    return found;
}

/// None of one that has ended meanwhile, and that the pool has closed.
inline std::optional<pid_t> pid_of(mp::Process const& worker)
{
    try
    {
        return worker.pid();
    }
    catch (quartet::ValueError const&)
    {
        return {};
    }
}

/// Waits until a worker is replaced: until there are as many, and it is none of them.
inline void until_replaced(std::size_t count, pid_t pid)
{
    poll_until([=] {
        auto const now = workers();
        return now.size() == count && std::all_of(now.begin(), now.end(), [pid](auto const& each) {
                   return pid_of(each).value_or(pid) != pid;
               });
    });
}

}  // namespace quartet_test

#endif
