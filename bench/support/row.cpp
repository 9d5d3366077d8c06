// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include "row.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iomanip>
#include <stdexcept>
#include <unistd.h>

namespace bench {
namespace {

// A row that hangs must not hang all the others.
constexpr unsigned limit_seconds = 300;

constexpr char const* line = "%-24s %-6s %9s  %-14s %9s %8s %6s %6s  %s\n";

// Three digits, or all before the point.
std::string number(double x)
{
    char text[32];
    std::snprintf(text, sizeof text, x < 1000 ? "%.3g" : "%.0f", x);
    return text;
}

std::optional<double> run_python(std::string const& script)
{
    constexpr char const* python = "/usr/bin/python3";
    if (access(python, X_OK) != 0)
    {
        return std::nullopt;
    }
    FILE* output = popen((std::string(python) + " '" + script + "'").c_str(), "r");
    double value = 0;
    bool const read = output && std::fscanf(output, "%lf", &value) == 1;
    if (!output || pclose(output) != 0 || !read)
    {
        throw std::runtime_error(script + " printed no number or failed");
    }
    return value;
}

}  // namespace

row::row(std::string id, std::string work, std::string unit)
    : id_(std::move(id))
    , work_(std::move(work))
    , unit_(std::move(unit))
{}

void row::ours(measure m)
{
    ours_.once = std::move(m);
}

void row::peer(std::string name, bar b, measure m)
{
    peers_.push_back({std::move(name), b, std::move(m)});
}

void row::python(std::string name, bar b, std::string script)
{
    peer(std::move(name), b, [this, script = std::move(script)] {
        return run_python(file(script));
    });
}

int row::run(int argc, char** argv, int rounds)
{
    alarm(limit_seconds);
    if (argc > 1)
    {
        folder_ = argv[1];
    }
    try
    {
        for (int i = 0; i < rounds; ++i)
        {
            ours_.measure_once();
            std::ranges::for_each(peers_, &side::measure_once);
        }
    }
    catch (std::exception const& e)
    {
        std::fprintf(stderr, "%s: %s\n", id_.c_str(), e.what());
        return 1;
    }
    print();
    if (argc > 2)
    {
        write_json(argv[2]);
    }
    return 0;
}

void row::side::measure_once()
{
    if (auto const value = once())
    {
        values.push_back(*value);
    }
}

double row::side::median() const
{
    auto sorted = values;
    std::ranges::sort(sorted);
    auto const n = sorted.size();
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

double row::ratio(side const& peer) const
{
    double const quotient = ours_.median() / peer.median();
    return unit_.ends_with("/s") ? quotient : 1 / quotient;
}

void row::print() const
{
    std::string id = id_;
    std::string unit = unit_;
    std::string ours = number(ours_.median());
    for (auto const& peer : peers_)
    {
        bool const skipped = peer.values.empty();
        double const r = skipped ? 0 : ratio(peer);
        std::printf(
            line,
            id.c_str(),
            unit.c_str(),
            ours.c_str(),
            peer.name.c_str(),
            skipped ? "-" : number(peer.median()).c_str(),
            skipped ? "-" : number(r).c_str(),
            number(peer.limits.goal).c_str(),
            number(peer.limits.least).c_str(),
            skipped                 ? "skipped: not on this machine"
            : r < peer.limits.least ? "BELOW LEAST"
                                    : "");
        id = unit = ours = "";
    }
    std::fflush(stdout);
}

void row::write_json(std::string const& file) const
{
    std::ofstream out(file);
    auto const members = [&](auto&& value) {
        char const* comma = "";
        out << '{';
        for (auto const& peer : peers_)
        {
            if (!peer.values.empty())
            {
                out << comma << std::quoted(peer.name) << ": " << value(peer);
                comma = ", ";
            }
        }
        out << '}';
    };
    out << "{\"id\": " << std::quoted(id_) << ", \"work\": " << std::quoted(work_)
        << ", \"unit\": " << std::quoted(unit_) << ", \"ours\": " << ours_.median()
        << ", \"peers\": ";
    members([](side const& peer) { return peer.median(); });
    out << ", \"ratio\": ";
    members([this](side const& peer) { return ratio(peer); });
    out << '}';
}

void print_heading()
{
    std::printf(line, "id", "unit", "ours", "peer", "its value", "ratio", "goal", "least", "");
    std::fflush(stdout);
}

}  // namespace bench
