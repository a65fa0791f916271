"""Simplify: make a piece of code simpler and clearer without changing what it does."""

from __future__ import annotations

from kibitz.features.code_actions.rewrite import rewriting

INSTRUCTION = (
    "Simplify this code and make it clearer, without changing what it does or the names and parameters that "
    "other code may use."
)

ACTION = rewriting(id="refactor", verb="Simplify", instruction=INSTRUCTION)
