// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <algorithm>
#include <array>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <unordered_map>

#include "print.hpp"

namespace quartet_tool {
namespace {

using row = std::array<std::string, 9>;

std::string to_text(address id)
{
    std::ostringstream text;
    text << "0x" << std::hex << id;
    return text.str();
}

char const* to_text(runner::state now)
{
    switch (now)
    {
    case runner::state::runs:
        return "runs";
    case runner::state::ready:
        return "ready";
    case runner::state::waits:
        return "waits";
    case runner::state::created:
        break;
    }
    return "created";
}

/// Of a deep one both ends.
std::string to_text(std::vector<std::string> const& stack)
{
    constexpr std::size_t most_at_an_end = 6;
    std::string text;
    for (std::size_t i = 0; i != stack.size(); ++i)
    {
        bool const is_left_out = i >= most_at_an_end && i + most_at_an_end < stack.size();
        if (!is_left_out)
        {
            text += (text.empty() ? "" : " -> ") + stack[i];
        }
        else if (i == most_at_an_end)
        {
            text += " -> ...";
        }
    }
    return text;
}

row row_of(runner const& who, runner const* awaiter)
{
    row made{
        std::to_string(who.thread),
        who.is == runner::sort::task ? "task" : "greenlet",
        to_text(who.id),
        who.name,
        to_text(who.now),
        to_text(who.stack)};
    if (awaiter != nullptr)
    {
        made[6] = to_text(awaiter->stack);
        made[7] = awaiter->name;
        made[8] = to_text(awaiter->id);
    }
    return made;
}

}  // namespace

void print_table(std::ostream& out, snapshot const& of)
{
    std::unordered_map<address, runner const*> by_id;
    for (runner const& each : of.runners)
    {
        by_id[each.id] = &each;
    }
    std::vector<row> rows{
        {"thread",
         "kind",
         "id",
         "name",
         "state",
         "stack",
         "awaiter stack",
         "awaiter",
         "awaiter id"}};
    for (runner const& each : of.runners)
    {
        for (address const who : each.awaited_by)
        {
            rows.push_back(row_of(each, by_id.at(who)));
        }
        if (each.awaited_by.empty())
        {
            rows.push_back(row_of(each, nullptr));
        }
    }
    std::array<std::size_t, std::tuple_size_v<row>> widths{};
    for (row const& each : rows)
    {
        for (std::size_t i = 0; i != each.size(); ++i)
        {
            widths[i] = std::max(widths[i], each[i].size());
        }
    }
    for (row const& each : rows)
    {
        std::ostringstream line;
        for (std::size_t i = 0; i != each.size(); ++i)
        {
            line << std::left << std::setw(static_cast<int>(widths[i] + 2)) << each[i];
        }
        std::string text = std::move(line).str();
        text.erase(text.find_last_not_of(' ') + 1);
        out << text << '\n';
    }
}

}  // namespace quartet_tool
