// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "name_lookup.hpp"

#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "os_error.hpp"

namespace quartet {
namespace {

class gai_category final : public std::error_category
{
public:
    char const* name() const noexcept override { return "getaddrinfo"; }
    std::string message(int error) const override { return ::gai_strerror(error); }

    static gai_category const& get() noexcept
    {
        static gai_category const* const instance = new gai_category;  // outlives static objects
        return *instance;
    }
};

}  // namespace

gaierror::gaierror(int error, std::string const& what)
    : OSError(std::error_code(error, gai_category::get()), what)
{}

namespace detail {

name_lookup::name_lookup(
    std::optional<std::string> host, std::string port, int family, int type, int proto, int flags)
    : host_(std::move(host))
    , port_(std::move(port))
{
    hints_.ai_family = family;
    hints_.ai_socktype = type;
    hints_.ai_protocol = proto;
    hints_.ai_flags = flags;
}

std::optional<name_lookup::answer> name_lookup::quick() const
{
    answer found = ask(AI_NUMERICHOST | AI_NUMERICSERV);
    if (found.error == EAI_NONAME || found.error == EAI_SERVICE)
    {
        return std::nullopt;
    }
    return found;
}

name_lookup::answer name_lookup::ask(int more_flags) const
{
    addrinfo hints = hints_;
    hints.ai_flags |= more_flags;
    addrinfo* first = nullptr;
    answer result;
    result.error = ::getaddrinfo(
        host_ ? host_->c_str() : nullptr, port_.empty() ? nullptr : port_.c_str(), &hints, &first);
    result.system_error = errno;
    std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> const all(first, &::freeaddrinfo);
    for (addrinfo const* each = first; each != nullptr; each = each->ai_next)
    {
        result.ways.push_back(
            {each->ai_family,
             each->ai_socktype,
             each->ai_protocol,
             each->ai_canonname != nullptr ? each->ai_canonname : "",
             address(each->ai_addr, each->ai_addrlen)});
    }
    return result;
}

std::vector<address_info> name_lookup::ways_of(answer&& found) const
{
    if (found.error != 0)
    {
        throw_lookup_error(
            found.error, found.system_error, "getaddrinfo: " + host_.value_or("") + ":" + port_);
    }
    return std::move(found.ways);
}

void throw_lookup_error(int error, int system_error, std::string const& what)
{
    if (error == EAI_SYSTEM)
    {
        throw_os_error(what, system_error);
    }
    throw gaierror(error, what);
}

}  // namespace detail
}  // namespace quartet
