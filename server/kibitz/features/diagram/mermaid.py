"""Whether a text is a Mermaid diagram of the three kinds Kibitz draws. Pure, never raises.

Knows the part of the language that diagrams of code need, and is stricter than Mermaid: what passes here is
drawn there. Labels that only lack quotes get them (`quoted`), as models forget them most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["flow", "sequence", "class"]

HEADERS: Final = {"flow": "flowchart TD", "sequence": "sequenceDiagram", "class": "classDiagram"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A line (from 1) that is not Mermaid, and its text."""

    line: int
    text: str = field(repr=False)


def kind_of(text: str) -> Kind | None:
    """What the first line says."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    if re.fullmatch(r"(?:flowchart|graph)(?:\s+(?:TB|TD|BT|RL|LR))?;?", first):
        return "flow"
    if first == "sequenceDiagram":
        return "sequence"
    return "class" if first in ("classDiagram", "classDiagram-v2") else None


def problem_in(text: str) -> Problem | None:
    """The first line that Mermaid would stumble over; None for a valid diagram with something in it."""
    kind = kind_of(text)
    lines = text.split("\n")
    if kind is None:
        return Problem(1, lines[0])
    check = {"flow": _flow, "sequence": _sequence, "class": _class}[kind]
    return check(lines)


def quoted(text: str) -> str:
    """A flow chart with quotes around the labels that need them."""
    if kind_of(text) != "flow":
        return text
    return "\n".join(_LABEL.sub(_with_quotes, line) for line in text.split("\n"))


_ID = r"[A-Za-z_][\w]*"
_NEEDS_QUOTES: Final = re.compile(r"[()\[\]{}|<>\"#;]|\bend\b")
_LABEL: Final = re.compile(
    rf"(?P<id>\b{_ID})(?P<open>\[\[|\(\[|\(\(|\[|\(|\{{)(?!\")(?P<text>.*?)(?P<close>\]\]|\]\)|\)\)|\]|\)|\}})"
    r"(?=\s*(?:$|;|-->|---|-\.|==|--\s|&|:::))"
)
_CLOSES: Final = {"[[": "]]", "([": "])", "((": "))", "[": "]", "(": ")", "{": "}"}


def _with_quotes(match: re.Match[str]) -> str:
    text = match["text"]
    if _CLOSES[match["open"]] != match["close"] or not _NEEDS_QUOTES.search(text):
        return match[0]
    inside = text.replace('"', "'")
    return f'{match["id"]}{match["open"]}"{inside}"{match["close"]}'


_QUOTED = r'"[^"\n]*"'
_BARE = r"[^()\[\]{}|<>\"#;\n]+"
_TEXT = rf"(?:{_QUOTED}|{_BARE})"
_SHAPE = rf"(?:\[\[{_TEXT}\]\]|\(\[{_TEXT}\]\)|\(\({_TEXT}\)\)|\[{_TEXT}\]|\({_TEXT}\)|\{{{_TEXT}\}})"
_NODE = rf"(?!end\b){_ID}(?:{_SHAPE})?(?::::{_ID})?"
_NODES = rf"{_NODE}(?:\s*&\s*{_NODE})*"
_ARROW = rf"(?:<?-->|---|-\.->|-\.-|==>|===|--o|--x)(?:\s*\|{_TEXT}\|)?"
_SAID = rf"--\s+{_BARE}?\s*-->|-\.\s+{_BARE}?\s*\.->|==\s+{_BARE}?\s*==>"
_LINK = rf"(?:{_ARROW}|{_SAID})"
_FLOW_LINE: Final = re.compile(rf"{_NODES}(?:\s*{_LINK}\s*{_NODES})*\s*;?")
_FLOW_OTHER: Final = re.compile(
    r"(?:direction\s+(?:TB|TD|BT|RL|LR)|(?:classDef|class|style|linkStyle)\s+\S.*)"
)
_SUBGRAPH: Final = re.compile(rf"subgraph\s+(?:{_ID}(?:\s*\[{_TEXT}\])?|{_TEXT})")

_WHO = r"[A-Za-z_][\w.]*(?: [\w.]+)*"
_MESSAGE: Final = re.compile(rf"{_WHO}\s*(?:-->>|->>|-->|->|--x|-x|--\)|-\))\s*[+-]?{_WHO}\s*:\s*\S.*")
_SEQUENCE_OTHER: Final = re.compile(
    rf"(?:(?:create\s+)?(?:participant|actor)\s+{_WHO}(?:\s+as\s+\S.*)?|(?:de)?activate\s+{_WHO}|autonumber"
    rf"|destroy\s+{_WHO}|title:?\s+\S.*|Note\s+(?:over|left of|right of)\s+"
    rf"{_WHO}(?:\s*,\s*{_WHO})?\s*:\s*\S.*)",
    re.IGNORECASE,
)
_SEQUENCE_OPENS: Final = re.compile(r"(?:loop|alt|opt|par|critical|break|rect)\b.*", re.IGNORECASE)
_SEQUENCE_MIDDLE: Final = re.compile(r"(?:else|and|option)\b.*", re.IGNORECASE)

_CLASS = rf"{_ID}(?:~[\w, ~]+~)?"
_RELATION: Final = re.compile(
    rf"{_CLASS}\s*(?:\"[^\"\n]*\"\s*)?(?:<\||\*|o|<)?(?:--|\.\.)(?:\|>|\*|o|>)?\s*(?:\"[^\"\n]*\"\s*)?{_CLASS}"
    r"(?:\s*:\s*\S.*)?"
)
_CLASS_OPENS: Final = re.compile(rf"class\s+{_CLASS}(?:\[\"[^\"\n]*\"\])?\s*\{{")
_CLASS_LINE: Final = re.compile(
    rf"(?:class\s+{_CLASS}(?:\[\"[^\"\n]*\"\])?(?:\s*\{{\s*\}})?|{_CLASS}\s*:\s*\S.*|<<\w+>>\s+{_CLASS}"
    rf"|direction\s+(?:TB|TD|BT|RL|LR)|note\s+(?:for\s+{_CLASS}\s+)?\"[^\"\n]*\")"
)
_MEMBER: Final = re.compile(r"(?:<<\w+>>|[^{}\n]+)")


def _flow(lines: list[str]) -> Problem | None:
    def opens(line: str) -> bool:
        return _SUBGRAPH.fullmatch(line) is not None

    def fine(line: str, _: int) -> bool:
        return bool(_FLOW_LINE.fullmatch(line) or _FLOW_OTHER.fullmatch(line))

    return _nested(lines, opens, "end", fine)


def _sequence(lines: list[str]) -> Problem | None:
    def opens(line: str) -> bool:
        return _SEQUENCE_OPENS.fullmatch(line) is not None and not _MESSAGE.fullmatch(line)

    def fine(line: str, depth: int) -> bool:
        middle = depth > 0 and _SEQUENCE_MIDDLE.fullmatch(line)
        return bool(middle or _MESSAGE.fullmatch(line) or _SEQUENCE_OTHER.fullmatch(line))

    return _nested(lines, opens, "end", fine)


def _class(lines: list[str]) -> Problem | None:
    def opens(line: str) -> bool:
        return _CLASS_OPENS.fullmatch(line) is not None

    def fine(line: str, depth: int) -> bool:
        if depth:
            return _MEMBER.fullmatch(line) is not None
        return bool(_CLASS_LINE.fullmatch(line) or _RELATION.fullmatch(line))

    return _nested(lines, opens, "}", fine)


def _nested(
    lines: list[str], opens: Callable[[str], bool], closer: str, fine: Callable[[str, int], bool]
) -> Problem | None:
    """Check every line behind the header; what is opened must be closed, and something must be said."""
    depth = 0
    n_told = 0
    is_header = True
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line or line.startswith("%%"):
            continue
        if is_header:
            is_header = False
        elif line == closer and depth:
            depth -= 1
        elif opens(line):
            depth += 1
            n_told += 1
        elif fine(line, depth):
            n_told += 1
        else:
            return Problem(number, raw)
    if depth or not n_told:
        return Problem(len(lines), lines[-1])
    return None
