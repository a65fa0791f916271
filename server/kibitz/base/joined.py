"""Waiting together for one piece of work. The work is a task; nothing here starts or stops it."""

from __future__ import annotations

import asyncio
from typing import TypeVar

Result = TypeVar("Result")


async def joined(work: asyncio.Task[Result]) -> Result:
    """What `work` returns or raises. A caller that is cancelled leaves it going.

    As `asyncio.shield`, which Python 3.14 makes complain in the log of a failure after the caller has left.
    """
    await asyncio.wait([work])
    return work.result()
