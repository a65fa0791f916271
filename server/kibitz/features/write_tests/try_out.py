"""Runs tests that were just written, where the user gave leave to, and has them mended once.

A test that fails is kept and said to fail: it may be right, and the code wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kibitz.features.verify.run_tests import TestRun

Tests = TypeVar("Tests")

NOT_RUN: Final = "The tests parse; they have not been run: no command for that is set (`checks`)."
CANNOT_RUN: Final = "The tests could not be run: the command for that was not found, or took too long."
PASSED: Final = "The tests were run, and pass."


async def try_out(
    tests: Tests,
    run: Callable[[Tests], Awaitable[TestRun | None]],
    mend: Callable[[str], Awaitable[Tests | None]],
) -> tuple[Tests, str]:
    """The tests to propose, and what to say of them.

    Args:
        tests: as the model wrote them.
        run: None when that was not possible.
        mend: asks the model once more, with what is wrong; None when nothing usable came of it.
    """
    first = await run(tests)
    if first is None or first.passed:
        return tests, CANNOT_RUN if first is None else PASSED
    mended = await mend(
        f"These tests were run and do not all pass:\n{first.said}\n"
        "Where a test expects what the code does not do, correct the test. Answer with all of the tests in "
        "one fenced block."
    )
    second = await run(mended) if mended is not None else None
    if mended is not None and second is not None and second.passed:
        return mended, PASSED
    last_line = first.said.rsplit("\n", 1)[-1].strip()
    return tests, f"The tests were run, and not all of them pass: {last_line}"
