"""What every document shows: the suggestion the user may type on, and those to choose instead."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.reuse import Shown, followed
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.view import View

MOST_DOCUMENTS = 8  # each keeps the text its suggestion was made for


class OnScreen:
    """The suggestions shown, by document; those for a menu or an opened line are gone with the next key."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, Shown] = OrderedDict()
        self._judged: Shown | None = None

    def clear(self) -> None:
        """Nothing that was shown is shown again."""
        self._shown.clear()

    def at(self, uri: str, view: View) -> Shown | None:
        """What the document shows; of several suggestions the one that `view` goes on with."""
        if not view.is_as_typed:
            return None
        shown = self._shown.get(uri)
        if shown is not None and shown.others:
            shown = self._shown[uri] = followed(shown, view.text, view.offset)
        return shown

    def is_news(self, shown: Shown) -> bool:
        """Whether nobody has asked yet what became of `shown`."""
        known, self._judged = self._judged, shown
        return shown is not known

    def put(self, uri: str, view: View, candidate: Candidate) -> None:
        """The document shows `candidate` now."""
        if not view.is_as_typed:
            return
        self._shown[uri] = _shown_at(view, candidate)
        self._shown.move_to_end(uri)
        if len(self._shown) > MOST_DOCUMENTS:
            self._shown.popitem(last=False)

    def put_others(self, uri: str, view: View, others: tuple[Candidate, ...]) -> None:
        """Beside what it shows, the document has `others` to go to."""
        shown = self._shown.get(uri)
        if others and shown is not None and view.is_as_typed:
            self._shown[uri] = replace(shown, others=tuple(_shown_at(view, each) for each in others))


def _shown_at(view: View, candidate: Candidate) -> Shown:
    span = Span(view.offset, view.offset + candidate.replaces)
    return Shown(text=view.text, offset=view.offset, span=span, suggested=candidate.text)
