"""Looks up model families off the event loop: the first look imports them all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.models.family import ModelFamily


async def families_of(names: Sequence[str]) -> list[ModelFamily | None]:
    """The families of some models, by their names."""
    return await asyncio.to_thread(_look_up, names)


def _look_up(names: Sequence[str]) -> list[ModelFamily | None]:
    from kibitz.models.choose import family_for

    return [family_for(name) for name in names]
