"""`make serve`: the site at http://127.0.0.1:$PORT/, rebuilt when a page or the data changes."""

from __future__ import annotations

import os
import socket
import sys

HOST = "127.0.0.1"


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


def main() -> None:
    port = port_from(os.environ.get("PORT", "8000"))
    print(f"The site: http://{HOST}:{port}/ (stop with Ctrl-C)", flush=True)
    # --livereload is MkDocs' default, but newer releases of click lose it unless it is said.
    os.execv(sys.executable, [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", f"{HOST}:{port}"])


if __name__ == "__main__":
    main()
