# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""A server that sends back what it gets, on the listening socket whose descriptor is argv[1]."""
import asyncio
import socket
import sys

import uvloop


async def echo(reader, writer):
    while data := await reader.read(4096):
        writer.write(data)
        await writer.drain()


async def main():
    listener = socket.socket(fileno=int(sys.argv[1]))
    server = await asyncio.start_server(echo, sock=listener, backlog=1000)
    await server.serve_forever()


uvloop.install()
asyncio.run(main())
