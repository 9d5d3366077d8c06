// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#ifndef QUARTET_BENCH_SUPPORT_ROW_HPP
#define QUARTET_BENCH_SUPPORT_ROW_HPP

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bench {

// How many times as good as a peer ours is meant to be, and has to be.
struct bar
{
    double goal;
    double least;
};

// Measures one side once, in the row's unit; nothing when this machine lacks the peer.
using measure = std::function<std::optional<double>()>;

// Seconds that `times` calls of `work` take.
template <class Work>
double seconds(int times, Work work)
{
    using namespace std::chrono;
    auto const start = steady_clock::now();
    for (int i = 0; i < times; ++i)
    {
        work();
    }
    return duration<double>(steady_clock::now() - start).count();
}

// One row of the table: ours against its peers, measured in turns (ours, first peer, second
// peer, ours, ...), of which the medians count, so that a noisy moment hurts all or none.
// In a unit that ends in "/s" more is better, in any other less.
class row
{
public:
    row(std::string id, std::string work, std::string unit);

    void ours(measure m);
    void peer(std::string name, bar b, measure m);

    // A peer that is a Python program, relative to the folder bench/, which prints its number.
    void python(std::string name, bar b, std::string script);

    // A file of the folder bench/, such as a peer.
    std::string file(std::string const& relative) const { return folder_ + '/' + relative; }

    // Prints the lines of the table and writes the row as a JSON object.
    // The program is called as PROGRAM [BENCH_FOLDER [OBJECT_FILE]]. Returns main's result.
    int run(int argc, char** argv, int rounds = 7);

private:
    struct side
    {
        std::string name;
        bar limits;
        measure once;
        std::vector<double> values = {};

        void measure_once();
        double median() const;
    };

    double ratio(side const& peer) const;
    void print() const;
    void write_json(std::string const& file) const;

    std::string id_;
    std::string work_;
    std::string unit_;
    std::string folder_ = "bench";
    side ours_;
    std::vector<side> peers_;
};

void print_heading();

}  // namespace bench

#endif
