// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The main of every test program. Beside Boost.Test's report on the terminal it writes the file
// `<program>.cases`, one line as each thing happens, so that a program that is killed leaves a
// truthful record:
//
//     plan 3
//     passed queue/get_on_an_empty_queue_times_out
//     failed queue/put_waits_for_a_slot

#include <quartet/multiprocessing.hpp>

#include <boost/test/results_collector.hpp>
#include <boost/test/tree/observer.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

namespace ut = boost::unit_test;

class case_recorder : public ut::test_observer
{
public:
    explicit case_recorder(std::filesystem::path const& program)
        : file_(program.string() + ".cases")
    {}

    void test_start(ut::counter_t cases, ut::test_unit_id) override
    {
        file_ << "plan " << cases << std::endl;
    }

    void test_unit_finish(ut::test_unit const& unit, unsigned long) override
    {
        record(unit, ut::results_collector.results(unit.p_id).passed() ? "passed" : "failed");
    }

    void test_unit_skipped(ut::test_unit const& unit, ut::const_string) override
    {
        record(unit, "skipped");
    }

    // After the results_collector, whose verdict is recorded.
    int priority() override { return 10; }

private:
    void record(ut::test_unit const& unit, char const* verdict)
    {
        if (unit.p_type == ut::TUT_CASE)
        {
            file_ << verdict << ' ' << unit.full_name() << std::endl;
        }
    }

    std::ofstream file_;
};

std::filesystem::path program()
{
    return std::filesystem::read_symlink("/proc/self/exe");
}

bool init()
{
    ut::framework::master_test_suite().p_name.value = program().filename().string();
    static case_recorder recorder(program());
    ut::framework::register_observer(recorder);
    return true;
}

/// A part of the cases is not for the record. (Built by clang, Boost.Test's library refuses to tell
/// its options to us.)
bool init_for_some()
{
    ut::framework::master_test_suite().p_name.value = program().filename().string();
    return true;
}

bool is_for_some(int argc, char** argv)
{
    return std::any_of(argv + 1, argv + argc, [](std::string const& argument) {
        return argument.starts_with("--run_test") || argument.starts_with("-t");
    });
}

}  // namespace

int main(int argc, char** argv)
{
    // Ignored, if a shell has started us in the background; the children inherit it.
    std::signal(SIGINT, SIG_DFL);
    quartet::multiprocessing::freeze_support(argc, argv);
    return ut::unit_test_main(is_for_some(argc, argv) ? &init_for_some : &init, argc, argv);
}
