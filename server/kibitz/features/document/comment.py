"""A documentation comment out of a model's answer, in the form of the language and of the file. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.parse import Refused, parse_answer

if TYPE_CHECKING:
    from kibitz.syntax.language import DocComment

NO_COMMENT: Final = Refused(
    "holds no documentation",
    "Answer with the documentation comment alone, in one fenced block, without the code.",
)

_SENTENCES: Final = "What is shown is made of sentences."
"""As the code that was shown: then no sentence of the answer is taken for talk about code."""

_LONG_STRING: Final = re.compile(r'[rRuU]{0,2}("""|\'\'\')(.*?)(?:\1|\Z)', re.DOTALL)
_BLOCK: Final = re.compile(r"/\*\*?(.*?)(?:\*/|\Z)", re.DOTALL)
_SIGN: Final = re.compile(r"[ \t]*(?:///|//!?|---?|##?|;+|\*(?!\*)|%)[ \t]?")
_CODE: Final = re.compile(
    r"(?:@\w+$|@\w+\(|#\[|(?:export|default|pub(?:\(\w+\))?|public|private|protected|static|async|final)\b"
    r"|(?:def|class|func|fn|function|interface|struct|enum|impl|type|const|let|var)\s+\w)"
)


def words_of(answer: str, style: DocComment) -> str | Refused:
    r"""What the comment says, without its signs, lines ending with `\n` and from the margin.

    Args:
        answer: the comment with or without signs, alone or in front of the code, or inside a function.
    """
    code = parse_answer(answer, _SENTENCES)
    if isinstance(code, Refused):
        return NO_COMMENT
    text = code.text
    inner = (_LONG_STRING if style.inside else _BLOCK).search(text)
    if inner is not None:
        lines = inner[inner.re.groups].split("\n")
        if not style.inside:
            lines = [re.sub(r"^[ \t]*\*(?: |$)", "", line) for line in lines]
    else:
        lines = _commented(text.split("\n"))
    words = _dedented(lines)
    return words if re.search(r"\w\w", words) else NO_COMMENT


def rendered(words: str, style: DocComment, *, indent: str, opens_below: bool = False) -> str:
    """The comment, its first line without and all others with `indent`.

    Args:
        opens_below: the project begins docstrings on the line below the quotes.
    """
    lines = words.split("\n")
    if style.inside:
        escaped = [line.replace("\\", "\\\\").replace('"""', "'''") for line in lines]
        lines = [style.start + "\n" + escaped[0] if opens_below else style.start + escaped[0], *escaped[1:]]
        lines = "\n".join(lines).split("\n")
        if len(lines) == 1 and not lines[0].endswith('"'):
            lines[0] += style.end
        else:
            lines.append(style.end)
    else:
        inside = [(style.each + line.replace("*/", "* /")).rstrip() for line in lines]
        lines = [*([style.start] if style.start else ()), *inside, *([style.end] if style.end else ())]
    return "\n".join(line if number == 0 or not line else indent + line for number, line in enumerate(lines))


def _commented(lines: list[str]) -> list[str]:
    """The lines in front of the code, without the signs of comments."""
    found: list[str] = []
    for line in lines:
        if _CODE.match(line.strip()) and not _SIGN.match(line):
            break
        found.append(_SIGN.sub("", line, count=1))
    return found


def _dedented(lines: list[str]) -> str:
    """Without what indents all of them but the first, and without blank lines at the ends."""
    rest = [line for line in lines[1:] if line.strip()]
    common = min((len(line) - len(line.lstrip()) for line in rest), default=0)
    moved = [lines[0].strip(), *(line[common:].rstrip() for line in lines[1:])] if lines else []
    return "\n".join(moved).strip("\n").strip()
