// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Processes that use a queue are killed at random moments, and the others go on. Each store in turn:
// queue_stores.cpp.
#include <quartet/multiprocessing/queue.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <sys/mman.h>
#include <thread>
#include <vector>

#include "support/asleep.hpp"
#include "support/forked_peer.hpp"
#include "support/poll_until.hpp"
#include "support/shared_names.hpp"
#include "support/shared_page.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

struct parcel
{
    int number = 0;
    std::string filling;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & number & filling;
        // clang-format on
    }
};

/// What happened to each item, in memory that all processes share.
struct book
{
    static constexpr int most = 4'000'000;

    std::atomic<int> next;
    std::atomic<bool> stop;      // producers shall end
    std::atomic<bool> finished;  // consumers shall end when there is nothing more
    std::atomic<int> damaged;
    std::atomic<long> steps[4];            // of each process
    std::atomic<unsigned char> put[most];  // its put() returned
    std::atomic<unsigned char> got[most];  // so often get() returned it

    static std::shared_ptr<book> open()
    {
        void* const memory = ::mmap(
            nullptr, sizeof(book), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        BOOST_REQUIRE(memory != MAP_FAILED);
        return {static_cast<book*>(memory), [](book* b) { ::munmap(b, sizeof(book)); }};
    }
};

/// Two producers, two consumers; one of them is killed again and again.
class storm
{
public:
    enum role
    {
        producer,
        consumer
    };

    storm(int maxsize, std::size_t size)
        : q_(maxsize)
        , size_(size)
    {
        for (int i = 0; i != 4; ++i)
        {
            start(i);
        }
    }

    /// Kills the processes of a role in turn, each time when the other three have gone on.
    void kill(role victims, int kills, unsigned seed)
    {
        std::minstd_rand random(seed);
        for (int kill = 0; kill != kills && book_->next < book::most / 2; ++kill)
        {
            int const victim = (victims == producer ? 0 : 2) + kill % 2;
            until_all_go_on(victim);
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 1000));
            peers_[victim].reset();  // SIGKILL
            start(victim);
            ++killed_[victims];
        }
        until_all_go_on(-1);
    }

    void end_and_check()
    {
        book_->stop = true;
        BOOST_TEST(peers_[0]->wait() == 0);
        BOOST_TEST(peers_[1]->wait() == 0);
        book_->finished = true;
        BOOST_TEST(peers_[2]->wait() == 0);
        BOOST_TEST(peers_[3]->wait() == 0);
        BOOST_TEST(q_.empty());

        int missing = 0;
        int twice = 0;
        int unexpected = 0;
        for (int i = 0; i != book_->next; ++i)
        {
            missing += book_->put[i] && !book_->got[i];
            twice += book_->got[i] > 1;
            unexpected += book_->got[i] && !book_->put[i];
        }
        BOOST_TEST(missing <= killed_[consumer]);
        BOOST_TEST(unexpected <= killed_[producer]);
        BOOST_TEST(twice == 0);
        BOOST_TEST(book_->damaged == 0);
        BOOST_TEST_MESSAGE(
            killed_[producer] << " producers and " << killed_[consumer] << " consumers killed, "
                              << book_->next << " items, " << missing << " missing, " << unexpected
                              << " got though put did not return");
    }

private:
    void start(int number)
    {
        peers_[number] = std::make_unique<forked_peer>(
            [this, number] { return number < 2 ? produce(number) : consume(number); });
    }

    bool produce(int number)
    {
        for (; !book_->stop; ++book_->steps[number])
        {
            parcel item{book_->next++, {}};
            item.filling.assign(size_, char(item.number));
            q_.put(item);
            book_->put[item.number] = 1;
        }
        return true;
    }

    bool consume(int number)
    {
        for (;; ++book_->steps[number])
        {
            try
            {
                // Longer than it takes until the dead are found.
                parcel const item = q_.get(true, 0.5);
                ++book_->got[item.number];
                book_->damaged += item.filling != std::string(size_, char(item.number));
            }
            catch (quartet::queue::Empty const&)
            {
                if (book_->finished)
                {
                    return true;
                }
            }
        }
    }

    void until_all_go_on(int but)
    {
        for (int i = 0; i != 4; ++i)
        {
            long const seen = book_->steps[i];
            poll_until([&] { return i == but || book_->steps[i] > seen; });
        }
    }

    mp::Queue<parcel> q_;
    std::size_t const size_;
    std::shared_ptr<book> const book_ = book::open();
    std::unique_ptr<forked_peer> peers_[4];
    int killed_[2] = {0, 0};
};

void rage(int maxsize, std::size_t size, storm::role victims, unsigned seed)
{
    storm here(maxsize, size);
    here.kill(victims, 500, seed);
    here.end_and_check();
}

BOOST_FIXTURE_TEST_SUITE(kill_queue, leaves_no_name)

BOOST_AUTO_TEST_CASE(killed_in_put_of_one_byte)
{
    rage(20, 1, storm::producer, 1);
}

BOOST_AUTO_TEST_CASE(killed_in_get_of_one_byte)
{
    rage(20, 1, storm::consumer, 2);
}

BOOST_AUTO_TEST_CASE(killed_in_put_of_one_mebibyte)
{
    rage(20, 1 << 20, storm::producer, 3);
}

BOOST_AUTO_TEST_CASE(killed_in_get_of_one_mebibyte)
{
    rage(20, 1 << 20, storm::consumer, 4);
}

BOOST_AUTO_TEST_CASE(killed_where_there_is_room_for_one)
{
    storm here(1, 100);
    here.kill(storm::producer, 100, 5);
    here.kill(storm::consumer, 100, 6);
    here.end_and_check();
}

BOOST_AUTO_TEST_CASE(killed_with_values_of_their_own_memory)
{
    storm here(3, 5 << 20);
    here.kill(storm::producer, 30, 7);
    here.kill(storm::consumer, 30, 8);
    here.end_and_check();
}

BOOST_AUTO_TEST_CASE(a_killed_getter_that_waited_takes_nothing_with_it)
{
    mp::Queue<int> q;
    for (int round = 0; round != 20; ++round)
    {
        shared_page page;
        forked_peer victim([&] {
            page[0] = 1;
            return q.get() > 0;
        });
        poll_until([&] { return page[0] == 1; });
        until_asleep(victim.pid());
        forked_peer survivor([&] {
            page[1] = 1;
            return q.get() == round && q.get() == round + 1;
        });
        poll_until([&] { return page[1] == 1; });
        victim.kill();
        victim.wait();
        q.put(round);
        q.put(round + 1);
        BOOST_TEST(survivor.wait() == 0);
        BOOST_TEST(q.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_killed_putter_that_waited_leaves_nothing)
{
    mp::Queue<int> q(1);
    for (int round = 0; round != 20; ++round)
    {
        q.put(1);
        shared_page page;
        forked_peer victim([&] {
            page[0] = 1;
            q.put(2);
            return true;
        });
        poll_until([&] { return page[0] == 1; });
        until_asleep(victim.pid());
        forked_peer survivor([&] {
            page[1] = 1;
            q.put(3);
            return true;
        });
        poll_until([&] { return page[1] == 1; });
        victim.kill();
        victim.wait();
        BOOST_TEST(q.get() == 1);
        BOOST_TEST(q.get() == 3);
        BOOST_TEST(survivor.wait() == 0);
        BOOST_TEST(q.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_only_consumers_successor_goes_on_in_order)
{
    mp::Queue<int> q;
    shared_page page;
    forked_peer producer([&] {
        for (int i = 1; page[1] == 0; ++i)
        {
            poll_until([&] { return i - page[0] < 1000 || page[1] != 0; });
            q.put(i);
        }
        return true;
    });
    std::minstd_rand random(9);
    for (int kill = 0; kill != 100; ++kill)
    {
        long const seen = page[0];
        forked_peer consumer([&] {
            for (;;)
            {
                int const item = q.get();
                page[2] += item <= page[0];
                page[0] = item;
            }
            return true;
        });
        poll_until([&] { return page[0] > seen; });
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 1000));
    }
    page[1] = 1;
    BOOST_TEST(producer.wait() == 0);
    BOOST_TEST(page[2] == 0);
}

BOOST_AUTO_TEST_CASE(more_processes_than_a_queue_has_users_may_come_and_be_killed)
{
    mp::Queue<int> q;
    for (int i = 0; i != 1100; ++i)
    {
        forked_peer victim([&] {
            q.put(i);
            ::raise(SIGKILL);
            return true;
        });
        BOOST_REQUIRE(victim.wait() == -SIGKILL);
    }
    for (int i = 0; i != 1100; ++i)
    {
        BOOST_REQUIRE(q.get() == i);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
