"""`make serve`: the site at http://127.0.0.1:$PORT/, rebuilt when a page, the data or the code changes.

Each build is a process of its own into a new folder, and is shown only when it is complete: a broken
edit, or a crash, leaves the last good site where it is, with the mistake written across it.
"""

from __future__ import annotations

import http.server
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from html import escape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

HOST = "127.0.0.1"
WATCHED = ("docs", "data", "explainer", "mkdocs.yml")
LONGEST_BUILD = 120  # seconds
_LOOK_EVERY = 0.4  # seconds
_STATE = "/.preview"  # what a page asks to learn whether there is something newer than itself
_SCRIPT = """<script>
setInterval(async () => {
  if (document.hidden) return
  const answer = await fetch("%s").then(found => found.text(), () => "%s")
  if (answer !== "%s") location.reload()
}, 700)
</script>"""
_MISTAKE = """<div role="alert" data-preview-mistake
style="position:fixed;z-index:99;inset:auto 0 0;max-height:50vh;
overflow:auto;padding:1rem;background:#7a1512;color:#fff;font:15px/1.5 monospace;
white-space:pre-wrap;overflow-wrap:anywhere"
><strong>%s</strong>\n%s</div>"""


def port_from(text: str) -> int:
    """The port to serve at. Exits with one line when it is not a port or not free."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        sys.exit(f'PORT="{text}" is not a port; use a number from 1 to 65535, such as PORT=9000 make serve')
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server just stopped is no obstacle
        try:
            probe.bind((HOST, port))
        except OSError as error:
            other = port + 1000 if port + 1000 <= 65535 else 8000
            sys.exit(f"Port {port} cannot be used ({error.strerror}); stop what runs there, "
                     f"or take another: PORT={other} make serve")
    return port


class Preview:
    """The last good site, and what is wrong with the newest edit."""

    def __init__(self, folder: Path, address: str):
        self.folder, self.address = folder, address
        self.site: Path | None = None
        self.mistake = ""
        self.builds = 0

    @property
    def state(self) -> str:
        """Differs whenever a page should be loaded again; no other run of the server has the same."""
        return f"{self.folder.name}-{self.builds}"

    def build(self) -> None:
        """Build the site as it is now; show it if it is complete, or else its mistakes."""
        new = self.folder / str(self.builds + 1)
        environment = {**os.environ, "PREVIEW": "1", "SITE_URL": self.address,
                       "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
        try:
            done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--site-dir", new], env=environment,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                  timeout=LONGEST_BUILD, check=False)
            told, good = _told(done.stdout), done.returncode == 0
        except subprocess.TimeoutExpired:
            told, good = f"The build did not end within {LONGEST_BUILD} seconds and was stopped.", False
        if told:
            print(told, flush=True)
        if good:
            print(f"[{time.strftime('%H:%M:%S')}] The site is up to date", flush=True)
            old, self.site, self.mistake = self.site, new, ""
        else:
            print(f"[{time.strftime('%H:%M:%S')}] Not built; it is tried again when a file changes", flush=True)
            old, self.mistake = new, told or "The build stopped without a word."
        self.builds += 1
        if old:
            shutil.rmtree(old, ignore_errors=True)

    def follow(self) -> None:
        """Build now, and again whenever a file has changed and then been left alone for a moment."""
        built = None
        while True:
            now = _stamps()
            if now != built:
                time.sleep(_LOOK_EVERY if built else 0)
                if now == _stamps():
                    self.build()
                    built = now
            else:
                time.sleep(_LOOK_EVERY)


def _stamps() -> dict[str, tuple[int, int]]:
    """What changes when a watched file does."""
    found = {}
    for name in WATCHED:
        for path in (Path(name), *Path(name).rglob("*")):
            try:
                if path.is_file() and path.suffix != ".pyc":
                    found[str(path)] = (path.stat().st_mtime_ns, path.stat().st_size)
            except OSError:
                pass  # an editor's passing file
    return found


def _told(output: str) -> str:
    """What a build says, without MkDocs' own account of its work."""
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith(("INFO", "DEBUG"))]
    return "\n".join(re.sub(r"^(ERROR|WARNING) +-  +", "", line) for line in lines)


def handler_for(preview: Preview) -> type[http.server.SimpleHTTPRequestHandler]:
    """The request handler of a preview."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 (the base class's own name)
            path = urlsplit(self.path).path
            if path == _STATE:
                return self.answer(preview.state.encode(), "text/plain")
            state, mistake, site = preview.state, preview.mistake, preview.site
            if site is None:
                title = "The site cannot be built yet" if mistake else "Building …"
                page = f"<!doctype html><title>{title}</title><h1>{title}</h1>"
                return self.page(page, state, mistake, HTTPStatus.SERVICE_UNAVAILABLE)
            self.directory = str(site)
            file = Path(self.translate_path(self.path))
            if file.is_dir() and path.endswith("/"):
                file /= "index.html"
            if file.suffix == ".html" or not file.exists():
                try:
                    found = file.is_file()
                    text = (file if found else site / "404.html").read_text(encoding="utf-8")
                except OSError:  # the folder went while it was read; the next request finds the new one
                    return self.page("", state, mistake, HTTPStatus.SERVICE_UNAVAILABLE)
                return self.page(text, state, mistake, HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
            super().do_GET()

        def page(self, html: str, state: str, mistake: str, status: HTTPStatus) -> None:
            lead = "Your last edit has a mistake. This is the last good site:" if preview.site else "Mend this first:"
            shown = _MISTAKE % (lead, escape(mistake)) if mistake else ""
            before, end, after = html.rpartition("</body>")
            script = _SCRIPT % (_STATE, state, state)
            self.answer((f"{before}{shown}{script}{end}{after}" if end else f"{html}{shown}{script}").encode(),
                        "text/html; charset=utf-8", status)

        def answer(self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def end_headers(self) -> None:
            self.send_header("Cache-Control", "no-store")
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass  # a browser that left


def main() -> None:
    """Serve until Ctrl-C."""
    port = port_from(os.environ.get("PORT", "8000"))
    address = f"http://{HOST}:{port}/"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:
        preview = Preview(Path(folder), address)
        with _Server((HOST, port), handler_for(preview)) as server:
            print(f"The site: {address} (stop with Ctrl-C)", flush=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                preview.follow()
            except KeyboardInterrupt:
                print("Stopped", flush=True)


if __name__ == "__main__":
    main()
