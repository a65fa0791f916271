from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kibitz.backends.provider import Provider
from kibitz.backends.verdicts import Verdicts

if TYPE_CHECKING:
    from pathlib import Path

WORK = Provider(id="work", base_url="http://127.0.0.1:1/v1")
OTHER = Provider(id="work", base_url="http://127.0.0.1:2/v1")


def test_a_verdict_holds_for_its_server_and_model_and_for_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "state" / "fim.json"
    verdicts = Verdicts(path)
    assert verdicts.fim_for(WORK, "m") is None
    verdicts.remember(WORK, "m", "suffix")
    verdicts.remember(WORK, "n", "chat")
    for later in (verdicts, Verdicts(path)):
        assert later.fim_for(WORK, "m") == "suffix"
        assert later.fim_for(WORK, "n") == "chat"
        assert later.fim_for(OTHER, "m") is None
    assert [file.name for file in path.parent.iterdir()] == ["fim.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"http://127.0.0.1:1/v1 m": "magic"}', "\xff"])
def test_a_file_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "fim.json"
    path.write_bytes(content.encode("latin-1"))
    assert Verdicts(path).fim_for(WORK, "m") is None


def test_a_file_that_cannot_be_written_keeps_the_verdict_for_this_process(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    verdicts = Verdicts(tmp_path / "state" / "fim.json")
    verdicts.remember(WORK, "m", "template")
    assert verdicts.fim_for(WORK, "m") == "template"


def test_without_a_path_it_lasts_as_long_as_the_process() -> None:
    verdicts = Verdicts()
    verdicts.remember(WORK, "m", "template")
    assert verdicts.fim_for(WORK, "m") == "template"
