"""Adds to a system message what a model is shown of the project. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.base.clean_text import join_clean

if TYPE_CHECKING:
    from typing import LiteralString

    from kibitz.base.clean_text import CleanText


NOTHING: Final = join_clean()


def with_project(role: LiteralString, project: CleanText) -> CleanText:
    """The role alone where there is nothing else to say: servers keep what they have read of it.

    What is shown stands in front, since small models keep best to what they read last.
    """
    if not project:
        return join_clean(role)
    return join_clean("For what you are asked to do, this holds in the project:\n\n", project, role)
