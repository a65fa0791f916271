"""Cuts at a token that ends an answer or commands the model: servers leave them in, or never knew them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.features.inline_completion.candidate import Candidate
    from kibitz.features.inline_completion.place import Situation


def cut_control_tokens(candidate: Candidate, situation: Situation) -> Candidate:
    """`a + b<|endoftext|># Explanation` -> `a + b`."""
    text = candidate.text.replace("\r\n", "\n").replace("\r", "\n")
    found = [text.find(token) for token in situation.control_tokens]
    return replace(candidate, text=text[: min((at for at in found if at >= 0), default=len(text))])
