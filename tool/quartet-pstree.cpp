// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "print.hpp"
#include "run.hpp"

int main(int argc, char** argv)
{
    return quartet_tool::run(
        argc,
        argv,
        "Prints the tasks and greenlets of a running program as a tree: who awaits others stands "
        "above them.",
        &quartet_tool::print_tree);
}
