"""A question about a file, answered by the real model from the request of a view to the history."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kibitz.backends.local.weights import find_weights
from kibitz.documents.uri import path_of, uri_of
from kibitz.models.catalogue import find
from kibitz.storage.paths import user_paths
from support.editor import connected, recorded_initialize

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.model

MODEL = "qwen2.5-coder-0.5b"
MODELS = user_paths().models  # before a test changes the environment
CODE = "import json\n\n\ndef load_settings(path):\n    return json.loads(path.read_text())\n"


async def test_a_question_about_a_file_is_answered_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = find(MODEL)
    assert entry is not None
    if find_weights(entry, MODELS) is None:
        pytest.skip(f"{MODEL} is not in {MODELS}: run `kibitz models pull {MODEL}`")
    monkeypatch.setenv("KIBITZ_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "data").mkdir(parents=True)
    (tmp_path / "home" / "data" / "models").symlink_to(MODELS, target_is_directory=True)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "settings.py").write_text(CODE, "utf-8")
    params = recorded_initialize("vscode")
    params["workspaceFolders"] = [{"uri": uri_of(folder), "name": folder.name}]
    async with connected({"models": {"chat": f"local/{MODEL}"}}) as editor:
        await editor.initialize(params)
        question = {
            "conversation": None,
            "text": "@codebase In one sentence: which format does load_settings read?",
        }
        sent = await editor.request("kibitz/chat/send", question)
        told = (params["text"] for method, params in editor.received if method == "kibitz/chat/text")
        answer = "".join(told)
        assert "json" in answer.lower()
        [read] = re.findall(r"- \[settings\.py:1-(\d+)\]\((file:[^)#]+)#L1\)", answer)
        assert path_of(read[1]) == folder / "settings.py" and int(read[0]) == len(CODE.splitlines())
        said = await editor.request("kibitz/chat/open", {"id": sent["conversation"]})
        assert [turn["role"] for turn in said] == ["user", "assistant"] and said[1]["text"] == answer.strip()
