// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "traceback_recorder.hpp"

#include <boost/core/demangle.hpp>
#include <boost/stacktrace/safe_dump_to.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <dlfcn.h>
#include <link.h>
#include <map>
#include <span>
#include <sstream>
#include <typeinfo>

#include "symbol_file.hpp"

namespace quartet::detail {
namespace {

// Found by its address from the thread pointer: a throw may not allocate.
[[gnu::tls_model("initial-exec")]] constinit thread_local traceback_recorder* current = nullptr;

template <std::size_t Size>
void capture(std::array<void const*, Size>& frames) noexcept
{
    boost::stacktrace::safe_dump_to(0, frames.data(), sizeof frames);
}

/// Prints frames as "name at module+offset"; the offset is what addr2line takes.
class frame_printer
{
public:
    void print(std::ostream& out, void const* return_address)
    {
        // One less is inside of the call; the call may be a function's last instruction.
        void const* const call = static_cast<char const*>(return_address) - 1;
        Dl_info info{};
        link_map* map = nullptr;
        if (::dladdr1(call, &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0)
        {
            out << "?? at " << call;
            return;
        }
        std::uint64_t const address = reinterpret_cast<std::uintptr_t>(call) - map->l_addr;
        std::string const name =
            info.dli_sname != nullptr ? info.dli_sname : symbols_of(*map).function_at(address);
        out << (name.empty() ? "??" : readable(name)) << " at " << info.dli_fname << "+0x"
            << std::hex << address << std::dec;
    }

private:
    quartet::detail::symbol_file const& symbols_of(link_map const& map)
    {
        bool const is_program = *map.l_name == '\0';
        return files_.try_emplace(&map, is_program ? "/proc/self/exe" : map.l_name).first->second;
    }

    static std::string readable(std::string const& mangled)
    {
        std::string name = boost::core::demangle(mangled.c_str());
        // A part of a function counts as the function.
        name.resize(std::min(name.size(), name.find(" [clone ")));
        return name;
    }

    std::map<link_map const*, quartet::detail::symbol_file> files_;
};

/// The frames from the one that returns to `origin` outwards; all if it is not among them.
std::string print(std::span<void const* const> frames, void const* origin)
{
    auto const end = std::ranges::find(frames, nullptr);
    auto first = std::find(frames.begin(), end, origin);
    first = first == end ? frames.begin() : first;
    std::ostringstream out;
    frame_printer printer;
    for (auto frame = first; frame != end; ++frame)
    {
        auto const number = frame - first;
        out << (number < 10 ? " " : "") << number << "# ";
        printer.print(out, *frame);
        out << '\n';
    }
    return std::move(out).str();
}

void const* object_of(std::exception_ptr const& error)
{
    static_assert(sizeof error == sizeof(void*), "an exception_ptr is a pointer in libstdc++");
    void const* object;
    std::memcpy(&object, &error, sizeof object);
    return object;
}

}  // namespace

traceback_recorder::traceback_recorder() noexcept
    : outer_(current)
{
    current = this;
}

traceback_recorder::~traceback_recorder()
{
    current = outer_;
}

bool traceback_recorder::is_active() noexcept
{
    return current != nullptr;
}

void traceback_recorder::record(void const* exception, void const* origin) noexcept
{
    throw_site& site = sites_[next_++ % sites_.size()];
    site.exception = exception;
    site.origin = origin;
    capture(site.frames);
}

std::string traceback_recorder::traceback_of(std::exception_ptr const& error)
{
    void const* const wanted = object_of(error);
    for (auto const* recorder = current; recorder != nullptr && wanted != nullptr;
         recorder = recorder->outer_)
    {
        // The newest first, because an address is used again.
        for (std::size_t age = 1; age <= recorder->sites_.size(); ++age)
        {
            auto const& site = recorder->sites_[(recorder->next_ - age) % recorder->sites_.size()];
            if (site.exception == wanted)
            {
                return print(site.frames, site.origin);
            }
        }
    }
    return {};
}

std::string traceback_of(std::span<void const* const> frames)
{
    return print(frames, frames.front());
}

[[gnu::noinline]] std::string traceback_here()
{
    std::array<void const*, 64> frames;
    capture(frames);
    return print(frames, __builtin_return_address(0));
}

namespace {

using throw_function = void (*)(void*, std::type_info*, void (*)(void*));

throw_function find_runtime_throw() noexcept
{
    return reinterpret_cast<throw_function>(::dlsym(RTLD_NEXT, "__cxa_throw"));
}

// Found early, because a throw may be due to a lack of memory. Null before.
throw_function runtime_throw = find_runtime_throw();

}  // namespace
}  // namespace quartet::detail

// Weak, so that a C++ runtime that is linked statically, or somebody else's, takes precedence.
#define QUARTET_THROW_LINKAGE [[gnu::weak]]
#define QUARTET_BEFORE_THROW()
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
// This one has a weak one too, which comes first. It does no more than this.
#undef QUARTET_THROW_LINKAGE
#undef QUARTET_BEFORE_THROW
#define QUARTET_THROW_LINKAGE
#define QUARTET_BEFORE_THROW() __asan_handle_no_return()
extern "C" void __asan_handle_no_return();
#endif
#endif

// g++ declares __cxa_throw by itself where a header throws, with other parameters. So ours has
// another name in C++, and that one for the linker.
extern "C" [[gnu::noreturn, gnu::visibility("default")]] QUARTET_THROW_LINKAGE void
quartet_cxa_throw(void* object, std::type_info* type, void (*destroy)(void*)) __asm__(
    "__cxa_throw");

extern "C" void quartet_cxa_throw(void* object, std::type_info* type, void (*destroy)(void*))
{
    using namespace quartet::detail;
    if (current != nullptr)
    {
        current->record(object, __builtin_return_address(0));
    }
    QUARTET_BEFORE_THROW();
    auto const next = runtime_throw != nullptr ? runtime_throw : find_runtime_throw();
    if (next != nullptr)
    {
        next(object, type, destroy);
    }
    std::terminate();
}
