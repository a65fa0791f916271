r"""What a model's answer says the code should be.

Pure, never raises. Tolerant of what models put around the code, and strict where tolerance would be a guess:
an answer that leaves parts out ("... rest of the code ...") is refused, since nobody knows which.
Lines end with `\n` in and out; where the code goes and how it is indented is `fit.py`'s concern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.imports import holds_imports_alone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Code:
    """The new code, without blank lines at its ends."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that cannot be used.

    Attributes:
        reason: for the user; ends a sentence that begins with "The answer of the model".
        hint: for the model, which may try once more.
    """

    reason: LiteralString
    hint: LiteralString


EMPTY: Final = Refused("holds no code", "Your answer held no code. Answer with the code in one fenced block.")
ELIDED: Final = Refused(
    "leaves parts of the code out",
    "Your answer left parts of the code out. Write every line of the code, also those that stay the same.",
)
ENDLESS: Final = Refused(
    "goes round in circles",
    "Your answer repeats itself without end. Answer anew, in few lines: no more than three cases of a kind.",
)


def parse_answer(answer: str, shown: str) -> Code | Refused:
    """Find the code in an answer.

    Args:
        answer: everything the model wrote, up to a place where it stopped by itself.
        shown: the code the model was asked to change; empty when it was asked to write some.
    """
    if goes_round(answer, shown):
        return ENDLESS
    answer = without_thoughts(answer)
    blocks = _fenced(answer.split("\n")) or _fenced(_out_of_list(answer.split("\n")))
    lines = _chosen(blocks, shown) if blocks else _without_prose(answer.split("\n"), shown)
    code = "\n".join(_trimmed(_bare(lines, shown)))
    if not code:
        return EMPTY
    return ELIDED if elides(code, shown) else Code(code)


def without_thoughts(answer: str) -> str:
    r"""An answer without what a model thought before it, lines ending with `\n`."""
    return _THOUGHTS.sub("", answer).replace("\r\n", "\n").replace("\r", "\n")


def is_complete(answer: str, shown: str) -> bool:
    """Whether an answer that is still coming already holds a closed block with something new in it."""
    whole_lines = without_thoughts(answer).split("\n")[:-1]  # the last one may still grow
    found = first_fenced(whole_lines, 0)
    if found is None or found[1] == len(whole_lines):
        return False
    inside = whole_lines[found[0] + 1 : found[1]]
    tells = any(line.strip() for line in inside) and not holds_imports_alone(inside)
    return tells and not _same_code(inside, shown)


def first_fenced(lines: Sequence[str], start: int) -> tuple[int, int] | None:
    """The numbers of the lines that open and close a fenced block; the latter is `len(lines)` when none does.

    A block inside the block (a file of Markdown) opens with a language; only then is it told apart from
    the end of the outer one.
    """
    opened = -1
    nesting: list[str] = []
    for number in range(start, len(lines)):
        match = _FENCE.fullmatch(lines[number])
        if match is None:
            continue
        fence, info = match[1], match[2].strip()
        if not nesting:
            opened = number
            nesting.append(fence)
        elif fence.startswith(nesting[-1]) and not info:
            nesting.pop()
            if not nesting:
                return opened, number
        elif info and " " not in info and len(fence) >= len(nesting[0]):
            nesting.append(fence)
    return (opened, len(lines)) if nesting else None


def goes_round(answer: str, shown: str) -> bool:
    """Whether the last whole lines of an answer repeat each other, but for their literals, without a reason.

    Small models fall into that in tables of cases and go on to the limit. The reason may be that the code
    shown has such lines: so many more are allowed.
    """
    last = _shapes(answer.rsplit("\n", ENDLESS_LINES + 1)[1:-1])
    if len(last) < ENDLESS_LINES or not any(last[n:] == last[:-n] for n in range(1, MOST_PERIOD + 1)):
        return False
    n_shown = _shapes(shown.split("\n")).count(last[-1])
    lines = _shapes(answer.split("\n")[:-1])
    for period in range(1, MOST_PERIOD + 1):
        tail = lines[-(ENDLESS_LINES + n_shown * period) :]
        if len(tail) == ENDLESS_LINES + n_shown * period and tail[period:] == tail[:-period]:
            return True
    return False


ENDLESS_LINES: Final = 24  # a table that a person would write by hand is shorter
MOST_PERIOD: Final = 6  # lines of a test of one case


def _shapes(lines: Sequence[str]) -> list[str]:
    return [shape_of(line) for line in lines]


def shape_of(line: str) -> str:
    """A line but for what its numbers and strings are."""
    return _LITERAL.sub("0", line).strip()


_LITERAL = re.compile(r"\d+|\"[^\"]*\"|'[^']*'")


_THOUGHTS = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)")

_SAME = r"(?:\s+(?:here|unchanged|omitted|remain|stay|goes|go|as|is|are|continue|follow)\w*\b.*)?"
_ELISION = re.compile(
    rf"""
    (?:\.{{3}}|…)(?:\s+\S.*)?                        # `...` alone or with words; `...spread` is code
    |
    (?:\#|//|--|;+|%|/\*+|\*|<!--|"{{3}}|'{{3}}|\{{/\*)\s*[\[(<]?\s*
    (?:
        (?:\.{{3}}|…).*
        |
        (?:the\s+)?(?:rest|remainder)\s+of\s+(?:the\s+|your\s+|this\s+)?
        (?:code|function|method|class|implementation|body|module|file){_SAME}
        |
        (?:the\s+)?(?:existing|previous|remaining|other|original|same)\s+
        (?:code|methods?|functions?|implementation|logic){_SAME}
        |
        (?:the\s+)?(?:code|implementation|body|lines)\s+(?:unchanged|omitted|remains?\s+the\s+same|as\s+before)
    )
    \s*(?:\.{{3}}|…)?\s*[\])>]?\s*(?:\*/\}}?|-->|"{{3}}|'{{3}})?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BARE = re.compile(r"\s*\.{3}\s*")


def _fenced(lines: Sequence[str]) -> list[list[str]]:
    """The insides of all fenced blocks; the last one may lack its end."""
    blocks: list[list[str]] = []
    start = 0
    while (found := first_fenced(lines, start)) is not None:
        opened, closed = found
        blocks.append(list(lines[opened + 1 : closed]))
        start = closed + 1
    return blocks


def _out_of_list(lines: Sequence[str]) -> Sequence[str]:
    """From the first fence on, however deep, where what is before it is no code; else nothing."""
    opened = next((n for n, line in enumerate(lines) if _FENCE.fullmatch(line.strip())), len(lines))
    if any(line.strip() and not _TALK.fullmatch(line.strip()) for line in lines[:opened]):
        return ()
    depth = len(lines[opened]) - len(lines[opened].lstrip()) if opened < len(lines) else 0
    return [line[depth:] if not line[:depth].strip() else line for line in lines[opened:]]


def _chosen(blocks: Sequence[list[str]], shown: str) -> Sequence[str]:
    """The first block that says something new: some models repeat the code they got before they change it.

    Others write the imports in a block of their own, before the code or behind it.
    """
    told = [block for block in blocks if any(line.strip() for line in block)]
    code = [block for block in told if not holds_imports_alone(block)] or told[:1]
    chosen = next((block for block in code if not _same_code(block, shown)), code[0] if code else [])
    imports = [line for block in told if holds_imports_alone(block) for line in block if line not in chosen]
    return [*imports, *chosen]


def _bare(lines: Sequence[str], shown: str) -> Sequence[str]:
    """Without numbers in front of all lines, and a comment on top that names the file or the block."""
    told = [line for line in lines if line.strip()]
    numbered = [_NUMBERED.fullmatch(line) for line in told]
    numbers = [int(match[1]) for match in numbered if match]
    if len(told) > 1 and len(numbers) == len(told) and numbers == sorted(set(numbers)):
        lines = [match[2] or "" if (match := _NUMBERED.fullmatch(line)) else "" for line in lines]
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines and _HEADER.fullmatch(lines[first]) and lines[first].strip() not in shown:
        return lines[first + 1 :]
    return lines


_NUMBERED = re.compile(r"\s*(\d+)\s*[|│](?: (.*)|)")
_HEADER = re.compile(
    r"""
    \s*(?:\#|//|--|/\*|<!--)\s*
    (?:
        (?:file(?:name)?:\s*)?[\w./\\-]+\.\w{1,5}
        |
        (?:the\s+)?(?:edited|updated|modified|changed|fixed|corrected|improved|refactored|rewritten)\s+
        (?:\w+\s+)?(?:code|function|method|class|version)
    )
    \s*:?\s*(?:\*/|-->)?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _same_code(block: Sequence[str], shown: str) -> bool:
    """But for white space at the ends of lines and of the whole."""
    old = _trimmed(shown.split("\n"))
    return [line.strip() for line in _trimmed(block)] == [line.strip() for line in old]


def _without_prose(lines: Sequence[str], shown: str) -> Sequence[str]:
    """An answer without a fence: code, perhaps with a sentence before and after it.

    In a text that is made of sentences, none can be told from an explanation: all of them are kept.
    """
    known = {line.strip() for line in shown.split("\n")}
    if any(_SENTENCE.fullmatch(line) for line in known):
        return lines
    start, end = 0, len(lines)
    while start < end and (not lines[start].strip() or _is_prose(lines[start], known)):
        start += 1
    if start + 1 < end and _LANGUAGE.fullmatch(lines[start]):  # of a fence that was left out
        start += 1
    while end > start and (not lines[end - 1].strip() or _is_prose(lines[end - 1], known)):
        end -= 1
    return lines[start:end]


_SENTENCE = re.compile(r"[A-Z][\w'’-]*,?(?: [\w'’`\"(),./-]+){2,}[.:!?]")
_TALK = re.compile(rf"(?:\d+[.)]|[-*])\s.*|{_SENTENCE.pattern}")
_LANGUAGE = re.compile(
    r"(?:python|javascript|typescript|tsx|jsx|golang|go|rust|java|kotlin|csharp|cpp|ruby|php)\s*"
)


def _is_prose(line: str, known: set[str]) -> bool:
    """A line at the margin that reads like a sentence and does not stand in the code that was shown."""
    return line.strip() not in known and _SENTENCE.fullmatch(line.rstrip()) is not None


def _trimmed(lines: Sequence[str]) -> Sequence[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def elides(code: str, shown: str) -> bool:
    """Whether some code leaves out parts ("... rest of the code ...") that `shown` does not leave out too."""
    known = {line.strip() for line in shown.split("\n")}
    above = ""
    for line in code.split("\n"):
        if line.strip() in known or not line.strip():
            above = line
            continue
        # `...` is the whole body of a definition that is new, and stands for one that was left out.
        stub = _BARE.fullmatch(line) and above.strip() not in known and above.rstrip().endswith((":", "{"))
        if _ELISION.fullmatch(line.strip()) and not stub:
            return True
        above = line
    return False
