from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.inline_completion.reuse import Rest, Shown, is_taken, rest_of, typed_at
from kibitz.text.span import Span


def rest(shown_at: str, suggested: str, now_at: str, *, replaces: int = 0) -> Rest | None:
    before, _, after = shown_at.partition("║")
    start = len(before)
    shown = Shown(text=before + after, offset=start, span=Span(start, start + replaces), suggested=suggested)
    now_before, _, now_after = now_at.partition("║")
    return rest_of(shown, now_before + now_after, len(now_before))


@pytest.mark.parametrize(
    ("now_at", "left"),
    [
        ("x = ║\ny", Rest("foo(a)", 0)),
        ("x = f║\ny", Rest("oo(a)", 0)),
        ("x = foo(a║\ny", Rest(")", 0)),
        ("x = foo(a)║\ny", None),
        ("x = b║\ny", None),
        ("x =║\ny", None),
        ("x = f║\nz", None),
        ("z = f║\ny", None),
        ("x = f║", None),
    ],
)
def test_goes_on_while_it_is_typed(now_at: str, left: Rest | None) -> None:
    assert rest("x = ║\ny", "foo(a)", now_at) == left


@pytest.mark.parametrize(
    ("now_at", "left"),
    [
        ("x = foo(║)\ny", Rest("a)", 1)),
        ("x = foo(a║)\ny", Rest(")", 1)),
        ("x = foo(║]\ny", None),
        ("x = foo(║x\ny", None),
    ],
)
def test_brackets_that_the_editor_closed_are_overwritten(now_at: str, left: Rest | None) -> None:
    assert rest("x = ║\ny", "foo(a)", now_at) == left


def test_quotes_and_brackets_may_be_closed_together() -> None:
    assert rest("x = ║", 'foo("a")', 'x = foo("║")') == Rest('a")', 2)


def test_what_it_replaces_stays() -> None:
    assert rest("def f(║)", "a, b):", "def f(a║)", replaces=1) == Rest(", b):", 1)


@given(
    st.text(alphabet="ab(\n"), st.text(alphabet="ab)\n"), st.text(alphabet="ab()\n", min_size=1), st.data()
)
def test_any_beginning_may_be_typed(before: str, after: str, suggested: str, data: st.DataObject) -> None:
    n_typed = data.draw(st.integers(0, len(suggested) - 1))

    left = rest(f"{before}║{after}", suggested, f"{before}{suggested[:n_typed]}║{after}")

    assert left == Rest(suggested[n_typed:], 0)


@given(
    st.text(alphabet="ab(\n"), st.text(alphabet="ab)\n"), st.text(alphabet="ab()\n", min_size=1), st.data()
)
def test_any_of_it_may_be_typed_and_deleted_again(
    before: str, after: str, suggested: str, data: st.DataObject
) -> None:
    """Over and over: what is left is always what is not typed yet, and nothing is left at its end."""
    start = len(before)
    shown = Shown(text=before + after, offset=start, span=Span(start, start), suggested=suggested)
    for n_typed in data.draw(st.lists(st.integers(0, len(suggested)), max_size=9)):
        text, offset = f"{before}{suggested[:n_typed]}{after}", start + n_typed
        left = rest_of(shown, text, offset)

        assert left == (Rest(suggested[n_typed:], 0) if n_typed < len(suggested) else None)
        assert is_taken(shown, text, offset) is (n_typed == len(suggested))
        assert typed_at(shown.text, start, text, offset) == suggested[:n_typed]


@pytest.mark.parametrize(
    ("now_at", "typed"),
    [
        ("x = f║\ny", "f"),
        ("x = f(║)\ny", "f("),
        ("x = f(║x)\ny", None),
        ("x = ║\nz", None),
        ("x =║\ny", None),
        ("z = f║\ny", None),
    ],
)
def test_what_was_typed_since(now_at: str, typed: str | None) -> None:
    before, _, after = now_at.partition("║")

    assert typed_at("x = \ny", 4, before + after, len(before)) == typed
