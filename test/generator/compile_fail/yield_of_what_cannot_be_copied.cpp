// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: this is not what the generator yields

#include <quartet/generator.hpp>

#include <memory>

quartet::Generator<std::unique_ptr<int>> makes()
{
    return [](auto& yield) {
        auto const kept = std::make_unique<int>(1);
        yield(kept);
    };
}
