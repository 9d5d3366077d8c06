// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "find_quartet.hpp"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <elf.h>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace quartet_tool {
namespace {

using quartet::detail::inspection;

/// A file that begins at an address of the process.
struct mapping
{
    address start;
    std::string range;  // as /proc names it
    std::string path;
};

std::string proc(pid_t pid, std::string const& what)
{
    return "/proc/" + std::to_string(pid) + '/' + what;
}

std::vector<mapping> files_of(pid_t pid)
{
    std::ifstream maps(proc(pid, "maps"));
    if (!maps)
    {
        throw failure(
            errno == ENOENT ? "there is no process " + std::to_string(pid)
                            : "process " + std::to_string(pid) +
                                  " may not be looked at: " + std::strerror(errno));
    }
    std::vector<mapping> all;
    std::string line;
    while (std::getline(maps, line))
    {
        // "7f..-7f.. r-xp 00000000 08:01 1234    /usr/lib/x.so"
        std::istringstream words(line);
        std::string range, rights, device;
        std::uint64_t offset = 1;
        std::uint64_t inode = 0;
        mapping one;
        words >> range >> rights >> std::hex >> offset >> device >> std::dec >> inode >> std::ws;
        std::getline(words, one.path);
        if (offset == 0 && inode != 0)
        {
            one.start = std::stoull(range, nullptr, 16);
            one.range = range;
            all.push_back(std::move(one));
        }
    }
    return all;
}

template <class T>
bool read_at(std::ifstream& file, std::uint64_t offset, T* to, std::size_t count)
{
    auto const size = static_cast<std::streamsize>(count * sizeof(T));
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(reinterpret_cast<char*>(to), size);
    return file.gcount() == size;
}

bool is_elf(Elf64_Ehdr const& head) noexcept
{
    return std::memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
           head.e_ident[EI_CLASS] == ELFCLASS64 && head.e_shentsize == sizeof(Elf64_Shdr) &&
           head.e_phentsize == sizeof(Elf64_Phdr);
}

/// The section `.quartet`, as the file says; size 0: it has none.
Elf64_Shdr section_of(std::ifstream& file, Elf64_Ehdr const& head)
{
    std::vector<Elf64_Shdr> sections(head.e_shnum);
    if (head.e_shstrndx >= head.e_shnum ||
        !read_at(file, head.e_shoff, sections.data(), sections.size()))
    {
        return {};
    }
    Elf64_Shdr const& names = sections[head.e_shstrndx];
    constexpr std::uint64_t most_names = 1 << 24;
    std::string text(names.sh_size < most_names ? names.sh_size : 0, '\0');
    if (!read_at(file, names.sh_offset, text.data(), text.size()))
    {
        return {};
    }
    for (Elf64_Shdr const& each : sections)
    {
        if (each.sh_name < text.size() && std::strcmp(&text[each.sh_name], ".quartet") == 0)
        {
            return each;
        }
    }
    return {};
}

/// The same file, although it may have been deleted or replaced since.
std::ifstream open(pid_t pid, mapping const& what, Elf64_Ehdr& head)
{
    // The first one only root may open.
    for (std::string const& name :
         {proc(pid, "map_files/" + what.range), proc(pid, "root" + what.path), proc(pid, "exe")})
    {
        std::ifstream file(name, std::ios::binary);
        Elf64_Ehdr in_file;
        if (file && read_at(file, 0, &in_file, 1) && std::memcmp(&in_file, &head, sizeof head) == 0)
        {
            return file;
        }
    }
    return std::ifstream();
}

/// What is to be added to the addresses that the file has.
address bias_of(process_memory const& in, mapping const& what, Elf64_Ehdr const& head)
{
    for (unsigned i = 0; i != head.e_phnum; ++i)
    {
        auto const segment = in.get<Elf64_Phdr>(what.start + head.e_phoff + i * sizeof(Elf64_Phdr));
        if (segment.p_type == PT_LOAD && segment.p_offset == 0)
        {
            return what.start - segment.p_vaddr;
        }
    }
    throw torn();
}

/// @throws failure if it is of another version.
inspection get_inspection(process_memory const& in, address from)
{
    auto const version = in.get<std::uint32_t>(from + offsetof(inspection, version));
    auto const size = in.get<std::uint32_t>(from + offsetof(inspection, size));
    if (version != inspection::current_version || size != sizeof(inspection))
    {
        throw failure(
            "process " + std::to_string(in.pid()) + " has a Quartet of another version (" +
            std::to_string(version) + ", this program knows " +
            std::to_string(inspection::current_version) + "): use the program that came with it");
    }
    return in.get<inspection>(from);
}

}  // namespace

std::vector<inspection> find_quartet(process_memory& in)
{
    std::vector<inspection> all;
    std::set<std::string> seen;
    for (mapping const& each : files_of(in.pid()))
    {
        if (!seen.insert(each.path).second)
        {
            continue;
        }
        try
        {
            auto head = in.get<Elf64_Ehdr>(each.start);
            if (!is_elf(head))
            {
                continue;
            }
            std::ifstream file = open(in.pid(), each, head);
            Elf64_Shdr const section = file ? section_of(file, head) : Elf64_Shdr{};
            if (section.sh_size != 0)
            {
                address const place = bias_of(in, each, head) + section.sh_addr;
                if (in.literal(place) == inspection().magic)
                {
                    all.push_back(get_inspection(in, place));
                }
            }
        }
        catch (torn const&)
        {}  // it was unmapped meanwhile, or cannot be read, as some devices
    }
    if (all.empty())
    {
        throw failure("process " + std::to_string(in.pid()) + " has no loop of Quartet");
    }
    return all;
}

}  // namespace quartet_tool
