// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/agent.hpp>
#include <quartet/errors.hpp>
#include <quartet/gevent/subprocess/getoutput.hpp>
#include <quartet/gevent/subprocess/popen.hpp>
#include <quartet/gevent/subprocess/run.hpp>

#include <utility>

namespace quartet::gevent::subprocess {
namespace {

void require(bool condition, char const* text)
{
    if (!condition)
    {
        throw ValueError(text);
    }
}

/// Popen's part of the options. @throws ValueError for options that exclude each other.
PopenOptions popen_options(RunOptions& options)
{
    require(!options.input || !options.stdin_, "input: not together with stdin_");
    require(
        !options.capture_output || (!options.stdout_ && !options.stderr_),
        "capture_output: not together with stdout_ or stderr_");
    PopenOptions result{
        .executable = std::move(options.executable),
        .stdin_ = options.stdin_,
        .stdout_ = options.stdout_,
        .stderr_ = options.stderr_,
        .shell = options.shell,
        .cwd = std::move(options.cwd),
        .env = std::move(options.env),
        .start_new_session = options.start_new_session,
        .pass_fds = std::move(options.pass_fds),
        .process_group = options.process_group};
    if (options.input)
    {
        result.stdin_ = PIPE;
    }
    if (options.capture_output)
    {
        result.stdout_ = PIPE;
        result.stderr_ = PIPE;
    }
    return result;
}

/// In a scope that is left by an exception, the child is ended before.
class end_unless_done
{
public:
    explicit end_unless_done(Popen const& child)
        : child_(child)
    {}
    ~end_unless_done()
    {
        if (child_.returncode())
        {
            return;
        }
        quartet::detail::agent::uninterruptible const shield;
        try
        {
            child_.kill();
            child_.wait();
        }
        catch (OSError const&)
        {
            // It is another user's, or there are no descriptors left to wait with: reaped later.
        }
    }

private:
    Popen const& child_;
};

}  // namespace

CompletedProcess run(RunOptions options, command args)
{
    PopenOptions of_child = popen_options(options);
    Popen const child(std::move(of_child), std::move(args));
    end_unless_done const at_the_end(child);
    auto [output, errors] =
        child.communicate(std::move(options.input).value_or(std::string()), options.timeout);
    CompletedProcess result{
        child.args(), child.returncode().value_or(0), std::move(output), std::move(errors)};
    if (options.check)
    {
        result.check_returncode();
    }
    return result;
}

std::string check_output(RunOptions options, command args)
{
    require(!options.stdout_, "stdout_: it is what check_output() returns");
    require(!options.capture_output, "capture_output: not with check_output()");
    options.stdout_ = PIPE;
    options.check = true;
    return run(std::move(options), std::move(args)).stdout_;
}

std::pair<int, std::string> getstatusoutput(std::string line)
{
    CompletedProcess done =
        run({.stdout_ = PIPE, .stderr_ = STDOUT, .shell = true}, command(std::move(line)));
    if (done.stdout_.ends_with('\n'))
    {
        done.stdout_.pop_back();
    }
    return {done.returncode, std::move(done.stdout_)};
}

}  // namespace quartet::gevent::subprocess
