// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_SHARED_PAGE_HPP
#define QUARTET_TEST_SUPPORT_SHARED_PAGE_HPP

#include <atomic>
#include <cstddef>
#include <new>
#include <sys/mman.h>

namespace quartet_test {

/// Atomic numbers, zero at first, that forked children share with the test.
class shared_page
{
public:
    static constexpr std::size_t size = 64;

    shared_page()
        : numbers_(new (::mmap(
              nullptr,
              size * sizeof(std::atomic<long>),
              PROT_READ | PROT_WRITE,
              MAP_SHARED | MAP_ANONYMOUS,
              -1,
              0)) std::atomic<long>[size] {})
    {}
    ~shared_page() { ::munmap(numbers_, size * sizeof(std::atomic<long>)); }
    shared_page(shared_page const&) = delete;
    shared_page& operator=(shared_page const&) = delete;

    std::atomic<long>& operator[](std::size_t i) const { return numbers_[i]; }

private:
    std::atomic<long>* numbers_;
};

}  // namespace quartet_test

#endif
