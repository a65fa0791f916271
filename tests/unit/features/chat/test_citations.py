from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.chat.citations import linked

FILES = {"src/a.py": ("file:///w/src/a.py", 10), "b c.py": ("file:///w/b%20c.py", 3)}


def check(text: str) -> str:
    return linked(text, FILES.get)


def test_a_citation_of_lines_that_exist_becomes_a_link() -> None:
    assert check("See src/a.py:3.") == "See [src/a.py:3](file:///w/src/a.py#L3)."
    assert check("(`src/a.py:3-10`)") == "([src/a.py:3-10](file:///w/src/a.py#L3))"


def test_a_path_with_blanks_in_it_is_checked_too() -> None:
    assert check("In `b c.py:2-3`, `b c.py:4`.") == "In [b c.py:2-3](file:///w/b%20c.py#L2), `b c.py`."
    assert check("`f` is in src/a.py:3, `g` too") == "`f` is in [src/a.py:3](file:///w/src/a.py#L3), `g` too"


def test_a_line_that_does_not_exist_is_taken_out() -> None:
    assert check("See src/a.py:11 and `src/a.py:9-12`.") == "See src/a.py and `src/a.py`."
    assert check("src/a.py:0") == "src/a.py"


def test_what_names_no_file_is_left_alone() -> None:
    assert check("At 127.0.0.1:80, 12:30, other.py:4") == "At 127.0.0.1:80, 12:30, other.py:4"


@given(st.integers(0, 30), st.integers(0, 30))
def test_every_cited_line_exists(first: int, last: int) -> None:
    for match in re.finditer(r"\[src/a\.py:(\d+)(?:-(\d+))?\]", check(f"src/a.py:{first}-{last}")):
        assert 1 <= int(match[1]) <= int(match[2] or match[1]) <= 10
