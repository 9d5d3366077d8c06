// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <boost/test/unit_test.hpp>

#include <string>

#include "support/argument.hpp"
#include "support/inspected_program.hpp"

using namespace quartet_test;

BOOST_AUTO_TEST_CASE(who_awaits_stands_above)
{
    inspected_program const program(argument("inspected"), "all");
    auto const done = inspect("quartet-pstree", program.pid());
    BOOST_TEST(done.returncode == 0);
    BOOST_TEST(done.stderr_ == "");
    std::string const expected = R"(
└── (G) MainGreenlet
    └──  EventLoop.run
        └── (T) Task-1
            └──  all
                ├── (T) shared
                │   └──  outer
                │       └──  for_ever
                │           └──  sleep
                ├── (T) gets
                │   └──  gets
                │       └──  Queue.get
                ├── (T) locks
                │   └──  locks
                │       └──  Lock.acquire
                ├── (T) group
                │   └──  groups
                │       └──  with
                │           └──  leave
                │               └── (T) in a group
                │                   └──  for_ever
                │                       └──  sleep
                ├── (T) awaits a greenlet
                │   └──  awaits_greenlet
                │       └── (G) asleep
                │           └──  sleep
                └── (T) awaits?[2J
                    └──  awaits
                        └── (T) shared
                            └──  ...
└── (G) joins
    └──  Greenlet.join
        └── (G) waits for a task
            └──  Future.wait
                └── (T) shared
                    └──  ...
└── (G) joins all
    └──  wait
        └── (G) waits for a task
            └──  ...
)";
    BOOST_TEST("\n" + done.stdout_ == expected);
}

BOOST_AUTO_TEST_CASE(some_that_await_each_other)
{
    inspected_program const program(argument("inspected"), "cycle");
    auto const done = inspect("quartet-pstree", program.pid());
    BOOST_TEST(done.returncode == 1);
    BOOST_TEST(done.stdout_ == "");
    BOOST_TEST(
        done.stderr_ ==
        "quartet-pstree: ERROR: await-graph contains cycles - cannot print a tree!\n\n"
        "cycle: b → c → b\n");
    auto const table = inspect("quartet-ps", program.pid());
    BOOST_TEST(table.returncode == 0);
    BOOST_TEST(rows_of(table.stdout_).size() == 5u);
}
