// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_HOOK_HPP
#define QUARTET_SRC_MONKEY_HOOK_HPP

#include <span>
#include <type_traits>

namespace quartet::gevent::monkey::detail {

/// What a function belongs to; several for some. It is patched while one of them is.
enum group : unsigned
{
    in_socket = 1 << 0,
    in_dns = 1 << 1,
    in_time = 1 << 2,
    in_select = 1 << 3,
    in_thread = 1 << 4,
    in_os = 1 << 5,
    in_subprocess = 1 << 6,
    in_signal = 1 << 7,
    in_every = (1 << 8) - 1  ///< what the others need: close, dlopen
};

/// A function of the C library by its name, and what is there without us. All are found before the
/// first place is patched.
struct libc_function
{
    char const* name;
    void* address = nullptr;  // null: this C library has none of that name
};

/// The same, to be called.
template <class F>
struct original : libc_function
{
    using function = F;

    explicit constexpr original(char const* its_name) noexcept
        : libc_function{its_name}
    {}

    /// With the type of that function, or of one like it.
    constexpr original(char const* its_name, F*) noexcept
        : libc_function{its_name}
    {}

    template <class... Args>
    auto operator()(Args... args) const
    {
        return reinterpret_cast<F*>(address)(args...);
    }
};

/// What is called instead of a function of the C library.
/**
 * It does what the original does, except that it does not block the thread if others can run
 * meanwhile. It throws nothing, and is noexcept only where the original is: a thread may be cancelled in
 * the original. It calls hooked functions through their originals.
 */
struct hook
{
    template <class F>
    hook(original<F>& of, std::type_identity_t<F>* by, unsigned belongs_to) noexcept
        : function(&of)
        , replacement(reinterpret_cast<void*>(by))
        , groups(belongs_to)
    {}

    libc_function* function;
    void* replacement;
    unsigned groups;  // of enum group
};

using hooks = std::span<hook const>;

/// All hooks: each file of hooks/ has a function for its own. The table is in all_hooks.cpp.
std::span<hooks const> all_hooks();

/// By the name of the function; null: there is none.
hook const* find_hook(char const* name) noexcept;

}  // namespace quartet::gevent::monkey::detail

#endif
