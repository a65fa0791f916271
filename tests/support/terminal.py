"""A terminal with a program in it, real keys in and the screen out, through tmux."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from typing import TYPE_CHECKING, TypeVar

import pytest

from support import user_home
from support.places import EDITORS, OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

WAIT_S = 60.0  # two busy cores start an editor and a server in it
PAUSE_S = 0.1
COLUMNS, LINES = 120, 36


class Terminal:
    """One program in one terminal. `home` is its working directory; nothing outside of it is written."""

    def __init__(self, program: str, arguments: list[str], home: Path, name: str) -> None:
        """Start it; `name` is for the screens that are kept."""
        if not (EDITORS / program).exists():
            pytest.fail("run tests/editors/install_terminal.sh first, or `make test-editors`")
        self.home = home
        self._name = name
        self._socket = f"kibitz-{os.getpid()}-{home.name}"[:60]
        environ = user_home.make(home) | {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        words = ["env", *(f"{key}={value}" for key, value in environ.items()), str(EDITORS / program)]
        command = shlex.join([*words, *arguments])
        size = ["-x", str(COLUMNS), "-y", str(LINES)]
        self._tmux("-f", "/dev/null", "new-session", "-d", *size, f"cd {shlex.quote(str(home))} && {command}")
        self._tmux("set-option", "-g", "escape-time", "0")

    def keys(self, *keys: str) -> None:
        """Press keys by their names in tmux, such as `Enter` or `C-x`."""
        for key in keys:
            self._tmux("send-keys", key)
            time.sleep(PAUSE_S)

    def type(self, text: str) -> None:
        """Type a text as it is."""
        self._tmux("send-keys", "-l", "--", text)
        time.sleep(PAUSE_S)

    def screen(self) -> str:
        """What a person sees; empty when the program has ended."""
        try:
            return self._tmux("capture-pane", "-p")
        except subprocess.CalledProcessError:
            return ""

    def shows(self, pattern: str, timeout_s: float = WAIT_S) -> str:
        """Wait until the screen matches; the line that does."""
        found = self.wait(
            f"{pattern!r} on the screen", lambda: re.search(pattern, self.screen(), re.MULTILINE), timeout_s
        )
        return found[0]

    def wait(self, what: str, ready: Callable[[], T | None], timeout_s: float = WAIT_S) -> T:
        """Poll until `ready` is true; what it waits for is in the failure, with the screen."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            if value := ready():
                return value
            time.sleep(PAUSE_S)
        pytest.fail(f"waited {timeout_s:.0f} s for {what}\n{self.screen()}")

    def keep_screen(self, moment: str) -> None:
        """Keep the screen as a text file, to be looked at after the run."""
        folder = OUTPUT / "terminal"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self._name}-{moment}.txt").write_text(self.screen() + "\n", "utf-8")

    def processes(self) -> list[str]:
        """The command lines of whatever was started here, children of children included."""
        return user_home.running(self.home)

    def close(self) -> None:
        """End the terminal and whatever is left in it."""
        subprocess.run([*self._command(), "kill-server"], capture_output=True, check=False)

    def _command(self) -> list[str]:
        return [str(EDITORS / "tmux"), "-L", self._socket]

    def _tmux(self, *words: str) -> str:
        return subprocess.run([*self._command(), *words], check=True, capture_output=True, text=True).stdout
