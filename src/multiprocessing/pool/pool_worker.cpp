// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "pool_worker.hpp"

#include <quartet/detail/cargo.hpp>
#include <quartet/multiprocessing/detail/job.hpp>

#include <cstdlib>
#include <functional>
#include <signal.h>

#include "../remote_exception.hpp"
#include "../standard_streams.hpp"

namespace quartet::multiprocessing::detail {
namespace {

using quartet::detail::code_address;

/// Ctrl-C goes to the whole program. A worker goes when its parent goes, silently. Not SIG_IGN,
/// which programs that a task starts would inherit.
void leave_interrupts_to_the_parent()
{
    struct sigaction nothing
    {};
    nothing.sa_handler = [](int) {};
    nothing.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &nothing, nullptr);
}

/// Looks up an entry; in a row of tasks it is mostly the same.
class entry_cache
{
public:
    task_entry find(std::string const& module, std::uint64_t offset)
    {
        if (entry_ == nullptr || address_.module != module || address_.offset != offset)
        {
            address_ = {module, offset};
            entry_ = reinterpret_cast<task_entry>(quartet::detail::from_code_address(address_));
        }
        return entry_;
    }

private:
    code_address address_;
    task_entry entry_ = nullptr;
};

void run_tasks(worker_link& link)
{
    entry_cache entries;
    std::string module;
    std::string payload;
    std::string result;
    for (;;)
    {
        message_head const head = link.read_head();
        if (head.what == message_head::stop)
        {
            return;
        }
        constexpr std::uint32_t longest_name = 1 << 16;
        if (head.what != message_head::task || head.module_size > longest_name)
        {
            std::abort();  // a task has written over the link
        }
        // Should we be killed while we read, it may be its size that did it.
        link.memory().seen.store(head.number + 1);
        std::exception_ptr unreadable;
        link.read(module, head.module_size);
        try
        {
            payload.resize(head.size);
        }
        catch (std::exception const&)
        {
            unreadable = std::current_exception();
            link.skip(head.size);
        }
        if (!unreadable)
        {
            link.read(payload, head.size);
        }
        if (!link.begin(head.number))
        {
            continue;
        }
        result.clear();
        try
        {
            if (unreadable)
            {
                std::rethrow_exception(unreadable);
            }
            // Handles in a result are kept by this process until it ends.
            static auto* const kept = new quartet::detail::cargo;
            quartet::detail::cargo_scope const scope(*kept);
            quartet::detail::memory_source in(payload.data(), payload.size());
            quartet::detail::string_sink out(result);
            entries.find(module, head.offset)(in, out);
        }
        catch (...)
        {
            flush_standard_streams();
            link.write(message_head::exception, pack_exception(std::current_exception()));
            continue;
        }
        flush_standard_streams();
        link.write(message_head::result, result);
    }
}

void work(worker_link& link, std::function<void()> const& initialize)
{
    leave_interrupts_to_the_parent();
    traceback_recorder const recorder;
    try
    {
        initialize();
    }
    catch (...)
    {
        link.write(message_head::no_start, pack_exception(std::current_exception()));
        return;
    }
    link.write(message_head::ready, {});
    run_tasks(link);
}

}  // namespace

pool_worker::pool_worker(
    std::string name,
    std::optional<start_method> method,
    std::shared_ptr<worker_link> link,
    std::shared_ptr<target> initializer)
    : Process(process_parts{{std::move(name), true, method}, &typeid(pool_worker), nullptr})
    , link_(std::move(link))
    , initializer_(std::move(initializer))
{}

void pool_worker::run()
{
    // Forked, perhaps by the pool's thread, which has blocked them all.
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
    work(*link_, [this] {
        if (initializer_)
        {
            initializer_->run();
        }
    });
}

void pool_worker::save(std::streambuf& out) const
{
    link_->save();
    code_address initializer;
    if (initializer_)
    {
        initializer =
            quartet::detail::to_code_address(reinterpret_cast<void const*>(initializer_->entry()));
    }
    quartet::detail::dump(out, initializer);
    if (initializer_)
    {
        initializer_->save(out);
    }
}

entry_point pool_worker::entry() const
{
    return [](std::streambuf& in) {
        auto const link = worker_link::load();
        auto const initializer = quartet::detail::load<code_address>(in);
        work(*link, [&] {
            if (initializer.offset != 0)
            {
                reinterpret_cast<entry_point>(quartet::detail::from_code_address(initializer))(in);
            }
        });
    };
}

}  // namespace quartet::multiprocessing::detail
