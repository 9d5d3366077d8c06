// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 20: greenlets

#include <quartet/gevent.hpp>

#include <iostream>
#include <random>
#include <vector>

namespace gevent = quartet::gevent;

int num = 3;  // needs no lock: others run only while one waits

double random_number()
{
    static std::mt19937 engine{std::random_device{}()};
    return std::uniform_real_distribution<>(0, 1)(engine);
}

void buy(int i)
{
    gevent::sleep(random_number());
    if (num > 0)
    {
        num -= 1;
        std::cout << "协程" << i << "抢购成功\n";
    }
    else
    {
        std::cout << "协程" << i << "抢购失败\n";
    }
}

int main()
{
    std::vector<gevent::Greenlet<void>> cl;
    for (int i = 0; i < 10; ++i)
    {
        cl.push_back(gevent::spawn(buy, i));
    }
    for (auto const& c : cl)
    {
        c.join();
    }
}
