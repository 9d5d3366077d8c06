// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_MODULES_HPP
#define QUARTET_SRC_MONKEY_MODULES_HPP

#include <cstddef>
#include <cstdint>
#include <link.h>
#include <span>
#include <string>

namespace quartet::gevent::monkey::detail {

/// A place of a loaded module that holds the address of a function of another.
struct slot
{
    void** place;
    char const* symbol;

    void* value() const noexcept { return __atomic_load_n(place, __ATOMIC_ACQUIRE); }
};

/// What the dynamic linker has loaded: the program, or a library. Valid while it stays loaded.
class module
{
public:
    explicit module(dl_phdr_info const& of) noexcept;

    /// The file; of the program its path, too.
    std::string path() const;

    bool is_program() const noexcept { return *name_ == 0; }

    bool contains(void const* address) const noexcept;

    /// Its places for functions that it does not define. Stops, and gives what `visit` gives, when
    /// that is not 0.
    template <class Visit>
    int for_each_slot(Visit visit) const
    {
        for (std::span<ElfW(Rela) const> const table : {jumps_, others_})
        {
            for (ElfW(Rela) const& each : table)
            {
                if (slot const found = slot_of(each); found.symbol != nullptr)
                {
                    if (int const result = visit(found))
                    {
                        return result;
                    }
                }
            }
        }
        return 0;
    }

    /// Of what the linker has made read-only after it filled it in.
    /// @return 0, or the system's error.
    int make_writable(bool writable) const noexcept;

    std::span<ElfW(Phdr) const> segments() const noexcept { return segments_; }
    ElfW(Addr) base() const noexcept { return base_; }

private:
    slot slot_of(ElfW(Rela) const& relocation) const noexcept;

    char const* name_;
    ElfW(Addr) base_;
    std::span<ElfW(Phdr) const> segments_;
    std::span<ElfW(Rela) const> jumps_;
    std::span<ElfW(Rela) const> others_;
    ElfW(Sym) const* symbols_ = nullptr;
    char const* strings_ = nullptr;
};

/// How many have been loaded so far, those that are gone included.
unsigned long long count_loads() noexcept;

/// All of them, in the order in which they were loaded; none is unloaded meanwhile.
/// Stops, and gives what `visit` gives, when that is not 0.
template <class Visit>
int for_each_module(Visit visit)
{
    return ::dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* argument) {
            return (*static_cast<Visit*>(argument))(module(*info));
        },
        &visit);
}

}  // namespace quartet::gevent::monkey::detail

#endif
