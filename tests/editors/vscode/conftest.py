"""A real VS Code (code-server) with the packaged extension, and a browser that looks at it.

One editor and one browser for the whole run; every test opens its own file or window. Nothing sleeps: each
step waits for what a person would see, up to a deadline. A failure leaves a screenshot beside those of the
tests.

Environment:
    KIBITZ_HOME             its models are used, and nothing else of it
    KIBITZ_VSIX             the package to test; default: what `make vsix` made
    KIBITZ_SERVER           the `kibitz` program; default: the one beside this Python
    KIBITZ_EDITORS_CACHE    see ../install_vscode.sh
    KIBITZ_TEST_OUTPUT      screenshots and logs go to `vscode` in it; default .cache/tests
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import pytest

from kibitz.storage.paths import user_paths

Value = TypeVar("Value")

REPOSITORY = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
EXTENSION = REPOSITORY / "clients" / "vscode"
OUTPUT = Path(os.environ.get("KIBITZ_TEST_OUTPUT") or REPOSITORY / ".cache" / "tests") / "vscode"

START_S = 60  # a cold workbench on two busy cores
STEP_S = 20  # one step of the user interface
MODEL_S = (
    90  # a first answer: the model is loaded from a cold disk, on two cores that the editor uses as well
)

MODEL = "local/qwen2.5-coder-0.5b"  # the one that `make test` fetches

TEST_S = 400  # the first test of a file opens the window, the first of all starts the editor and the model

EDITOR = ".editor-group-container.active .view-line"
GHOST = ".monaco-editor [class*='ghost-text']"
STATUS = ".statusbar-item[id$='kibitz.status']"
EXPLORER_ROW = ".explorer-folders-view .monaco-list-row"
QUICK_INPUT = ".quick-input-widget input[type=text]"
QUICK_ROW = ".quick-input-list .monaco-list-row"
TOAST = ".notification-toast"

USER_SETTINGS = {
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "extensions.verifySignature": False,
    "workbench.startupEditor": "none",
    "security.workspace.trust.startupPrompt": "always",
    "workbench.enableExperiments": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": True,
    **{f"kibitz.models.{job}": MODEL for job in ("completion", "edit", "chat")},
    "editor.minimap.enabled": False,
    "files.autoSave": "off",
    "git.enabled": False,
    # Words of the document would fill the menu and hide the ghost text behind it.
    "editor.quickSuggestions": {"other": "off", "comments": "off", "strings": "off"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a real editor."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.editor)
            item.add_marker(pytest.mark.timeout(TEST_S))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeServer:
    """One code-server process; every window is a browser page on it."""

    port: int
    process: subprocess.Popen[bytes]
    run_id: str
    data: Path
    exthost_results: Path

    def servers(self) -> set[int]:
        """The `kibitz serve` processes of this run."""
        return {pid for pid, words in _kibitz_processes(self.run_id) if "serve" in words}


def _kibitz_processes(run_id: str) -> Iterator[tuple[int, list[str]]]:
    """Pid and command line of every Python that runs Kibitz and inherited the mark of this run."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if f"KIBITZ_TEST_RUN={run_id}".encode() not in (entry / "environ").read_bytes().split(b"\0"):
                continue
            words = (entry / "cmdline").read_bytes().decode().split("\0")
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue  # ended meanwhile, or another user's
        if state != "Z" and any(Path(word).name == "kibitz" for word in words):
            yield int(entry.name), words


class Window:
    """One VS Code window on a folder of its own."""

    def __init__(self, browser: Browser, code: CodeServer, folder: Path) -> None:
        self.browser = browser
        self.code = code
        self.folder = folder
        self.name = folder.name

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
        wanted = {"selector": selector} | ({"text": text} if text is not None else {})
        self.call("wait", **wanted, state="hidden" if gone else "visible", timeout_s=timeout_s)

    def wait_text(
        self, text: str, *, selector: str = EDITOR, length: int = 0, timeout_s: float = STEP_S
    ) -> str:
        """Wait until an editor shows a text and so many characters in all; returns what it shows."""
        return self.call("waitText", selector=selector, text=text, length=length, timeout_s=timeout_s)

    def click(self, selector: str, *, text: str | None = None, timeout_s: float = STEP_S) -> None:
        wanted = {"selector": selector} | ({"text": text} if text is not None else {})
        self.call("click", **wanted, timeout_s=timeout_s)

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
        OUTPUT.mkdir(parents=True, exist_ok=True)
        self.call("screenshot", path=str(OUTPUT / f"{name}.png"))

    def open_file(self, name: str, text: str) -> Path:
        """Write a file of the workspace, open it and put the cursor at its end."""
        file = self.folder / name
        file.write_text(text)
        self.wait(EXPLORER_ROW, text=name)
        self.call("doubleClick", selector=EXPLORER_ROW, text=name)
        self.wait(f".tab.active[data-resource-name='{name}']")
        self.wait(".monaco-editor.focused")
        self.press("Control+End")
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

    def choose(self, label: str) -> None:
        """Click an entry of a list that came up at the top."""
        self.click(QUICK_ROW, text=label)

    def toast(self, message: str, *, button: str) -> None:
        """Wait for a notification and press one of its buttons."""
        self.wait(TOAST, text=message)
        self.click(f"{TOAST} .monaco-button", text=button)

    def wait_ghost(self, *, gone: bool = False, timeout_s: float = STEP_S) -> None:
        self.wait(GHOST, gone=gone, timeout_s=timeout_s)

    def server(self) -> int:
        """The process of this window's server; only one window is open at a time."""
        pids = self.code.servers()
        assert len(pids) == 1, f"one server per window, found {len(pids)}"
        return pids.pop()

    def kill_server(self) -> None:
        """End it as the kernel does when memory runs out, and wait until the window has noticed."""
        os.kill(self.server(), signal.SIGKILL)
        self.wait(f"{STATUS} .codicon-sparkle", gone=True)

    def wait_other_server(self, before: int) -> None:
        """Another process than `before` runs, is the only one and is ready."""

        def is_other() -> bool:
            pids = self.code.servers()
            return len(pids) == 1 and before not in pids

        wait_until(is_other, "another server runs", START_S)
        self.wait_status("sparkle")


@pytest.fixture(scope="session")
def editors() -> Path:
    """Where code-server, Node and Playwright are."""
    script = REPOSITORY / "tests" / "editors" / "install_vscode.sh"
    output = subprocess.run([script], check=True, stdout=subprocess.PIPE, text=True).stdout
    return Path(output.strip().splitlines()[-1])


@pytest.fixture(scope="session")
def node(editors: Path) -> Path:
    return editors / "node" / "current" / "bin" / "node"


@pytest.fixture(scope="session")
def vsix() -> Path:
    """The packaged extension."""
    package = Path(os.environ.get("KIBITZ_VSIX") or EXTENSION / "kibitz.vsix")
    assert package.is_file(), f"no {package}: run `make vsix`"
    return package


@pytest.fixture(scope="session")
def code(
    editors: Path, node: Path, vsix: Path, exthost_vsix: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CodeServer]:
    """A running code-server with the extension in it."""
    data = tmp_path_factory.mktemp("code-server")
    server = os.environ.get("KIBITZ_SERVER") or str(Path(sys.executable).with_name("kibitz"))
    assert Path(server).is_file(), f"no server at {server}: install this project, or set KIBITZ_SERVER"
    home = data / "home"
    (home / "kibitz" / "data").mkdir(parents=True)
    (home / "kibitz" / "data" / "models").symlink_to(user_paths().models, target_is_directory=True)
    # In a remote window `machine` settings come from Machine/ and not from User/.
    _write_json(data / "Machine" / "settings.json", {"kibitz.serverPath": server})
    _write_json(data / "User" / "settings.json", USER_SETTINGS)
    config = data / "config.yaml"
    config.write_text("auth: none\ncert: false\n")
    run_id = uuid.uuid4().hex
    environment = {
        **os.environ,
        "HOME": str(home),
        "KIBITZ_HOME": str(home / "kibitz"),
        "KIBITZ_TEST_RUN": run_id,
        "KIBITZ_EXTHOST_RESULTS": str(data / "exthost.json"),
        "PATH": _without_kibitz(os.environ["PATH"]),
        "EXTENSIONS_GALLERY": "{}",  # no market place
    }
    code_server = editors / "code-server" / "node_modules" / "code-server"
    command = [node, code_server, "--config", config]
    command += ["--user-data-dir", data, "--extensions-dir", data / "extensions"]
    install = [part for package in (vsix, exthost_vsix) for part in ("--install-extension", package)]
    subprocess.run([*command, *install], check=True, env=environment, stdout=sys.stderr)
    port = _free_port()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with (OUTPUT / "code-server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry", "--disable-update-check"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = CodeServer(
        port=port,
        process=process,
        run_id=run_id,
        data=data,
        exthost_results=Path(environment["KIBITZ_EXTHOST_RESULTS"]),
    )
    try:
        wait_until(lambda: _is_up(port), "code-server is up", START_S)
        yield running
    finally:
        end(process)
        for log_file in data.glob("logs/*/exthost*/kibitz.kibitz/*.log"):
            shutil.copy(log_file, OUTPUT / f"{log_file.parents[1].name}.log")


@pytest.fixture(scope="session")
def exthost_vsix(vsix: Path, node: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests that run inside the extension host, packaged: code-server takes no other."""
    source = tmp_path_factory.mktemp("exthost")
    shutil.copytree(HERE / "exthost", source, dirs_exist_ok=True)
    package = source / "tests.vsix"
    vsce = EXTENSION / "node_modules" / "@vscode" / "vsce" / "vsce"
    options = ["--no-dependencies", "--skip-license", "--allow-missing-repository", "--out", package]
    subprocess.run([node, vsce, "package", *options], check=True, cwd=source, stdout=subprocess.DEVNULL)
    return package


@pytest.fixture(scope="session")
def browser(editors: Path, node: Path) -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium is not None, "no chromium: run tests/editors/install_vscode.sh"
    playwright = editors / "playwright" / "node_modules" / "playwright-core"
    process = subprocess.Popen(
        [node, HERE / "browser.mjs", playwright, chromium],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    try:
        yield Browser(process=process)
    finally:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        process.stdout.close()
        end(process)


NewWindow = Callable[..., AbstractContextManager[Window]]


@pytest.fixture(scope="session")
def new_window(browser: Browser, code: CodeServer) -> NewWindow:
    """Opens a window on a folder; its server must end with it."""

    @contextmanager
    def opened(folder: Path, *, trust: bool = True) -> Iterator[Window]:
        window = Window(browser, code, folder)
        try:
            window.open(trust=trust)
            yield window
        except AssertionError:
            window.shot(f"failed-{folder.name}")
            raise
        finally:
            window.close()
        wait_until(lambda: not code.servers(), "the server ends with its window", START_S)

    return opened


@pytest.fixture(scope="module")
def window(new_window: NewWindow, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A window for the tests of one file."""
    with new_window(tmp_path_factory.mktemp("workspace")) as window:
        window.wait_status("sparkle")
        yield window


@pytest.fixture(autouse=True)
def screenshot_of_failure(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if request.node.stash.get(FAILED, False) and "window" in request.fixturenames:
        window: Window = request.getfixturevalue("window")
        window.shot(f"failed-{request.node.name}")


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


def end(process: subprocess.Popen[bytes]) -> None:
    """End what was started here, politely first."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _write_json(file: Path, value: object) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(value, indent=1))


def _without_kibitz(search_path: str) -> str:
    """Only the setting leads to the server, or the installation does."""
    folders = search_path.split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if not (Path(folder) / "kibitz").exists())


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
