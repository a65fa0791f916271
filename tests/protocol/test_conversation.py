"""The rules of JSON-RPC and LSP that hold whatever the features do."""

from __future__ import annotations

import asyncio

import pytest

from kibitz.cli.lsp_client import LspError
from support.editor import URI, connected, recorded_initialize

METHOD_NOT_FOUND, INVALID_PARAMS, PARSE_ERROR = -32601, -32602, -32700


@pytest.fixture(autouse=True)
async def _patience():
    async with asyncio.timeout(20):
        yield


async def test_an_unknown_request_is_refused_and_the_session_goes_on():
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        with pytest.raises(LspError) as refused:
            await editor.request("textDocument/copilotSomething", {"a-b": {"_": 1, "class": 2}})
        assert refused.value.code == METHOD_NOT_FOUND
        assert await editor.request("shutdown", None) is None


async def test_invalid_parameters_are_answered():
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        with pytest.raises(LspError) as refused:
            await editor.request("textDocument/inlineCompletion", {"position": "nowhere"})
        assert refused.value.code == INVALID_PARAMS


async def test_a_body_that_is_no_json_is_answered_and_the_stream_stays_in_step():
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize("helix"))
        editor._writer.write(b"Content-Length: 7\r\n\r\n{oops!}")
        assert await editor.request("shutdown", None) is None


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"id": [1], "method": "textDocument/completion", "params": {}}',
        '{"id": {}, "result": 1}',
        '{"id": 7, "error": 5}',
        '{"method": "$/cancelRequest", "params": {"id": []}}',
        '{"method": "window/workDoneProgress/cancel", "params": {"token": []}}',
    ],
)
async def test_no_message_ends_the_session(body: str):
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize("helix"))
        editor._writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        assert await editor.request("shutdown", None) is None


async def test_a_document_without_a_language_is_taken():
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        document = {"uri": URI, "languageId": None, "version": 1, "text": "x = 1\n"}
        editor.notify("textDocument/didOpen", {"textDocument": document})
        place = {"line": 0, "character": 0}
        assert await editor.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": URI},
                "range": {"start": place, "end": place},
                "context": {"diagnostics": []},
            },
        )


async def test_unknown_notifications_and_late_cancels_are_ignored():
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize("nvim-0.12"))
        editor.notify("tabby/telemetry/event", {"x": [1, {"y-z": None}]})
        editor.notify("$/cancelRequest", {"id": 12345})
        editor.notify("$/cancelRequest", {"id": "no such"})
        editor.notify("textDocument/didChange", {"textDocument": 7})
        assert await editor.request("shutdown", None) is None


async def test_requests_before_initialize_are_refused():
    async with connected({}) as editor:
        with pytest.raises(LspError):
            await editor.request(
                "textDocument/completion",
                {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}},
            )
        await editor.initialize(recorded_initialize("kate"))


async def test_shutdown_may_be_sent_twice():
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize("nvim-0.11"))
        assert await editor.request("shutdown", None) is None
        assert await editor.request("shutdown", None) is None
        editor.notify("exit", None)


async def test_a_question_to_a_document_that_is_not_open_has_an_empty_answer():
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize("vim-coc"))
        _, answer = editor.ghost(3, 14, uri="file:///workspace/never-opened.py")
        assert await answer == {"items": []}


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("vscode", "utf-16"), ("nvim-0.12", "utf-16"), ("emacs30-eglot", "utf-16"), ("kate", "utf-16")],
)
async def test_utf_16_is_spoken_with_whoever_offers_it(name: str, encoding: str):
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize(name))
        assert editor.capabilities["positionEncoding"] == encoding


@pytest.mark.parametrize("offered", ["utf-8", "utf-32"])
async def test_other_encodings_are_spoken_with_whoever_offers_nothing_else(offered: str):
    async with connected({}) as editor:
        params = recorded_initialize("helix")
        params["capabilities"]["general"]["positionEncodings"] = [offered]
        await editor.initialize(params)
        assert editor.capabilities["positionEncoding"] == offered


async def test_inline_completion_is_advertised_with_options_and_every_command_is_listed():
    async with connected({}) as editor:
        await editor.initialize(recorded_initialize("vscode"))
        assert editor.capabilities["inlineCompletionProvider"] == {}
        assert {"kibitz.didAccept", "kibitz.runAction"} <= set(
            editor.capabilities["executeCommandProvider"]["commands"]
        )


async def test_a_wrong_setting_is_told_once_and_the_rest_counts():
    settings = {"inlineCompletion": {"enabled": "yes", "maxTokens": 64}, "modles": {}}
    async with connected(settings) as editor:
        await editor.initialize(recorded_initialize("nvim-0.12"))
        for key in ("kibitz.inlineCompletion.enabled", "kibitz.modles"):
            await editor.wait_for("window/showMessage", lambda told, key=key: key in told["message"])
        editor.notify("workspace/didChangeConfiguration", {"settings": {"kibitz": settings}})
        await editor.request("shutdown", None)
        told = [params["message"] for method, params in editor.received if method == "window/showMessage"]
        assert len(told) == len(set(told)) == 2
