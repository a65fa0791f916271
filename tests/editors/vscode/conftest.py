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
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from support.browser import Browser, wait_until
from support.code_server import START_S, CodeServer, run_code_server
from support.model_server import running_model
from support.places import ROOT
from support.scripted_window import Scripted, add_provider
from support.vscode_window import SHOTS, Window

HERE = Path(__file__).resolve().parent
EXTENSION = ROOT / "clients" / "vscode"

TEST_S = 400  # the first test of all starts the editor and the model, on two busy cores


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a real editor."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.editor)
            item.add_marker(pytest.mark.timeout(TEST_S))


@pytest.fixture(scope="session")
def vsix() -> Path:
    """The packaged extension."""
    package = Path(os.environ.get("KIBITZ_VSIX") or EXTENSION / "kibitz.vsix")
    assert package.is_file(), f"no {package}: run `make vsix`"
    return package


@pytest.fixture(scope="session")
def code(
    editors: Path, vsix: Path, exthost_vsix: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CodeServer]:
    """A running code-server with the extension in it."""
    server = Path(os.environ.get("KIBITZ_SERVER") or Path(sys.executable).with_name("kibitz"))
    assert server.is_file(), f"no server at {server}: install this project, or set KIBITZ_SERVER"
    data = tmp_path_factory.mktemp("code-server")
    packages = (vsix, exthost_vsix)
    with run_code_server(editors, server=server, extensions=packages, data=data, output=SHOTS) as running:
        yield running


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
        wait_until(lambda: not window.servers(), "the server ends with its window", START_S)

    return opened


@pytest.fixture(scope="session")
def window(new_window: NewWindow, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The window of all tests that need no other; each opens a file of its own in it."""
    with new_window(tmp_path_factory.mktemp("workspace")) as window:
        window.wait_status("sparkle")
        yield window


@pytest.fixture(scope="session")
def scripted(
    new_window: NewWindow, code: CodeServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scripted]:
    """A window whose edits and chats are answered by a script."""
    with running_model() as model:
        add_provider(code, model)
        folder = tmp_path_factory.mktemp("scripted")
        (folder / ".vscode").mkdir()
        jobs = ("completion", "edit", "chat")
        settings = {f"kibitz.models.{job}": "scripted/model" for job in jobs}
        (folder / ".vscode" / "settings.json").write_text(json.dumps(settings))
        with new_window(folder) as window:
            window.wait_status("sparkle")
            yield Scripted(window=window, model=model)


@pytest.fixture(autouse=True)
def screenshot_of_failure(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if not request.node.stash.get(FAILED, False):
        return
    window: Window | None = None
    if "window" in request.fixturenames:
        window = request.getfixturevalue("window")
    elif "scripted" in request.fixturenames:
        window = request.getfixturevalue("scripted").window
    if window is not None:
        window.shot(f"failed-{request.node.name}")


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report
