from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.inline_completion.rebase import survive
from kibitz.features.inline_completion.request import InlineResult, Suggestion
from kibitz.observability.trace import Trace
from kibitz.text.span import Span
from support.inline import CURSOR, snapshot_of


def after(old_at: str, text: str, new: str, *, replaces: int = 0) -> tuple[str, str] | None:
    """The new document without what the rest replaces, the cursor in its place, and the rest; or None."""
    before, _, behind = old_at.partition(CURSOR)
    span = Span(len(before), len(before) + replaces)
    result = InlineResult(suggestions=(Suggestion(id="1", span=span, text=text),), reason=None, trace=Trace())
    survived = survive(result, snapshot_of(before + behind), snapshot_of(new, version=2))
    if not survived.suggestions:
        assert survived.reason
        return None
    rest = survived.suggestions[0]
    assert rest.id == "1"
    return new[: rest.span.start] + "║" + new[rest.span.end :], rest.text


@pytest.mark.parametrize(
    ("new", "left"),
    [
        ("x = f(\ny", ("x = f(║\ny", "a, b)")),
        ("x = f(a\ny", ("x = f(a║\ny", ", b)")),
        ("x = f()\ny", ("x = f(║\ny", "a, b)")),
        ("x = f(c\ny", None),
        ("x = f(a, b)\ny", None),
        ("x =\ny", None),
        ("x = \nz", None),
        ("w\nx = \ny", None),
    ],
)
def test_keeps_what_begins_with_what_was_typed(new: str, left: tuple[str, str] | None) -> None:
    assert after("x = ║\ny", "f(a, b)", new) == left


def test_the_same_text_under_a_new_version_changes_nothing() -> None:
    assert after("x = ║\ny", "f(a)", "x = \ny") == ("x = ║\ny", "f(a)")


def test_a_result_without_suggestions_keeps_its_reason() -> None:
    result = InlineResult(suggestions=(), reason="inside a word", trace=Trace())

    assert survive(result, snapshot_of("a"), snapshot_of("ab")) == result


@given(
    st.text(alphabet="ab(\n"),
    st.text(alphabet="ab)\n"),
    st.text(alphabet="ab()\n", min_size=1),
    st.text(alphabet="ab()\n"),
)
def test_never_raises_and_accepting_the_rest_gives_what_was_promised(
    before: str, behind: str, text: str, typed: str
) -> None:
    new = before + typed + behind

    left = after(f"{before}║{behind}", text, new)

    if left is not None:
        assert left[0].replace("║", left[1]) == before + text + behind
    if typed and text.startswith(typed) and typed != text:
        assert left is not None
