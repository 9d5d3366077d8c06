// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_SHARED_HANDLE_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_SHARED_HANDLE_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/pickle.hpp>

#include <boost/serialization/split_member.hpp>
#include <boost/serialization/string.hpp>

#include <memory>
#include <string>

namespace quartet::multiprocessing::detail {

/// A handle to an object in shared memory. Copies refer to the same object; so does what another
/// process is sent, where the object is found again by its name.
/**
 * `std::string send(Core const&)` and `void receive(std::string const&, std::shared_ptr<Core>&)`
 * are found beside Core. It is copied where others would be moved, so that no handle is ever empty.
 */
template <class Core>
class shared_handle
{
public:
    shared_handle(shared_handle const&) = default;
    shared_handle& operator=(shared_handle const&) = default;

    /// For Boost.Serialization. @throws RuntimeError when not on the way to another process.
    template <class Archive>
    void save(Archive& ar, unsigned) const
    {
        std::string const name = send(*core_);
        ar << name;
    }

    /// For Boost.Serialization. @throws FileNotFoundError when the object's last user is gone.
    template <class Archive>
    void load(Archive& ar, unsigned)
    {
        std::string name;
        ar >> name;
        receive(name, core_);
    }

    BOOST_SERIALIZATION_SPLIT_MEMBER()

protected:
    shared_handle() = default;
    explicit shared_handle(std::shared_ptr<Core> core)
        : core_(std::move(core))
    {}
    ~shared_handle() = default;

    std::shared_ptr<Core> core_;
};

}  // namespace quartet::multiprocessing::detail

#endif
