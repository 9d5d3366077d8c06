// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/shared_memory.hpp>

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <unistd.h>

#include "../../src/detail/shared_segment.hpp"
#include "support/forked_peer.hpp"
#include "support/poll_until.hpp"
#include "support/shared_names.hpp"
#include "support/shared_page.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using namespace std::string_literals;

/// A name that no other run of this test has.
std::string name_of(std::string const& what)
{
    return "test-" + what + '-' + std::to_string(::getpid());
}

bool exists(std::string const& name)
{
    return std::filesystem::exists("/dev/shm/" + name);
}

BOOST_FIXTURE_TEST_SUITE(shared_memory, leaves_no_name)

BOOST_AUTO_TEST_CASE(it_is_found_by_name)
{
    mp::SharedMemory memory({.create = true, .size = 100});
    BOOST_TEST(memory.size() == 100u);
    BOOST_TEST((memory.buf()[99] == std::byte(0)));
    memory.buf()[0] = std::byte(42);
    mp::SharedMemory same(memory.name());
    BOOST_TEST(same.size() == 100u);
    BOOST_TEST((same.buf()[0] == std::byte(42)));
    forked_peer other([&] {
        mp::SharedMemory third(memory.name());
        third.buf()[1] = std::byte(43);
        return true;
    });
    BOOST_TEST(other.wait() == 0);
    BOOST_TEST((memory.buf()[1] == std::byte(43)));
    memory.unlink();
}

BOOST_AUTO_TEST_CASE(its_name_may_be_the_users)
{
    std::string const name = name_of("mine");
    mp::SharedMemory memory('/' + name, true, 10);
    BOOST_TEST(memory.name() == name);
    BOOST_TEST(exists(name));
    auto const mode = std::filesystem::status("/dev/shm/" + name).permissions();
    BOOST_TEST((mode == std::filesystem::perms(0600)));
    BOOST_CHECK_THROW(mp::SharedMemory(name, true, 10), quartet::FileExistsError);
    BOOST_CHECK_THROW(mp::SharedMemory(name, true, 10, false), quartet::FileExistsError);
    memory.unlink();
    BOOST_TEST(!exists(name));
}

BOOST_AUTO_TEST_CASE(bad_arguments_are_errors_that_name_them)
{
    auto const names = [](std::string const& what) {
        return [what](std::exception const& error) {
            return std::string(error.what()).find(what) != std::string::npos;
        };
    };
    using quartet::ValueError;
    BOOST_CHECK_EXCEPTION(mp::SharedMemory({.create = true}), ValueError, names("size"));
    BOOST_CHECK_EXCEPTION(mp::SharedMemory({.create = true, .size = -5}), ValueError, names("-5"));
    BOOST_CHECK_EXCEPTION(mp::SharedMemory("x", false, -1), ValueError, names("-1"));
    BOOST_CHECK_EXCEPTION(mp::SharedMemory{std::nullopt}, ValueError, names("name"));
    BOOST_CHECK_EXCEPTION(mp::SharedMemory("a\0b"s), ValueError, names("NUL"));
    BOOST_CHECK_EXCEPTION(mp::SharedMemory("", true, 1), ValueError, names("name"));
    BOOST_CHECK_EXCEPTION(mp::SharedMemory("a/b", true, 1), quartet::OSError, names("a/b"));
    std::string const missing = name_of("missing");
    BOOST_CHECK_EXCEPTION(mp::SharedMemory{missing}, quartet::FileNotFoundError, names(missing));
}

BOOST_AUTO_TEST_CASE(after_close_there_is_no_buffer)
{
    mp::SharedMemory memory({.create = true, .size = 1});
    mp::SharedMemory copy = memory;
    memory.close();
    memory.close();
    BOOST_CHECK_THROW(memory.buf(), quartet::ValueError);
    BOOST_CHECK_THROW(copy.buf(), quartet::ValueError);
    BOOST_TEST(memory.size() == 1u);
    memory.unlink();
}

BOOST_AUTO_TEST_CASE(unlink_removes_the_name_once_and_leaves_the_data)
{
    std::string const name = name_of("unlinked");
    mp::SharedMemory memory(name, true, 1);
    mp::SharedMemory attached(name);
    attached.unlink();
    BOOST_TEST(!exists(name));
    BOOST_TEST(shared_names().empty());
    BOOST_CHECK_THROW(memory.unlink(), quartet::FileNotFoundError);
    BOOST_CHECK_THROW(mp::SharedMemory{name}, quartet::FileNotFoundError);
    memory.buf()[0] = std::byte(1);
    BOOST_TEST((attached.buf()[0] == std::byte(1)));
    mp::SharedMemory again(name, true, 2);
    BOOST_TEST(mp::SharedMemory(name).size() == 2u);
    again.unlink();
}

BOOST_AUTO_TEST_CASE(it_travels)
{
    mp::SharedMemory memory({.create = true, .size = 1});
    mp::SharedMemory sent = travel(memory);
    sent.buf()[0] = std::byte(9);
    BOOST_TEST((memory.buf()[0] == std::byte(9)));
    memory.unlink();
}

BOOST_AUTO_TEST_CASE(a_process_that_attached_leaves_the_name_when_it_ends)
{
    std::string const name = name_of("attached");
    mp::SharedMemory memory(name, true, 1);
    forked_peer other([&] {
        mp::SharedMemory attached(name);
        quartet::detail::retire_all_segments();  // as at its exit
        return true;
    });
    BOOST_TEST(other.wait() == 0);
    BOOST_TEST(exists(name));
    memory.unlink();
}

BOOST_AUTO_TEST_CASE(the_end_of_the_creator_removes_what_it_tracks)
{
    std::string const tracked = name_of("tracked");
    std::string const untracked = name_of("untracked");
    std::string automatic;
    {
        mp::SharedMemory attached({.create = true, .size = 1});
        automatic = attached.name();
        mp::SharedMemory closed(tracked, true, 1);
        mp::SharedMemory other(untracked, true, 1, false);
    }
    BOOST_TEST(exists(automatic));
    BOOST_TEST(exists(tracked));
    quartet::detail::retire_all_segments();  // as at the exit of this process
    BOOST_TEST(!exists(automatic));
    BOOST_TEST(!exists(tracked));
    BOOST_TEST(exists(untracked));
    mp::SharedMemory(untracked).unlink();
    mp::SharedMemory unnamed({.create = true, .size = 1, .track = false});
    quartet::detail::retire_all_segments();
    BOOST_TEST(exists(unnamed.name()));
    unnamed.unlink();
}

BOOST_AUTO_TEST_CASE(what_a_killed_creator_left_is_swept_when_its_last_user_has_gone)
{
    std::string const tracked = name_of("swept");
    std::string const untracked = name_of("kept");
    shared_page page;
    forked_peer creator([&] {
        mp::SharedMemory first(tracked, true, 1);
        mp::SharedMemory second(untracked, true, 1, false);
        first.buf()[0] = std::byte(7);
        page[0] = 1;
        ::pause();
        return true;
    });
    poll_until([&] { return page[0] == 1; });
    std::optional<mp::SharedMemory> user(std::in_place, tracked);
    quartet::detail::sweep();
    BOOST_TEST(exists(tracked));
    creator.kill();
    creator.wait();
    quartet::detail::sweep();
    BOOST_TEST(exists(tracked));
    BOOST_TEST((user->buf()[0] == std::byte(7)));
    user.reset();
    quartet::detail::sweep();
    BOOST_TEST(!exists(tracked));
    BOOST_TEST(exists(untracked));
    mp::SharedMemory(untracked).unlink();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
