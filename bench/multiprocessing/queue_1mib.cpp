// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/multiprocessing.hpp>

#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "forked.hpp"
#include "support/row.hpp"

namespace mp = quartet::multiprocessing;

namespace {

using bytes = std::vector<char>;

constexpr std::size_t mib = 1 << 20;
constexpr int items = 200;

// The pipe, as large as an ordinary user may make it.
class raw_pipe
{
public:
    raw_pipe()
    {
        check(pipe2(ends_, O_CLOEXEC));
        fcntl(ends_[1], F_SETPIPE_SZ, mib);
    }

    raw_pipe(raw_pipe const&) = delete;
    raw_pipe& operator=(raw_pipe const&) = delete;

    ~raw_pipe()
    {
        close(ends_[0]);
        close(ends_[1]);
    }

    void put(bytes const& value)
    {
        for (std::size_t done = 0; done < value.size();)
        {
            done += check(write(ends_[1], value.data() + done, value.size() - done));
        }
    }

    // Into the vector of the last time: nothing is allocated or cleared.
    bytes const& get()
    {
        for (std::size_t done = 0; done < mib;)
        {
            done += check(read(ends_[0], value_.data() + done, mib - done));
        }
        return value_;
    }

private:
    static std::size_t check(ssize_t result)
    {
        if (result < 0)
        {
            throw std::system_error(errno, std::generic_category(), "pipe");
        }
        return std::size_t(result);
    }

    int ends_[2];
    bytes value_ = bytes(mib);
};

// One more than is counted: the first says that the producer has started.
template <class Queue>
void produce(Queue& q)
{
    bytes const value(mib, 'x');
    for (int i = 0; i < 1 + items; ++i)
    {
        q.put(value);
    }
}

template <class Queue>
double consume(Queue& q)
{
    q.get();
    return items / bench::seconds(items, [&] { q.get(); });
}

double ours()
{
    mp::Queue<bytes> q(8);
    mp::Process p([](mp::Queue<bytes> out) { produce(out); }, q);
    p.start();
    double const rate = consume(q);
    p.join();
    return rate;
}

double raw()
{
    raw_pipe q;
    bench::forked p([&] { produce(q); });
    double const rate = consume(q);
    p.join();
    return rate;
}

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.queue_1mib", "vectors of 1 MiB through Queue", "MiB/s");
    row.ours(ours);
    row.peer("pipe", {.goal = 1.5, .least = 0.8}, raw);
    row.python("cpython", {.goal = 5, .least = 2}, "multiprocessing/queue_1mib.py");
    return row.run(argc, argv, 9);
}
