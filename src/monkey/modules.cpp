// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "modules.hpp"

#include <algorithm>
#include <cerrno>
#include <elf.h>
#include <filesystem>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace quartet::gevent::monkey::detail {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kinds[] = {R_X86_64_JUMP_SLOT, R_X86_64_GLOB_DAT, R_X86_64_64};
#elif defined(__aarch64__)
constexpr std::uint32_t kinds[] = {R_AARCH64_JUMP_SLOT, R_AARCH64_GLOB_DAT, R_AARCH64_ABS64};
#else
#error "quartet_monkey: the relocations of this processor are not known"
#endif

}  // namespace

module::module(dl_phdr_info const& of) noexcept :name_(of.dlpi_name), base_(of.dlpi_addr),
    segments_(of.dlpi_phdr, of.dlpi_phnum)
{
    auto const dynamic = std::ranges::find(segments_, PT_DYNAMIC, &ElfW(Phdr)::p_type);
    if (dynamic == segments_.end())
    {
        return;
    }
    // The linker has added the base, except where the section cannot be written.
    auto const at = [this](ElfW(Addr) address) {
        return address < base_ ? address + base_ : address;
    };
    std::size_t size_of_jumps = 0;
    std::size_t size_of_others = 0;
    ElfW(Rela) const* jumps = nullptr;
    ElfW(Rela) const* others = nullptr;
    auto const* entry = reinterpret_cast<ElfW(Dyn) const*>(base_ + dynamic->p_vaddr);
    for (; entry->d_tag != DT_NULL; ++entry)
    {
        switch (entry->d_tag)
        {
        case DT_JMPREL:
            jumps = reinterpret_cast<ElfW(Rela) const*>(at(entry->d_un.d_ptr));
            break;
        case DT_PLTRELSZ:
            size_of_jumps = entry->d_un.d_val;
            break;
        case DT_RELA:
            others = reinterpret_cast<ElfW(Rela) const*>(at(entry->d_un.d_ptr));
            break;
        case DT_RELASZ:
            size_of_others = entry->d_un.d_val;
            break;
        case DT_SYMTAB:
            symbols_ = reinterpret_cast<ElfW(Sym) const*>(at(entry->d_un.d_ptr));
            break;
        case DT_STRTAB:
            strings_ = reinterpret_cast<char const*>(at(entry->d_un.d_ptr));
            break;
        default:
            break;
        }
    }
    if (symbols_ != nullptr && strings_ != nullptr)
    {
        jumps_ = {jumps, jumps != nullptr ? size_of_jumps / sizeof *jumps : 0};
        others_ = {others, others != nullptr ? size_of_others / sizeof *others : 0};
    }
}

std::string module::path() const
{
    if (!is_program())
    {
        return name_;
    }
    std::error_code error;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? "the program" : program.string();
}

bool module::contains(void const* address) const noexcept
{
    auto const at = reinterpret_cast<ElfW(Addr)>(address);
    return std::ranges::any_of(segments_, [&](ElfW(Phdr) const& each) {
        return each.p_type == PT_LOAD && at >= base_ + each.p_vaddr &&
               at < base_ + each.p_vaddr + each.p_memsz;
    });
}

slot module::slot_of(ElfW(Rela) const& relocation) const noexcept
{
    auto const kind = std::uint32_t(ELF64_R_TYPE(relocation.r_info));
    if (std::ranges::find(kinds, kind) == std::end(kinds) || relocation.r_addend != 0)
    {
        return {nullptr, nullptr};
    }
    ElfW(Sym) const& symbol = symbols_[ELF64_R_SYM(relocation.r_info)];
    if (symbol.st_shndx != SHN_UNDEF || symbol.st_name == 0)
    {
        return {nullptr, nullptr};
    }
    return {reinterpret_cast<void**>(base_ + relocation.r_offset), strings_ + symbol.st_name};
}

int module::make_writable(bool writable) const noexcept
{
    auto const relro = std::ranges::find(segments_, PT_GNU_RELRO, &ElfW(Phdr)::p_type);
    if (relro == segments_.end())
    {
        return 0;
    }
    // As the linker does: what shares its last page is written later.
    ElfW(Addr) const page = ElfW(Addr)(::sysconf(_SC_PAGESIZE));
    ElfW(Addr) const first = (base_ + relro->p_vaddr) & ~(page - 1);
    ElfW(Addr) const end = (base_ + relro->p_vaddr + relro->p_memsz) & ~(page - 1);
    if (first >= end)
    {
        return 0;
    }
    int const access = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    return ::mprotect(reinterpret_cast<void*>(first), end - first, access) == 0 ? 0 : errno;
}

unsigned long long count_loads() noexcept
{
    unsigned long long loads = 0;
    ::dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* result) {
            *static_cast<unsigned long long*>(result) = info->dlpi_adds;
            return 1;
        },
        &loads);
    return loads;
}

}  // namespace quartet::gevent::monkey::detail
