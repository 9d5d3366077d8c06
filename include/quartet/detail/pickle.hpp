// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_PICKLE_HPP
#define QUARTET_DETAIL_PICKLE_HPP

#include <quartet/detail/code_address.hpp>
#include <quartet/serialization.hpp>

#include <boost/serialization/is_bitwise_serializable.hpp>

#include <concepts>
#include <streambuf>
#include <string>
#include <type_traits>

namespace quartet::detail {

/// Values whose bytes are the value: written as they are, without an archive.
template <class T>
inline constexpr bool is_bitwise_v =
    std::is_arithmetic_v<T> || std::is_enum_v<T>
    || boost::serialization::is_bitwise_serializable<T>::value;

// --- Can Boost.Serialization do it? It only says so deep inside a template, so we ask first. ---

namespace serialization_probe {

// Boost's catch-all for a free serialize(). A call that finds only it is ambiguous with ours;
// a call that finds a real overload for T is not.
template <class Archive, class T>
void serialize(Archive&, T&, unsigned);

template <class T>
concept has_free_serialize =
    requires(boost::archive::binary_oarchive& ar, T& value, boost::serialization::version_type v) {
        serialize(ar, value, v);
    };

// A member named serialize, private ones too: then the name is ambiguous in `both`.
struct decoy
{
    int serialize;
};
template <class T>
struct both : T, decoy
{
};
template <class T>
concept has_member_serialize =
    std::is_class_v<T>
    && (std::is_final_v<T> || !requires { &both<std::remove_cv_t<T>>::serialize; });

}  // namespace serialization_probe

template <class T>
struct is_picklable;

template <class T>
inline constexpr bool is_picklable_v = is_picklable<T>::value;

namespace serialization_probe {

template <class T>
struct elements_picklable : std::true_type
{
};

/// Containers are as serialisable as what they hold.
template <template <class...> class Container, class... T>
    requires requires { typename Container<T...>::value_type; }
struct elements_picklable<Container<T...>>
    : is_picklable<std::remove_const_t<typename Container<T...>::value_type>>
{
};
template <class... T>
struct elements_picklable<std::tuple<T...>> : std::conjunction<is_picklable<T>...>
{
};
template <class... T>
struct elements_picklable<std::variant<T...>> : std::conjunction<is_picklable<T>...>
{
};
template <class A, class B>
struct elements_picklable<std::pair<A, B>>
    : std::conjunction<is_picklable<std::remove_const_t<A>>, is_picklable<B>>
{
};
template <class T, std::size_t N>
struct elements_picklable<std::array<T, N>> : is_picklable<T>
{
};

template <class T>
constexpr bool ask()
{
    if constexpr (is_bitwise_v<T>)
    {
        return true;
    }
    else if constexpr (std::is_pointer_v<T> || !std::is_class_v<T>)
    {
        return false;
    }
    else if constexpr (
        boost::serialization::implementation_level<T>::value
        == boost::serialization::primitive_type)
    {
        return true;  // std::string
    }
    else if constexpr (has_member_serialize<T> || has_free_serialize<T>)
    {
        return elements_picklable<T>::value;
    }
    else
    {
        return false;
    }
}

}  // namespace serialization_probe

/// Whether values of T can be sent to another process.
template <class T>
struct is_picklable : std::bool_constant<serialization_probe::ask<T>()>
{
};

/// Chosen by handles that are rebuilt from bytes instead of being made and then overwritten.
struct unpickled_t
{
};

// --- Functions travel as addresses -------------------------------------------------------------

template <class T>
inline constexpr bool is_function_pointer_v =
    std::is_pointer_v<T> && std::is_function_v<std::remove_pointer_t<T>>;

template <class T>
inline constexpr bool is_stateless_v = std::is_class_v<T> && std::is_empty_v<T>
                                       && std::is_default_constructible_v<T>;

/// Whether a callable can be sent: function pointer, captureless lambda, serialisable functor.
template <class T>
inline constexpr bool is_picklable_callable_v =
    is_function_pointer_v<T> || is_stateless_v<T> || is_picklable_v<T>;

template <class T>
inline constexpr bool is_picklable_argument_v = is_function_pointer_v<T> || is_stateless_v<T>
                                                || is_picklable_v<T>;

// --- The two operations ------------------------------------------------------------------------

inline constexpr unsigned archive_flags =
    boost::archive::no_header | boost::archive::no_codecvt | boost::archive::no_xml_tag_checking;

template <class Archive, class T>
void save_one(Archive& ar, T const& value)
{
    if constexpr (is_function_pointer_v<T>)
    {
        code_address const code = to_code_address(reinterpret_cast<void const*>(value));
        ar << code;
    }
    else if constexpr (!is_stateless_v<T> || is_picklable_v<T>)
    {
        ar << value;
    }
}

template <class T, class Archive>
T load_one(Archive& ar)
{
    if constexpr (is_function_pointer_v<T>)
    {
        code_address code;
        ar >> code;
        return reinterpret_cast<T>(from_code_address(code));
    }
    else if constexpr (is_stateless_v<T> && !is_picklable_v<T>)
    {
        return T{};
    }
    else if constexpr (std::is_constructible_v<T, unpickled_t>)
    {
        T value{unpickled_t{}};
        ar >> value;
        return value;
    }
    else
    {
        static_assert(
            std::is_default_constructible_v<T>,
            "quartet: a type that is sent to another process needs a default constructor");
        T value{};
        ar >> value;
        return value;
    }
}

/// Writes a value. @throws whatever its serialisation throws.
template <class T>
void dump(std::streambuf& out, T const& value)
{
    if constexpr (is_bitwise_v<T>)
    {
        out.sputn(reinterpret_cast<char const*>(&value), sizeof value);
    }
    else
    {
        boost::archive::binary_oarchive ar(out, archive_flags);
        save_one(ar, value);
    }
}

/// Reads what dump() wrote. @throws EOFError or archive_exception when it is cut short.
template <class T>
T load(std::streambuf& in)
{
    if constexpr (is_bitwise_v<T>)
    {
        T value;
        if (in.sgetn(reinterpret_cast<char*>(&value), sizeof value)
            != static_cast<std::streamsize>(sizeof value))
        {
            throw EOFError("a serialised value is cut short");
        }
        return value;
    }
    else
    {
        boost::archive::binary_iarchive ar(in, archive_flags);
        return load_one<T>(ar);
    }
}

/// A stream buffer over memory that is there already.
class memory_source : public std::streambuf
{
public:
    memory_source(char const* data, std::size_t size)
    {
        char* const begin = const_cast<char*>(data);
        setg(begin, begin, begin + size);
    }

    std::size_t left() const noexcept { return static_cast<std::size_t>(egptr() - gptr()); }
};

/// The same, to write.
class memory_sink : public std::streambuf
{
public:
    memory_sink(char* data, std::size_t size) { setp(data, data + size); }

    bool is_full() const noexcept { return pptr() == epptr(); }
};

/// A stream buffer that appends to a string.
class string_sink : public std::streambuf
{
public:
    explicit string_sink(std::string& text) : text_(text) {}

protected:
    std::streamsize xsputn(char const* data, std::streamsize size) override
    {
        text_.append(data, static_cast<std::size_t>(size));
        return size;
    }
    int_type overflow(int_type c) override
    {
        text_.push_back(traits_type::to_char_type(c));
        return c;
    }

private:
    std::string& text_;
};

}  // namespace quartet::detail

#endif
