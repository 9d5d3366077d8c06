// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_LOCAL_VALUES_HPP
#define QUARTET_DETAIL_LOCAL_VALUES_HPP

#include <quartet/detail/config.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

// Values that each thread, or each greenlet, has for itself.
namespace quartet::detail {

/// What a thread or a greenlet finds its values by. They are destroyed with it.
class local_slots;

/// Whose values a local object has: gives the slots of who calls, and makes them if he has none yet
/// and `make` is set. Null if he has none, or none any more.
using slots_finder = local_slots* (*)(bool make);

/// The calling thread's.
QUARTET_DECL local_slots* slots_of_thread(bool make) noexcept;

/// Who has which value of one local object. The values are kept by type-erased pointers.
class QUARTET_DECL local_values
{
public:
    using value = std::shared_ptr<void>;
    class table;

    explicit local_values(slots_finder whose);
    ~local_values();
    local_values(local_values const&) = delete;
    local_values& operator=(local_values const&) = delete;

    /// The caller's value, or null.
    void* find() const noexcept;

    /// Gives the caller, who has none, a value.
    void* add(value made);

    /// The caller has none any more.
    void remove() noexcept;

private:
    slots_finder const whose_;
    std::shared_ptr<table> table_;
};

/// What threading::local and gevent::local::local have in common.
template <class T>
class own_value
{
public:
    own_value(own_value const&) = delete;
    own_value& operator=(own_value const&) = delete;

    /// The caller's value. @throws what its initialiser throws; then there is none.
    T& get()
    {
        void* value = values_.find();
        return *static_cast<T*>(value != nullptr ? value : values_.add(make_()));
    }

    T& operator*() { return get(); }
    T* operator->() { return &get(); }

    /// Destroys the caller's value; the next get() makes a new one. Python: `del`.
    void reset() noexcept { values_.remove(); }

protected:
    explicit own_value(slots_finder whose)
        : own_value(whose, [] { return T(); })
    {}

    template <class F>
    own_value(slots_finder whose, F initialiser)
        : make_([initialiser = std::move(initialiser)]() mutable {
            return std::shared_ptr<T>(new T(initialiser()));
        })
        , values_(whose)
    {}
    ~own_value() = default;

private:
    std::function<std::shared_ptr<void>()> make_;
    local_values values_;
};

}  // namespace quartet::detail

#endif
