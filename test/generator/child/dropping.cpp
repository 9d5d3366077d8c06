// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Generators that are dropped. The scene is the argument.
#include <quartet/generator.hpp>

#include <iostream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

using namespace quartet;

void say(std::string const& text)
{
    std::cout << text + '\n' << std::flush;
}

void throws()
{
    Generator<int> g([](auto& yield) {
        try
        {
            yield(1);
        }
        catch (GeneratorExit const&)
        {
            throw std::out_of_range("thrown while unwound");
        }
    });
    g.next();
}

void obeys()
{
    Generator<int> g([](auto& yield) {
        try
        {
            yield(1);
        }
        catch (GeneratorExit const&)
        {
            say("cleaned up");
            throw;
        }
    });
    g.next();
}

void ignores(int times)
{
    Generator<int> g([times](auto& yield) {
        for (int i = 0; i != times; ++i)
        {
            try
            {
                yield(i);
            }
            catch (GeneratorExit const&)
            {
                if (times < 10)
                {
                    say("ignored one");
                }
            }
        }
        yield(times);
    });
    g.next();
}

void destroys_itself()
{
    std::optional<Generator<int>> g;
    g.emplace([&](auto& yield) {
        g.reset();
        yield(1);
    });
    g->next();
}

Generator<int> announced(std::string name)
{
    return [name](auto& yield) {
        try
        {
            yield(1);
        }
        catch (GeneratorExit const&)
        {
            say(name + " cleaned up");
        }
    };
}

void leaves_static_ones()
{
    static Generator<int> of_program = announced("static");
    of_program.next();
    std::thread([] {
        thread_local Generator<int> of_thread = announced("of a thread");
        of_thread.next();
    }).join();
}

}  // namespace

int main(int, char** argv)
{
    std::string const scene = argv[1];
    if (scene == "throws")
    {
        throws();
    }
    else if (scene == "obeys")
    {
        obeys();
    }
    else if (scene == "ignores_three")
    {
        ignores(3);
    }
    else if (scene == "ignores_all")
    {
        ignores(1'000'000'000);
    }
    else if (scene == "destroys_itself")
    {
        destroys_itself();
    }
    else
    {
        leaves_static_ones();
        say("main ends");
        return 0;
    }
    say("main goes on");
}
