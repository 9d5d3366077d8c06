#!/bin/sh
# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Installs the Debian packages that Quartet is built and tested with, those that are missing.
# With all of them there it does nothing, and needs no root.

set -eu

packages="
    g++
    golang-go
    libboost1.81-dev
    libboost1.81-tools-dev
    libboost-context1.81-dev
    libboost-fiber1.81-dev
    libboost-serialization1.81-dev
    libboost-test1.81-dev
    libcurl4-openssl-dev
    libhiredis-dev
    libpq-dev
    libssl-dev
    openssl
    postgresql
    python3
    python3-gevent
    python3-uvloop
    redis-server
"

fail()
{
    echo "bootstrap.sh: $1" >&2
    exit 1
}

if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null
then
    fail "this is no Debian system. Quartet needs g++ 12 or later, Boost 1.81 with Context,
Serialization and Test, b2, and for the tests /usr/bin/python3 with gevent. Install these by hand."
fi

# dpkg-query complains about what it has never heard of; that is missing too.
installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' $packages 2> /dev/null || true)
missing=
for package in $packages
do
    case "
$installed
" in
        *"
installed $package
"*) ;;
        *) missing="$missing $package" ;;
    esac
done

if [ -z "$missing" ]
then
    exit 0
fi
if [ "$(id -u)" -ne 0 ]
then
    fail "these packages are missing:$missing
Run it as root once, or: sudo apt-get install$missing"
fi

echo "bootstrap.sh: installing$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || fail "apt-get update failed; see above"
apt-get install -y -qq --no-install-recommends $missing ||
    fail "apt-get could not install$missing
Boost 1.81 is in Debian 12 (bookworm); it cannot be installed beside another version's -dev packages."
