// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What tutorials do with generators, among them those of CPython's test_generators.
#include <quartet/generator.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "events.hpp"

namespace {

using namespace quartet;
using quartet_test::rest;

using ints = std::vector<int>;

template <class T>
std::vector<T> first(std::size_t count, Generator<T>& g)
{
    std::vector<T> all;
    while (all.size() != count)
    {
        all.push_back(g.next().value());
    }
    return all;
}

Generator<int> naturals(int from = 0)
{
    return [from](auto& yield) {
        for (int i = from;; ++i)
        {
            yield(i);
        }
    };
}

BOOST_AUTO_TEST_SUITE(repertoire)

BOOST_AUTO_TEST_CASE(fibonacci_without_end)
{
    Generator<long> fibonacci([](auto& yield) {
        for (long a = 0, b = 1;; a = std::exchange(b, a + b))
        {
            yield(a);
        }
    });
    BOOST_TEST(first(10, fibonacci) == (std::vector<long>{0, 1, 1, 2, 3, 5, 8, 13, 21, 34}));
}

Generator<int> without_multiples_of(int prime, Generator<int> numbers)
{
    return [prime, numbers = std::move(numbers)](auto& yield) mutable {
        for (int each : numbers)
        {
            if (each % prime != 0)
            {
                yield(each);
            }
        }
    };
}

BOOST_AUTO_TEST_CASE(the_sieve_of_primes)
{
    Generator<int> primes([](auto& yield) {
        auto numbers = naturals(2);
        for (;;)
        {
            int const prime = numbers.next().value();
            yield(prime);
            numbers = without_multiples_of(prime, std::move(numbers));
        }
    });
    BOOST_TEST(first(15, primes) == (ints{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47}));
}

/// Products of 2, 3 and 5 in order: the stream is merged from multiples of itself.
class hamming
{
public:
    Generator<int> numbers()
    {
        return [this](auto& yield) {
            for (std::size_t i = 0;; ++i)
            {
                while (known_.size() <= i)
                {
                    extend();
                }
                yield(known_[i]);
            }
        };
    }

private:
    Generator<int> multiples(int factor)
    {
        return [this, factor](auto& yield) {
            for (std::size_t i = 0;; ++i)
            {
                yield(factor * known_[i]);
            }
        };
    }

    void extend()
    {
        if (sources_.empty())
        {
            for (int factor : {2, 3, 5})
            {
                sources_.push_back(multiples(factor));
                heads_.push_back(sources_.back().next().value());
            }
        }
        int const least = *std::min_element(heads_.begin(), heads_.end());
        known_.push_back(least);
        for (std::size_t i = 0; i != sources_.size(); ++i)
        {
            if (heads_[i] == least)
            {
                heads_[i] = sources_[i].next().value();
            }
        }
    }

    ints known_ = {1};
    ints heads_;
    std::vector<Generator<int>> sources_;
};

BOOST_AUTO_TEST_CASE(hamming_numbers_by_merging)
{
    hamming all;
    auto numbers = all.numbers();
    BOOST_TEST(first(20, numbers) == (ints{1,  2,  3,  4,  5,  6,  8,  9,  10, 12,
                                           15, 16, 18, 20, 24, 25, 27, 30, 32, 36}));
}

/// Places queens on the rows from `row` on.
Generator<ints> queens(int size, ints placed = {})
{
    return [=](auto& yield) {
        int const row = int(placed.size());
        if (row == size)
        {
            yield(placed);
            return;
        }
        for (int column = 0; column != size; ++column)
        {
            bool is_free = true;
            for (int r = 0; r != row; ++r)
            {
                int const c = placed[std::size_t(r)];
                is_free = is_free && c != column && row - r != std::abs(column - c);
            }
            if (is_free)
            {
                ints next = placed;
                next.push_back(column);
                yield_from(yield, queens(size, next));
            }
        }
    };
}

BOOST_AUTO_TEST_CASE(eight_queens_have_92_solutions)
{
    auto solutions = queens(8);
    BOOST_TEST(solutions.next().value() == (ints{0, 4, 7, 5, 2, 6, 1, 3}));
    int count = 1;
    while (solutions.next())
    {
        ++count;
    }
    BOOST_TEST(count == 92);
}

Generator<std::string> permutations(std::string letters)
{
    return [letters](auto& yield) {
        if (letters.size() <= 1)
        {
            yield(letters);
            return;
        }
        for (auto const& shorter : permutations(letters.substr(1)))
        {
            for (std::size_t i = 0; i <= shorter.size(); ++i)
            {
                yield(shorter.substr(0, i) + letters[0] + shorter.substr(i));
            }
        }
    };
}

BOOST_AUTO_TEST_CASE(permutations_by_recursion)
{
    auto three = permutations("abc");
    BOOST_TEST(rest(three) == (std::vector<std::string>{"abc", "bac", "bca", "acb", "cab", "cba"}));
    std::set<std::string> different;
    auto six = permutations("abcdef");
    for (auto each : six)
    {
        different.insert(std::move(each));
    }
    BOOST_TEST(different.size() == 720u);
}

struct tree
{
    int value;
    std::unique_ptr<tree> left = {};
    std::unique_ptr<tree> right = {};

    void insert(int other)
    {
        auto& side = other < value ? left : right;
        if (side)
        {
            side->insert(other);
        }
        else
        {
            side.reset(new tree{other});
        }
    }
};

Generator<int> in_order(tree const* t)
{
    return [t](auto& yield) {
        if (t != nullptr)
        {
            yield_from(yield, in_order(t->left.get()));
            yield(t->value);
            yield_from(yield, in_order(t->right.get()));
        }
    };
}

std::unique_ptr<tree> tree_of(ints const& values)
{
    std::unique_ptr<tree> made(new tree{values.front()});
    for (std::size_t i = 1; i != values.size(); ++i)
    {
        made->insert(values[i]);
    }
    return made;
}

BOOST_AUTO_TEST_CASE(a_tree_is_traversed_by_recursion)
{
    ints values(500);
    for (std::size_t i = 0; i != values.size(); ++i)
    {
        values[i] = int(i * 211 % 500);
    }
    auto const root = tree_of(values);
    std::sort(values.begin(), values.end());
    auto walk = in_order(root.get());
    BOOST_TEST(rest(walk) == values);
}

bool have_same_fringe(tree const* one, tree const* other)
{
    auto a = in_order(one);
    auto b = in_order(other);
    for (;;)
    {
        auto const x = a.next();
        auto const y = b.next();
        if (x != y)
        {
            return false;
        }
        if (!x)
        {
            return true;
        }
    }
}

BOOST_AUTO_TEST_CASE(trees_of_other_shapes_have_the_same_fringe)
{
    auto const deep = tree_of({1, 2, 3, 4, 5});
    auto const flat = tree_of({3, 1, 5, 2, 4});
    auto const different = tree_of({3, 1, 6, 2, 4});
    BOOST_TEST(have_same_fringe(deep.get(), flat.get()));
    BOOST_TEST(!have_same_fringe(deep.get(), different.get()));
}

BOOST_AUTO_TEST_CASE(tasks_that_yield_take_turns)
{
    std::deque<Generator<std::string>> ready;
    for (std::string const name : {"a", "b", "c"})
    {
        ready.emplace_back([name](auto& yield) {
            for (std::size_t i = 0; i <= std::size_t(name[0] - 'a'); ++i)
            {
                yield(name + std::to_string(i));
            }
        });
    }
    std::string order;
    while (!ready.empty())
    {
        auto task = std::move(ready.front());
        ready.pop_front();
        if (auto const step = task.next())
        {
            order += *step + ' ';
            ready.push_back(std::move(task));
        }
    }
    BOOST_TEST(order == "a0 b0 c0 b1 c1 c2 ");
}

BOOST_AUTO_TEST_CASE(a_pipeline_moves_one_item_at_a_time)
{
    std::string log;
    Generator<std::string> lines([&](auto& yield) {
        for (char const* line : {"3", "x", "4"})
        {
            log += 'r';
            yield(line);
        }
    });
    Generator<int> numbers([&](auto& yield) {
        for (auto const& line : lines)
        {
            if (std::isdigit(line[0]) != 0)
            {
                log += 'p';
                yield(std::stoi(line));
            }
        }
    });
    Generator<int> squares([&](auto& yield) {
        for (int x : numbers)
        {
            log += 's';
            yield(x * x);
        }
    });
    BOOST_TEST(squares.next().value() == 9);
    BOOST_TEST(log == "rps");
    BOOST_TEST(squares.next().value() == 16);
    BOOST_TEST(log == "rpsrrps");
    BOOST_TEST(!squares.next());
}

BOOST_AUTO_TEST_CASE(a_coroutine_keeps_a_running_average)
{
    Generator<double, double> average([](auto& yield) {
        double sum = 0;
        double last = 0;
        for (int count = 1;; ++count)
        {
            sum += yield(last);
            last = sum / count;
        }
    });
    average.next();
    BOOST_TEST(average.send(10).value() == 10);
    BOOST_TEST(average.send(30).value() == 20);
    BOOST_TEST(average.send(5).value() == 15);
}

BOOST_AUTO_TEST_CASE(towers_of_hanoi)
{
    std::function<Generator<int>(int)> const hanoi = [&](int disks) -> Generator<int> {
        return [&hanoi, disks](auto& yield) {
            if (disks != 0)
            {
                yield_from(yield, hanoi(disks - 1));
                yield(disks);
                yield_from(yield, hanoi(disks - 1));
            }
        };
    };
    auto moves = hanoi(10);
    auto const all = rest(moves);
    BOOST_TEST(all.size() == 1023u);
    BOOST_TEST(std::count(all.begin(), all.end(), 1) == 512);
    BOOST_TEST(all[511] == 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
