"""A headless Chromium, driven through `browser.mjs`. Knows nothing of what it shows."""

from __future__ import annotations

import json
import os
import select
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Value = TypeVar("Value")

STEP_S = 20  # one step of the user interface

NODE = "node/current/bin/node"


def wait_until(condition: Callable[[], Value | None], what: str, timeout_s: float = STEP_S) -> Value:
    """The first true value of `condition`."""
    deadline = time.monotonic() + timeout_s
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {timeout_s:.0f} s: {what}"
        time.sleep(0.05)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """The process of `browser.mjs`."""

    process: subprocess.Popen[bytes]

    def call(self, page: str, op: str, *, timeout_s: float = STEP_S, **arguments: object) -> Any:
        """Do one operation; AssertionError with Playwright's own words when it fails."""
        message = {"page": page, "op": op, "timeout": timeout_s * 1000, **arguments}
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()
        answer = json.loads(_read_line(self.process.stdout, timeout_s + 30))
        assert "error" not in answer, f"{op} {arguments}: {answer['error']}"
        return answer["value"]


@contextmanager
def run_browser(editors: Path) -> Iterator[Browser]:
    """A browser with no page; `editors` is what `install_vscode.sh` printed."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium is not None, "no chromium: run tests/editors/install_vscode.sh"
    script = Path(__file__).with_name("browser.mjs")
    playwright = editors / "playwright" / "node_modules" / "playwright-core"
    with subprocess.Popen(
        [editors / NODE, script, playwright, chromium],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as process:
        try:
            yield Browser(process=process)
        finally:
            assert process.stdin is not None
            process.stdin.close()  # it ends its browser and itself
            end(process)


def free_port() -> int:
    """A port of this machine on which nothing listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def end(process: subprocess.Popen[Any]) -> None:
    """End what was started here, politely first."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _read_line(stream: IO[bytes], timeout_s: float) -> bytes:
    """One line of an unbuffered pipe, or AssertionError: a browser that hangs must not hang the run."""
    line = b""
    while not line.endswith(b"\n"):
        assert select.select([stream], [], [], timeout_s)[0], "the browser does not answer"
        chunk = stream.readline()
        assert chunk, "the browser has gone"
        line += chunk
    return line
