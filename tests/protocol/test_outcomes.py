"""What clients of other servers tell of a suggestion is in the statistics that `kibitz stats` reads."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.features.inline_completion.statistics import Statistics
from kibitz.storage.paths import user_paths
from support.editor import URI, connected, fake_model_settings, recorded_initialize

if TYPE_CHECKING:
    from support.editor import Editor
    from support.model_server import ModelServer

BEFORE = "def add(first, second):\n    return "
SUGGESTED = "first + second"
PLACE = {"uri": URI, "position": {"line": 1, "character": 11}, "tabSize": 4, "insertSpaces": True}
LLM_LS = {"textDocument": {"uri": URI}, "position": PLACE["position"]}


async def legacy(editor: Editor) -> Any:
    answer = await editor.request("getCompletions", {"doc": PLACE})
    return answer["completions"][0]["uuid"]


async def llm_ls(editor: Editor) -> Any:
    return (await editor.request("llm-ls/getCompletions", LLM_LS))["request_id"]


@pytest.mark.parametrize(
    ("ask", "tell", "parameters", "after", "counted"),
    [
        (legacy, "notifyRejected", lambda id_: {"uuids": [id_]}, SUGGESTED, {"rejected": 1}),
        (legacy, "notifyAccepted", lambda id_: {"uuid": id_}, "", {"accepted": 1}),
        (legacy, "notifyShown", lambda id_: {"uuid": id_}, SUGGESTED, {"accepted": 1}),
        (llm_ls, "llm-ls/rejectCompletion", lambda id_: {"requestId": id_}, SUGGESTED, {"rejected": 1}),
        (llm_ls, "llm-ls/acceptCompletion", lambda id_: {"requestId": id_}, "", {"accepted": 1}),
    ],
)
async def test_what_a_client_tells_counts_more_than_what_the_text_shows(
    ask: Any, tell: str, parameters: Any, after: str, counted: dict[str, int], model: ModelServer
) -> None:
    model.reply = lambda _: SUGGESTED
    async with connected({"kibitz": fake_model_settings(model.url)}) as editor:
        await editor.initialize(recorded_initialize("vim-ale"))
        editor.open(BEFORE)
        await editor.request(tell, parameters(await ask(editor)))
        editor.change(BEFORE + after)
        model.reply = lambda _: ""
        place = {"line": 1, "character": 11 + len(after)}
        await editor.request("getCompletions", {"doc": PLACE | {"position": place}})
        await editor.request("shutdown", None)
    async with aclosing(Statistics(user_paths().statistics)) as statistics:
        (line,) = await statistics.lines()
    outcomes = {"accepted": line.n_accepted, "rejected": line.n_rejected, "typed": line.n_typed}
    assert {name: number for name, number in outcomes.items() if number} == counted
