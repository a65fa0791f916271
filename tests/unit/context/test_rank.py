from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.context.excerpt import Excerpt
from kibitz.context.rank import fused


def excerpt(path: str) -> Excerpt:
    return Excerpt(source="any", path=path, lines=((0, "x"),), score=1)


def test_sources_take_turns() -> None:
    found = {"a": [excerpt("a1"), excerpt("a2")], "b": [excerpt("b1"), excerpt("b2")]}

    assert [each.path for each in fused(found, {})] == ["a1", "b1", "a2", "b2"]


def test_what_two_sources_found_stands_first() -> None:
    found = {"a": [excerpt("a1"), excerpt("both")], "b": [excerpt("b1"), excerpt("both")]}

    assert fused(found, {})[0].path == "both"


def test_a_light_source_waits() -> None:
    found = {"heavy": [excerpt("h1"), excerpt("h2")], "light": [excerpt("l1")]}

    assert [each.path for each in fused(found, {"light": 0.5})] == ["h1", "h2", "l1"]


@given(st.dictionaries(st.text(max_size=2), st.lists(st.sampled_from("abcdef"), unique=True), max_size=4))
def test_nothing_is_lost_or_told_twice(names: dict[str, list[str]]) -> None:
    found = {source: [excerpt(path) for path in paths] for source, paths in names.items()}

    paths = [each.path for each in fused(found, {})]

    assert sorted(paths) == sorted({path for each in names.values() for path in each})
