"""Looks up model families off the event loop: the first look imports them all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.models.family import ModelFamily


async def families_of(names: Sequence[str]) -> list[ModelFamily | None]:
    """The families of some models, by their names or by the id of the family itself."""
    return await asyncio.to_thread(_look_up, names)


def _look_up(names: Sequence[str]) -> list[ModelFamily | None]:
    from kibitz.models.choose import families, family_for

    by_id = {family.id: family for family in families()}
    return [by_id.get(name) or family_for(name) for name in names]
