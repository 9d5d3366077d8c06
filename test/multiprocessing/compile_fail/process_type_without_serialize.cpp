// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: a subclass of ProcessType needs a serialize() member
#include <quartet/multiprocessing/process.hpp>

class worker : public quartet::multiprocessing::ProcessType<worker>
{
public:
    void run() override {}

private:
    int number_ = 0;
};

void call()
{
    worker w;
    w.start();
}
