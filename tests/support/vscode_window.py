"""One window of VS Code, as a person sees and uses it."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any

from support.browser import STEP_S, Browser, wait_until
from support.code_server import START_S, CodeServer
from support.notebook import notebook
from support.places import OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOTS = OUTPUT / "vscode"

WATCHER_S = 8  # a change on disk is in the explorer; watching is the last thing that a window begins
MODEL_S = 90  # a first answer: the model comes from a cold disk, on two cores that the editor uses too

EDITOR = ".editor-group-container.active .view-line"
CELL = ".notebookOverlay .code-cell-row .monaco-editor"
GHOST = ".monaco-editor [class*='ghost-text']"
STATUS = ".statusbar-item[id$='kibitz.status']"
EXPLORER = ".explorer-folders-view"
EXPLORER_ICON = ".activitybar .action-label[aria-label^='Explorer']"
EXPLORER_ROW = f"{EXPLORER} .monaco-list-row"
QUICK_INPUT = ".quick-input-widget input[type=text]"
QUICK_ROW = ".quick-input-list .monaco-list-row"
TOAST = ".notification-toast"


class Window:
    """One VS Code window on a folder of its own."""

    def __init__(self, browser: Browser, code: CodeServer, folder: Path) -> None:
        self.browser = browser
        self.code = code
        self.folder = folder
        self.name = folder.name
        self.other_servers = code.servers()

    def call(self, op: str, *, timeout_s: float = STEP_S, **arguments: object) -> Any:
        return self.browser.call(self.name, op, timeout_s=timeout_s, **arguments)

    def open(self, *, trust: bool = True) -> None:
        """Open the window and answer the question of trust."""
        url = f"http://127.0.0.1:{self.code.port}/?folder={self.folder}"
        self.call("open", name=self.name, url=url, timeout_s=START_S)
        self.wait(".monaco-workbench", timeout_s=START_S)
        answer = "Yes, I trust the authors" if trust else "No, I don't trust the authors"
        self.click(".monaco-dialog-box .monaco-button", text=answer, timeout_s=START_S)
        self.wait(STATUS, timeout_s=START_S)

    def close(self) -> None:
        self.call("close")

    def wait(
        self, selector: str, *, text: str | None = None, gone: bool = False, timeout_s: float = STEP_S
    ) -> None:
        """Wait until something is to be seen, or no longer."""
        self.call(
            "wait", **_wanted(selector, text), state="hidden" if gone else "visible", timeout_s=timeout_s
        )

    def wait_text(
        self, text: str, *, selector: str = EDITOR, length: int = 0, timeout_s: float = STEP_S
    ) -> str:
        """Wait until an editor shows a text and so many characters in all; returns what it shows."""
        return self.call("waitText", selector=selector, text=text, length=length, timeout_s=timeout_s)

    def click(self, selector: str, *, text: str | None = None, timeout_s: float = STEP_S) -> None:
        self.call("click", **_wanted(selector, text), timeout_s=timeout_s)

    def wait_frame(self, selector: str, *, text: str | None = None, timeout_s: float = STEP_S) -> None:
        """Wait until something is to be seen in a webview."""
        self.call("waitFrame", **_wanted(selector, text), timeout_s=timeout_s)

    def click_frame(self, selector: str, *, text: str | None = None) -> None:
        self.call("clickFrame", **_wanted(selector, text))

    def texts_frame(self, selector: str) -> list[str]:
        """What is to be read in a webview."""
        return self.call("textsFrame", selector=selector)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.call("press", keys=key)

    def type(self, text: str) -> None:
        """Real key presses, at the pace of a quick typist."""
        self.call("type", text=text, delay=30)

    def texts(self, selector: str) -> list[str]:
        return self.call("texts", selector=selector)

    def shot(self, name: str) -> None:
        """Keep what is to be seen now."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.call("screenshot", path=str(SHOTS / f"{name}.png"))

    def open_file(self, name: str, text: str) -> Path:
        """Write a file of the workspace, open it and put the cursor at its end."""
        file = self._open_tab(name, text)
        self.wait(".monaco-editor.focused")
        self.press("Control+End")
        return file

    def open_notebook(self, name: str, *cells: str) -> Path:
        """Write a notebook of the workspace, open it and put the cursor into its last cell."""
        file = self._open_tab(name, notebook(*cells))
        cell = f"{CELL}[data-uri*='{name}']"
        self.wait(cell)
        self.click(f"{cell} >> nth=-1")
        self.wait(f"{cell}.focused")
        return file

    def _open_tab(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_text(text)
        if not self.texts(EXPLORER):  # another view is in the side bar
            self.click(EXPLORER_ICON)
        try:
            self.wait(EXPLORER_ROW, text=name, timeout_s=WATCHER_S)
        except AssertionError:  # written before the window had begun to watch its folder
            self.command("Refresh Explorer")
            self.wait(EXPLORER_ROW, text=name)
        self.call("doubleClick", selector=EXPLORER_ROW, text=name)
        self.wait(f".tab.active[data-resource-name='{name}']")
        return file

    def ghost_text(self, typed: str) -> str:
        """Type and wait for ghost text; returns it.

        VS Code builds its part for ghost text when it is idle, up to five seconds after the first editor of a
        window, and misses what was typed before. A person goes on typing, and so does this.
        """
        self.type(typed)
        deadline = time.monotonic() + MODEL_S
        while True:
            try:
                self.wait(GHOST, timeout_s=8)
                return "".join(self.texts(GHOST)).replace("\u00a0", " ")
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
            self.press("Backspace")
            self.type(typed[-1])

    def tick_all(self, panel: str) -> None:
        """Tick every box of a review that is not ticked."""
        self.call("tickAll", selector=f"{panel} .monaco-checkbox")

    def command(self, title: str) -> None:
        """Run a command from the palette."""
        self.press("F1")
        self.wait(QUICK_INPUT)
        self.call("fill", selector=QUICK_INPUT, text=f">{title}")
        self.click(QUICK_ROW, text=title)

    def set_workspace(self, settings: dict[str, object]) -> None:
        """Write the settings of the workspace, as its settings editor does."""
        file = self.folder / ".vscode" / "settings.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(settings))

    def wait_status(self, icon: str, *, timeout_s: float = START_S) -> None:
        """The status bar shows this icon; `sparkle` says that all is well."""
        self.wait(f"{STATUS} .codicon-{icon}", timeout_s=timeout_s)

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for something that is not to be seen in the window."""
        wait_until(condition, what, START_S)

    def save(self) -> None:
        self.press("Control+s")
        self.wait(".tab.active.dirty", gone=True)

    def open_menu(self) -> None:
        """Click the status bar item."""
        self.click(STATUS)

    def choose(self, label: str) -> None:
        """Click an entry of a list that came up at the top."""
        self.click(QUICK_ROW, text=label)

    def toast(self, message: str, *, button: str) -> None:
        """Wait for a notification and press one of its buttons."""
        self.wait(TOAST, text=message)
        self.click(f"{TOAST} .monaco-button", text=button)

    def wait_ghost(self, *, gone: bool = False, timeout_s: float = STEP_S) -> None:
        self.wait(GHOST, gone=gone, timeout_s=timeout_s)

    def servers(self) -> set[int]:
        """The server processes of this window, if it was the last to be opened."""
        return self.code.servers() - self.other_servers

    def server(self) -> int:
        pids = self.servers()
        assert len(pids) == 1, f"one server per window, found {len(pids)}"
        return pids.pop()

    def kill_server(self) -> None:
        """End it as the kernel does when memory runs out, and wait until the window has noticed."""
        os.kill(self.server(), signal.SIGKILL)
        self.wait(f"{STATUS} .codicon-sparkle", gone=True)

    def wait_other_server(self, before: int) -> None:
        """Another process than `before` runs, is the only one and is ready."""

        def is_other() -> bool:
            pids = self.servers()
            return len(pids) == 1 and before not in pids

        wait_until(is_other, "another server runs", START_S)
        self.wait_status("sparkle")


def _wanted(selector: str, text: str | None) -> dict[str, Any]:
    return {"selector": selector} | ({"text": text} if text is not None else {})
