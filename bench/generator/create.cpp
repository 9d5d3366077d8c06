// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

// In boost/coroutine2/detail/state.hpp, as gcc 12 sees it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <quartet/generator.hpp>

#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>
#include <boost/coroutine2/coroutine.hpp>

#include <memory>
#include <utility>

#include "support/row.hpp"

namespace {

namespace context = boost::context;
namespace coroutines2 = boost::coroutines2;

constexpr int times = 1'000'000;

using pool = context::pooled_fixedsize_stack;
constexpr std::size_t stack_size = quartet::GeneratorOptions().stack_size;  // ours

template <class Once>
double nanoseconds(Once once)
{
    return 1e9 / times * bench::seconds(times, once);
}

int volatile seen = 0;

double ours()
{
    return nanoseconds([] {
        quartet::Generator<int> one([](auto&) { seen = 1; });
        one.next();
    });
}

double context_fiber()
{
    pool stacks(stack_size);
    return nanoseconds([&] {
        context::fiber one(std::allocator_arg, stacks, [](context::fiber&& outside) {
            seen = 1;
            return std::move(outside);
        });
        one = std::move(one).resume();
    });
}

// Begins when it is made. Is unwound by an exception when it is dropped, also after its end.
double coroutine2()
{
    pool stacks(stack_size);
    return nanoseconds(
        [&] { coroutines2::coroutine<int>::pull_type one(stacks, [](auto&) { seen = 1; }); });
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("generator.create", "create, run to the end, drop", "ns");
    row.ours(ours);
    row.peer("context_fiber", {.goal = 0.8, .least = 0.5}, context_fiber);
    row.peer("coroutine2", {.goal = 1.2, .least = 0.8}, coroutine2);
    return row.run(argc, argv, 9);
}
