// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/completions.hpp>
#include <quartet/gevent/detail/greenlet_core.hpp>
#include <quartet/gevent/util.hpp>
#include <quartet/threading/thread.hpp>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "../../detail/loop/event_loop.hpp"
#include "../../detail/thread_stack.hpp"

namespace quartet::gevent::util {
namespace {

using quartet::detail::event_loop;
using quartet::detail::fiber_agent;
using quartet::detail::mailbox;
using quartet::detail::stack_frames;

void print_heading(std::ostream& out, std::string const& text)
{
    out << std::string(80, '*') << "\n* " << text << '\n' << std::string(80, '*') << '\n';
}

void print_greenlet(std::ostream& out, fiber_agent& who)
{
    auto& core = static_cast<gevent::detail::greenlet_core&>(*who.owner());
    out << core.name() << ": ";
    if (&who == fiber_agent::running())
    {
        stack_frames frames{};
        quartet::detail::capture_stack(frames);
        out << "runs\n" << quartet::detail::to_text(frames);
    }
    else if (!who.is_suspended())
    {
        out << "has not begun\n";
    }
    else
    {
        std::chrono::duration<double> const since = event_loop::clock::now() - who.suspended_at();
        out << (who.is_waiting() ? "waits in " : "is ready to run, after ") << who.waits_in()
            << " for " << since.count() << " s\n";
        stack_frames frames{};
        who.inspect(
            [](void* into) { quartet::detail::capture_stack(*static_cast<stack_frames*>(into)); },
            &frames);
        out << quartet::detail::to_text(frames);
    }
}

/// On the loop's own thread.
std::string greenlets_of(event_loop& loop)
{
    std::ostringstream out;
    for (fiber_agent* each = loop.box().agents(); each != nullptr; each = each->next())
    {
        if (each->owner() != nullptr)
        {
            print_greenlet(out, *each);
        }
    }
    return std::move(out).str();
}

/// What another thread's loop says, if it does so soon. It may answer when nobody waits any more.
std::string ask(mailbox& box)
{
    struct conversation
    {
        quartet::detail::completions said;
        std::string text;
    };
    auto const shared = std::make_shared<conversation>();
    bool const is_there = box.post([shared] {
        shared->text = greenlets_of(*event_loop::here());
        shared->said.add(0);
    });
    using namespace std::chrono_literals;
    if (!is_there)
    {
        return {};
    }
    return shared->said.next(quartet::detail::deadline(100ms)) ? shared->text
                                                               : "(its loop does not come round)\n";
}

}  // namespace

std::string format_run_info()
{
    std::ostringstream out;
    print_heading(out, "Threads");
    std::map<int, std::string> names;
    for (threading::Thread const& each : threading::enumerate())
    {
        if (auto const id = each.native_id())
        {
            names[*id] = each.name();
        }
    }
    int const self = threading::get_native_id();
    for (auto const& entry : std::filesystem::directory_iterator("/proc/self/task"))
    {
        int const id = std::stoi(entry.path().filename());
        auto const name = names.find(id);
        out << (name != names.end() ? name->second : "(unknown)") << ", id " << id;
        stack_frames frames{};
        if (id == self)
        {
            quartet::detail::capture_stack(frames);
            out << ", this one\n" << quartet::detail::to_text(frames);
        }
        else if (auto const found = quartet::detail::look_at_thread(id))
        {
            out << '\n' << quartet::detail::to_text(found->frames);
        }
        else
        {
            out << "\n(it does not answer)\n";
        }
    }
    event_loop* const here = event_loop::here();
    for (auto const& [id, box] : mailbox::all())
    {
        auto const name = names.find(id);
        print_heading(
            out,
            "Greenlets of " +
                (name != names.end() ? name->second : "thread " + std::to_string(id)));
        out << (here != nullptr && &here->box() == box ? greenlets_of(*here) : ask(*box));
    }
    return std::move(out).str();
}

void print_run_info(std::ostream& out)
{
    out << format_run_info() << std::flush;
}

void print_run_info()
{
    print_run_info(std::cerr);
}

}  // namespace quartet::gevent::util
