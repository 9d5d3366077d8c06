// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What a newcomer from Python writes first, all of it in one program.
#include <quartet/multiprocessing.hpp>

#include <iostream>
#include <mutex>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#if !defined(__clang__)
#include <ranges>
#endif

#include <unistd.h>

namespace mp = quartet::multiprocessing;

void foo(std::string name)
{
    std::cout << "name: " << name << '\n';
}

class Worker : public mp::ProcessType<Worker>
{
public:
    explicit Worker(std::string n = {})
        : label(std::move(n))
    {}
    void run() override { std::cout << label << ' ' << getpid() << '\n'; }
    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & label;
        // clang-format on
    }

private:
    std::string label;
};

int square(int x)
{
    return x * x;
}

void consume(mp::Queue<std::variant<int, std::string, bool, double>> q)
{
    auto v = q.get();
    std::cout << "item " << v.index() << '\n';
}

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    mp::Process p(foo, "bob");
    p.start();
    p.join();
    Worker w("bob");
    w.start();
    w.join();
    mp::Pool pool(5);
#if defined(__clang__)  // clang 14 cannot use the views of libstdc++ 12
    std::vector<int> numbers;
    for (int i = 0; i < 100; ++i)
    {
        numbers.push_back(i);
    }
    std::vector<int> squares = pool.map(square, numbers);
#else
    std::vector<int> squares = pool.map(square, std::views::iota(0, 100));
#endif
    mp::AsyncResult<int> r = pool.apply_async(square, 7);
    int v = r.get(2.5);
    std::cout << squares.back() << ' ' << v << '\n';
    mp::Queue<std::variant<int, std::string, bool, double>> items;
    mp::Process c(consume, items);
    c.start();
    items.put("text");
    c.join();
    mp::Queue<int> q(3);
    q.put(1);
    std::cout << q.full() << q.qsize() << q.get() << '\n';
    try
    {
        q.get_nowait();
    }
    catch (quartet::queue::Empty const&)
    {
        std::cout << "empty\n";
    }
    q.put(1, true, 0.5);
    mp::Lock lock;
    {
        std::scoped_lock with(lock);
    }
    mp::Context ctx = mp::get_context("forkserver");
    mp::Process s = ctx.Process(foo, "server's");
    s.start();
    s.join();
    auto made = ctx.Queue<int>();
    made.put(2);
    std::cout << made.get() << '\n';
    mp::Pool small = ctx.Pool(1);
    std::cout << small.apply(square, 3) << '\n';
    return p.exitcode().value() + w.exitcode().value() + c.exitcode().value() +
           s.exitcode().value();
}
