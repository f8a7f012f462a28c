"""A server for the tests: compresses text as real ones do, and on request comes late or stalls."""

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

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
}


@lru_cache(maxsize=1024)
def compressed(path: Path) -> bytes:
    """A file as it is sent."""
    return gzip.compress(path.read_bytes(), 6)


class Server(http.server.ThreadingHTTPServer):
    """Serves folders under their names: {"": site} at the root, {"bare": other} below /bare/."""

    daemon_threads = True

    def __init__(
        self, folders: dict[str, Path], late: float = 0, stall_after: int | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folders, self.late, self.stall_after = folders, late, stall_after
        self.over, self.line = threading.Event(), threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a closed browser just hangs up
            super().handle_error(request, client_address)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        root, file = self._found()
        status = 200 if file.is_file() else 404
        file = file if file.is_file() else root / "404.html"
        page = file.suffix == ".html"
        try:
            if not page and self._waits_for_ever():
                return
            zipped = file.suffix != ".png"
            body = compressed(file) if zipped else file.read_bytes()
            self._head(status, file.suffix, len(body), zipped)
            self.wfile.write(body[: self.server.stall_after])
            if self.server.stall_after is not None and len(body) > self.server.stall_after:
                self.wfile.flush()
                self.server.over.wait(60)
        except ConnectionError:
            pass  # the browser has what it wanted

    def _found(self) -> tuple[Path, Path]:
        """The folder that is asked, and the file in it that may be there."""
        path = unquote(urlsplit(self.path).path).lstrip("/")
        first, _, rest = path.partition("/")
        folders = self.server.folders
        root, path = (folders[first], rest) if first and first in folders else (folders[""], path)
        file = root / path
        return root, file / "index.html" if file.is_dir() else file

    def _waits_for_ever(self) -> bool:
        """What is not a page comes late, one after the other, or not at all while all stalls."""
        if self.server.stall_after is not None:
            return self.server.over.wait(60) or True
        if self.server.late:
            with self.server.line:
                time.sleep(self.server.late)
        return False

    def _head(self, status: int, suffix: str, length: int, zipped: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", KINDS.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(length))
        self.send_header("Cache-Control", "no-store" if self.server.late else "max-age=600")
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serving(
    folders: dict[str, Path], late: float = 0, stall_after: int | None = None
) -> Iterator[str]:
    """The address of a server while it runs; what is no page comes `late` seconds after."""
    server = Server(folders, late, stall_after)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.address
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
