// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "symbol_file.hpp"

#include <quartet/detail/unique_fd.hpp>

#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace quartet::detail {

symbol_file::symbol_file(char const* path) noexcept
{
    unique_fd const fd(::open(path, O_RDONLY | O_CLOEXEC));
    struct stat status
    {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || status.st_size == 0)
    {
        return;
    }
    auto const size = static_cast<std::size_t>(status.st_size);
    void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
    if (memory != MAP_FAILED)
    {
        data_ = static_cast<std::byte const*>(memory);
        size_ = size;
    }
}

symbol_file::~symbol_file()
{
    if (data_ != nullptr)
    {
        ::munmap(const_cast<std::byte*>(data_), size_);
    }
}

template <class T>
std::span<T const> symbol_file::table(std::uint64_t offset, std::uint64_t bytes) const noexcept
{
    if (offset > size_ || bytes > size_ - offset || offset % alignof(T) != 0)
    {
        return {};
    }
    return {reinterpret_cast<T const*>(data_ + offset), bytes / sizeof(T)};
}

std::string symbol_file::function_at(std::uint64_t address) const
{
    auto const header = table<ElfW(Ehdr)>(0, sizeof(ElfW(Ehdr)));
    if (header.empty() || std::memcmp(header[0].e_ident, ELFMAG, SELFMAG) != 0)
    {
        return {};
    }
    auto const sections =
        table<ElfW(Shdr)>(header[0].e_shoff, std::uint64_t(header[0].e_shnum) * sizeof(ElfW(Shdr)));
    for (auto const& section : sections)
    {
        if (section.sh_type != SHT_SYMTAB || section.sh_link >= sections.size())
        {
            continue;
        }
        auto const& strings = sections[section.sh_link];
        auto const names = table<char>(strings.sh_offset, strings.sh_size);
        for (auto const& symbol : table<ElfW(Sym)>(section.sh_offset, section.sh_size))
        {
            if ((symbol.st_info & 0xf) == STT_FUNC && address >= symbol.st_value &&
                address - symbol.st_value < symbol.st_size && symbol.st_name < names.size())
            {
                char const* const name = names.data() + symbol.st_name;
                return {name, ::strnlen(name, names.size() - symbol.st_name)};
            }
        }
    }
    return {};
}

}  // namespace quartet::detail
