// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SYMBOL_FILE_HPP
#define QUARTET_SRC_DETAIL_SYMBOL_FILE_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace quartet::detail {

/// The symbol table of a program or shared object on disk.
/**
 * dladdr() knows only what the dynamic linker needs: no static function, and no part of a function
 * that gcc moved away as cold. And cold is just where exceptions are thrown. Unless the file is
 * stripped, all of them are in its symbol table.
 */
class symbol_file
{
public:
    /// Without any symbols if it cannot be read.
    explicit symbol_file(char const* path) noexcept;
    ~symbol_file();
    symbol_file(symbol_file const&) = delete;
    symbol_file& operator=(symbol_file const&) = delete;

    /// The mangled name of the function at an address, which counts from the module's base.
    std::string function_at(std::uint64_t address) const;

private:
    template <class T>
    std::span<T const> table(std::uint64_t offset, std::uint64_t bytes) const noexcept;

    std::byte const* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace quartet::detail

#endif
