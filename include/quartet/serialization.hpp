// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SERIALIZATION_HPP
#define QUARTET_SERIALIZATION_HPP

#include <quartet/errors.hpp>

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/deque.hpp>
#include <boost/serialization/list.hpp>
#include <boost/serialization/map.hpp>
#include <boost/serialization/set.hpp>
#include <boost/serialization/split_free.hpp>
#include <boost/serialization/split_member.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/unique_ptr.hpp>
#include <boost/serialization/unordered_map.hpp>
#include <boost/serialization/unordered_set.hpp>
#include <boost/serialization/utility.hpp>
#include <boost/serialization/vector.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

// What crosses a process boundary is serialised by Boost.Serialization. Boost 1.81 has no
// serializers for the vocabulary types of C++17; these four follow the ones of later releases.
namespace boost::serialization {

template <class Archive, class... T>
void serialize(Archive& ar, std::tuple<T...>& value, unsigned const)
{
    std::apply([&ar](T&... element) { (void(ar & element), ...); }, value);
}

template <class Archive, class T>
void save(Archive& ar, std::optional<T> const& value, unsigned const)
{
    bool const engaged = value.has_value();
    ar << engaged;
    if (engaged)
    {
        ar << *value;
    }
}

template <class Archive, class T>
void load(Archive& ar, std::optional<T>& value, unsigned const)
{
    bool engaged = false;
    ar >> engaged;
    if (!engaged)
    {
        value.reset();
        return;
    }
    ar >> value.emplace();
}

template <class Archive, class T>
void serialize(Archive& ar, std::optional<T>& value, unsigned const version)
{
    split_free(ar, value, version);
}

template <class Archive, class... T>
void save(Archive& ar, std::variant<T...> const& value, unsigned const)
{
    if (value.valueless_by_exception())
    {
        throw quartet::ValueError("variant: valueless by exception cannot be serialised");
    }
    auto const index = static_cast<std::uint32_t>(value.index());
    ar << index;
    std::visit([&ar](auto const& alternative) { ar << alternative; }, value);
}

template <class Archive, class... T>
void load(Archive& ar, std::variant<T...>& value, unsigned const)
{
    std::uint32_t index = 0;
    ar >> index;
    bool const known = [&]<std::size_t... I>(std::index_sequence<I...>)
    {
        return ((index == I && (ar >> value.template emplace<I>(), true)) || ...);
    }
    (std::index_sequence_for<T...>{});
    if (!known)
    {
        throw quartet::ValueError("variant: no alternative " + std::to_string(index));
    }
}

template <class Archive, class... T>
void serialize(Archive& ar, std::variant<T...>& value, unsigned const version)
{
    split_free(ar, value, version);
}

template <class Archive>
void serialize(Archive&, std::monostate&, unsigned const)
{}

template <class Archive, class Rep, class Period>
void save(Archive& ar, std::chrono::duration<Rep, Period> const& value, unsigned const)
{
    Rep const count = value.count();
    ar << count;
}

template <class Archive, class Rep, class Period>
void load(Archive& ar, std::chrono::duration<Rep, Period>& value, unsigned const)
{
    Rep count{};
    ar >> count;
    value = std::chrono::duration<Rep, Period>(count);
}

template <class Archive, class Rep, class Period>
void serialize(Archive& ar, std::chrono::duration<Rep, Period>& value, unsigned const version)
{
    split_free(ar, value, version);
}

template <class Archive>
void save(Archive& ar, std::filesystem::path const& value, unsigned const)
{
    std::string const text = value.string();
    ar << text;
}

template <class Archive>
void load(Archive& ar, std::filesystem::path& value, unsigned const)
{
    std::string text;
    ar >> text;
    value = text;
}

template <class Archive>
void serialize(Archive& ar, std::filesystem::path& value, unsigned const version)
{
    split_free(ar, value, version);
}

}  // namespace boost::serialization

#endif
