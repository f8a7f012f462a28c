"""A server that compresses text as real ones do; on request it stalls within the first page or is late."""

from __future__ import annotations

import gzip
import http.server
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript",
         ".json": "application/json", ".png": "image/png", ".xml": "application/xml"}


@lru_cache(maxsize=256)
def compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9)


class Server(http.server.ThreadingHTTPServer):
    """Serves folders under their names: {"": site} at the root, {"bare": other} below /bare/."""

    daemon_threads = True

    def __init__(self, folders: dict[str, Path], stall_after: int | None = None, late: float = 0):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folders, self.stall_after, self.late = folders, stall_after, late
        self.over, self.line = threading.Event(), threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a browser that is closed just hangs up
            super().handle_error(request, client_address)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:  # noqa: N802 (the library's own name)
        path = unquote(urlsplit(self.path).path).lstrip("/")
        first, _, rest = path.partition("/")
        if first in self.server.folders and first:
            root, path = self.server.folders[first], rest
        else:
            root = self.server.folders[""]
        file = root / path
        if file.is_dir():
            file = file / "index.html"
        status = 200 if file.is_file() else 404
        file = file if file.is_file() else root / "404.html"
        zipped = file.suffix != ".png"
        body = compressed(file) if zipped else file.read_bytes()
        page = file.suffix == ".html"
        try:
            if self.server.stall_after is not None and not page:
                self.server.over.wait(60)  # nothing else arrives
                return
            if self.server.late and not page:
                with self.server.line:  # one after the other
                    time.sleep(self.server.late)
            self.send_response(status)
            self.send_header("Content-Type", KINDS.get(file.suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store" if self.server.late else "max-age=600")
            if zipped:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body[: self.server.stall_after])
            if self.server.stall_after is not None and len(body) > self.server.stall_after:
                self.wfile.flush()
                self.server.over.wait(60)
        except ConnectionError:
            pass  # the browser has what it wanted

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serving(folders: dict[str, Path], stall_after: int | None = None, late: float = 0) -> Iterator[str]:
    """The address of a server while it runs; what is not a page comes that many seconds late, and is not kept."""
    server = Server(folders, stall_after, late)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.address
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
