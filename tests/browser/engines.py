"""One face for three engines: Chromium, Firefox and WebKit, each by what drives it without more.

Playwright drives Chromium. Debian has no geckodriver, and none is needed: Firefox itself speaks
WebDriver BiDi over a web socket. WebKit needs a display, which Xvfb gives without a screen.
Coordinates are those of the window.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests import browsers

KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Control": "\ue009"}
WRAPPED = "(async () => JSON.stringify((await (async () => {{ {} }})()) ?? null))()"


class Engine(ABC):
    """A window of an engine, 1000 pixels wide."""

    name: str
    evaluates_without_scripts = True

    @abstractmethod
    def goto(self, url: str) -> None: ...

    @abstractmethod
    def js(self, code: str) -> Any:
        """What the body of an asynchronous function returns in the page."""

    @abstractmethod
    def click(self, x: float, y: float) -> None: ...

    @abstractmethod
    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None: ...

    @abstractmethod
    def key(self, keys: str) -> None:
        """Press a key, or several at once: Control+a."""

    @abstractmethod
    def quit(self) -> None: ...

    def until(self, code: str, seconds: float = 3) -> Any:
        """What an expression is once it is true; its last value if it never is."""
        end = time.monotonic() + seconds
        while not (value := self.js(f"return {code}")) and time.monotonic() < end:
            time.sleep(0.05)
        return value


class Chromium(Engine):
    name = "chromium"

    def __init__(self, browser: Browser, scripts: bool = True) -> None:
        window = {"width": 1000, "height": 800}
        self.page = browser.new_page(viewport=window, java_script_enabled=scripts)

    def goto(self, url: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(url)

    def js(self, code: str) -> Any:
        return json.loads(self.page.evaluate(WRAPPED.format(code)))

    def click(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=4)
        self.page.mouse.move(to_x, to_y, steps=4)
        self.page.mouse.up()

    def key(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    def quit(self) -> None:
        self.page.close()


class _Driven(Engine):
    """What speaks WebDriver's language of actions."""

    def click(self, x: float, y: float) -> None:
        self._point(self._move(x, y), self._press(), self._release())

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        middle = self._move((x + to_x) / 2, (y + to_y) / 2, 60)
        end = self._move(to_x, to_y, 60)
        self._point(self._move(x, y), self._press(), middle, end, self._release())

    def key(self, keys: str) -> None:
        values = [KEYS.get(one, one) for one in keys.split("+")]
        down = [{"type": "keyDown", "value": value} for value in values]
        up = [{"type": "keyUp", "value": value} for value in reversed(values)]
        self._act({"type": "key", "id": "keys", "actions": [*down, *up]})

    def _point(self, *actions: dict[str, Any]) -> None:
        pointer = {"pointerType": "mouse"}
        self._act({"type": "pointer", "id": "m", "parameters": pointer, "actions": list(actions)})

    def _move(self, x: float, y: float, milliseconds: int = 0) -> dict[str, Any]:
        return {"type": "pointerMove", "x": round(x), "y": round(y), "duration": milliseconds}

    def _press(self) -> dict[str, Any]:
        return {"type": "pointerDown", "button": 0}

    def _release(self) -> dict[str, Any]:
        return {"type": "pointerUp", "button": 0}

    @abstractmethod
    def _act(self, source: dict[str, Any]) -> None: ...


class Firefox(_Driven):
    name = "firefox"
    evaluates_without_scripts = False  # it hangs

    SETTINGS = {
        "remote.active-protocols": 1,
        "remote.prefs.recommended": True,
        "focusmanager.testmode": True,
        "browser.aboutwelcome.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
        "browser.startup.page": 0,
        "app.update.enabled": False,
        "toolkit.telemetry.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "services.settings.server": "http://127.0.0.1:9/",
    }

    def __init__(self, scripts: bool = True) -> None:
        import websocket

        self.profile = Path(tempfile.mkdtemp(prefix="firefox-"))
        settings = {**self.SETTINGS, "javascript.enabled": scripts}
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in settings.items())
        (self.profile / "user.js").write_text("".join(lines), encoding="utf-8")
        with (self.profile / "log").open("w") as log:
            command = [browsers.firefox(), "--headless", "--no-remote", "--profile", self.profile]
            self.process = subprocess.Popen(
                [*command, "--remote-debugging-port", "0"], stdout=log, stderr=log
            )
        self.numbers = itertools.count(1)
        self.socket = websocket.create_connection(
            f"{self._address()}/session", timeout=30, suppress_origin=True
        )
        self._call("session.new", capabilities={})
        # In the first tab keys press no buttons.
        self.tab = self._call("browsingContext.create", type="tab")["context"]
        self._call("browsingContext.activate", context=self.tab)
        window = {"width": 1000, "height": 800}
        self._call("browsingContext.setViewport", context=self.tab, viewport=window)

    def _address(self) -> str:
        for _ in range(300):
            log = (self.profile / "log").read_text(errors="replace")
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", log):
                return found[1]
            time.sleep(0.1)
        raise RuntimeError("Firefox did not start: " + log[-500:])

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(self.socket.recv())).get("id") != number:
            pass  # an event
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['error']} {answer['message'][:300]}")
        return answer["result"]

    def goto(self, url: str) -> None:
        from websocket import WebSocketTimeoutException

        for one in ("about:blank", url):
            there = {"context": self.tab, "url": one, "wait": "complete"}
            try:
                self._call("browsingContext.navigate", **there)
            except WebSocketTimeoutException:  # too busy to answer: once more
                self._call("browsingContext.navigate", **there)

    def js(self, code: str) -> Any:
        answer = self._call(
            "script.evaluate",
            expression=WRAPPED.format(code),
            target={"context": self.tab},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def nodes(self, selector: str) -> list[dict[str, Any]]:
        """The elements of a kind; works without scripts too."""
        locator = {"type": "css", "value": selector}
        return self._call("browsingContext.locateNodes", context=self.tab, locator=locator)["nodes"]

    def click_on(self, node: dict[str, Any]) -> None:
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        self._point({**self._move(0, 0), "origin": origin}, self._press(), self._release())

    def _act(self, source: dict[str, Any]) -> None:
        self._call("input.performActions", context=self.tab, actions=[source])

    def quit(self) -> None:
        try:
            self._call("browser.close")
            self.process.wait(5)
        except Exception:  # whatever it says, it has to end
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


class WebKit(_Driven):
    name = "webkit"

    def __init__(self, scripts: bool = True) -> None:
        from selenium import webdriver
        from selenium.webdriver.webkitgtk.options import Options
        from selenium.webdriver.webkitgtk.service import Service

        driver, browser, xvfb = browsers.webkit() or ("", "", "")
        self.display, display = self._start(xvfb)
        options = Options()
        options.binary_location = browser
        options.add_argument("--automation")
        if not scripts:
            options.add_argument("--enable-javascript=false")
        service = Service(driver, env={**os.environ, "DISPLAY": display})
        self.driver = webdriver.WebKitGTK(options=options, service=service)
        self.driver.set_script_timeout(10)
        self.driver.set_window_size(1000, 880)

    @staticmethod
    def _start(xvfb: str) -> tuple[subprocess.Popen[bytes], str]:
        """A display of its own, on the first number that is free."""
        reading, writing = os.pipe()
        command = [xvfb, "-displayfd", str(writing), "-screen", "0", "1280x1024x24"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, pass_fds=[writing], stdout=quiet, stderr=quiet)
        os.close(writing)
        with os.fdopen(reading) as stream:
            return process, f":{stream.readline().strip()}"

    def goto(self, url: str) -> None:
        self.driver.get("about:blank")
        self.driver.get(url)

    def js(self, code: str) -> Any:
        answer = self.driver.execute_async_script(
            f"const done = arguments[0];"
            f"{WRAPPED.format(code)}.then(done, (wrong) => done('!' + wrong))"
        )
        if answer.startswith("!"):
            raise RuntimeError(answer)
        return json.loads(answer)

    def _move(self, x: float, y: float, milliseconds: int = 0) -> dict[str, Any]:
        return {**super()._move(x, y, milliseconds), "origin": "viewport"}

    def _act(self, source: dict[str, Any]) -> None:
        self.driver.execute("actions", {"actions": [source]})

    def quit(self) -> None:
        self.driver.quit()
        self.display.terminate()
        self.display.wait(10)


NAMES = [one.name for one in (Chromium, Firefox, WebKit)]
