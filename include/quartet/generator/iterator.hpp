// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_ITERATOR_HPP
#define QUARTET_GENERATOR_ITERATOR_HPP

#include <quartet/generator/detail/generator_core.hpp>

#include <cstddef>
#include <iterator>
#include <utility>

namespace quartet {

/// Walks through what is left of a generator, once (C++20: std::input_iterator).
/**
 * What it refers to lies on the generator's stack until the generator is resumed. As with C++23's
 * std::generator, `*it` may be moved from: who takes it by value empties it.
 */
template <class Yield>
class generator_iterator
{
public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = Yield;
    using difference_type = std::ptrdiff_t;
    using reference = Yield&&;

    generator_iterator() = default;

    /// Asks for the next value. @throws as Generator::next().
    explicit generator_iterator(detail::generator_core* core)
        : core_(core)
    {
        if (core != nullptr)
        {
            ++*this;
        }
    }

    Yield&& operator*() const noexcept { return std::move(*value_); }
    Yield* operator->() const noexcept { return value_; }

    /// Asks for the next value. @throws as Generator::next().
    generator_iterator& operator++()
    {
        value_ = nullptr;
        value_ = static_cast<Yield*>(core_->next());
        return *this;
    }
    void operator++(int) { ++*this; }

    friend bool operator==(generator_iterator const& self, std::default_sentinel_t) noexcept
    {
        return self.value_ == nullptr;
    }

private:
    detail::generator_core* core_ = nullptr;
    Yield* value_ = nullptr;
};

}  // namespace quartet

#endif
