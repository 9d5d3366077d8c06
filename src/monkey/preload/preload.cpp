// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// libquartet_preload.so, for LD_PRELOAD: all is patched before main(), which runs in a greenlet.
//
// QUARTET_MONKEY says what is patched: "socket,dns,time,thread"; without it, what patch_all() patches.
#include <quartet/errors.hpp>
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <exception>
#include <iostream>
#include <sys/resource.h>

namespace gevent = quartet::gevent;

namespace {

using main_function = int(int, char**, char**);

constinit main_function* main_of_program = nullptr;

/// As large as the kernel's for main().
std::size_t stack_of_main()
{
    constexpr std::size_t most = std::size_t(64) << 20;
    rlimit limit{};
    ::getrlimit(RLIMIT_STACK, &limit);
    return std::clamp(std::size_t(limit.rlim_cur), gevent::GreenletOptions().stack_size, most);
}

int main_in_a_greenlet(int argc, char** argv, char** environment)
{
    char const* const groups = std::getenv("QUARTET_MONKEY");
    try
    {
        auto chosen = groups != nullptr ? gevent::monkey::patches::from_names(groups)
                                        : gevent::monkey::patches{};
        chosen.warn = false;  // the programs that it starts are patched, too
        gevent::monkey::patch_all(chosen);
    }
    catch (std::exception const& error)
    {
        std::cerr << "libquartet_preload.so, QUARTET_MONKEY=" << (groups != nullptr ? groups : "")
                  << ": " << error.what() << '\n';
        return 2;
    }
    return gevent::spawn(
               {.name = "main", .stack_size = stack_of_main()},
               main_of_program,
               argc,
               argv,
               environment)
        .get();
}

}  // namespace

/// What the first instructions of every program call.
extern "C" [[gnu::visibility("default")]] int __libc_start_main(
    main_function* program,
    int argc,
    char** argv,
    void (*init)(),
    void (*fini)(),
    void (*end_of_linker)(),
    void* end_of_stack)
{
    using function = decltype(__libc_start_main);
    auto* const next = reinterpret_cast<function*>(::dlsym(RTLD_NEXT, "__libc_start_main"));
    main_of_program = program;
    return next(main_in_a_greenlet, argc, argv, init, fini, end_of_linker, end_of_stack);
}
