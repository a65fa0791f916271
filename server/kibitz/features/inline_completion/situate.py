"""Looks at a place before a model is asked: whether anything is wanted there, and how much. Never raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.inline_completion.candidate import Drop
from kibitz.features.inline_completion.gate import gate_document, gate_kind, gate_place
from kibitz.features.inline_completion.mode import choose_mode, looks_like_block_start
from kibitz.features.inline_completion.place import Place, Situation, look_around

if TYPE_CHECKING:
    from kibitz.features.inline_completion.request import InlineRequest
    from kibitz.features.inline_completion.view import View
    from kibitz.settings.model import InlineCompletion
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree


def gated_place(request: InlineRequest, view: View, settings: InlineCompletion) -> Place | Drop:
    """What is around the cursor, or why nothing is wanted there, as far as that costs microseconds."""
    uri, language_id, trigger = request.snapshot.uri, request.snapshot.language_id, request.trigger
    reason = gate_document(uri, language_id, settings, trigger)
    if reason is not None:
        return Drop(reason=reason)
    place = look_around(view.text, view.offset, language_id, request.indent)
    reason = gate_place(place, trigger)
    return place if reason is None else Drop(reason=reason)


def situate(
    place: Place,
    view: View,
    tree: SyntaxTree,
    parser: Parser,
    settings: InlineCompletion,
    *,
    invoked: bool = False,
) -> Situation | Drop:
    """What the syntax tree adds to a place, or why nothing is wanted there."""
    offset = view.offset
    kind = tree.kind_at(offset)
    opens_block = (
        looks_like_block_start(place.line_before) if tree.root is None else tree.opens_block_at(offset)
    )
    reason = gate_kind(kind, settings)
    if reason is not None:
        return Drop(reason=reason)
    return Situation(
        document=view.text,
        offset=offset,
        place=place,
        mode=choose_mode(
            place, kind=kind, opens_block=opens_block, multi_line=settings.multi_line, invoked=invoked
        ),
        kind=kind,
        opens_block=opens_block,
        control_tokens=(),
        parser=parser,
    )
