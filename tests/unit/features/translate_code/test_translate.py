from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kibitz.documents.uri import path_of, uri_of
from kibitz.features.code_actions.action import ActionContext
from kibitz.features.code_actions.offer import offer
from kibitz.features.edits.proposal import NewFile
from kibitz.features.translate_code.translate import named_language
from support.edits import ASKS, NO_EDITS, PARSER, Desk

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "import math\n\n\ndef area(r):\n    ║return math.pi * r * r\n\n\ndef other():\n    pass\n"
GO = "package shapes\n\nfunc area(r float64) float64 {\n\treturn 3.14 * r * r\n}"
JAVA = "public final class Circle {\n    static double area(double r) { return r; }\n}"
ABLE = replace(ASKS, file_operations=frozenset({"create"}))


def desk_in(folder: Path, *answers: str) -> Desk:
    path = folder / "shapes.py"
    path.write_text("", "utf-8")
    desk = Desk(TEXT, *(f"```\n{answer}\n```" for answer in answers), uri=uri_of(path), abilities=ABLE)
    return desk


def made(desk: Desk) -> tuple[str, str]:
    """Name and text of the file that was created."""
    [proposal] = desk.editor.applied
    [file] = proposal.files
    assert isinstance(file, NewFile) and not proposal.changes
    path = path_of(file.uri)
    assert path is not None
    return path.name, file.text


async def test_the_function_becomes_a_file_beside_its_source(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, GO)
    assert await desk.run("translate_code", "translate to Go, with float64") == "applied"
    assert made(desk) == ("shapes.go", f"{GO}\n")
    assert "import math" in desk.model.prompt and "def other" not in desk.model.prompt
    assert "to go. translate to Go, with float64" in desk.model.prompt
    assert "nobody has checked" in desk.user.questions[0]


async def test_without_an_instruction_the_user_is_asked_for_the_language(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, GO)
    desk.user.answer = "Go"
    desk.editor.abilities = replace(ABLE, reviews=True)
    assert await desk.run("translate_code") == "applied"
    assert desk.user.questions == ["Translate `area` to which language?"]
    desk.user.answer = None
    assert await desk.run("translate_code") == "nothing"


async def test_an_editor_that_cannot_ask_is_told_how_to_say_it(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, GO)
    desk.editor.abilities = NO_EDITS
    assert await desk.run("translate_code") == "nothing"
    assert "as the instruction" in desk.user.told[0] and not desk.model.requests


async def test_a_public_class_of_java_names_its_file(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, JAVA)
    assert await desk.run("translate_code", "Java") == "applied"
    assert made(desk)[0] == "Circle.java"


async def test_what_does_not_parse_is_asked_for_again_and_said_so_at_last(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, "func area( {", GO)
    assert await desk.run("translate_code", "Go") == "applied"
    assert made(desk)[1] == f"{GO}\n"
    desk = desk_in(tmp_path, "func area( {")
    assert await desk.run("translate_code", "Go") == "applied"
    assert "does not parse" in desk.user.questions[0] and len(desk.model.requests) == 2


async def test_a_file_that_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "shapes.go").write_text("package mine\n", "utf-8")
    desk = desk_in(tmp_path, GO)
    assert await desk.run("translate_code", "Go") == "nothing"
    assert "shapes.go already" in desk.user.told[0] and not desk.model.requests


async def test_it_is_offered_in_a_definition_of_a_saved_file(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    context = ActionContext(snapshot=desk.snapshot, span=desk.span)
    assert "Translate `area` to another language" in [each.title for each in offer(context, parser=PARSER)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("to Rust", "rust"), ("from Python to C++", "cpp"), ("C#, please", "csharp"), ("JS", "javascript")],
)
def test_a_language_is_known_by_the_names_people_use(words: str, expected: str) -> None:
    language = named_language(words)
    assert language is not None and language.id == expected
    assert named_language("nicer, please") is None
