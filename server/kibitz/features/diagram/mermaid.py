"""Whether a text is a Mermaid diagram of the three kinds Kibitz draws. Pure, never raises.

Knows the part of the language that diagrams of code need, and is stricter than Mermaid: what passes here is
drawn there (Mermaid 11.17.2 refused none of 2,800 made-up diagrams, with every keyword as a name). Labels
that only lack quotes get them (`quoted`), as models forget them most.
"""

from __future__ import annotations

import re
from collections import Counter
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
_WORDS = r"\w[\w .,?!'+*=:&]*"  # what Mermaid takes without quotes in every place, and more places take more
_NEEDS_QUOTES: Final = re.compile(rf"(?!{_WORDS}\Z)|.*\bend\b")
_LABEL: Final = re.compile(
    rf"(?P<id>\b{_ID})(?P<open>\[\[|\(\[|\(\(|\[|\(|\{{)(?!\")(?P<text>.*?)(?P<close>\]\]|\]\)|\)\)|\]|\)|\}})"
    r"(?=\s*(?:$|;|-->|---|-\.|==|--\s|&|:::))"
)
_CLOSES: Final = {"[[": "]]", "([": "])", "((": "))", "[": "]", "(": ")", "{": "}"}


def _with_quotes(match: re.Match[str]) -> str:
    text = match["text"]
    if _CLOSES[match["open"]] != match["close"] or not _NEEDS_QUOTES.match(text):
        return match[0]
    inside = text.replace('"', "'")
    return f'{match["id"]}{match["open"]}"{inside}"{match["close"]}'


_QUOTED = r'"[^"\n]*"'
_TEXT = rf"(?:{_QUOTED}|{_WORDS})"
_SHAPE = rf"(?:\[\[{_TEXT}\]\]|\(\[{_TEXT}\]\)|\(\({_TEXT}\)\)|\[{_TEXT}\]|\({_TEXT}\)|\{{{_TEXT}\}})"
_FLOW_WORDS = r"(?!(?:end|style|click|call|href|linkStyle|classDef|class|interpolate|subgraph)\b)"
_NODE = rf"{_FLOW_WORDS}{_ID}(?:{_SHAPE})?(?::::{_ID})?"
_NODES = rf"{_NODE}(?:\s*&\s*{_NODE})*"
_ARROW = rf"(?:<?-->|---|-\.->|-\.-|==>|===|--o|--x)(?:\s*\|{_TEXT}\|)?"
_SAID = rf"--\s+{_WORDS}\s-->|-\.\s+{_WORDS}\s\.->|==\s+{_WORDS}\s==>"
_LINK = rf"(?:{_ARROW}|{_SAID})"
_FLOW_LINE: Final = re.compile(rf"{_NODES}(?:\s*{_LINK}\s*{_NODES})*\s*;?")
_FLOW_OTHER: Final = re.compile(
    rf"direction\s+(?:TB|TD|BT|RL|LR)|(?:classDef|style|class)\s+{_ID}(?:,\s*{_ID})*\s+[\w#].*"
    r"|linkStyle\s+(?:default|\d+(?:,\s*\d+)*)\s+[\w#].*"
)
_SUBGRAPH: Final = re.compile(rf"subgraph\s+(?:{_ID}(?:\s*\[{_TEXT}\])?|{_QUOTED}|[A-Za-z][A-Za-z0-9_ ]*)")

_SEQUENCE_WORDS = (
    r"(?!(?i:end|note|loop|alt|opt|par|and|else|critical|option|break|rect|box|participant|actor|activate"
    r"|deactivate|create|destroy|autonumber|title|links?|over|properties|details|off|accTitle|accDescr)\b)"
)
_WHO = rf"{_SEQUENCE_WORDS}[A-Za-z_][\w.]*(?: [\w.]+)*"
_SAYS = r"[^\s;][^;]*"
_MESSAGE: Final = re.compile(rf"{_WHO}\s*(?:-->>|->>|-->|->|--x|-x|--\)|-\))\s*[+-]?{_WHO}\s*:\s*{_SAYS}")
_SEQUENCE_OTHER: Final = re.compile(
    rf"(?:(?:create\s+)?(?:participant|actor)\s+{_WHO}(?:\s+as\s+{_SAYS})?|(?:de)?activate\s+{_WHO}|autonumber"
    rf"|destroy\s+{_WHO}|title:?\s+{_SAYS}|Note\s+(?:over|left of|right of)\s+"
    rf"{_WHO}(?:\s*,\s*{_WHO})?\s*:\s*{_SAYS})",
    re.IGNORECASE,
)
_SEQUENCE_OPENS: Final = re.compile(r"(?:loop|alt|opt|par|critical|break|rect)\b[^;]*", re.IGNORECASE)
_SEQUENCE_MIDDLE: Final = re.compile(r"(?:else|and|option)\b[^;]*", re.IGNORECASE)

_CLASS_WORDS = r"(?!(?:style|click|call|href|note|link|classDef|class|namespace|callback|o)\b)"
_CLASS = rf"{_CLASS_WORDS}{_ID}(?:~[\w, ~]+~)?"
_RELATION: Final = re.compile(
    rf"{_CLASS}\s*(?:\"[^\"\n]*\"\s*)?(?:<\||\*|o|<)?(?:--|\.\.)(?:\|>|\*|o|>)?\s*(?:\"[^\"\n]*\"\s*)?{_CLASS}"
    r"(?:\s*:\s*[^\s:;][^:;]*)?"
)
_CLASS_OPENS: Final = re.compile(rf"class\s+{_CLASS}(?:\[\"[^\"\n]*\"\])?\s*\{{")
_MEMBER_TEXT = r"[^{}()\n]+(?:\([^{}()\n]*\)[^{}()\n]*)?"
_CLASS_LINE: Final = re.compile(
    rf"(?:class\s+{_CLASS}(?:\[\"[^\"\n]*\"\])?(?:\s*\{{\s*\}})?|{_CLASS}\s*:\s*(?!\s)(?!.*[:;])(?:{_MEMBER_TEXT})"
    rf"|direction\s+(?:TB|TD|BT|RL|LR)|note\s+(?:for\s+{_CLASS}\s+)?\"[^\"\n]*\")"
)
_MEMBER: Final = re.compile(rf"(?:<<\w+>>|{_MEMBER_TEXT})")
_NAME: Final = re.compile(_ID)
_KIND_OF: Final = re.compile(rf"<<\w+>>\s+(?P<name>{_ID})")
_ACTIVATES: Final = re.compile(rf"activate\s+(?P<who>{_WHO})", re.IGNORECASE)
_DEACTIVATES: Final = re.compile(rf"deactivate\s+(?P<who>{_WHO})", re.IGNORECASE)
_MARKED: Final = re.compile(rf"(?P<sender>{_WHO})\s*(?:[-)x>]+)\s*(?P<mark>[+-])(?P<receiver>{_WHO})\s*:.*")


def _flow(lines: list[str]) -> Problem | None:
    def opens(line: str) -> bool:
        return _SUBGRAPH.fullmatch(line) is not None

    def fine(line: str, _: int) -> bool:
        return bool(_FLOW_LINE.fullmatch(line) or _FLOW_OTHER.fullmatch(line))

    return _nested(lines, opens, "end", fine)


def _sequence(lines: list[str]) -> Problem | None:
    def opens(line: str) -> bool:
        return _SEQUENCE_OPENS.fullmatch(line) is not None and not _MESSAGE.fullmatch(line)

    active: Counter[str] = Counter()

    def fine(line: str, depth: int) -> bool:
        if not _activation(line, active):
            return False
        middle = depth > 0 and _SEQUENCE_MIDDLE.fullmatch(line)
        return bool(middle or _MESSAGE.fullmatch(line) or _SEQUENCE_OTHER.fullmatch(line))

    return _nested(lines, opens, "end", fine)


def _activation(line: str, active: Counter[str]) -> bool:
    """Keep count of who is active; false where somebody is to end what has not begun."""
    marked = _MARKED.fullmatch(line)
    if (begun := _ACTIVATES.fullmatch(line)) or (marked and marked["mark"] == "+"):
        active[begun["who"] if begun else marked["receiver"] if marked else ""] += 1
    elif (ended := _DEACTIVATES.fullmatch(line)) or (marked and marked["mark"] == "-"):
        who = ended["who"] if ended else marked["sender"] if marked else ""
        active[who] -= 1
        return active[who] >= 0
    return True


def _class(lines: list[str]) -> Problem | None:
    known: set[str] = set()

    def opens(line: str) -> bool:
        if _CLASS_OPENS.fullmatch(line) is None:
            return False
        known.update(_NAME.findall(line))
        return True

    def fine(line: str, depth: int) -> bool:
        if depth:
            return _MEMBER.fullmatch(line) is not None
        if kind := _KIND_OF.fullmatch(line):
            return kind["name"] in known
        known.update(_NAME.findall(line.partition(":")[0]))
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
