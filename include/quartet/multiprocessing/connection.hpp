// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_CONNECTION_HPP
#define QUARTET_MULTIPROCESSING_CONNECTION_HPP

#include <quartet/detail/call.hpp>
#include <quartet/detail/cargo.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/pickle.hpp>
#include <quartet/timeout.hpp>

#include <boost/serialization/level.hpp>
#include <boost/serialization/tracking.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

namespace quartet::multiprocessing {

class Connection;

/// Two connected ends. Where duplex is false the first only receives and the second only sends.
/// @throws OSError.
QUARTET_DECL std::pair<Connection, Connection> Pipe(bool duplex = true);

/// One end of a pipe that carries typed objects and strings of bytes, message by message.
/**
 * A Connection is a handle: copies refer to the same end, and close() closes it for all copies in
 * this process. Anything that Boost.Serialization can serialise can be sent, and queues, locks
 * and other connections may be inside of it. The type travels along: who receives another type
 * than was sent gets a TypeError that names both. So messages of send() are for recv(), and
 * those of send_bytes() for recv_bytes(); Python mixes them.
 *
 * On a closed end every verb throws OSError.
 *
 * @par Example
 * @code
 * auto [ours, theirs] = mp::Pipe();
 * mp::Process p([](mp::Connection to) { to.send(std::vector{1, 2}); }, theirs);
 * p.start();
 * theirs.close();  // or the end of the child would not be the end of the messages
 * auto numbers = ours.recv<std::vector<int>>();
 * @endcode
 *
 * @par Thread safety
 * Distinct ends: safe. One end: a sender and a receiver at a time. It is not locked, as in
 * Python: two threads or processes that send on one end need a Lock, and so do two receivers.
 *
 * @par Blocking
 * The calling thread or greenlet: send() until the receiver has taken what the kernel does not buffer (some
 * 200 KB), recv() until a message is there. A greenlet can be killed between messages; one that has begun
 * goes on to its end.
 *
 * @par Between processes
 * An argument of a Process, or sent through a Connection; not through a Queue or a Pool, whose
 * items wait where no descriptor can. The other process gets a handle of its own to the same end,
 * and closes it for itself. The end closes when its last handle in any process does. A process
 * that is killed closes its handles; if it was sending, its peer gets EOFError.
 */
class QUARTET_DECL Connection
{
public:
    /// Closed from the start, for assigning to.
    Connection() noexcept = default;

    /// Whether the end is closed in this process.
    bool closed() const noexcept;

    /// Whether this end may receive.
    bool readable() const noexcept;

    /// Whether this end may send.
    bool writable() const noexcept;

    /// The descriptor, which stays this object's.
    int fileno() const;

    /// Closes the end for all copies in this process. Does nothing the second time.
    void close() noexcept;

    /// Sends an object. Text that is not owned arrives as std::string.
    /// @throws BrokenPipeError when the other end is closed, and whatever serialisation throws;
    /// nothing was sent then.
    template <class T>
    void send(T const& object);

    /// Receives an object of exactly the type that was sent.
    /// @throws EOFError when the other end is closed and nothing more is to come.
    /// @throws TypeError when it is of another type; the message is gone then.
    template <class T>
    T recv();

    /// Sends bytes: text, or a contiguous range of plain values; of them `size` bytes
    /// (all if none) from the byte `offset` on.
    /// @throws ValueError when that is not inside the buffer. @throws BrokenPipeError.
    template <class Buffer>
    void send_bytes(
        Buffer const& buffer,
        std::ptrdiff_t offset = 0,
        std::optional<std::ptrdiff_t> size = std::nullopt)
    {
        send_slice(bytes_of(buffer), offset, size);
    }

    /// Receives one message of bytes.
    /// @throws OSError when it is longer than maxlength; nothing can be received any more then.
    /// @throws ValueError when maxlength is negative. @throws EOFError, TypeError as recv().
    std::vector<char> recv_bytes(std::optional<std::ptrdiff_t> maxlength = std::nullopt);

    /// Receives one message of bytes into a contiguous range of plain values, from its byte
    /// `offset` on. @return the number of bytes.
    /// @throws BufferTooShort, with the message, when there is no room for it.
    /// @throws ValueError when the offset is outside. @throws EOFError, TypeError as recv().
    template <class Buffer>
    std::size_t recv_bytes_into(Buffer&& buffer, std::ptrdiff_t offset = 0)
    {
        return receive_into(std::as_writable_bytes(std::span(buffer)), offset);
    }

    /// Waits until a message, or its beginning, or the end of all messages is there.
    /// @return false when the limit passed without.
    bool poll(timeout limit = 0.0);

    /// Whether both are handles to the same end.
    friend bool operator==(Connection const&, Connection const&) noexcept = default;

    template <class Archive>
    void save(Archive& ar, unsigned) const
    {
        std::uint64_t const ticket = depart();
        ar << ticket;
    }
    template <class Archive>
    void load(Archive& ar, unsigned)
    {
        std::uint64_t ticket = 0;
        ar >> ticket;
        arrive(ticket);
    }
    BOOST_SERIALIZATION_SPLIT_MEMBER()

private:
    struct end;
    friend std::pair<Connection, Connection> Pipe(bool);

    explicit Connection(std::shared_ptr<end> shared) noexcept;

    template <class Buffer>
    static std::span<std::byte const> bytes_of(Buffer const& buffer)
    {
        if constexpr (std::convertible_to<Buffer const&, std::string_view>)
        {
            return std::as_bytes(std::span(std::string_view(buffer)));
        }
        else
        {
            return std::as_bytes(std::span(buffer));
        }
    }

    void
    send_object(char const* type, std::string_view body, quartet::detail::cargo const& with) const;
    std::string receive_object(char const* type, quartet::detail::cargo& with);
    void send_slice(
        std::span<std::byte const> buffer,
        std::ptrdiff_t offset,
        std::optional<std::ptrdiff_t> size) const;
    std::size_t receive_into(std::span<std::byte> buffer, std::ptrdiff_t offset);

    // What is written in place of the handle; the descriptor goes with the cargo.
    std::uint64_t depart() const;
    void arrive(std::uint64_t ticket);

    std::shared_ptr<end> end_;  // none: closed from the start
};

template <class T>
void Connection::send(T const& object)
{
    using sent = quartet::detail::kept_t<std::decay_t<T const&>>;
    static_assert(
        quartet::detail::is_picklable_argument_v<sent>,
        "quartet: this object cannot be serialised for another process; give its type a "
        "serialize() member (see Boost.Serialization), or send a value instead of a "
        "pointer");

    quartet::detail::cargo with;
    with.carries_descriptors = true;
    std::string body;
    {
        quartet::detail::cargo_scope const scope(with);
        quartet::detail::string_sink sink(body);
        if constexpr (std::same_as<sent, T>)
        {
            quartet::detail::dump(sink, object);
        }
        else
        {
            quartet::detail::dump(sink, static_cast<sent>(object));
        }
    }
    send_object(typeid(sent).name(), body, with);
}

template <class T>
T Connection::recv()
{
    static_assert(
        quartet::detail::is_picklable_argument_v<T>,
        "quartet: objects of this type cannot be serialised, so none can be received");

    quartet::detail::cargo with;
    with.carries_descriptors = true;
    std::string const body = receive_object(typeid(T).name(), with);
    quartet::detail::cargo_scope const scope(with);
    quartet::detail::memory_source source(body.data(), body.size());
    return quartet::detail::load<T>(source);
}

}  // namespace quartet::multiprocessing

// A handle is as small as its ticket, and copies of it are no aliases to keep track of.
BOOST_CLASS_IMPLEMENTATION(
    quartet::multiprocessing::Connection, boost::serialization::object_serializable)
BOOST_CLASS_TRACKING(quartet::multiprocessing::Connection, boost::serialization::track_never)

#endif
