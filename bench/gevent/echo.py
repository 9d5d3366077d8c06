# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""A server that sends back what it gets, on the listening socket whose descriptor is argv[1]."""
import socket
import sys

from gevent import monkey

monkey.patch_socket()

from gevent.server import StreamServer  # noqa: E402
from gevent import socket as gsocket  # noqa: E402


def serve(connection, _):
    while True:
        data = connection.recv(4096)
        if not data:
            return
        connection.sendall(data)


listener = gsocket.socket(socket.AF_INET, socket.SOCK_STREAM, fileno=int(sys.argv[1]))
listener.setblocking(False)
StreamServer(listener, serve).serve_forever()
