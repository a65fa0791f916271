"""A step of a review on its way through the client: the command of a code lens or code action, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from lsprotocol import types as lsp

from kibitz.base.errors import ConfigProblem
from kibitz.features.edits.prepared import Verdict
from kibitz.lsp.commands import REVIEW

if TYPE_CHECKING:
    from kibitz.features.edits.prepared import Step

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewArguments:
    """The one argument of `kibitz.review`, an object."""

    verdict: Verdict
    proposal_id: str
    part: int | None

    @staticmethod
    def read(value: dict[str, Any]) -> ReviewArguments:
        """Check what a client sent.

        Raises:
            ConfigProblem: the message says what is expected.
        """
        verdict, proposal_id, part = value.get("verdict"), value.get("proposal"), value.get("part")
        if verdict not in VERDICTS or not isinstance(proposal_id, str):
            raise ConfigProblem(
                "kibitz.review takes an object with `proposal`, `part` and `verdict`, "
                f"which is one of {', '.join(VERDICTS)}."
            )
        return ReviewArguments(
            verdict=verdict, proposal_id=proposal_id, part=part if isinstance(part, int) else None
        )


def review_command(title: str, step: Step) -> lsp.Command:
    """The command that takes this step."""
    argument = {"verdict": step.verdict, "proposal": step.proposal_id, "part": step.part}
    return lsp.Command(title=title, command=REVIEW, arguments=[argument])
