"""Whatever a model says, an edit stays inside its region. What good answers become is in the scenarios."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.edits.draft import Draft, draft_of
from kibitz.features.edits.instruction import find_instruction
from kibitz.features.edits.region import choose_region
from kibitz.text.edits import apply_edits
from kibitz.text.span import Span
from support.edits import PARSER
from support.inline import snapshot_of

PIECES = st.sampled_from(
    [
        "import os\n",
        "class A:\n",
        "    def f(self):\n",
        "        return 1\n",
        "def g(x):\n",
        "    y = [\n",
        "    ]\n",
        "x = 1  # kibitz: go\n",
        "# kibitz: do\n",
        "\n",
        "  \t\n",
        "```\n",
        "é🦀 = '''\n",
        "\r\n",
        "pass\r",
        "pass",
    ]
)
TEXT = st.lists(PIECES, max_size=12).map("".join)
PLACES = st.tuples(st.floats(0, 1), st.floats(0, 1))
LANGUAGE = st.sampled_from(["python", "markdown", "typescript", "klingon"])


@given(
    text=TEXT, answer=TEXT | st.text(), places=st.tuples(st.floats(0, 1), st.floats(0, 1)), language=LANGUAGE
)
def test_an_edit_stays_inside_its_region(
    text: str, answer: str, places: tuple[float, float], language: str
) -> None:
    start, end = sorted(round(place * len(text)) for place in places)
    snapshot = snapshot_of(text, language, uri="untitled:d")
    tree = PARSER.tree(snapshot.uri, text, language)
    region = choose_region(snapshot, Span(start, end), tree, find_instruction(snapshot, Span(start, end)))
    assert 0 <= region.span.start <= region.span.end <= len(text)
    draft = draft_of(f"```\n{answer}\n```", snapshot=snapshot, region=region, parser=PARSER)
    if not isinstance(draft, Draft):
        return
    change = draft.change
    assert all(change.made_from.contains(edit.span) for edit in draft.rewritten)
    assert len(change.edits) - len(draft.rewritten) in (0, 1)
    after = apply_edits(text, draft.rewritten)
    assert after.startswith(text[: change.made_from.start])
    assert after.endswith(text[change.made_from.end :])
    assert change.made_from.contains(region.span)
    assert change.new_text != text
