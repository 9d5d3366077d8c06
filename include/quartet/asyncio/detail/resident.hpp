// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_RESIDENT_HPP
#define QUARTET_ASYNCIO_DETAIL_RESIDENT_HPP

#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/run_queue.hpp>

#include <boost/intrusive/list_hook.hpp>

namespace quartet::asyncio::detail {

class loop_core;
class resident_call;

/// What a loop has beside tasks: a transport, or a server.
/**
 * It has a reference to itself from enter() to leave(), and as long as one of its functions is
 * scheduled or runs.
 */
class QUARTET_DECL resident : public boost::intrusive::list_base_hook<
                                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
{
public:
    resident(resident const&) = delete;
    resident& operator=(resident const&) = delete;

    loop_core& loop() const noexcept { return *loop_; }

protected:
    explicit resident(loop_core& loop) noexcept;
    virtual ~resident();

    void enter() noexcept;

    /// Does nothing if it has left. Somebody else has a reference, or a function of it runs.
    void leave() noexcept;

    bool is_inside() const noexcept { return is_linked(); }

private:
    friend class loop_core;
    friend class resident_call;
    class visit;

    /// The loop is closed, and will call nothing any more. It has left.
    virtual void loop_closed() noexcept = 0;

    virtual void add_reference() noexcept = 0;
    virtual void release_reference() noexcept = 0;

    void close_loop() noexcept;
    void keep() noexcept;
    void settle() noexcept;

    ref<loop_core> const loop_;
    resident_call* calls_ = nullptr;
    int visits_ = 0;        // functions of it that run
    bool is_kept_ = false;  // by itself
};

/// A resident whose other base counts references.
template <class Counted>
class counted_resident : public Counted, public resident
{
protected:
    using resident::resident;

private:
    void add_reference() noexcept final
    {
        intrusive_ptr_add_ref(static_cast<Counted const*>(this));
    }
    void release_reference() noexcept final
    {
        intrusive_ptr_release(static_cast<Counted const*>(this));
    }
};

/// That a loop shall call a function of a resident. It also does when it is closed.
class QUARTET_DECL resident_call : public quartet::detail::runnable
{
public:
    void schedule() noexcept;

protected:
    resident_call(resident& whose, void (*function)(resident&)) noexcept;

private:
    friend class resident;
    static void run(runnable& which);

    resident& whose_;
    void (*const function_)(resident&);
    resident_call* const next_;  // of the same resident
};

template <class Owner, void (Owner::*function)()>
class loop_call : public resident_call
{
public:
    explicit loop_call(Owner& whose) noexcept
        : resident_call(whose, [](resident& who) { (static_cast<Owner&>(who).*function)(); })
    {}
};

}  // namespace quartet::asyncio::detail

#endif
