// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_CONFIG_HPP
#define QUARTET_DETAIL_CONFIG_HPP

// QUARTET_DECL marks what the library exports; everything else is hidden.
#if defined(QUARTET_DYN_LINK)
#define QUARTET_DECL __attribute__((visibility("default")))
#else
#define QUARTET_DECL
#endif

// Exceptions and what is compared by type across modules keep their type information visible.
#define QUARTET_TYPE_VISIBLE __attribute__((visibility("default")))

#endif
