// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What looks up names into memory of its caller's: gethostbyname_r and the like, res_query and the
// like, gai_suspend. They run in another thread to their end, for they write there. Those that use the
// resolver's state of the thread use that thread's.
#include <array>
#include <netdb.h>
#include <resolv.h>
#include <type_traits>

#include "../caller.hpp"
#include "../offload.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

/// The function `of` in another thread, with its errors.
template <auto& of, class F>
struct elsewhere;

template <auto& of, class R, bool is_noexcept, class... Args>
struct elsewhere<of, R(Args...) noexcept(is_noexcept)>
{
    static R call(Args... args) noexcept(is_noexcept)
    {
        if (cooperative_caller() == nullptr)
        {
            return of(args...);
        }
        int why = h_errno;
        R const result = offload([&] {
            R const its = of(args...);
            why = h_errno;
            return its;
        });
        h_errno = why;
        return result;
    }
};

constinit original libc_gethostbyname_r("gethostbyname_r", ::gethostbyname_r);
constinit original libc_gethostbyname2_r("gethostbyname2_r", ::gethostbyname2_r);
constinit original libc_gethostbyaddr_r("gethostbyaddr_r", ::gethostbyaddr_r);
constinit original libc_res_query("res_query", ::res_query);
constinit original libc_res_query_alias("__res_query", ::res_query);
constinit original libc_res_querydomain("res_querydomain", ::res_querydomain);
constinit original libc_res_querydomain_alias("__res_querydomain", ::res_querydomain);
constinit original libc_res_search("res_search", ::res_search);
constinit original libc_res_search_alias("__res_search", ::res_search);
constinit original libc_res_send("res_send", ::res_send);
constinit original libc_res_send_alias("__res_send", ::res_send);
constinit original libc_res_nquery("res_nquery", ::res_nquery);
constinit original libc_res_nquery_alias("__res_nquery", ::res_nquery);
constinit original libc_res_nquerydomain("res_nquerydomain", ::res_nquerydomain);
constinit original libc_res_nquerydomain_alias("__res_nquerydomain", ::res_nquerydomain);
constinit original libc_res_nsearch("res_nsearch", ::res_nsearch);
constinit original libc_res_nsearch_alias("__res_nsearch", ::res_nsearch);
constinit original libc_res_nsend("res_nsend", ::res_nsend);
constinit original libc_res_nsend_alias("__res_nsend", ::res_nsend);
constinit original libc_gai_suspend("gai_suspend", ::gai_suspend);

template <auto& of>
hook in_another_thread() noexcept
{
    using function = typename std::remove_reference_t<decltype(of)>::function;
    return hook(of, elsewhere<of, function>::call, in_dns);
}

}  // namespace

hooks resolver_hooks()
{
    static std::array const all{
        in_another_thread<libc_gethostbyname_r>(),
        in_another_thread<libc_gethostbyname2_r>(),
        in_another_thread<libc_gethostbyaddr_r>(),
        in_another_thread<libc_res_query>(),
        in_another_thread<libc_res_query_alias>(),
        in_another_thread<libc_res_querydomain>(),
        in_another_thread<libc_res_querydomain_alias>(),
        in_another_thread<libc_res_search>(),
        in_another_thread<libc_res_search_alias>(),
        in_another_thread<libc_res_send>(),
        in_another_thread<libc_res_send_alias>(),
        in_another_thread<libc_res_nquery>(),
        in_another_thread<libc_res_nquery_alias>(),
        in_another_thread<libc_res_nquerydomain>(),
        in_another_thread<libc_res_nquerydomain_alias>(),
        in_another_thread<libc_res_nsearch>(),
        in_another_thread<libc_res_nsearch_alias>(),
        in_another_thread<libc_res_nsend>(),
        in_another_thread<libc_res_nsend_alias>(),
        in_another_thread<libc_gai_suspend>(),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
