// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// clang-format off: this is the ten-line program of README.md

#include <quartet/generator.hpp>
#include <iostream>
#include <map>
#include <string>

using quartet::Generator;
std::multimap<std::string, std::string> parts = {{"car", "engine"}, {"car", "wheel"}, {"engine", "piston"}};

Generator<std::string> all_parts(std::string of)
{
    return [of](auto& yield) {
        yield(of);
        for (auto [it, end] = parts.equal_range(of); it != end; ++it)
            quartet::yield_from(yield, all_parts(it->second));
    };
}

int main()
{
    for (std::string part : all_parts("car")) std::cout << part << '\n';
    Generator<double, double> average([](auto& yield) {
        double sum = 0, mean = 0;
        for (int n = 1;; ++n) { sum += yield(mean); mean = sum / n; }
    });
    average.next();  // to its first yield
    average.send(10);
    std::cout << *average.send(20) << '\n';
}
