# SPDX-License-Identifier: MIT
"""A server that answers as Zenodo does, a proxy before it, and what goes wrong."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import socketserver
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

RECORD = 7265547

Fault = Callable[["Handler", bytes], None]


class Site:
    """Files of a record, what goes wrong with them, and who asked for what."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.number: int = RECORD
        self.knows_ranges = True
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.always: dict[str, Fault] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.sent: dict[str, str] = {}
        self.authorities = ""
        self.http = self.https = self.proxy = ""
        self.tunnels = True

    @property
    def record(self) -> dict[str, Any]:
        """The record's JSON, true to the files unless a test changes them."""
        base = f"https://zenodo.org/api/records/{RECORD}"
        entries = [
            {
                "key": name,
                "size": len(content),
                "checksum": f"md5:{md5(content)}",
                "links": {"self": f"{base}/files/{name}/content"},
            }
            for name, content in self.files.items()
        ]
        titled = {"metadata": {"title": "small files"}, "files": entries}
        return {"id": self.number, "recid": str(self.number), **titled}

    def names_asked(self) -> list[str]:
        return [name for name, _ in self.asked]


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Answers for the API, and for a mirror at /mirror."""

    server: Server

    def do_GET(self) -> None:
        site = self.server.site
        path = self.path.removeprefix(f"/api/records/{RECORD}").removesuffix("/content")
        name = path.rpartition("/")[2] or "record.json"
        site.asked.append((name, self.headers["Range"]))
        site.sent = dict(self.headers)
        found = {**site.files, "record.json": json.dumps(site.record).encode()}
        fault = site.always.get(name)
        if site.faults[name]:
            fault = site.faults[name].pop(0)
        if fault:
            fault(self, found[name])
        elif name in found:
            self.send(found[name])
        else:
            self.answer(404)

    def answer(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def send(self, content: bytes) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        if asked and self.server.site.knows_ranges:
            start = int(asked[1])
            span = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self.answer(206, Content_Range=span, Content_Length=len(content) - start)
            self.wfile.write(content[start:])
        else:
            self.answer(200, Content_Length=len(content))
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing on stderr."""


class Server(socketserver.ThreadingTCPServer):
    """Serves a site, with TLS or without."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 16

    def __init__(
        self,
        site: Site,
        handler: type[socketserver.BaseRequestHandler],
        context: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.site = site
        self.port = self.server_address[1]
        if context:
            # Shaking hands is for the thread of a connection, not for the one
            # that accepts them all.
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def handle_error(self, *_: object) -> None:
        """Clients that go away in the middle are what is tested here."""


class Tunnel(socketserver.StreamRequestHandler):
    """Joins whoever asks for zenodo.org with the server here."""

    server: Proxy

    def handle(self) -> None:
        self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        if not self.server.site.tunnels:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", self.server.target)) as onward:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(
                target=pump, args=(onward, self.connection), daemon=True
            )
            back.start()
            pump(self.connection, onward)
            back.join()


class Proxy(Server):
    """A proxy that leads to one server, whatever is asked for."""

    target: int = 0


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(1 << 16):
            target.sendall(block)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def serving(server: Server) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def running(site: Site, context: ssl.SSLContext) -> Iterator[None]:
    """Serve a site with TLS, without, and behind a proxy, until the block ends."""
    plain, secure = Server(site, Handler), Server(site, Handler, context)
    proxy = Proxy(site, Tunnel)
    proxy.target = secure.port
    site.http = f"http://127.0.0.1:{plain.port}/mirror"
    site.https = f"https://127.0.0.1:{secure.port}/mirror"
    site.proxy = f"http://127.0.0.1:{proxy.port}"
    with ExitStack() as stack:
        for server in (plain, secure, proxy):
            stack.enter_context(serving(server))
        yield


# What goes wrong.


def cut(after: int) -> Fault:
    """Break the connection in the middle of a file."""

    def fault(handler: Handler, content: bytes) -> None:
        handler.answer(200, Content_Length=len(content))
        handler.wfile.write(content[:after])

    return fault


def status(number: int, **headers: object) -> Fault:
    """Answer with this status alone."""
    return lambda handler, _: handler.answer(number, **headers)


def instead(other: bytes) -> Fault:
    """Send something else."""
    return lambda handler, _: handler.send(other)


def trickle(handler: Handler, content: bytes) -> None:
    """Send a byte now and then, longer than anybody who counts would wait."""
    handler.answer(200, Content_Length=len(content))
    for byte in content[:100]:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.05)
    handler.wfile.write(content[100:])


def slowly(seconds: float) -> Fault:
    """Let the client wait before the second half."""

    def fault(handler: Handler, content: bytes) -> None:
        half = len(content) // 2
        handler.answer(200, Content_Length=len(content))
        handler.wfile.write(content[:half])
        time.sleep(seconds)
        handler.wfile.write(content[half:])

    return fault


def held(go: threading.Event) -> Fault:
    """Let the client wait before the second half until the test says so."""

    def fault(handler: Handler, content: bytes) -> None:
        half = len(content) // 2
        handler.answer(200, Content_Length=len(content))
        handler.wfile.write(content[:half])
        go.wait(20)
        handler.wfile.write(content[half:])

    return fault
