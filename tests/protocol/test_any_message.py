"""Whatever a client sends, in whatever order: the session goes on, and every request has one answer."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from support.editor import Editor, connected, fake_model_settings, recorded_initialize
from support.model_server import ModelServer

PATIENCE_S = 60
INTERNAL_ERROR = -32603

TEXTS = (
    "",
    "def f(a):\n    return ",
    "a\r\nb\rc\n",
    "\ufeffx=1\n",
    "😀 = '\n",
    "\0\x01",
    "\u2028\x85\n",
    "x" * 9999,
)
URIS = (
    *("file:///workspace/a.py", "file:///workspace/b.js", "untitled:Untitled-1", "file:///c%3A/x%20y.rs"),
    *("inmemory://model/1", "vscode-notebook-cell:/x#1", "file:///workspace/.env", "", "not a uri"),
    *(
        "http://x/y.py",
        "file:///workspace/%00.py",
        "file://server/share/x.py",
        "file:///" + "d" * 300 + ".go",
    ),
)
NUMBERS = (0, 1, -1, 5, 2**31 - 1, 2**31, 2**63, 10**30, 1.5, 3.0, 1e308)
KEYS = ("uri", "position", "range", "kibitz", "models", "providers", "inlineCompletion", "items", "title")

anything = st.recursive(
    st.none() | st.booleans() | st.sampled_from(NUMBERS) | st.sampled_from((*TEXTS, "\ud800", "../..")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)
uris = st.sampled_from(URIS)
texts = st.sampled_from(TEXTS)
places = st.sampled_from((0, 1, 2, 5, 80, 10**6, 2**31 - 1))
positions = st.fixed_dictionaries({"line": places, "character": places})
ranges = st.fixed_dictionaries({"start": positions, "end": positions})
documents = st.fixed_dictionaries({"uri": uris})
languages = st.sampled_from(("python", "javascript", "rust", "", "nope", "PYTHON"))
versions = st.sampled_from((None, -1, 0, 1, 2, 2**31 - 1))
runs = st.fixed_dictionaries(
    {"action": st.sampled_from(("explain", "edit", "none")), "uri": uris},
    optional={"range": ranges, "instruction": texts},
)


def _object(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(members)


NOTIFICATIONS: dict[str, st.SearchStrategy[Any]] = {
    "textDocument/didOpen": _object(
        textDocument=_object(uri=uris, languageId=languages, version=versions, text=texts)
    ),
    "textDocument/didChange": _object(
        textDocument=_object(uri=uris, version=versions),
        contentChanges=st.lists(_object(text=texts) | _object(range=ranges, text=texts), max_size=3),
    ),
    "textDocument/didClose": _object(textDocument=documents),
    "textDocument/didSave": _object(textDocument=documents),
    "workspace/didChangeConfiguration": _object(
        settings=anything | _object(kibitz=anything | _object(models=_object(completion=anything)))
    ),
    "workspace/didChangeWorkspaceFolders": _object(event=_object(added=anything, removed=anything)),
    "$/cancelRequest": _object(id=anything),
    "window/workDoneProgress/cancel": _object(token=anything),
    "$/nobody/knows": anything,
}
REQUESTS: dict[str, st.SearchStrategy[Any]] = {
    "textDocument/inlineCompletion": _object(
        textDocument=documents, position=positions, context=_object(triggerKind=st.sampled_from((0, 1, 2, 3)))
    ),
    "textDocument/completion": _object(textDocument=documents, position=positions),
    "textDocument/codeAction": _object(
        textDocument=documents,
        range=ranges,
        context=_object(diagnostics=st.lists(_object(range=ranges, message=texts), max_size=1)),
    ),
    "textDocument/codeLens": _object(textDocument=documents),
    "textDocument/hover": _object(textDocument=documents, position=positions),
    "workspace/executeCommand": _object(
        command=st.sampled_from(
            ("kibitz.didAccept", "kibitz.runAction", "kibitz.snooze", "kibitz.undo", "x")
        ),
        arguments=st.none() | st.lists(anything | runs | _object(minutes=anything), max_size=2),
    ),
    "getCompletions": anything,
}
NO_MESSAGES = (
    *("{", "[]", "null", '"x"', "{}", '{"method": 5, "id": "n"}', '{"id": [], "result": 1}'),
    *('{"id": {"a": 1}, "error": 5}', "[" * 100_000, '{"x": "' + "y" * 5_000_000 + '"}'),
)
replies = st.fixed_dictionaries({"result": anything}) | st.fixed_dictionaries({"error": anything})


@st.composite
def conversations(draw: st.DrawFn) -> list[str | tuple[str, bool, Any]]:
    """Messages: a body, or a method, whether it is a request, and its parameters, some of them spoiled."""
    said: list[str | tuple[str, bool, Any]] = []
    for _ in range(draw(st.integers(1, 25))):
        asks = draw(st.booleans())
        known = REQUESTS if asks else NOTIFICATIONS
        method = draw(st.sampled_from(sorted(known)))
        params = draw(known[method])
        said.append((method, asks, _spoiled(draw, params) if draw(st.integers(0, 2)) == 0 else params))
        if draw(st.integers(0, 19)) == 0:
            said.append(draw(st.sampled_from(NO_MESSAGES)))
    return said


def _spoiled(draw: st.DrawFn, value: Any) -> Any:
    if draw(st.integers(0, 5)) == 0:
        return draw(anything)
    match value:
        case dict():
            return {key: _spoiled(draw, item) for key, item in value.items() if draw(st.integers(0, 19))}
        case list():
            return [_spoiled(draw, item) for item in value]
        case _:
            return value


@settings(max_examples=20)
@given(said=conversations(), answers=st.lists(replies, min_size=1, max_size=5))
async def test_the_session_goes_on_and_every_request_has_one_answer(
    said: list[str | tuple[str, bool, Any]], answers: list[dict[str, Any]]
):
    async with (
        asyncio.timeout(PATIENCE_S),
        ModelServer() as model,
        connected(fake_model_settings(model.url)) as editor,
    ):
        await editor.initialize(recorded_initialize("vscode"))
        heard = _Heard(editor, answers)
        wanted = {_say(editor, number, message) for number, message in enumerate(said)} - {None}
        await heard.all_of({*wanted, _say(editor, len(said), ("shutdown", True, None))})

        assert {name: heard.answered[name] for name in wanted} == dict.fromkeys(wanted, 1)
        assert INTERNAL_ERROR not in heard.errors
        log = [params["message"] for method, params in heard.told if method == "window/logMessage"]
        assert not [line for line in log if "Bug" in line]


def _say(editor: Editor, number: int, message: str | tuple[str, bool, Any]) -> str | None:
    """Send it; the id to be answered."""
    if isinstance(message, str):
        body, name = message, None
    else:
        method, asks, params = message
        name = f"request-{number}" if asks else None
        body = json.dumps(
            {"jsonrpc": "2.0", "method": method, "params": params} | ({"id": name} if name else {})
        )
    editor._writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
    return name


class _Heard:
    """Takes the place of the editor's ear: counts answers, and answers what is asked as it was told to."""

    def __init__(self, editor: Editor, answers: list[dict[str, Any]]) -> None:
        self.answered: Counter[str | None] = Counter()
        self.errors: set[int] = set()
        self.told: list[tuple[str, Any]] = []
        self._answers = itertools.cycle(answers)
        self._editor = editor
        self._news = asyncio.Condition()
        editor._handle = self._hear

    async def all_of(self, names: set[str | None]) -> None:
        """Wait until each of these requests has its answer."""
        async with self._news:
            await self._news.wait_for(lambda: names <= set(self.answered))

    async def _hear(self, message: dict[str, Any]) -> None:
        async with self._news:
            match message:
                case {"method": _, "id": asked}:
                    self._editor._send({"id": asked} | next(self._answers))
                case {"method": method}:
                    self.told.append((method, message.get("params")))
                case _:
                    self.answered[message.get("id")] += 1
                    self.errors.add(message.get("error", {}).get("code", 0))
            self._news.notify_all()
