"""The command line against a scripted model server: what is printed, what is written, how it exits."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from typing import TYPE_CHECKING, Any

import pytest

from support.editor import fake_model_settings
from support.model_server import ModelServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

MEAN = "def mean(values):\n    return sum(values) / len(values)\n"
CAREFUL = "def mean(values):\n    if not values:\n        return 0.0\n    return sum(values) / len(values)\n"


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


class Terminal:
    """Runs `kibitz` in a folder of its own."""

    def __init__(self, folder: Path, model: ModelServer) -> None:
        self.folder = folder
        (folder / "settings.json").write_text(json.dumps({"kibitz": fake_model_settings(model.url)}))

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        """Begin a command."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kibitz", *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self.folder,
            env={**os.environ, "KIBITZ_HOME": str(self.folder / "home")},
        )

    async def run(self, *arguments: str) -> tuple[int | None, str, str]:
        """Exit code, standard output, standard error."""
        process = await self.start(*arguments)
        out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    async def ask(self, *arguments: str) -> tuple[int | None, str, str]:
        """The same, with the scripted model."""
        return await self.run(*arguments, "--settings", "settings.json")


@pytest.fixture
def terminal(tmp_path: Path, model: ModelServer) -> Terminal:
    return Terminal(tmp_path, model)


async def test_complete_prints_the_line_with_its_suggestion(terminal: Terminal, model: ModelServer):
    model.reply = lambda _: "first + second"
    (terminal.folder / "a.py").write_text("def add(first, second):\n    return \n")
    assert await terminal.ask("complete", "a.py:2:12") == (0, "    return first + second\n", "")


async def test_complete_says_why_there_is_nothing(terminal: Terminal, model: ModelServer):
    model.reply = lambda _: ""
    (terminal.folder / "a.py").write_text("x = \n")
    code, out, _ = await terminal.ask("complete", "a.py:1:5", "--json")
    told = json.loads(out)
    assert code == 1
    assert told["suggestions"] == []
    assert told["reason"]
    assert told["trace"]["stages_ms"]


@pytest.mark.parametrize(
    "place", ["a.py", "a.py:0:1", "a.py:1:x", "a.py:9:1", "missing.py:1:1", "folder:1:1", "picture.png:1:1"]
)
async def test_a_place_that_is_none_is_named(place: str, terminal: Terminal):
    (terminal.folder / "a.py").write_text("x\n")
    (terminal.folder / "folder").mkdir()
    (terminal.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    code, out, err = await terminal.ask("complete", place)
    assert (code, out) == (2, "")
    assert place.split(":")[0] in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("place", ["a.py:9-10", "a.py:2-1"])
async def test_lines_that_are_none_are_named(place: str, terminal: Terminal):
    (terminal.folder / "a.py").write_text("x\ny\n")
    code, out, err = await terminal.ask("act", "edit", place, "--instruction", "add a comment", "--apply")
    assert (code, out) == (2, "")
    assert "a.py" in err


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell has the jobs in its background ignore Ctrl-C, and so would whatever is started here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
async def test_ctrl_c_ends_a_command_without_a_word(terminal: Terminal, model: ModelServer):
    model.go.clear()
    (terminal.folder / "a.py").write_text("x = \n")
    process = await terminal.start("complete", "a.py:1:5", "--settings", "settings.json")
    await model.until(lambda model: bool(model.requests))
    process.send_signal(signal.SIGINT)
    assert await process.communicate() == (b"", b"")
    assert process.returncode == 130


async def test_a_reader_that_has_enough_is_no_error(terminal: Terminal):
    process = await terminal.start("settings")
    assert process.stdout is not None
    process.stdout._transport.close()  # pyright: ignore[reportAttributeAccessIssue]
    assert process.stderr is not None
    assert await process.stderr.read() == b""
    await process.wait()


async def test_models_are_listed_for_a_program_either_way(terminal: Terminal):
    listed = [await terminal.run("models", *words) for words in (("--json",), ("list", "--json"))]
    assert listed[0] == listed[1]
    assert all(row["sha256"] for row in json.loads(listed[0][1]))


async def test_an_edit_is_shown_and_not_written(terminal: Terminal, model: ModelServer):
    model.reply = lambda _: f"```python\n{CAREFUL}```"
    file = terminal.folder / "mean.py"
    file.write_text(MEAN)
    code, out, err = await terminal.ask("act", "edit", "mean.py:1-2", "--instruction", "Handle no values.")
    assert code == 0
    assert "+    if not values:" in out
    assert "--apply" in err
    assert file.read_text() == MEAN


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
async def test_an_edit_is_written_with_the_line_endings_of_the_file(
    ending: str, terminal: Terminal, model: ModelServer
):
    model.reply = lambda _: f"```python\n{CAREFUL}```"
    file = terminal.folder / "mean.py"
    file.write_bytes(MEAN.replace("\n", ending).encode())
    code, _, err = await terminal.ask(
        "act", "edit", "mean.py:1-2", "--instruction", "Handle no values.", "--apply"
    )
    assert (code, err) == (0, "")
    assert file.read_bytes() == CAREFUL.replace("\n", ending).encode()


async def test_undo_takes_the_last_change_back_and_tells_of_it(terminal: Terminal, model: ModelServer):
    model.reply = lambda _: f"```python\n{CAREFUL}```"
    file = terminal.folder / "mean.py"
    file.write_text(MEAN)
    await terminal.ask("act", "edit", "mean.py:1-2", "--instruction", "Handle no values.", "--apply")
    listed = await terminal.run("undo", "--list")
    assert (listed[0], listed[1].count("\n")) == (0, 1)
    assert "+    if not values:" in (await terminal.run("undo", "--diff"))[1]
    code, _, _ = await terminal.run("undo")
    assert (code, file.read_text()) == (0, MEAN)


async def test_undo_leaves_what_was_edited_since(terminal: Terminal, model: ModelServer):
    model.reply = lambda _: f"```python\n{CAREFUL}```"
    file = terminal.folder / "mean.py"
    file.write_text(MEAN)
    await terminal.ask("act", "edit", "mean.py:1-2", "--instruction", "Handle no values.", "--apply")
    edited = file.read_text().replace("0.0", "nan")
    file.write_text(edited)
    code, _, err = await terminal.run("undo")
    assert (code, file.read_text()) == (1, edited)
    assert "kibitz undo --diff" in err


async def test_nothing_to_undo_and_no_history_are_no_crash(terminal: Terminal):
    assert (await terminal.run("undo"))[0] == 1
    assert (await terminal.run("history", "list")) == (1, "", "")
    assert (await terminal.run("history", "delete", "--all"))[1] == "Deleted 0 conversations.\n"


async def test_a_file_that_is_not_utf_8_is_left_alone(terminal: Terminal, model: ModelServer):
    model.reply = lambda _: f"```python\n{CAREFUL}```"
    file = terminal.folder / "mean.py"
    latin = b"# caf\xe9\n" + MEAN.encode()
    file.write_bytes(latin)
    code, _, err = await terminal.ask(
        "act", "edit", "mean.py:2-3", "--instruction", "Handle no values.", "--apply"
    )
    assert code == 1
    assert err
    assert file.read_bytes() == latin


async def test_an_explanation_goes_to_standard_output(terminal: Terminal, model: ModelServer):
    model.reply = lambda _: "It computes the mean."
    (terminal.folder / "mean.py").write_text(MEAN)
    code, out, _ = await terminal.ask("act", "explain", "mean.py:1-2")
    assert code == 0
    assert "It computes the mean." in out


async def test_doctor_is_content_when_code_can_be_completed(terminal: Terminal, model: ModelServer):
    model.reply = lambda body: "zebra_name" if "zebra" in str(body) else 'f"Hello, {name}"'
    code, out, _ = await terminal.ask("doctor", "--json")
    assert code == 0
    findings = {finding["about"]: finding for finding in json.loads(out)}
    assert findings["completion"]["state"] == findings["speed"]["state"] == "ok"
    assert re.fullmatch(
        r"reads \d+ tokens/s.*; target 600 ms to the first text, so it is sent at most"
        r" \d+ tokens before the cursor, \d+ behind it, \d+ of other files",
        findings["speed"]["found"],
    )


async def test_doctor_exits_non_zero_and_says_what_to_do_when_it_cannot_complete(
    terminal: Terminal, model: ModelServer
):
    model.reply = lambda _: 500
    code, out, _ = await terminal.ask("doctor")
    assert code == 1
    assert "completion" in out


async def test_doctor_without_any_model_says_how_to_get_one(terminal: Terminal):
    code, out, _ = await terminal.run("doctor", "--model", "local/qwen2.5-coder-0.5b")
    assert code == 1
    assert "kibitz models pull" in out


async def test_a_wrong_setting_is_told_and_the_rest_counts(terminal: Terminal, model: ModelServer):
    model.reply = lambda _: "first + second"
    settings = fake_model_settings(model.url) | {"inlineCompletion": {"maxTokens": "many"}}
    (terminal.folder / "settings.json").write_text(json.dumps(settings))
    (terminal.folder / "a.py").write_text("def add(first, second):\n    return \n")
    code, out, err = await terminal.ask("complete", "a.py:2:12")
    assert (code, out) == (0, "    return first + second\n")
    assert "kibitz.inlineCompletion.maxTokens" in err


async def test_the_demo_types_explains_and_edits_with_the_milliseconds_of_each(
    terminal: Terminal, model: ModelServer
):
    careful = "def total(prices):\n    if not prices:\n        raise ValueError\n    return 0\n"

    def reply(body: dict[str, Any]) -> str:
        said = str(body)
        if "prompt" in body:
            return "float(text)"
        if "ValueError" in said:
            return f"```python\n{careful}```"
        return "It adds up prices."

    model.reply = reply
    code, out, err = await terminal.ask("demo", "--yes")
    assert (code, err) == (0, "")
    assert "float(text)" in out
    assert "It adds up prices." in out
    assert "+    if not prices:" in out
    assert out.count(" ms") >= 5
