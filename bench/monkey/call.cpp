// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/monkey.hpp>

#include <sys/socket.h>

#include "support/row.hpp"

namespace {

namespace monkey = quartet::gevent::monkey;

double receive_nothing()
{
    constexpr int times = 2'000'000;
    char none;
    return 1e9 / times * bench::seconds(times, [&] { ::recv(-1, &none, 1, 0); });
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("monkey.call", "recv of nothing, outside of greenlets, patched", "ns");
    row.ours([] {
        monkey::patch_all();
        double const result = receive_nothing();
        monkey::unpatch_all();
        return result;
    });
    row.peer("libc", {.goal = 1.0, .least = 0.95}, receive_nothing);
    return row.run(argc, argv, 9);
}
