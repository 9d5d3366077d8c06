// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "start.hpp"

#include <quartet/errors.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "../os_error.hpp"
#include "../spawn_process.hpp"
#include "child_streams.hpp"
#include "unreaped.hpp"

namespace quartet::detail {
namespace {

/// What the system takes for a list of strings.
class c_strings
{
public:
    explicit c_strings(std::vector<std::string> strings)
        : strings_(std::move(strings))
    {
        for (std::string& each : strings_)
        {
            pointers_.push_back(each.data());
        }
        pointers_.push_back(nullptr);
    }

    char* const* data() const noexcept { return pointers_.data(); }

private:
    std::vector<std::string> strings_;
    std::vector<char*> pointers_;
};

/// Such a string would end there.
void require_no_zero(std::string const& text, char const* parameter)
{
    if (text.find('\0') != text.npos)
    {
        throw ValueError(std::string(parameter) + ": a zero byte in '" + text.c_str() + "'...");
    }
}

void validate(subprocess::PopenOptions const& options, std::vector<std::string> const& args)
{
    if (args.empty())
    {
        throw ValueError("args: is empty");
    }
    for (std::string const& each : args)
    {
        require_no_zero(each, "args");
    }
    require_no_zero(options.executable, "executable");
    require_no_zero(options.cwd, "cwd");
    if (!options.env)
    {
        return;
    }
    for (auto const& [name, value] : *options.env)
    {
        require_no_zero(name, "env");
        require_no_zero(value, "env");
        if (name.empty() || name.find('=') != name.npos)
        {
            throw ValueError("env: '" + name + "' cannot be a variable");
        }
    }
}

std::vector<std::string>
words_of(subprocess::PopenOptions const& options, std::vector<std::string> args)
{
    if (options.shell)
    {
        args.insert(
            args.begin(), {options.executable.empty() ? "/bin/sh" : options.executable, "-c"});
    }
    return args;
}

std::vector<std::string> environment_of(subprocess::PopenOptions const& options)
{
    std::vector<std::string> result;
    if (options.env)
    {
        for (auto const& [name, value] : *options.env)
        {
            result.push_back(name + '=' + value);
        }
        return result;
    }
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    {
        result.emplace_back(*entry);
    }
    return result;
}

std::string search_path(subprocess::PopenOptions const& options)
{
    std::string const usual = "/bin:/usr/bin";
    if (options.env)
    {
        auto const found = options.env->find("PATH");
        return found != options.env->end() ? found->second : usual;
    }
    char const* const path = std::getenv("PATH");
    return path != nullptr ? path : usual;
}

/// The files that a name may mean, as the child's environment has it.
std::vector<std::string>
files_of(std::string const& program, subprocess::PopenOptions const& options)
{
    if (program.empty() || program.find('/') != program.npos)
    {
        return {program};
    }
    std::vector<std::string> result;
    std::string const path = search_path(options);
    for (std::string_view rest = path;;)
    {
        auto const end = rest.find(':');
        std::string folder(rest.substr(0, end));
        result.push_back((folder.empty() ? "." : std::move(folder)) + '/' + program);
        if (end == rest.npos)
        {
            return result;
        }
        rest.remove_prefix(end + 1);
    }
}

/// In advance, so that one can tell whether it is this that is missing, or the program.
unique_fd open_directory(std::string const& name)
{
    if (name.empty())
    {
        return unique_fd();
    }
    unique_fd opened(::open(name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!opened || ::faccessat(opened.get(), ".", X_OK, AT_EACCESS) != 0)
    {
        throw_os_error("cwd: " + name);
    }
    return opened;
}

/// Executes the first of the files that can be.
own_process execute(
    std::vector<std::string> const& files,
    std::string const& program,
    spawn_settings const& settings,
    char* const* argv)
{
    constexpr int unknown_exit = 0;  // as Python has it
    int error = ENOENT;
    int const from = settings.directory >= 0 ? settings.directory : AT_FDCWD;
    for (std::string const& file : files)
    {
        int failed = 0;
        if (::faccessat(from, file.c_str(), X_OK, AT_EACCESS) == 0)
        {
            try
            {
                return spawn_process(settings, file.c_str(), argv, unknown_exit);
            }
            catch (OSError const& caught)
            {
                failed = caught.code().value();
            }
        }
        else
        {
            failed = errno;
        }
        bool const is_only_absent = failed == ENOENT || failed == ENOTDIR;
        error = is_only_absent && files.size() != 1 ? error : failed;
    }
    throw_os_error(program, error);
}

}  // namespace

started_child
start_child(subprocess::PopenOptions const& options, std::vector<std::string> const& args)
{
    validate(options, args);
    reap_the_ended();
    std::vector<int> const passed = passed_descriptors(options.pass_fds);
    unique_fd const directory = open_directory(options.cwd);
    child_streams streams(options);
    std::vector<std::string> words = words_of(options, args);
    std::string const program = options.executable.empty() ? words.front() : options.executable;
    c_strings const argv(std::move(words));
    c_strings const environment(environment_of(options));
    own_process process = execute(
        files_of(program, options),
        program,
        {.streams = streams.sources(),
         .handed = passed,
         .keeps_numbers = true,
         .directory = directory.get(),
         .new_session = options.start_new_session,
         .group = options.process_group,
         .default_signals = true,
         .environment = environment.data()},
        argv.data());
    return {std::move(process), std::move(streams.pipes())};
}

}  // namespace quartet::detail
