"""A scripted model for editors: what is looked at is what the editor does with the answer."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support import results
from support.browser import NODE, Browser, run_browser
from support.model_server import ModelServer, running_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent

_outcomes: dict[str, results.Outcome] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what became of each test; a failure of its set-up counts too."""
    name = report.nodeid.partition("tests/editors/")[2]
    if name and (report.when == "call" or report.failed):
        _outcomes[name] = "passed" if report.passed else "failed"


def pytest_sessionfinish() -> None:
    if _outcomes:
        results.keep(_outcomes)


@pytest.fixture(scope="session")
def editors() -> Path:
    """Where code-server, Node and Playwright are."""
    output = subprocess.run(
        [HERE / "install_vscode.sh"], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return Path(output.strip().splitlines()[-1])


@pytest.fixture(scope="session")
def node(editors: Path) -> Path:
    return editors / NODE


@pytest.fixture(scope="session")
def browser(editors: Path) -> Iterator[Browser]:
    """One browser for all that is looked at in one."""
    with run_browser(editors) as browser:
        yield browser


BEFORE = "def add(a, b):\n    return a + b\n"
AFTER = "def add(left, right):\n    return left + right\n"
THINK_S = 60.0
EXPLANATION = "It adds two numbers and gives back their sum."


def answer(body: dict[str, Any]) -> str:
    """By the job that the model was asked for."""
    match body["model"]:
        case "completing":
            return "first + second"
        case "another":
            return "second - first"
        case "editing":
            return f"```python\n{AFTER}```\n"
        case _:
            return EXPLANATION


@pytest.fixture(scope="module")
def scripted_model() -> Iterator[ModelServer]:
    """A model that does every job as `answer` says."""
    with running_model() as model:
        model.reply = answer
        yield model


@pytest.fixture(scope="module")
def kibitz_settings(scripted_model: ModelServer) -> dict[str, Any]:
    """Settings in which the scripted model does every job."""
    return {
        "models": {"completion": "fake/completing", "edit": "fake/editing", "chat": "fake/explaining"},
        "providers": {"fake": {"baseUrl": scripted_model.url, "fim": "suffix"}},
        "completionMenu": {"deadlineMs": 5000},
    }


@pytest.fixture
def thinking(scripted_model: ModelServer) -> Iterator[Callable[[], None]]:
    """The model thinks until this is called: what an editor shows of work that lasts can be looked at."""
    done, before = threading.Event(), scripted_model.reply

    def reply(body: dict[str, Any]) -> str | int:
        done.wait(THINK_S)
        return before(body)

    scripted_model.reply = reply
    yield done.set
    done.set()
    scripted_model.reply = before
