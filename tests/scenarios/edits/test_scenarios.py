"""Actions that edit, one text file each: what is there, what the model says, the diff.

A file has a header (`name: value`) and parts that begin with `--- name`:

    action                       `edit` when it is not given
    diagnostic                   what another tool complains about at the selection
    language, instruction        as in a request; without an instruction, a comment must say it
    endings: crlf                the input gets these, and the result must have no others
    final newline: no            the input has none, and the result must have none
    model                        its name; of a small one when it is not given
    result                       how the run ends; `applied` when it is not given
    --- input                    ⟦ and ⟧ around the selection, or ║ for a cursor
    --- answer                   of the model; a second one is for the second question
    --- diff                     of the file; none for no change
    --- file NAME                another file of the project, before
    --- made NAME                another file, after: new or changed
    --- gone NAME                another file that is not there any more
    --- asked                    what the (last) question to the model must contain, line by line
    --- told                     what the user must have been told, or be warned of; a part of it
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kibitz.documents.uri import uri_of
from kibitz.text.diff import unified_diff
from support.edits import ASKS, Desk

SCENARIOS = sorted(Path(__file__).parent.glob("*.txt"))
SUFFIXES = {"python": "py", "javascript": "js", "typescript": "ts", "rust": "rs", "markdown": "md"}


def parsed(path: Path) -> tuple[dict[str, str], dict[str, list[str]]]:
    header: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    head, *rest = path.read_text("utf-8").split("\n--- ")
    for line in head.split("\n"):
        name, _, value = line.partition(":")
        if value and not line.startswith("#"):
            header[name] = value.strip()
    for part in rest:
        name, _, text = part.partition("\n")
        parts.setdefault(name.strip(), []).append(text + "\n" if text else "")
    return header, parts


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
async def test_scenario(path: Path, tmp_path: Path) -> None:
    header, parts = parsed(path)
    [text] = parts["input"]
    ending = "\r\n" if header.get("endings") == "crlf" else "\n"
    ends = header.get("final newline") != "no"
    text = (text if ends else text.rstrip("\n")).replace("\n", ending)
    language = header["language"]
    source = tmp_path / f"example.{SUFFIXES.get(language, language)}"
    source.write_bytes(text.encode())
    for name, content in _files(parts, "file").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    abilities = replace(ASKS, file_operations=frozenset({"create", "rename", "delete"}))
    uri = uri_of(source)
    answers = parts.get("answer", ())
    desk = Desk(text, *answers, language_id=language, uri=uri, abilities=abilities, folders=(tmp_path,))
    desk.model.label = header.get("model", desk.model.label)
    before = desk.text

    problems = (header["diagnostic"],) if "diagnostic" in header else ()
    result = await desk.run(header.get("action", "edit"), header.get("instruction"), *problems)

    assert result == header.get("result", "applied"), desk.user.told
    after = desk.text
    diff = unified_diff(before.replace("\r\n", "\n"), after.replace("\r\n", "\n"), "x")
    expected = "".join(parts.get("diff", [""]))
    assert diff.partition("@@")[2].partition("\n")[2] == expected.partition("@@")[2].partition("\n")[2]
    assert after.count("\n") == after.count(ending)
    assert after.endswith(ending) == ends
    assert len(desk.model.requests) == len(parts.get("answer", ()))
    assert desk.model.n_open == 0
    said = "\n".join((*desk.user.told, *desk.user.questions))
    for line in "".join(parts.get("told", [])).split("\n"):
        assert line in said

    for name, content in _files(parts, "made").items():
        made = desk.files.get(uri_of(tmp_path / name))
        assert made is not None and made.text == content
    for name in _files(parts, "gone"):
        assert desk.files.get(uri_of(tmp_path / name)) is None
    for line in "".join(parts.get("asked", [])).splitlines():
        assert line in desk.model.prompt


def _files(parts: dict[str, list[str]], kind: str) -> dict[str, str]:
    """The parts that are files, by their names."""
    named = (name.partition(" ")[::2] for name in parts)
    return {name: parts[f"{kind} {name}"][0] for word, name in named if word == kind}


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) > 20
