"""A headless Chromium, driven through `editors/vscode/browser.mjs`. Knows nothing of what it shows."""

from __future__ import annotations

import json
import select
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

Value = TypeVar("Value")

STEP_S = 20  # one step of the user interface


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


def _read_line(stream: IO[bytes], timeout_s: float) -> bytes:
    """One line of an unbuffered pipe, or AssertionError: a browser that hangs must not hang the run."""
    line = b""
    while not line.endswith(b"\n"):
        assert select.select([stream], [], [], timeout_s)[0], "the browser does not answer"
        chunk = stream.readline()
        assert chunk, "the browser has gone"
        line += chunk
    return line
