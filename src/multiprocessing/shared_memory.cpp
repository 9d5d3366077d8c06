// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/cargo.hpp>
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/shared_memory.hpp>

#include <cerrno>

#include "../detail/user_memory.hpp"

namespace quartet::multiprocessing {

using quartet::detail::user_memory;

namespace detail {

class shared_memory_core : public user_memory
{
public:
    explicit shared_memory_core(user_memory memory)
        : user_memory(std::move(memory))
    {}
};

// By name: like in Python, it must not be unlinked before the other process has it.
std::string send(shared_memory_core const& core)
{
    auto& with = quartet::detail::cargo::current();
    if (core.is_open() && with.carries_descriptors)
    {
        with.descriptors.push_back(core.hold());
    }
    return core.name();
}

void receive(std::string const& name, std::shared_ptr<shared_memory_core>& core)
{
    core = std::make_shared<shared_memory_core>(user_memory::attach(name));
}

namespace {

std::shared_ptr<shared_memory_core> open(SharedMemoryOptions const& options)
{
    if (options.size < 0 || (options.create && options.size == 0))
    {
        throw ValueError(
            "SharedMemory: size must be positive, and is " + std::to_string(options.size));
    }
    if (!options.name && !options.create)
    {
        throw ValueError("SharedMemory: name can only be absent if create = true");
    }
    std::string name = options.name.value_or("");
    if (name.find('\0') != std::string::npos)
    {
        throw ValueError("SharedMemory: name contains a NUL: " + std::string(name.c_str()));
    }
    if (name.starts_with('/'))
    {
        name.erase(0, 1);
    }
    if (name.find('/') != std::string::npos)
    {
        throw OSError(EINVAL, "SharedMemory: name has a slash in it: " + name);
    }
    if (options.name && name.empty())
    {
        throw ValueError("SharedMemory: name is empty");
    }
    return std::make_shared<shared_memory_core>(
        options.create ? user_memory::create(
                             std::move(name), static_cast<std::size_t>(options.size), options.track)
                       : user_memory::attach(std::move(name)));
}

}  // namespace
}  // namespace detail

SharedMemory::SharedMemory(SharedMemoryOptions options)
    : shared_handle(detail::open(options))
{}

SharedMemory::SharedMemory(
    std::optional<std::string> name, bool create, std::int64_t size, bool track)
    : SharedMemory(SharedMemoryOptions{std::move(name), create, size, track})
{}

std::span<std::byte> SharedMemory::buf() const
{
    if (!core_->is_open())
    {
        throw ValueError("SharedMemory.buf: " + core_->name() + " is closed");
    }
    return {core_->data(), core_->size()};
}

std::string const& SharedMemory::name() const noexcept
{
    return core_->name();
}

std::size_t SharedMemory::size() const noexcept
{
    return core_->size();
}

void SharedMemory::close() noexcept
{
    core_->close();
}

void SharedMemory::unlink()
{
    user_memory::unlink(core_->name());
}

}  // namespace quartet::multiprocessing
