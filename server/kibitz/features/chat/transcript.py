"""A conversation as a Markdown document: turns under headings, the question last.

Pure. A document without such headings is a question too: its last paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

ENDING: Final = ".kibitz.md"

USER_HEADING: Final = "## You"
ANSWER_HEADING: Final = "## Kibitz"
NEW_CHAT: Final = f"# Chat\n\n{USER_HEADING}\n\n"

_HEADING: Final = re.compile(r"## (You|Kibitz)[ \t]*")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_CONTEXT: Final = re.compile(r"\A(?:> .*\n)+\n?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something that was said."""

    role: Literal["user", "assistant"]
    text: str = field(repr=False)


def is_chat(uri: str) -> bool:
    """Whether a document is a conversation, by its name; `.kibitz.md` itself holds a project's notes."""
    name = uri.lower().rpartition("/")[2]
    return name.endswith(ENDING) and name != ENDING


def turns_in(text: str) -> tuple[Turn, ...]:
    """Everything said in a document, in order: no empty turns, and not what was told of the context."""
    turns: list[Turn] = []
    role: Literal["user", "assistant"] | None = None
    lines: list[str] = []

    def end() -> None:
        said = "".join(lines).strip("\n")
        said = _CONTEXT.sub("", f"{said}\n").strip() if role == "assistant" else said.strip()
        if role is not None and said:
            turns.append(Turn(role=role, text=said))
        lines.clear()

    for line, is_heading in _lines(text):
        if is_heading:
            end()
            role = "user" if line.startswith(USER_HEADING) else "assistant"
        else:
            lines.append(line)
    if role is None:
        last = re.split(r"\n[ \t]*\n", text.strip().replace("\r\n", "\n"))[-1]
        return (Turn(role="user", text=last.strip()),) if last.strip() else ()
    end()
    return tuple(turns)


def answer_at(text: str, offset: int) -> Span | None:
    """The answer that a place of a document is in, without its heading."""
    start, end = -1, 0
    for line, (_, is_heading) in zip(text.splitlines(keepends=True), _lines(text), strict=True):
        if is_heading:
            if start >= 0 and start <= offset < end:
                break
            start = end + len(line) if line.startswith(ANSWER_HEADING) else -1
        end += len(line)
    return Span(start, end) if 0 <= start <= offset <= end else None


def question_in(text: str) -> str | None:
    """What is asked at the end of a document; None when the last word is Kibitz'."""
    turns = turns_in(text)
    return turns[-1].text if turns and turns[-1].role == "user" else None


def answer_start(text: str) -> str:
    """What comes between the end of a document and its answer."""
    gap = "\n\n" if not text.endswith("\n") else "" if text.endswith("\n\n") else "\n"
    return f"{gap}{ANSWER_HEADING}\n\n"


def answer_end() -> str:
    """What comes behind an answer, for the next question."""
    return f"\n\n{USER_HEADING}\n\n"


def as_markdown(title: str, turns: Iterable[Turn]) -> str:
    """A conversation as a document that can be gone on with."""
    headings = {"user": USER_HEADING, "assistant": ANSWER_HEADING}
    parts = (f"{headings[turn.role]}\n\n{turn.text}\n" for turn in turns)
    return "\n".join((f"# {title}\n", *parts))


def _lines(text: str) -> list[tuple[str, bool]]:
    """Each line, and whether it is a heading of ours: code in fences is not looked at."""
    found: list[tuple[str, bool]] = []
    fence = ""
    for ended in text.splitlines(keepends=True):
        line = ended.replace("\r\n", "\n")
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        found.append((line, not fence and mark is None and bool(_HEADING.fullmatch(line.rstrip("\n")))))
    return found
