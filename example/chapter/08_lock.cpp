// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 8: a lock, acquired and released

#include <quartet/multiprocessing.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <string>
#include <vector>

namespace fs = std::filesystem;
namespace mp = quartet::multiprocessing;

void buy(int i, mp::Lock lock)
{
    lock.acquire();
    int num = 0;
    std::ifstream("product") >> num;
    if (num > 0)
    {
        num -= 1;
        std::cout << "子进程" << i << "抢购成功！" << std::endl;
    }
    else
    {
        std::cout << "子进程" << i << "抢购失败！" << std::endl;
    }
    std::ofstream("product") << num;
    lock.release();
}

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);

    // The shop: a fresh directory, with three pieces of the product.
    std::string shop = (fs::temp_directory_path() / "shop-XXXXXX").string();
    fs::current_path(mkdtemp(shop.data()));
    std::ofstream("product") << 3;

    mp::Lock lock;
    std::vector<mp::Process> customers;
    for (int i = 0; i < 10; ++i)
    {
        customers.emplace_back(buy, i, lock);
        customers.back().start();
    }
    for (mp::Process& customer : customers)
    {
        customer.join();
    }
    fs::remove_all(shop);
}
