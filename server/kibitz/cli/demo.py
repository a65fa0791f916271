"""`kibitz demo`: the main job before your eyes. Starts the server as an editor does and speaks LSP to it.

Nothing is played back: a sample file is typed, and the ghost text, the explanation and the edit come from
the model that runs on this machine, with the milliseconds of each.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kibitz.app import build_engine
from kibitz.base.errors import KibitzError
from kibitz.cli.lsp_client import LspClient
from kibitz.cli.ready import add_model_arguments, layers_of, ready_model, settings_of
from kibitz.cli.terminal import TerminalUser, paint, paint_diff
from kibitz.documents.uri import path_of, uri_of
from kibitz.text.diff import unified_diff
from kibitz.text.edits import TextEdit, apply_edits
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span

if TYPE_CHECKING:
    import argparse

KEY_DELAY_S = 0.012  # fast enough not to bore, slow enough to see that it is typed
LOOK_EVERY_S = 0.05  # at the explanation that streams in
APPLY_S = 10  # from the end of the model's answer to the edit: checks only
PATIENCE_S = 600  # a small machine that is busy with other things

TYPED = (
    '"""Prices of a small shop."""\n\n\ndef parse_price(text: str) -> float:\n'
    '    """Turn "3.50 EUR" into 3.5."""\n    ',
    '\n\n\ndef total(prices: list[str]) -> float:\n    """Add up prices such as "3.50 EUR"."""\n    return ',
)
INSTRUCTION = "Raise a ValueError when prices is empty."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kibitz demo`."""
    add_model_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show the main job; 0 when ghost text, explanation and edit all came."""
    try:
        return asyncio.run(_demo(arguments))
    except KibitzError as error:
        TerminalUser().tell(str(error), "error")
        return 1


async def _demo(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    engine = build_engine(lambda: settings)
    started = time.monotonic()
    try:
        model = await ready_model(engine, "completion", consent=arguments.yes)
        _caption(f"{model.label} is ready after {_ms(started)}.")
        return await _perform(*layers_of(arguments))
    finally:
        await engine.close()


async def _perform(options: object, stronger: object) -> int:
    with tempfile.TemporaryDirectory(prefix="kibitz-demo-") as folder:
        server = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kibitz", "serve"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=folder,
        )
        assert server.stdin is not None
        assert server.stdout is not None
        async with LspClient(server.stdout, server.stdin) as client:
            performance = _Performance(client=client, path=Path(folder) / "shop.py")
            try:
                async with asyncio.timeout(PATIENCE_S):
                    return await performance.run(options, stronger)
            except TimeoutError:
                print(
                    "The model did not answer in time: `kibitz doctor` says what is wrong.", file=sys.stderr
                )
                return 1
            finally:
                server.stdin.close()
                await server.wait()


@dataclass(slots=True, kw_only=True)
class _Performance:
    """Keeps the document as an editor would, and answers what the server asks."""

    client: LspClient
    path: Path
    text: str = ""
    version: int = 1
    done: asyncio.Event = field(default_factory=asyncio.Event)
    applied: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, options: object, stronger: object) -> int:
        """Settings as an editor has them: at the start, and `stronger` ones when the server asks."""
        self.client.answer = {
            "window/showMessage": lambda told: print(paint(told["message"], "yellow"), file=sys.stderr),
            "window/showDocument": lambda _: {"success": True},
            "workspace/applyEdit": self._apply,
            "workspace/configuration": lambda asked: [stronger for _ in asked["items"]],
            "$/progress": self._progress,
        }
        started = time.monotonic()
        await self.client.request("initialize", _initialize_params(self.path.parent, options))
        _caption(f"The server answered {_ms(started)} after its start. Typing {self.path.name}:")
        self.client.notify("initialized", {})
        document = {"uri": self.uri, "languageId": "python", "version": 1, "text": ""}
        self.client.notify("textDocument/didOpen", {"textDocument": document})
        completed = [await self._complete(typed) for typed in TYPED]
        explained = await self._explain()
        edited = await self._edit()
        await self.client.request("shutdown", None)
        self.client.notify("exit", None)
        return 0 if all(completed) and explained and edited else 1

    @property
    def uri(self) -> str:
        return uri_of(self.path)

    async def _complete(self, typed: str) -> bool:
        for character in typed:
            self._set(self.text + character)
            print(character, end="", flush=True)
            if sys.stdout.isatty():
                await asyncio.sleep(KEY_DELAY_S)
        started = time.monotonic()
        answer = await self.client.request("textDocument/inlineCompletion", self._at_end())
        if not answer["items"]:
            print()
            _caption("No ghost text: `kibitz complete --trace` says why.")
            return False
        item = answer["items"][0]
        print(paint(item["insertText"], "ghost"))
        _caption(f"Ghost text after {_ms(started)}; Tab takes it.")
        self._set(apply_edits(self.text, [self._edit_of(item["range"], item["insertText"])]))
        return True

    async def _explain(self) -> bool:
        _caption("Explain the function `total`:")
        started = time.monotonic()
        await self._start_action("explain")
        path = await self._explanation()
        if path is None:
            _caption("No explanation came.")
            return False
        printed = 0
        first_text_ms = ""
        while True:
            ended = self.done.is_set()
            text = path.read_text(encoding="utf-8")
            if len(text) > printed:
                first_text_ms = first_text_ms or _ms(started)
                print(text[printed:], end="", flush=True)
                printed = len(text)
            if ended:
                break
            await asyncio.sleep(LOOK_EVERY_S)
        print()
        _caption(f"Explanation: first text after {first_text_ms}, all of it after {_ms(started)}.")
        return printed > 0

    async def _explanation(self) -> Path | None:
        """The file that it is written to; None when the action ended without one."""
        waiting = [
            asyncio.ensure_future(self.client.wait_for("window/showDocument")),
            asyncio.ensure_future(self.done.wait()),
        ]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        shown = [params for method, params in self.client.received if method == "window/showDocument"]
        return path_of(shown[0]["uri"]) if shown else None

    async def _edit(self) -> bool:
        _caption(f"Edit by instruction: {INSTRUCTION}")
        started = time.monotonic()
        before = self.text
        await self._start_action("edit", instruction=INSTRUCTION)
        await self.done.wait()
        try:
            await asyncio.wait_for(self.applied.wait(), APPLY_S)
        except TimeoutError:
            _caption("No edit came.")
            return False
        print(paint_diff(unified_diff(before, self.text, self.path.name)))
        _caption(f"Edit proposed, checked, reviewed and applied after {_ms(started)}.")
        return True

    async def _start_action(self, action: str, **more: str) -> None:
        self.done.clear()
        start = LineIndex.of(self.text).position(self.text.rindex("def total"), "utf-16")
        end = LineIndex.of(self.text).position(len(self.text), "utf-16")
        span = {"start": _position(start), "end": _position(end)}
        arguments = {"action": action, "uri": self.uri, "version": self.version, "range": span} | more
        await self.client.request(
            "workspace/executeCommand", {"command": "kibitz.runAction", "arguments": [arguments]}
        )

    def _at_end(self) -> dict[str, Any]:
        place = LineIndex.of(self.text).position(len(self.text), "utf-16")
        document = {"uri": self.uri, "version": self.version}
        return {"textDocument": document, "position": _position(place), "context": {"triggerKind": 2}}

    def _set(self, text: str) -> None:
        self.text = text
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        change = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.client.notify("textDocument/didChange", change)

    def _edit_of(self, range_: dict[str, Any], new_text: str) -> TextEdit:
        index = LineIndex.of(self.text)
        start, end = (
            index.offset(p["line"], p["character"], "utf-16") for p in (range_["start"], range_["end"])
        )
        return TextEdit(Span(start, end), new_text)

    def _apply(self, params: dict[str, Any]) -> dict[str, bool]:
        """Apply what the server proposes, as a user who accepts the review would."""
        for change in params["edit"].get("documentChanges", ()):
            if change["textDocument"]["uri"] == self.uri:
                edits = [self._edit_of(edit["range"], edit["newText"]) for edit in change["edits"]]
                self._set(apply_edits(self.text, edits))
                self.applied.set()
        return {"applied": True}

    def _progress(self, params: dict[str, Any]) -> None:
        value = params["value"]
        if value["kind"] == "end":
            self.done.set()
        if sys.stderr.isatty():
            text = " ".join(str(value[key]) for key in ("title", "message") if value.get(key))
            print(
                f"\r\x1b[K{text}" if value["kind"] != "end" else "\r\x1b[K",
                end="",
                file=sys.stderr,
                flush=True,
            )


def _initialize_params(folder: Path, options: object) -> dict[str, Any]:
    """What an editor with every ability sends."""
    return {
        "processId": None,
        "clientInfo": {"name": "kibitz demo"},
        "rootUri": uri_of(folder),
        "initializationOptions": options,
        "capabilities": {
            "general": {"positionEncodings": ["utf-16"]},
            "window": {"workDoneProgress": True, "showDocument": {"support": True}},
            "workspace": {
                "applyEdit": True,
                "configuration": True,
                "workspaceEdit": {
                    "documentChanges": True,
                    "changeAnnotationSupport": {"groupsOnLabel": False},
                },
            },
            "textDocument": {"inlineCompletion": {}},
            "experimental": {"kibitz": {"reloadsFiles": True, "inputBox": True}},
        },
    }


def _position(place: tuple[int, int]) -> dict[str, int]:
    return {"line": place[0], "character": place[1]}


def _caption(text: str) -> None:
    print(paint(f"── {text}", "dim"), flush=True)


def _ms(started: float) -> str:
    return f"{(time.monotonic() - started) * 1000:,.0f} ms"
