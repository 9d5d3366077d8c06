// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <algorithm>
#include <ostream>
#include <unordered_map>
#include <unordered_set>

#include "print.hpp"

namespace quartet_tool {
namespace {

class tree
{
public:
    tree(std::ostream& out, snapshot const& of)
        : out_(out)
    {
        for (runner const& each : of.runners)
        {
            by_id_[each.id] = &each;
        }
        for (runner const& each : of.runners)
        {
            for (address const who : each.awaited_by)
            {
                awaited_[who].push_back(&each);
            }
        }
        require_no_cycle(of);
        for (runner const& each : of.runners)
        {
            if (each.awaited_by.empty())
            {
                print(each, "", "└── ", "    ", 0);
            }
        }
    }

private:
    /// Takes away who awaits nobody that is left, as long as there is one: what is left then are circles,
    /// and who awaits them.
    void require_no_cycle(snapshot const& of) const
    {
        std::unordered_map<address, std::size_t> awaits;
        std::vector<address> free;
        for (runner const& each : of.runners)
        {
            auto const whom = awaited_.find(each.id);
            std::size_t const count = whom != awaited_.end() ? whom->second.size() : 0;
            awaits[each.id] = count;
            if (count == 0)
            {
                free.push_back(each.id);
            }
        }
        for (std::size_t i = 0; i != free.size(); ++i)
        {
            for (address const who : by_id_.at(free[i])->awaited_by)
            {
                if (--awaits[who] == 0)
                {
                    free.push_back(who);
                }
            }
        }
        if (free.size() != of.runners.size())
        {
            auto const left = std::ranges::find_if(
                of.runners, [&](runner const& each) { return awaits[each.id] != 0; });
            throw await_cycle(
                "ERROR: await-graph contains cycles - cannot print a tree!\n\ncycle: " +
                cycle_from(left->id, awaits));
        }
    }

    /// Follows those that are left until one comes again. "Task-2 → Task-3 → Task-2"
    std::string
    cycle_from(address start, std::unordered_map<address, std::size_t> const& awaits) const
    {
        std::vector<address> path;
        auto first = path.end();
        for (address next = start; first == path.end();)
        {
            path.push_back(next);
            next = (*std::ranges::find_if(awaited_.at(next), [&](runner const* each) {
                       return awaits.at(each->id) != 0;
                   }))->id;
            first = std::ranges::find(path, next);
        }
        std::string text;
        std::for_each(
            first, path.end(), [&](address each) { text += by_id_.at(each)->name + " → "; });
        return text + by_id_.at(*first)->name;
    }

    /// @param before what stands before its lines. @param hook before the first of them, @param
    /// below before the others.
    void print(
        runner const& who,
        std::string const& before,
        char const* hook,
        char const* below,
        std::size_t level)
    {
        bool const is_task = who.is == runner::sort::task;
        out_ << before << hook << (is_task ? "(T) " : "(G) ") << who.name << '\n';
        std::string indent = before + below;
        bool const is_known = !printed_.insert(who.id).second;
        auto const whom = awaited_.find(who.id);
        if (is_known || level == most_levels)
        {
            if (whom != awaited_.end() || !who.stack.empty())
            {
                out_ << indent << "└──  ...\n";  // stands above, or is too far away
            }
            return;
        }
        for (auto each = who.stack.rbegin(); each != who.stack.rend(); ++each)
        {
            out_ << indent << "└──  " << *each << '\n';
            indent += "    ";
        }
        if (whom == awaited_.end())
        {
            return;
        }
        for (runner const* const each : whom->second)
        {
            bool const is_last = each == whom->second.back();
            print(*each, indent, is_last ? "└── " : "├── ", is_last ? "    " : "│   ", level + 1);
        }
    }

    static constexpr std::size_t most_levels = 200;

    std::ostream& out_;
    std::unordered_map<address, runner const*> by_id_;
    std::unordered_map<address, std::vector<runner const*>> awaited_;  // by whom
    std::unordered_set<address> printed_;
};

}  // namespace

void print_tree(std::ostream& out, snapshot const& of)
{
    tree(out, of);
}

}  // namespace quartet_tool
