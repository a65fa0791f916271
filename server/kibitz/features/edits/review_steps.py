"""Does what somebody chose about a proposal that waits in the buffer: a code lens or a code action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.text.line_index import LineIndex

if TYPE_CHECKING:
    from kibitz.base.ports import User
    from kibitz.features.edits.carry import Remaining
    from kibitz.features.edits.door import Door
    from kibitz.features.edits.editor import Editor
    from kibitz.features.edits.prepared import Verdict
    from kibitz.features.edits.proposal import Part


async def take_step(
    verdict: Verdict, proposal_id: str, part: int | None, *, door: Door, editor: Editor, user: User
) -> None:
    """Accept or reject a hunk or all that is left, show the diff, or go to the next hunk.

    Args:
        verdict: what was chosen.
        proposal_id: of which proposal.
        part: the number of the hunk in the whole proposal.
        door: applies it.
        editor: moves the cursor.
        user: is told when it is gone.
    """
    left = door.prepared.get(proposal_id)
    if left is None or left.proposal is None:
        user.tell("This edit is not waiting any more.")
        return
    match verdict:
        case "accept":
            if part in left.numbers:
                taken = left.proposal.parts[left.numbers.index(part)]
                wanted = left.proposal.keeping({taken.number})
                if wanted is not None and await door.apply(wanted) == "applied":
                    await _show(_next(left, part), editor, after=taken)
        case "reject":
            if part in left.numbers:
                door.prepared.reject(proposal_id, part)
                await _show(_next(left, part), editor)
        case "accept all":
            if await door.apply(left.proposal) == "applied":
                door.prepared.drop(proposal_id)
        case "reject all":
            door.prepared.drop(proposal_id)
        case "show":
            await door.show_diff(left.proposal)
        case "next":
            await _show(_next(left, part), editor)


def _next(left: Remaining, part: int | None) -> Part | None:
    """The hunk after `part`, the first one after the last."""
    assert left.proposal is not None
    pairs = zip(left.numbers, left.proposal.parts, strict=True)
    others = [(number, each) for number, each in pairs if each.edit is not None and number != part]
    later = [each for number, each in others if part is None or number > part]
    return next(iter((*later, *(each for _, each in others))), None)


async def _show(part: Part | None, editor: Editor, *, after: Part | None = None) -> None:
    """Go to a hunk; `after` was applied a moment ago, which the editor may not have told us yet."""
    if part is None or part.edit is None or part.change is None or not editor.abilities.shows_places:
        return
    line = LineIndex.of(part.change.base_text).line_of(part.edit.span.start)
    done = after.edit if after is not None and after.change is part.change else None
    if done is not None and done.span < part.edit.span:
        old = part.change.base_text[done.span.start : done.span.end]
        line += done.new_text.count("\n") - old.count("\n")
    await editor.show_place(part.uri, line)
