// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "snapshot.hpp"

#include <algorithm>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "find_quartet.hpp"
#include "object.hpp"
#include "waiters.hpp"

namespace quartet_tool {
namespace {

constexpr std::size_t most_in_stack = 1000;

/// Reads the lists of one Quartet.
class reader
{
public:
    reader(process_memory& memory, inspection const& layout, snapshot& to)
        : memory_(memory)
        , layout_(layout)
        , to_(to)
    {}

    void read()
    {
        for (greenlets_of_thread const& each : listed([this] { return threads(); }))
        {
            read_greenlets(each);
        }
        for (tasks_of_loop const& loop : listed([this] { return loops(); }))
        {
            for (address const each : loop.tasks)
            {
                add([&] { return task(each, loop.thread); });
            }
        }
        name_waiters();
    }

private:
    struct greenlets_of_thread
    {
        pid_t thread;
        address own_agent;
        std::vector<address> agents;
    };

    struct tasks_of_loop
    {
        pid_t thread;
        std::vector<address> tasks;
    };

    /// Walks a list until that succeeds. It is not needed that nobody comes or goes meanwhile, but
    /// that nobody does where we are.
    template <class Walk>
    static std::invoke_result_t<Walk> listed(Walk walk)
    {
        constexpr int most_tries = 100;
        for (int i = 0; i != most_tries; ++i)
        {
            try
            {
                return walk();
            }
            catch (torn const&)
            {}
        }
        throw failure("what it runs changes faster than it can be read; try again");
    }

    // --- lists ---

    std::vector<greenlets_of_thread> threads() const
    {
        std::vector<greenlets_of_thread> all;
        auto const& at = layout_.in_mailbox;
        // Mailboxes and agents are never freed.
        for (address each = head(layout_.mailboxes); each != 0;)
        {
            object const box(memory_, each, {at.next, at.loop, at.thread, at.agents});
            if (address const loop = box.get(at.loop); loop != 0)
            {
                address const own = memory_.pointer(loop + layout_.in_event_loop.thread);
                all.push_back({box.get<pid_t>(at.thread), own, {}});
                for (address agent = box.get(at.agents); agent != 0;
                     agent = memory_.pointer(agent + layout_.in_fiber_agent.next))
                {
                    require(all.back().agents.size() != most_in_list);
                    all.back().agents.push_back(agent);
                }
            }
            each = box.get(at.next);
            require(all.size() != most_in_list);
        }
        std::ranges::reverse(all);
        return all;
    }

    std::vector<tasks_of_loop> loops() const
    {
        std::vector<tasks_of_loop> all;
        auto const& at = layout_.in_loop;
        address previous = 0;
        for (address each = head(layout_.loops); each != 0;)
        {
            object const loop(memory_, each, {at.previous, at.next, at.box, at.tasks});
            require(loop.get(at.previous) == previous && all.size() != most_in_list);
            address const box = loop.get(at.box);
            pid_t const thread = box != 0 ? memory_.get<pid_t>(box + layout_.in_mailbox.thread) : 0;
            all.push_back({thread, tasks_from(loop.get(at.tasks))});
            previous = std::exchange(each, loop.get(at.next));
        }
        std::ranges::reverse(all);
        return all;
    }

    /// The list begins with the youngest.
    std::vector<address> tasks_from(address first) const
    {
        std::vector<address> all;
        auto const& at = layout_.in_task;
        address previous = 0;
        for (address each = first; each != 0;)
        {
            object const task(memory_, each, {at.previous, at.next});
            require(task.get(at.previous) == previous && all.size() != most_in_list);
            all.push_back(each);
            previous = std::exchange(each, task.get(at.next));
        }
        std::ranges::reverse(all);
        return all;
    }

    /// What was a pointer when it was copied from the process.
    template <class T>
    static address head(T* pointer) noexcept
    {
        return reinterpret_cast<address>(pointer);
    }

    // --- what is in them ---

    /// Adds what is made, if that has not ended since its list was read.
    template <class Make>
    void add(Make make)
    {
        constexpr int most_tries = 10;
        for (int i = 0; i != most_tries; ++i)
        {
            try
            {
                runner made = make();
                if (made.id != 0)
                {
                    to_.runners.push_back(std::move(made));
                }
                return;
            }
            catch (torn const&)
            {}
        }
        ++to_.left_out;
    }

    void read_greenlets(greenlets_of_thread const& of)
    {
        std::size_t const before = to_.runners.size();
        for (address const each : of.agents)
        {
            add([&] { return greenlet(each, of.thread); });
        }
        std::size_t const after = to_.runners.size();
        if (after != before)
        {
            // The thread itself, before its greenlets.
            add([&] { return main_greenlet(of.own_agent, of.thread); });
            auto const at = [&](std::size_t place) {
                return to_.runners.begin() + static_cast<std::ptrdiff_t>(place);
            };
            std::rotate(at(before), at(after), to_.runners.end());
        }
    }

    runner main_greenlet(address agent, pid_t thread)
    {
        runner made{runner::sort::greenlet, agent, thread, "MainGreenlet", {}, {}, {}};
        made.now = waits(agent, made.stack) ? runner::state::waits : runner::state::runs;
        return made;
    }

    /// Id 0: it has ended.
    runner greenlet(address agent, pid_t thread)
    {
        auto const& of_agent = layout_.in_fiber_agent;
        auto const& at = layout_.in_greenlet;
        object const fiber(
            memory_, agent, {of_agent.owner, of_agent.is_running, of_agent.is_queued});
        address const owner = fiber.get(of_agent.owner);
        if (owner == 0)
        {
            return {};
        }
        auto const end_of_watchers = inspection::offset(at.watchers + sizeof(address));
        object const core(
            memory_,
            owner,
            {at.ident, at.phase, at.waiters, at.watchers, end_of_watchers, at.awaited_as});
        runner made{runner::sort::greenlet, owner, thread, {}, {}, {}, {}};
        made.name = memory_.string(owner + at.name);
        if (made.name.empty())
        {
            made.name = "Greenlet-" + std::to_string(core.get<std::uint64_t>(at.ident));
        }
        auto const now = core.get<inspection::greenlet_phase>(at.phase);
        if (now > inspection::greenlet_phase::begun)
        {
            return {};
        }
        made.now = now != inspection::greenlet_phase::begun ? runner::state::created
                   : fiber.get<bool>(of_agent.is_running)   ? runner::state::runs
                   : fiber.get<bool>(of_agent.is_queued)    ? runner::state::ready
                   : waits(agent, made.stack)               ? runner::state::waits
                                                            : runner::state::ready;
        waiters who(memory_, layout_);
        who.add_in_queue(core.get(at.waiters));
        who.add_watchers(core.get(at.watchers), core.get(end_of_watchers));
        who.add_of_future(core.get(at.awaited_as));
        made.awaited_by = who.all();
        require(memory_.pointer(agent + of_agent.owner) == owner);
        ids_of_agents_[agent] = owner;
        return made;
    }

    /// Whether an agent waits; then adds in what.
    bool waits(address agent, std::vector<std::string>& to)
    {
        object const about(memory_, agent, {layout_.in_agent.word, layout_.in_agent.what});
        bool const is_waiting =
            (about.get<std::uint32_t>(layout_.in_agent.word) & inspection::agent_waits) != 0;
        if (is_waiting)
        {
            to.push_back(memory_.literal(about.get(layout_.in_agent.what)));
        }
        return is_waiting;
    }

    /// Id 0: it has ended.
    runner task(address which, pid_t thread)
    {
        auto const& at = layout_.in_task;
        auto const read_task = [&] {
            return object(memory_, which, {at.number, at.name, at.leaf, at.waits_in, at.is_queued});
        };
        object const core = read_task();
        address const leaf = core.get(at.leaf);
        if (leaf == 0)
        {
            return {};
        }
        address const waits_in = core.get(at.waits_in);
        runner made{runner::sort::task, which, thread, {}, {}, {}, {}};
        address const name = core.get(at.name);
        made.name = name != 0 ? memory_.string(name)
                              : "Task-" + std::to_string(core.get<std::uint32_t>(at.number));
        made.now = core.get<bool>(at.is_queued) ? runner::state::ready
                   : waits_in != 0              ? runner::state::waits
                                                : runner::state::runs;
        if (waits_in != 0)
        {
            address const kind = memory_.pointer(waits_in + layout_.in_suspension.kind);
            address const what = memory_.pointer(kind + layout_.in_suspension.kind_name);
            if (what != 0)
            {
                made.stack.push_back(memory_.literal(what));
            }
        }
        add_stack(leaf, which, made.stack);
        waiters who(memory_, layout_);
        who.add_of_future(which);
        made.awaited_by = who.all();
        object const again = read_task();
        require(again.get(at.leaf) == leaf && again.get(at.waits_in) == waits_in);
        return made;
    }

    void add_stack(address leaf, address task, std::vector<std::string>& to)
    {
        auto const& at = layout_.in_promise;
        for (address each = leaf; each != 0;)
        {
            object const promise(memory_, each, {at.awaited_by, at.task, at.name});
            // One that has not begun has none, and is awaited by nobody or by the one that begins it.
            require(promise.get(at.task) == task || promise.get(at.task) == 0);
            if (to.size() == most_in_stack)
            {
                to.push_back("...");
                return;
            }
            std::string const& name = memory_.literal(promise.get(at.name));
            to.push_back(name.substr(0, name.find('<')));  // without arguments of templates
            each = promise.get(at.awaited_by);
        }
    }

    /// Agents become their greenlets, and who is not in the snapshot is left out.
    void name_waiters()
    {
        std::unordered_set<address> known;
        // Memory of one that has ended may have become another one meanwhile.
        std::erase_if(
            to_.runners, [&](runner const& each) { return !known.insert(each.id).second; });
        for (runner& each : to_.runners)
        {
            for (address& who : each.awaited_by)
            {
                auto const greenlet = ids_of_agents_.find(who);
                who = greenlet != ids_of_agents_.end() ? greenlet->second : who;
            }
            std::unordered_set<address> seen;
            std::erase_if(each.awaited_by, [&](address who) {
                return !known.contains(who) || !seen.insert(who).second;
            });
        }
    }

    process_memory& memory_;
    inspection const& layout_;
    snapshot& to_;
    std::unordered_map<address, address> ids_of_agents_;
};

}  // namespace

snapshot take_snapshot(pid_t of)
{
    process_memory memory(of);
    snapshot all;
    for (inspection const& each : find_quartet(memory))
    {
        reader(memory, each, all).read();
    }
    return all;
}

}  // namespace quartet_tool
