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
#include <cstdint>
#include <memory>
#include <optional>
#include <streambuf>
#include <string>
#include <type_traits>

namespace quartet::detail {

/// Values whose bytes are the value: written as they are, without an archive.
template <class T>
inline constexpr bool is_bitwise_v = std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                                     boost::serialization::is_bitwise_serializable<T>::value;

// --- Can Boost.Serialization do it? It only says so deep inside a template, so we ask first. ---

namespace serialization_probe {

// Boost's catch-all for a free serialize(). A call that finds only it is ambiguous with ours;
// a call that finds a real overload for T is not.
template <class Archive, class T>
void serialize(Archive&, T&, unsigned);

template <class T>
concept has_free_serialize =
    requires(boost::archive::binary_oarchive& ar, T& value, boost::serialization::version_type v)
{
    serialize(ar, value, v);
};

// A member named serialize, private ones too: then the name is ambiguous in `both`.
struct decoy
{
    int serialize;
};
template <class T>
struct both : T, decoy
{};
template <class T>
concept has_member_serialize = std::is_class_v<T> &&
    (std::is_final_v<T> || !requires { &both<std::remove_cv_t<T>>::serialize; });

}  // namespace serialization_probe

template <class T>
struct is_picklable;

template <class T>
inline constexpr bool is_picklable_v = is_picklable<T>::value;

namespace serialization_probe {

template <class T>
struct elements_picklable : std::true_type
{};

/// Containers are as serialisable as what they hold.
template <template <class...> class Container, class... T>
requires requires
{
    typename Container<T...>::value_type;
}
struct elements_picklable<Container<T...>>
    : is_picklable<std::remove_const_t<typename Container<T...>::value_type>>
{};
template <class... T>
struct elements_picklable<std::tuple<T...>> : std::conjunction<is_picklable<T>...>
{};
template <class... T>
struct elements_picklable<std::variant<T...>> : std::conjunction<is_picklable<T>...>
{};
template <class A, class B>
struct elements_picklable<std::pair<A, B>>
    : std::conjunction<is_picklable<std::remove_const_t<A>>, is_picklable<B>>
{};
/// Boost serialises pointers to objects of classes only.
template <class T, class Deleter>
struct elements_picklable<std::unique_ptr<T, Deleter>>
    : std::conjunction<std::is_class<T>, is_picklable<T>>
{};
template <class T, std::size_t N>
struct elements_picklable<std::array<T, N>> : is_picklable<T>
{};

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
        boost::serialization::implementation_level<T>::value ==
        boost::serialization::primitive_type)
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
{};

/// Chosen by handles that are rebuilt from bytes instead of being made and then overwritten.
struct unpickled_t
{};

// --- Functions travel as addresses -------------------------------------------------------------

template <class T>
inline constexpr bool is_function_pointer_v =
    std::is_pointer_v<T>&& std::is_function_v<std::remove_pointer_t<T>>;

template <class T>
inline constexpr bool is_stateless_v =
    std::is_class_v<T>&& std::is_empty_v<T>&& std::is_default_constructible_v<T>;

/// Whether a callable can be sent: function pointer, captureless lambda, serialisable functor.
template <class T>
inline constexpr bool is_picklable_callable_v =
    is_function_pointer_v<T> || is_stateless_v<T> || is_picklable_v<T>;

template <class T>
inline constexpr bool is_picklable_argument_v =
    is_function_pointer_v<T> || is_stateless_v<T> || is_picklable_v<T>;

// --- The two operations ------------------------------------------------------------------------

inline constexpr unsigned archive_flags =
    boost::archive::no_header | boost::archive::no_codecvt | boost::archive::no_xml_tag_checking;

template <class T>
inline constexpr bool is_optional_v = false;
template <class T>
inline constexpr bool is_optional_v<std::optional<T>> = true;

/// Writes values one after the other.
/**
 * The simplest without an archive, because to make one costs as much as to write a hundred numbers:
 * it copies a locale.
 */
class writer
{
public:
    explicit writer(std::streambuf& out) noexcept
        : out_(out)
    {}

    template <class T>
    void write(T const& value)
    {
        if constexpr (is_bitwise_v<T>)
        {
            write_bytes(&value, sizeof value);
        }
        else if constexpr (std::is_same_v<T, std::string>)
        {
            write(std::uint64_t(value.size()));
            write_bytes(value.data(), value.size());
        }
        else if constexpr (is_optional_v<T>)
        {
            write(value.has_value());
            if (value)
            {
                write(*value);
            }
        }
        else if constexpr (std::is_same_v<T, code_address>)
        {
            write(value.module);
            write(value.offset);
        }
        else if constexpr (is_function_pointer_v<T>)
        {
            write(to_code_address(reinterpret_cast<void const*>(value)));
        }
        else if constexpr (!is_stateless_v<T> || is_picklable_v<T>)
        {
            if (!archive_)
            {
                archive_.emplace(out_, archive_flags);
            }
            *archive_ << value;
        }
    }

    void write_bytes(void const* data, std::size_t size)
    {
        out_.sputn(static_cast<char const*>(data), static_cast<std::streamsize>(size));
    }

private:
    std::streambuf& out_;
    std::optional<boost::archive::binary_oarchive> archive_;
};

/// Reads what a writer wrote, in the same order.
class reader
{
public:
    explicit reader(std::streambuf& in) noexcept
        : in_(in)
    {}

    /// @throws EOFError or archive_exception when it is cut short.
    template <class T>
    T read()
    {
        if constexpr (is_bitwise_v<T>)
        {
            T value;
            read_bytes(&value, sizeof value);
            return value;
        }
        else if constexpr (std::is_same_v<T, std::string>)
        {
            std::string text(read<std::uint64_t>(), '\0');
            read_bytes(text.data(), text.size());
            return text;
        }
        else if constexpr (is_optional_v<T>)
        {
            return read<bool>() ? T(read<typename T::value_type>()) : T();
        }
        else if constexpr (std::is_same_v<T, code_address>)
        {
            auto module = read<std::string>();
            return code_address{std::move(module), read<std::uint64_t>()};
        }
        else if constexpr (is_function_pointer_v<T>)
        {
            return reinterpret_cast<T>(from_code_address(read<code_address>()));
        }
        else if constexpr (is_stateless_v<T> && !is_picklable_v<T>)
        {
            return T{};
        }
        else if constexpr (std::is_constructible_v<T, unpickled_t>)
        {
            T value{unpickled_t{}};
            archive() >> value;
            return value;
        }
        else
        {
            static_assert(
                std::is_default_constructible_v<T>,
                "quartet: a type that is sent to another process needs a default constructor");
            T value{};
            archive() >> value;
            return value;
        }
    }

    void read_bytes(void* data, std::size_t size)
    {
        auto const wanted = static_cast<std::streamsize>(size);
        if (in_.sgetn(static_cast<char*>(data), wanted) != wanted)
        {
            throw EOFError("a serialised value is cut short");
        }
    }

private:
    boost::archive::binary_iarchive& archive()
    {
        if (!archive_)
        {
            archive_.emplace(in_, archive_flags);
        }
        return *archive_;
    }

    std::streambuf& in_;
    std::optional<boost::archive::binary_iarchive> archive_;
};

/// Writes one value. @throws whatever its serialisation throws.
template <class T>
void dump(std::streambuf& out, T const& value)
{
    writer(out).write(value);
}

/// Reads what dump() wrote.
template <class T>
T load(std::streambuf& in)
{
    return reader(in).read<T>();
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
    explicit string_sink(std::string& text)
        : text_(text)
    {}

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
