// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 7: a queue between two processes

#include <quartet/multiprocessing.hpp>

#include <iostream>
#include <string>
#include <variant>

namespace mp = quartet::multiprocessing;

using Value = std::variant<int, std::string, bool, double>;

// What Python's `while val:` asks: a number is true unless 0, a string unless empty.
bool is_true(Value const& val)
{
    struct
    {
        bool operator()(std::string const& text) const { return !text.empty(); }
        bool operator()(double number) const { return number != 0; }
    } test;
    return std::visit(test, val);
}

void foo(mp::Queue<Value> q)
{
    Value val = q.get();
    while (is_true(val))
    {
        std::visit([](auto const& x) { std::cout << x << '\n'; }, val);
        val = q.get();
    }
}

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    mp::Queue<Value> q;
    mp::Process p(foo, q);
    p.start();
    for (Value val : {Value(1), Value("0"), Value(false), Value(1.1)})
    {
        q.put(val);
    }
    p.join();
}
