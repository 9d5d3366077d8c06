// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 17: questions and answers with yield

#include <quartet/generator.hpp>

#include <iostream>
#include <optional>

quartet::Generator<int, int> ask()
{
    return [](auto& yield) {
        for (int i = 1; i < 4; ++i)
        {
            std::cout << "问题" << i << '\n';
            yield(i);
        }
        // Its end is None for who asks.
    };
}

void answer()
{
    auto ask1 = ask();
    std::optional<int> i = ask1.send(std::nullopt);
    while (i)
    {
        std::cout << "回答" << *i << '\n';
        i = ask1.send(*i);
    }
}

int main()
{
    answer();
}
