"""A real Kate on a screen of its own: real keys in, and out comes what it saves."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from support import user_home
from support.browser import end, wait_until
from support.places import OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

SHOTS = OUTPUT / "kate"
OUTPUT_BUTTON = ("30", "495")  # of a window of the size that Kate has on an empty screen
START_S = 60  # a desktop program and a server in it, on two busy cores
POPUP_S = 5

# The question whether Kate may start the server was answered before.
KATERC = """\
[General]
Startup Session=new
Show welcome view for new window=false
[Kate Plugins]
lspclientplugin=true
[lspclient]
AllowedServerCommandLines={kibitz} serve
"""


class Kate:
    """One window with one file."""

    def __init__(self, file: Path, home: Path, environ: Mapping[str, str]) -> None:
        self.file = file
        self._home = home
        self._environ = environ

    def press(self, *keys: str) -> None:
        """Press keys by their names in X, such as `ctrl+End`."""
        for key in keys:
            self._xdotool("key", key)

    def type(self, text: str) -> None:
        """Real key presses, at the pace of a quick typist."""
        self._xdotool("type", "--delay", "60", text)

    def opens_popup(self, key: str, *, n_windows: int = 1) -> bool:
        """Whether a menu comes up at this key; of two windows when what is chosen is explained beside it."""
        self.press("Escape")  # a menu of before
        before = self._windows()
        self.press(key)
        deadline = time.monotonic() + POPUP_S
        while time.monotonic() < deadline:
            if len(self._windows() - before) >= n_windows:
                return True
            time.sleep(0.05)
        return False

    def saved(self) -> str:
        """Save; the text of the file."""
        self.press("ctrl+s")
        time.sleep(0.3)
        return self.file.read_text()

    def becomes(self, text: str, act: Callable[[], object] = lambda: None) -> None:
        """Act and save until the file has this text."""

        def holds() -> bool:
            act()
            return self.saved() == text

        wait_until(holds, f"the text in the file:\n{text}", START_S)

    def shot(self, name: str) -> None:
        """Keep what is to be seen now."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        command = ["import", "-window", "root", SHOTS / f"{name}.png"]
        subprocess.run(command, env=self._environ, check=True, timeout=20)

    def shows_output(self) -> None:
        """Open the view at the bottom, where messages and progress are."""
        self._xdotool("mousemove", *OUTPUT_BUTTON, "click", "1")

    def documents(self) -> list[str]:
        """What Kibitz wrote for reading."""
        return [file.read_text() for file in (self._home / "kibitz/cache/documents").glob("*.md")]

    def processes(self) -> list[str]:
        """What runs of it: Kate, its bus, Kibitz."""
        return user_home.running(self._home)

    def _windows(self) -> set[str]:
        return set(self._xdotool("search", "--onlyvisible", "--class", "kate").split())

    def _xdotool(self, *words: str) -> str:
        command = ["xdotool", *words]
        done = subprocess.run(
            command, env=self._environ, check=False, capture_output=True, text=True, timeout=30
        )
        return done.stdout


@contextmanager
def run_kate(file: Path, home: Path) -> Iterator[Kate]:
    """Open `file` in a Kate whose settings are below `home`, and end it."""
    environ = {**os.environ, **user_home.make(home)}
    katerc = home / ".config/katerc"
    katerc.write_text(KATERC.format(kibitz=home / "bin/kibitz"))
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1200x760x24", "-nolisten", "tcp"]
    with subprocess.Popen(screen, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as xvfb:
        assert xvfb.stdout is not None
        environ |= {
            "DISPLAY": f":{xvfb.stdout.readline().strip()}",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "QT_QPA_PLATFORM": "xcb",
            "XDG_RUNTIME_DIR": str(home / "run"),
        }
        command = ["dbus-run-session", "--", "kate", "--new", "--block", str(file)]
        process = subprocess.Popen(
            command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home
        )
        kate = Kate(file, home, environ)
        try:
            wait_until(lambda: any("-m kibitz" in each for each in kate.processes()), "Kibitz runs", START_S)
            yield kate
        finally:
            end(process)
            end(xvfb)
