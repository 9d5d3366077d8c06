// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_TRANSPORT_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_TRANSPORT_CORE_HPP

#include <quartet/address.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/detail/resident.hpp>
#include <quartet/asyncio/protocol.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/context_cell.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace quartet::asyncio {
template <class T>
class Coroutine;
}

namespace quartet::asyncio::detail {

class server_core;

/// What all handles to a transport share, without what carries the bytes.
/**
 *     open --close()--> closing: what was written still goes out --> over
 *       +----abort(), an error, the end of both sides--------------> over: connection_lost() is called
 *
 * What carries the bytes is a class derived from this. It calls received(), ended() and sent(), and is
 * asked to read, flush and so on. Lives until it is over and has told so, and nobody has a handle.
 */
class QUARTET_DECL transport_core : public counted_resident<counted<transport_core>>
{
public:
    virtual ~transport_core();

    /// Calls connection_made(), and reads from now on.
    void begin();

    void write(std::span<char const> bytes);
    void write_eof();
    virtual bool can_write_eof() const noexcept { return true; }
    void close();
    void abort() noexcept { end(nullptr); }
    bool is_closing() const noexcept { return now_ != state::open; }

    void pause_reading() noexcept;
    void resume_reading();
    bool is_reading() const noexcept { return reads_ && !has_ended_ && now_ == state::open; }

    std::size_t unsent() const noexcept { return out_.size() - gone_; }
    std::size_t high() const noexcept { return high_; }
    std::size_t low() const noexcept { return low_; }

    /// @param high none: four times the low one, or 64 KiB. @param low none: a quarter of the high one.
    /// @throws ValueError if low is above high.
    void limits(std::optional<std::size_t> high, std::optional<std::size_t> low);

    std::shared_ptr<Protocol> const& protocol() const noexcept { return protocol_; }
    void protocol(std::shared_ptr<Protocol> next);

    virtual int fileno() const noexcept = 0;
    address sockname() const;
    address peername() const;

    /// The connection is one of a server's, until it is over.
    void belongs_to(server_core& server);
    ref<server_core> const& server() const noexcept { return server_; }

    /// Sends a part of a regular file; nobody may write meanwhile, and nothing is read.
    /// @param count none: up to its end. @param by_hand whether it is read and written where the system
    /// cannot send it. @return how many bytes. @throws OSError @throws RuntimeError if it is closed, or
    /// sends a file. @throws ValueError for what is no regular file. @throws SendfileNotAvailableError
    static Coroutine<std::size_t> send_file(
        ref<transport_core> self,
        int file,
        std::uint64_t offset,
        std::optional<std::uint64_t> count,
        bool by_hand);

    /// Its descriptor, for another transport. It is over then, and tells nobody.
    /// @throws TypeError if it has none to give. @throws ConnectionResetError if it is over.
    quartet::detail::unique_fd detach();

protected:
    transport_core(loop_core& loop, std::shared_ptr<Protocol> protocol);

    // --- for what carries the bytes ---

    /// Where to read to: into this, or where the protocol says. Empty if that fails.
    std::span<char> where_to_read(std::span<char> scratch) noexcept;

    /// So many bytes lie there now.
    void received(std::span<char> there, std::size_t count) noexcept;

    /// The same of bytes that lie elsewhere.
    void received_elsewhere(std::string_view bytes) noexcept;

    /// The other end sends nothing more.
    void ended() noexcept;

    /// What is to be sent.
    std::span<char const> rest() const noexcept { return std::span(out_).subspan(gone_); }

    /// So many bytes of it have gone out.
    void sent(std::size_t count) noexcept;

    /// It cannot go on.
    void end(std::exception_ptr error) noexcept;

    bool is_over() const noexcept { return now_ == state::over; }

    /// It can be written, after want_room().
    void has_room() noexcept;

private:
    enum class state
    {
        open,
        closing,
        over,
    };

    /// Reads until pause() or the end, from now on.
    virtual void read() = 0;
    virtual void pause() noexcept = 0;

    /// Sends at once what it can of this. @return how many bytes. @throws nothing; it calls end()
    virtual std::size_t send_now(std::span<char const> bytes) noexcept = 0;

    /// Sends the rest(), as it can.
    virtual void flush() noexcept = 0;

    /// All is sent, and nothing more will come.
    virtual void send_eof() noexcept = 0;

    /// Sends a part of a file at once, as ::sendfile does.
    virtual ssize_t send_file_now(int file, std::uint64_t offset, std::size_t most) noexcept;

    /// Calls has_room() when more of it can be sent.
    virtual void want_room() noexcept {}

    /// All is sent: ends the connection, and calls end() when it has.
    virtual void close_down() noexcept { end(nullptr); }

    /// The descriptor, which is the caller's from now on; none if there is more to it than that.
    virtual quartet::detail::unique_fd give_up() noexcept { return {}; }

    /// Closes what carries the bytes.
    virtual void release() noexcept = 0;

    void loop_closed() noexcept override;
    void tell_lost();
    void let_go() noexcept;
    void append(std::span<char const> bytes);
    class file_sending;
    void all_sent();
    void pause_if_full();

    /// Calls the protocol. What it throws ends the connection.
    template <class Call>
    void tell(char const* function, Call call) noexcept;

    quartet::detail::context_slot context_ = quartet::detail::context_cell::copy_current();
    std::shared_ptr<Protocol> protocol_;
    BufferedProtocol* buffered_ = nullptr;  // the same, if it is one
    std::string out_;
    std::size_t gone_ = 0;  // of out_
    std::size_t high_ = 64 * 1024;
    std::size_t low_ = 16 * 1024;
    state now_ = state::open;
    bool reads_ = false;
    bool has_ended_ = false;  // the other end has
    bool is_eof_asked_ = false;
    bool is_writing_paused_ = false;
    std::exception_ptr error_;
    loop_call<transport_core, &transport_core::tell_lost> tells_lost_{*this};
    ref<server_core> server_;  // null: of none
    file_sending* file_ = nullptr;
};

}  // namespace quartet::asyncio::detail

#endif
