// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "stack_pool.hpp"

#include <quartet/detail/fiber.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <pthread.h>
#include <sys/mman.h>
#include <vector>

#include "stack_notes.hpp"

namespace quartet::detail {
namespace {

// More than most frames, so none steps over it; and with a usual stack an odd number of pages,
// so that the ends of many stacks do not share a few sets of the processor's caches.
constexpr std::size_t guard_size = 20 * 1024;
constexpr std::size_t mapping_size = 8 * 1024 * 1024;
constexpr std::size_t kept_by_thread = 256;  // stacks

/// Some stacks of one size, each above its guard. Never unmapped, so never freed.
struct mapping
{
    char* begin;
    char* end;
    std::size_t stack_size;
    mapping* next;
};

constinit std::atomic<mapping*> mappings{nullptr};

struct shared_pool
{
    std::mutex mutex;
    std::map<std::size_t, std::vector<char*>> unused;  // by size
};

shared_pool& everybodys()
{
    static auto* const instance = new shared_pool;  // outlives static objects
    return *instance;
}

// A thread that has it may not be there in a forked child.
[[maybe_unused]] int const survives_forks = ::pthread_atfork(
    [] { everybodys().mutex.lock(); },
    [] { everybodys().mutex.unlock(); },
    [] { everybodys().mutex.unlock(); });

void install_guard(char* begin)
{
    constexpr int madv_guard_install = 102;  // not in glibc 2.36
    if (::madvise(begin, guard_size, madv_guard_install) != 0 &&
        ::mprotect(begin, guard_size, PROT_NONE) != 0)
    {
        throw std::bad_alloc();  // most likely there are more mappings than vm.max_map_count
    }
}

/// Needs the mutex. @return one; the others are unused.
char* map_more(shared_pool& pool, std::size_t size)
{
    std::size_t const slot = guard_size + size;
    std::size_t const count = std::max<std::size_t>(1, mapping_size / slot);
    auto& unused = pool.unused[size];
    unused.reserve(unused.size() + count);
    auto added = std::make_unique<mapping>();
    void* const memory = ::mmap(
        nullptr,
        count * slot,
        PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK,
        -1,
        0);
    if (memory == MAP_FAILED)
    {
        throw std::bad_alloc();
    }
    auto* const begin = static_cast<char*>(memory);
    // A huge page would make all stacks of it resident.
    ::madvise(begin, count * slot, MADV_NOHUGEPAGE);
    try
    {
        for (std::size_t i = 0; i != count; ++i)
        {
            install_guard(begin + i * slot);
        }
    }
    catch (...)
    {
        ::munmap(begin, count * slot);
        throw;
    }
    *added = {begin, begin + count * slot, size, mappings.load(std::memory_order_relaxed)};
    mappings.store(added.release(), std::memory_order_release);
    for (std::size_t i = count; i != 1; --i)
    {
        unused.push_back(begin + i * slot);
    }
    return begin + slot;
}

char* acquire_shared(std::size_t size)
{
    shared_pool& pool = everybodys();
    std::lock_guard const lock(pool.mutex);
    auto& unused = pool.unused[size];
    if (unused.empty())
    {
        return map_more(pool, size);
    }
    char* const end = unused.back();
    unused.pop_back();
    return end;
}

void release_shared(char* end, std::size_t size) noexcept
{
    ::madvise(end - size, size, MADV_DONTNEED);
    shared_pool& pool = everybodys();
    std::lock_guard const lock(pool.mutex);
    pool.unused[size].push_back(end);  // has room since the stack was mapped or taken out
}

/// What a thread keeps, of the default size: a list through the stacks themselves.
struct own_pool
{
    char* first = nullptr;
    std::size_t count = 0;
    bool is_past_end = false;

    static char*& next(char* end) noexcept { return reinterpret_cast<char**>(end)[-1]; }

    ~own_pool()
    {
        is_past_end = true;
        while (first != nullptr)
        {
            char* const end = first;
            first = next(end);
            release_shared(end, fiber::default_stack_size);
        }
    }
};

thread_local own_pool mine;

}  // namespace

char* stack_pool::acquire(std::size_t size)
{
    if (size != fiber::default_stack_size || mine.first == nullptr)
    {
        return acquire_shared(size);
    }
    char* const end = mine.first;
    mine.first = own_pool::next(end);
    --mine.count;
    return end;
}

void stack_pool::release(char* end, std::size_t size) noexcept
{
    forget_frames(end - size, size);
    if (size != fiber::default_stack_size || mine.count == kept_by_thread || mine.is_past_end)
    {
        release_shared(end, size);
        return;
    }
    own_pool::next(end) = mine.first;
    mine.first = end;
    ++mine.count;
}

char* stack_pool::whose_guard(void const* address) noexcept
{
    auto const* const at = static_cast<char const*>(address);
    for (auto const* each = mappings.load(std::memory_order_acquire); each != nullptr;
         each = each->next)
    {
        if (at >= each->begin && at < each->end)
        {
            std::size_t const slot = guard_size + each->stack_size;
            std::size_t const offset = std::size_t(at - each->begin);
            return offset % slot < guard_size ? each->begin + (offset / slot + 1) * slot : nullptr;
        }
    }
    return nullptr;
}

}  // namespace quartet::detail
