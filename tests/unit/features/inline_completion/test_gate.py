from __future__ import annotations

from dataclasses import replace

import pytest

from kibitz.features.inline_completion.gate import gate_document, gate_kind, gate_place
from kibitz.features.inline_completion.place import look_around
from kibitz.settings.model import InlineCompletion

SETTINGS = InlineCompletion()
FAKE_KEY = "AK" + "IA" + "Q7ZP2M4XW9LT3BVN"


def gate(picture: str, trigger: str = "automatic") -> str | None:
    before, _, after = picture.partition("║")
    place = look_around(before + after, len(before), "python")
    return gate_place(place, "invoked" if trigger == "invoked" else "automatic")


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        ("", "nothing to go on"),
        ("\n\n  ║\n", "nothing to go on"),
        ("return to║tal", "inside a word"),
        ("║return total", "inside a word"),
        ("x = ║ + total", "inside a line"),
        (f'key = "{FAKE_KEY}║"', "secret"),
        ("return total║", None),
        ("x = f(║)", None),
        ("x = f(g(║))  ", None),
        ("if (a║) {", None),
        ('print("║")', None),
        ("x = [║],", None),
        ("<b>║</b>", None),
        ("def f():\n    ║\n", None),
    ],
)
def test_while_typing_only_where_text_is_wanted(picture: str, reason: str | None) -> None:
    assert gate(picture) == reason


@pytest.mark.parametrize("picture", ["return to║tal", "x = ║ + total"])
def test_whoever_asks_gets_an_answer_anywhere(picture: str) -> None:
    assert gate(picture, "invoked") is None


def test_the_document_decides_first() -> None:
    off = replace(SETTINGS, enabled=False)
    no_python = replace(SETTINGS, disabled_languages=("python",))

    assert gate_document("file:///a.py", "python", off) == "disabled"
    assert gate_document("file:///a.py", "python", no_python) == "language disabled"
    assert gate_document("file:///a.go", "go", no_python) is None
    assert gate_document("file:///app/.env", "shellscript", SETTINGS) == "private file"


def test_comments_and_strings_are_gated_by_the_settings() -> None:
    quiet = replace(SETTINGS, in_comments=False, in_strings=False)

    assert gate_kind("comment", quiet) == "comment"
    assert gate_kind("string", quiet) == "string"
    assert gate_kind("code", quiet) is None
    assert gate_kind("comment", SETTINGS) is None
