// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "shared_segment.hpp"

#include <quartet/detail/agent.hpp>
#include <quartet/detail/cargo.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <mutex>
#include <optional>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <vector>

#include "exit_hooks.hpp"
#include "os_error.hpp"
#include "process_identity.hpp"
#include "user_memory.hpp"

namespace quartet::detail {
namespace {

constexpr std::string_view prefix = "quartet-";
constexpr char const* directory = "/dev/shm";
constexpr std::uint64_t magic = 0x7465747261757131;  // "1quartet"

/// The first cache line of a segment.
struct alignas(64) header
{
    std::atomic<std::uint64_t> magic;  // stored last, when the object is complete
    std::uint64_t size;
    segment_kind kind;
};

int open_memory(std::string const& name, int flags)
{
    return ::shm_open(('/' + name).c_str(), flags | O_CLOEXEC, 0600);
}

int flock_uninterrupted(int fd, int operation)
{
    agent::unpatched const blocking;
    int result;
    do
    {
        result = ::flock(fd, operation);
    } while (result != 0 && errno == EINTR);
    return result;
}

bool is_removed(int fd)
{
    struct stat status
    {};
    return ::fstat(fd, &status) != 0 || status.st_nlink == 0;
}

std::size_t size_of(int fd, std::string const& name)
{
    struct stat status
    {};
    if (::fstat(fd, &status) != 0)
    {
        throw_os_error("shared memory " + name);
    }
    return static_cast<std::size_t>(status.st_size);
}

/// The same file, opened once more: with a flock of its own.
unique_fd open_again(int fd, std::string const& name)
{
    std::string const path = "/proc/self/fd/" + std::to_string(fd);
    unique_fd second(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!second)
    {
        throw_os_error("shared object " + name);
    }
    return second;
}

void* map(int fd, std::size_t size, std::string const& name)
{
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
    {
        throw_os_error("mapping shared memory " + name);
    }
    return memory;
}

/// Removes an object and all its companions.
void remove_family(std::string const& name) noexcept
{
    std::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator(directory, ignored))
    {
        std::string const file = entry.path().filename().string();
        std::string_view rest = file;
        if (rest.starts_with("sem."))
        {
            rest.remove_prefix(4);
        }
        if (rest.starts_with(name) && (rest.size() == name.size() || rest[name.size()] == '.'))
        {
            ::unlink(entry.path().c_str());
        }
    }
}

/// The creator of an object or companion, from its name.
std::optional<process_identity> creator_of(std::string_view file)
{
    file.remove_prefix(file.starts_with("sem.") ? 4 : 0);
    if (!file.starts_with(prefix))
    {
        return {};
    }
    file.remove_prefix(prefix.size());
    char const* const end = file.data() + file.size();
    pid_t pid = 0;
    auto parsed = std::from_chars(file.data(), end, pid);
    std::uint64_t start = 0;
    if (parsed.ec != std::errc() || parsed.ptr == end || *parsed.ptr != '-' ||
        std::from_chars(parsed.ptr + 1, end, start).ec != std::errc())
    {
        return {};
    }
    return process_identity(pid, start);
}

/// "quartet-PID-START-N" of "sem.quartet-PID-START-N.lock".
std::string object_of(std::string_view file)
{
    file.remove_prefix(file.starts_with("sem.") ? 4 : 0);
    return std::string(file.substr(0, file.find('.')));
}

}  // namespace

/// The segments that this process has open.
class segment_registry
{
public:
    static segment_registry& get()
    {
        static auto* const registry = new segment_registry;  // outlives static objects
        return *registry;
    }

    void add(shared_segment* segment)
    {
        std::lock_guard const lock(mutex_);
        segments_.push_back(segment);
    }

    void remove(shared_segment* segment)
    {
        std::lock_guard const lock(mutex_);
        std::erase(segments_, segment);
    }

    bool retire_all() noexcept
    {
        std::unique_lock lock(mutex_, std::defer_lock);
        // The list is held for moments only, unless its holder was stopped for good.
        for (int i = 0; i < 100 && !lock.try_lock(); ++i)
        {
            ::usleep(1000);
        }
        if (!lock)
        {
            return false;
        }
        for (shared_segment* segment : segments_)
        {
            segment->retire();
        }
        return true;
    }

    /// Before a fork: locks the list, and each segment once more.
    void lock_for_child()
    {
        std::unique_lock lock(mutex_);
        std::vector<unique_fd> second;
        for (shared_segment const* segment : segments_)
        {
            second.push_back(segment->second_lock());
        }
        childs_ = std::move(second);
        lock.release();
    }

    /// In the parent: the child has them, or there is no child.
    void unlock() noexcept
    {
        childs_.clear();
        mutex_.unlock();
    }

    /// In the child: they become its own.
    void take_locks() noexcept
    {
        for (std::size_t i = 0; i < childs_.size(); ++i)
        {
            segments_[i]->replace_lock(std::move(childs_[i]));
        }
        unlock();
    }

private:
    std::mutex mutex_;
    std::vector<shared_segment*> segments_;
    std::vector<unique_fd> childs_;  // not empty only during a fork
};

// --- shared_segment ----------------------------------------------------------------------------

std::shared_ptr<shared_segment> shared_segment::create(segment_kind kind, std::size_t size)
{
    sweep_once();
    at_exit_stage(exit_stage::names, leave_shared_memory);

    static std::atomic<std::uint64_t> counter{0};
    std::size_t const whole = sizeof(header) + size;
    std::string name;
    unique_fd fd;
    while (!fd)
    {
        name =
            std::string(prefix) + process_identity::self().text() + '-' + std::to_string(++counter);
        try
        {
            fd = create_memory(name, whole);
        }
        catch (FileExistsError const&)
        {
            // A fork of this process that has run on under another pid had the number.
        }
    }
    // Before the flock nobody sweeps it, because its creator lives.
    flock_uninterrupted(fd.get(), LOCK_SH);
    std::shared_ptr<shared_segment> segment(new shared_segment(name, std::move(fd), whole));
    auto* const head = new (segment->memory_) header{};
    head->size = size;
    head->kind = kind;
    head->magic.store(magic, std::memory_order_release);
    return segment;
}

std::shared_ptr<shared_segment> shared_segment::attach(std::string const& name, segment_kind kind)
{
    unique_fd fd(open_memory(name, O_RDWR));
    if (!fd)
    {
        throw_os_error("shared object " + name + " (its last user is gone)");
    }
    flock_uninterrupted(fd.get(), LOCK_SH);
    // Between open and flock the last user may have removed it.
    if (is_removed(fd.get()))
    {
        throw FileNotFoundError(ENOENT, "shared object " + name + " (its last user is gone)");
    }
    at_exit_stage(exit_stage::names, leave_shared_memory);
    std::size_t const whole = size_of(fd.get(), name);
    std::shared_ptr<shared_segment> segment(new shared_segment(name, std::move(fd), whole));
    auto const* const head = static_cast<header const*>(segment->memory_);
    if (whole < sizeof(header) || head->magic.load(std::memory_order_acquire) != magic ||
        head->kind != kind || head->size + sizeof(header) != whole)
    {
        throw TypeError("shared object " + name + " is of another kind");
    }
    return segment;
}

shared_segment::shared_segment(std::string name, unique_fd fd, std::size_t mapped)
    : name_(std::move(name))
    , fd_(std::move(fd))
    , mapped_(mapped)
    // A mapping keeps its open file, with the flock if it has one, for as long as anybody looks at
    // the memory of a dying process.
    , memory_(map(open_again(fd_.get(), name_).get(), mapped, name_))
{
    segment_registry::get().add(this);
}

shared_segment::~shared_segment()
{
    segment_registry::get().remove(this);
    retire();
    ::munmap(memory_, mapped_);
}

void* shared_segment::data() const noexcept
{
    return static_cast<std::byte*>(memory_) + sizeof(header);
}

std::size_t shared_segment::size() const noexcept
{
    return mapped_ - sizeof(header);
}

unique_fd shared_segment::hold() const
{
    unique_fd fd(open_memory(name_, O_RDWR));
    if (!fd)
    {
        throw_os_error("shared object " + name_);
    }
    flock_uninterrupted(fd.get(), LOCK_SH);
    return fd;
}

// Two users that close together both drop their shared locks before either asks for the
// exclusive one, so at least one of them gets it.
void shared_segment::retire() noexcept
{
    if (std::exchange(retired_, true))
    {
        return;
    }
    // A fork that we know nothing of shares our flock.
    bool const ours = owner_ == ::getpid();
    if (ours && flock_uninterrupted(fd_.get(), LOCK_EX | LOCK_NB) == 0 && !is_removed(fd_.get()))
    {
        remove_family(name_);
    }
    fd_.reset();
}

// A forked child shares its parent's open file, and so its flock: with one flock for two
// processes, neither could tell whether it is the last. It is taken before the fork, because after
// it the parent may be done first, and remove the name.
unique_fd shared_segment::second_lock() const
{
    if (retired_)
    {
        return {};
    }
    unique_fd second = open_again(fd_.get(), name_);
    flock_uninterrupted(second.get(), LOCK_SH);
    return second;
}

void shared_segment::replace_lock(unique_fd own) noexcept
{
    if (own)
    {
        fd_ = std::move(own);
    }
    owner_ = ::getpid();
}

std::string send_name(std::shared_ptr<shared_segment> const& segment)
{
    cargo& with = cargo::current();
    if (with.carries_descriptors)
    {
        with.descriptors.push_back(segment->hold());
    }
    else
    {
        with.pins.push_back(segment);
    }
    return segment->name();
}

// --- plain memory ------------------------------------------------------------------------------

unique_fd create_memory(std::string const& name, std::size_t size)
{
    unique_fd fd(open_memory(name, O_RDWR | O_CREAT | O_EXCL));
    if (!fd)
    {
        throw_os_error("creating shared memory " + name);
    }
    // Reserved now, because a store into memory that cannot be had is a SIGBUS.
    int error;
    do
    {
        error = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(size));
    } while (error == EINTR);
    if (error != 0)
    {
        remove_name(name);
        throw_os_error("no room for " + std::to_string(size) + " bytes in " + directory, error);
    }
    return fd;
}

bool has_shared_memory(std::size_t bytes) noexcept
{
    struct statvfs status
    {};
    return ::statvfs(directory, &status) != 0 || status.f_bavail * status.f_frsize > bytes;
}

mapping mapping::create(std::string const& name, std::size_t size)
{
    unique_fd const fd = create_memory(name, size);
    return of(fd.get(), size, name);
}

mapping mapping::open(std::string const& name)
{
    unique_fd const fd(open_memory(name, O_RDWR));
    if (!fd)
    {
        throw_os_error("opening shared memory " + name);
    }
    return of(fd.get(), size_of(fd.get(), name), name);
}

mapping mapping::of(int fd, std::size_t size, std::string const& name)
{
    mapping result;
    result.data_ = static_cast<std::byte*>(map(fd, size, name));
    result.size_ = size;
    return result;
}

mapping::~mapping()
{
    if (data_ != nullptr)
    {
        ::munmap(data_, size_);
    }
}

void remove_name(std::string const& name) noexcept
{
    ::shm_unlink(('/' + name).c_str());
}

// --- the end of things -------------------------------------------------------------------------

void sweep(bool and_ours) noexcept
{
    try
    {
        std::error_code ignored;
        std::vector<std::string> orphans;
        for (auto const& entry : std::filesystem::directory_iterator(directory, ignored))
        {
            std::string const file = entry.path().filename().string();
            auto const creator = creator_of(file);
            bool const ours = and_ours && creator == process_identity::self();
            if (creator && (ours || creator->is_dead()))
            {
                orphans.push_back(object_of(file));
            }
        }
        std::sort(orphans.begin(), orphans.end());
        orphans.erase(std::unique(orphans.begin(), orphans.end()), orphans.end());
        for (std::string const& name : orphans)
        {
            // Children of the dead creator may still use it; they will remove it.
            unique_fd const fd(open_memory(name, O_RDWR));
            bool const unused =
                fd ? flock_uninterrupted(fd.get(), LOCK_EX | LOCK_NB) == 0 : errno == ENOENT;
            if (unused)
            {
                remove_all_names(fd.get());  // a user may have named it too
                remove_family(name);
            }
        }
    }
    catch (std::exception const&)
    {
        // Out of memory, or no /dev/shm: somebody else will sweep.
    }
}

void sweep_once() noexcept
{
    static int const once = (sweep(), 0);
    static_cast<void>(once);
}

bool retire_all_segments() noexcept
{
    bool const segments = segment_registry::get().retire_all();
    return retire_user_memory() && segments;
}

void leave_shared_memory() noexcept
{
    retire_all_segments();
    sweep(true);
}

void before_fork_segments()
{
    segment_registry::get().lock_for_child();
    before_fork_user_memory();
}

void after_fork_segments_in_parent() noexcept
{
    after_fork_user_memory_in_parent();
    segment_registry::get().unlock();
}

void after_fork_segments_in_child() noexcept
{
    after_fork_user_memory_in_child();
    at_exit_stage(exit_stage::names, leave_shared_memory);
    segment_registry::get().take_locks();
}

}  // namespace quartet::detail
