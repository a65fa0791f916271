"""A real JupyterLab with jupyterlab-lsp, a notebook in it, and a browser that looks at it."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from support import user_home
from support.browser import STEP_S, Browser, end, free_port, wait_until
from support.notebook import notebook
from support.places import EDITORS, OUTPUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_S = 90  # of a Python server, a notebook, a kernel and Kibitz, on two busy cores
SHOTS = OUTPUT / "jupyterlab"

NOTEBOOKS = "notebooks"

SETTINGS = ".jupyter/lab/user-settings"
NEWS = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
LANGUAGE_SERVERS = "@jupyter-lsp/jupyterlab-lsp/plugin.jupyterlab-settings"

CELL = ".jp-Notebook .jp-Cell"
MENU = ".jp-Completer:not(.lm-mod-hidden) .jp-Completer-item"


class Lab:
    """One JupyterLab with one notebook open."""

    def __init__(self, browser: Browser, home: Path, port: int) -> None:
        self.browser = browser
        self.home = home
        self.port = port
        self.page = ""

    @property
    def folder(self) -> Path:
        """The one it serves."""
        return self.home / NOTEBOOKS

    def call(self, op: str, *, timeout_s: float = STEP_S, **arguments: object) -> Any:
        return self.browser.call(self.page, op, timeout_s=timeout_s, **arguments)

    def open(self, name: str, *cells: str) -> None:
        """Write a notebook, open it in a page of its own and wait until Kibitz has it."""
        (self.folder / name).write_text(notebook(*cells))
        self.close()
        self.page = name
        url = f"http://127.0.0.1:{self.port}/lab/tree/{name}?reset"  # no tab of before
        self.call("open", name=self.page, url=url, timeout_s=START_S)
        self.wait(f"{CELL} .cm-content", timeout_s=START_S)
        self.wait(".lsp-statusbar-item", text="Fully initialized", timeout_s=START_S)

    def close(self) -> None:
        """Close the page that is open."""
        if self.page:
            self.call("close")
        self.page = ""

    def wait(self, selector: str, *, text: str | None = None, timeout_s: float = STEP_S) -> None:
        """Wait until something is to be seen."""
        wanted: dict[str, Any] = {"selector": selector} | ({"text": text} if text is not None else {})
        self.call("wait", **wanted, state="visible", timeout_s=timeout_s)

    def click(self, selector: str, *, text: str | None = None) -> None:
        wanted: dict[str, Any] = {"selector": selector} | ({"text": text} if text is not None else {})
        self.call("click", **wanted)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.call("press", keys=key)

    def type(self, text: str) -> None:
        """Real key presses, at the pace of a quick typist."""
        self.call("type", text=text, delay=30)

    def type_in_cell(self, number: int, text: str) -> None:
        """Click a cell, the first one is 1, and type at its end."""
        self.click(f"{CELL}:nth-child({number}) .cm-content")
        self.press("Control+End")
        self.type(text)

    def cell(self, number: int) -> str:
        """The text of a cell as it is shown."""
        return "\n".join(self.call("texts", selector=f"{CELL}:nth-child({number}) .cm-line"))

    def menu(self) -> list[str]:
        """What the completion menu offers; empty when it is closed."""
        return self.call("texts", selector=MENU)

    def change_settings(self, settings: dict[str, Any]) -> None:
        """Write Kibitz' settings in the settings editor, as JSON, and come back to the notebook."""
        self.press("Control+,")
        self.click("jp-button[data-command='settingeditor:open-json']")
        self.click(".jp-PluginList [data-id='@jupyter-lsp/jupyterlab-lsp:plugin']:visible")
        self.click(".jp-SettingsRawEditor-user .cm-content")
        self.press("Control+a")
        text = json.dumps(_user_settings(settings))
        self.call("insert", text=text)
        self.click("jp-button[data-command='settingeditor:save']")
        file = self.home / SETTINGS / LANGUAGE_SERVERS
        wait_until(lambda: file.read_text() == text, "the settings in their file")
        self.shot("settings")
        self.click(".lm-DockPanel-tabBar .lm-TabBar-tab", text=".ipynb")

    def shot(self, name: str) -> None:
        """Keep what is to be seen now."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.call("screenshot", path=str(SHOTS / f"{name}.png"))

    def quit(self) -> None:
        """File, Shut Down; it asks once."""
        self.click(".lm-MenuBar-itemLabel", text="File")
        self.click(".lm-Menu-item[data-command='filemenu:shutdown']")
        self.click(".jp-Dialog button", text="Shut Down")

    def processes(self) -> list[str]:
        """What runs of it: JupyterLab, kernels, Kibitz."""
        return user_home.running(self.home)


@contextmanager
def run_lab(browser: Browser, home: Path, settings: dict[str, Any]) -> Iterator[Lab]:
    """Start a JupyterLab in `home` and end it.

    Args:
        settings: Kibitz' settings, as a user writes them in the settings editor.
    """
    program = EDITORS / "jupyterlab/bin/jupyter-lab"
    assert program.exists(), "run tests/editors/install_jupyterlab.sh first, or `make test-editors`"
    user_home.setup("jupyterlab", home)
    _write_json(home / SETTINGS / NEWS, {"fetchNews": "false", "checkForUpdates": False})
    _write_json(home / SETTINGS / LANGUAGE_SERVERS, _user_settings(settings))
    (home / NOTEBOOKS).mkdir()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    port = free_port()
    options = [
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
    ]
    SHOTS.mkdir(parents=True, exist_ok=True)
    with (SHOTS / "jupyterlab.log").open("wb") as log:
        process = subprocess.Popen(
            [program, *options, "--IdentityProvider.token="],
            cwd=home / NOTEBOOKS,
            env=environ | user_home.make(home),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: _is_up(port), "JupyterLab is up", START_S)
        lab = Lab(browser, home, port)
        yield lab
        lab.close()
    finally:
        end(process)


def _user_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """What stands in the settings editor, below Language Servers."""
    dotted = {f"kibitz.{name}": value for name, value in settings.items()}
    return {"language_servers": {"kibitz": {"serverSettings": dotted}}}


def _write_json(file: Path, value: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value))


def _is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
