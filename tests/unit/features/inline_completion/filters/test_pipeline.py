from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kibitz.features.inline_completion.candidate import Candidate, Drop
from kibitz.features.inline_completion.filters.following_line import TELLING_CHARS
from kibitz.features.inline_completion.filters.pipeline import FILTERS, run
from support.inline import situation_at

LANGUAGES = st.sampled_from(["python", "typescript", "go", "rust", "html", "plaintext"])
MARKS = ["(", ")", "{", "}", "[", "]", '"', "'", "`", ":", ";", ",", "\n", "\n    ", "\t", " ", "<", ">"]
WORDS = [
    "x",
    "return total",
    "def f():",
    "if a {",
    "é",
    "\\",
    "#",
    "//",
    "```",
    "<|endoftext|>",
    "</b>",
    '"""',
]
PIECES = st.lists(st.sampled_from(MARKS + WORDS), max_size=14).map("".join)


@settings(max_examples=150, deadline=None)
@given(before=PIECES, after=PIECES, text=PIECES, language_id=LANGUAGES)
def test_whatever_the_model_says_the_suggestion_is_decent(
    before: str, after: str, text: str, language_id: str
) -> None:
    situation = situation_at(f"{before}║{after}", language_id=language_id)

    outcome = run(FILTERS, Candidate(text=text), situation)

    if isinstance(outcome, Drop):
        assert outcome.reason
        return
    place = situation.place
    assert outcome.text.strip()
    assert 0 <= outcome.replaces <= len(place.line_after), "it stays on the cursor's line"
    assert "<|endoftext|>" not in outcome.text or "<|endoftext|>" in place.line_after
    following = place.below[0].strip() if place.below else ""
    if len(following) >= TELLING_CHARS:
        lines = (place.line_before + outcome.text).split("\n")
        assert following not in [line.strip() for line in lines], "what follows is not repeated"
