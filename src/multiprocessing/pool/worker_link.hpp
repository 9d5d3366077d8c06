// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_POOL_WORKER_LINK_HPP
#define QUARTET_SRC_MULTIPROCESSING_POOL_WORKER_LINK_HPP

#include <quartet/detail/pickle.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "../../detail/event_count.hpp"
#include "byte_ring.hpp"

namespace quartet::multiprocessing::detail {

/// What precedes each message between a pool and a worker.
struct message_head
{
    enum kind : std::uint32_t
    {
        // to the worker
        task,  ///< module name, then the payload
        stop,
        // from the worker
        ready,     ///< the initializer is done
        no_start,  ///< it threw: an exception
        result,
        exception
    };

    kind what;
    std::uint32_t module_size;  ///< of a task's code address
    std::uint64_t offset;       ///< the same
    std::uint64_t number;       ///< of a task's message
    std::uint64_t size;         ///< of what follows
};

/// The memory that a pool and one worker share. It has no name, and nobody else has it: a worker
/// that is killed can spoil nothing but its own.
struct link_memory
{
    byte_ring down;                      // from the pool to the worker
    byte_ring up;                        // from the worker to the pool
    std::atomic<std::uint64_t> next{0};  // the task message that may be begun next; see schedule
    std::atomic<std::uint64_t> seen{0};  // the task messages whose head the worker has read
    std::atomic<std::uint32_t> pool_sleeps{0};  // whether the pool wants its bell rung
    quartet::detail::event_count for_worker;    // there is something to read, or room to write
};

/// One end of the link; the same class serves both.
class worker_link
{
public:
    static constexpr char spoiled[] = "a pool worker has written over memory that is not its own";

    /// A new one. @param bell an eventfd that the pool's thread polls.
    static std::shared_ptr<worker_link> create(int bell);

    worker_link(quartet::detail::unique_fd memory, quartet::detail::unique_fd bell);
    ~worker_link();
    worker_link(worker_link const&) = delete;
    worker_link& operator=(worker_link const&) = delete;

    link_memory& memory() noexcept { return *memory_; }

    /// To the worker, as descriptors.
    void save() const;
    static std::shared_ptr<worker_link> load();

    // --- the pool's end: never blocks ---

    /// Makes sure that there is memory to send that much. @throws std::bad_alloc
    void reserve(std::size_t size);

    /// Queues a message, and writes what fits.
    void send(message_head head, std::string_view module, std::string_view payload);

    /// Writes more of what did not fit. @return whether anything was written.
    bool flush();

    /// Bytes that were not read by the worker so far, roughly.
    std::size_t backlog() const noexcept { return outbox_.size() - sent_; }

    /// The next whole message, if it is there. @param progress set if any byte was read.
    /// @throws std::bad_alloc no room for it. @throws RuntimeError what comes is no message.
    bool receive(message_head& head, std::string& body, bool& progress);

    // --- the worker's end: blocks ---

    message_head read_head();
    void read(std::string& bytes, std::size_t size);
    void skip(std::size_t size);
    void write(message_head::kind what, std::string_view body);

    /// Takes the right to begin a task. @return false if it was taken back.
    bool begin(std::uint64_t number) noexcept;

private:
    void read(char* data, std::size_t size);
    void write(char const* data, std::size_t size);
    void ring() noexcept;

    quartet::detail::unique_fd memory_fd_;
    quartet::detail::unique_fd bell_;
    link_memory* memory_;
    std::string outbox_;  // the pool's: not yet written from sent_ on
    std::size_t sent_ = 0;
    message_head incoming_{};  // the pool's: the message that is being read
    std::size_t head_read_ = 0;
    std::string body_;
    std::size_t body_read_ = 0;
};

}  // namespace quartet::multiprocessing::detail

#endif
