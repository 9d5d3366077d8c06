# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 21: monkey patching

from gevent import monkey

monkey.patch_all()

import urllib.request

import gevent
from gevent.server import StreamServer


def answer(client, address):
    client.recv(4096)
    gevent.sleep(0.2)
    client.sendall(b"HTTP/1.0 200 OK\r\n\r\n<html>hello</html>\n")


def downloader(url, opener):
    print(url)
    with opener.open(url) as page:
        assert page.read() == b"<html>hello</html>\n"


if __name__ == "__main__":
    server = StreamServer(("127.0.0.1", 0), answer)
    server.start()
    # This machine answers for all others.
    proxy = {"http": f"http://127.0.0.1:{server.server_port}"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxy))
    urls = ("http://abc.com", "http://123.cn")
    gevent.joinall([gevent.spawn(downloader, url, opener) for url in urls], raise_error=True)
