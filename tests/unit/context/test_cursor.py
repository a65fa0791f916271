"""What the text around a cursor says: names with their nearness, imports, the receiver."""

from __future__ import annotations

from kibitz.context.cursor import BEFORE_CHARS, Cursor

CURSOR = "║"


def at(picture: str, language_id: str = "python") -> Cursor:
    before, _, after = picture.partition(CURSOR)
    return Cursor(path="a.py", language_id=language_id, text=before + after, offset=len(before))


def test_near_names_count_more() -> None:
    near = at("far = 1\n" + "\n" * 20 + "close = 2\n║\nbelow = 3\n").nearness

    assert near["close"] > near["below"] > near["far"]


def test_names_in_import_statements_are_not_near() -> None:
    near = at("from a import thing\n║other\n").nearness

    assert "thing" not in near
    assert "other" in near


def test_the_header_of_the_function_is_near_however_long_it_is() -> None:
    body = "    x = 1\n" * 40
    near = at(
        f"def before(): ...\ndef f(\n    store: Store,\n    size: int,\n) -> None:\n{body}    ║"
    ).nearness

    assert near["Store"] > 0.8
    assert near["before"] < 0.5


def test_the_receiver() -> None:
    assert at("store.║").receiver == "store"
    assert at("self.store.ge║").receiver == "store"
    assert at("make(1).║").receiver == "make"
    assert at("x = store║").receiver == ""


def test_imports_at_the_top_are_seen_from_far_below() -> None:
    cursor = at("from a import b\n" + "x = 1\n" * 5000 + "║")

    assert cursor.imports == ("from a import b",)
    assert len(cursor.before) == BEFORE_CHARS
