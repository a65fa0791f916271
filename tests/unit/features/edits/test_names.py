from __future__ import annotations

import pytest

from kibitz.features.edits.names import import_for, missing_names, new_missing_names


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("x = y\n", {"y"}),
        ("import os\nos.path\n", set[str]()),
        ("def f(a, *b, c=1, **d):\n    return a, b, c, d, f, len(a)\n", set()),
        ("for i in x: print(i)\n", {"x"}),
        ("try:\n    pass\nexcept OSError as e:\n    e\n", set()),
        ("[a for a in (1, 2)]\n", set()),
        ("match x:\n    case {'a': b, **rest}:\n        b, rest\n", {"x"}),
        ("from x import *\nwhatever\n", set()),
        ("broken(\n", set()),
        ("def f() -> 'Later': ...\n", set()),
    ],
)
def test_names_that_nothing_defines(text: str, missing: set[str]) -> None:
    assert missing_names(text) == missing


def test_only_what_an_edit_brings_in_counts() -> None:
    assert new_missing_names("a = unknown\n", "a = unknown + Path\n") == ("Path",)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("json", "json.loads(x)", "import json"),
        ("json", "f(json)", None),
        ("Path", "Path(x)", "from pathlib import Path"),
        ("Iterable", "x: Iterable", "from collections.abc import Iterable"),
        ("datetime", "datetime.now()", "from datetime import datetime"),
        ("datetime", "datetime.datetime.now()", "import datetime"),
        ("frobnicate", "frobnicate.x", None),
    ],
)
def test_only_what_is_beyond_doubt_is_imported(name: str, text: str, line: str | None) -> None:
    assert import_for(name, text) == line
