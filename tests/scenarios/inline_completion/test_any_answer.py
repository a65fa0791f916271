"""Whatever a model says, in every language: what is shown harms nothing. Samples are files without errors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kibitz.features.inline_completion.filters.following_line import TELLING_CHARS
from kibitz.syntax.language import all_languages
from kibitz.syntax.parser import Parser
from support.inline import Bench, accept, request_at

SAMPLES = Path(__file__).parents[2] / "unit" / "syntax" / "samples"
LANGUAGES = sorted(path.stem for path in SAMPLES.glob("*.txt"))
PARSER = Parser()
JUNK = (
    "(",
    ")",
    "{",
    "}",
    "]",
    '"',
    "'",
    ":",
    "\n",
    "    ",
    "\t",
    "x = 1",
    "```\n",
    "<|endoftext|>",
    "end\n",
    ";",
)

BODIES = ("\n}", "\nend\n", "\nfi\n", "\ndone\n")
"""What a line that opens a block still wants; the user writes it, or the next suggestion."""


@pytest.mark.parametrize("language_id", LANGUAGES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
async def test_any_answer_leaves_the_document_as_sound_as_it_was(
    language_id: str, data: st.DataObject
) -> None:
    text = (SAMPLES / f"{language_id}.txt").read_text(encoding="utf-8")
    ends = [at for at, char in enumerate(text) if char == "\n"]
    offset = data.draw(st.sampled_from(ends), label="offset")
    document = text
    if data.draw(st.booleans(), label="on an empty line"):
        document, offset = text[:offset] + "\n" + text[offset:], offset + 1
    bench = Bench(_answer(data, text))
    bench.backend.finish_reason = data.draw(st.sampled_from(["stop", "length"]))
    before, after = document[:offset], document[offset:]
    known = all_languages()[language_id]
    request = request_at(
        f"{before}║{after}",
        language_id=known.language_ids[0],
        trigger=data.draw(st.sampled_from(["invoked", "automatic"])),
    )

    result = await bench.inline.complete(request, bench.settings)

    for suggestion in result.suggestions[:1]:
        span, shown = suggestion.span, suggestion.text
        assert _comes_in(document[span.start : span.end], shown), "nothing of the user's is lost"
        if "\n" in shown.strip() or not before.rpartition("\n")[2].strip():
            bodies = ("",) if "\n" in shown.strip() else ("", *BODIES)
            done = (accept(request, replace(suggestion, text=shown.rstrip("\n") + body)) for body in bodies)
            n_errors = min(_errors(each, language_id) for each in done)
            assert n_errors <= _errors(document, language_id), "no syntax error is added"
        following = next((line.strip() for line in after.split("\n")[1:] if line.strip()), "")
        if len(following) >= TELLING_CHARS:
            assert following not in [line.strip() for line in shown.split("\n")[:-1]], "nothing is said twice"


def _answer(data: st.DataObject, text: str) -> str:
    """A piece of the file, junk, or both: what models say when they have lost their way."""
    starts = st.integers(0, len(text) - 1)
    pieces = st.tuples(starts, st.integers(1, 120)).map(lambda at: text[at[0] : at[0] + at[1]])
    return "".join(
        data.draw(st.lists(pieces | st.sampled_from(JUNK), min_size=1, max_size=4), label="answer")
    )


def _comes_in(part: str, whole: str) -> bool:
    at = 0
    for char in "".join(part.split()):
        at = whole.find(char, at) + 1
        if not at:
            return False
    return True


def _errors(text: str, language_id: str) -> int:
    return PARSER.n_errors(text, all_languages()[language_id].language_ids[0])
