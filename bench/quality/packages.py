"""Places to complete in the sources of real packages: what stood there is the answer, no test decides.

A folder of sources comes from any registry, by its own client: `npm pack`, `pip download --no-binary :all:`,
`cargo vendor`, `mvn dependency:unpack -Dclassifier=sources`. Files of a few kilobytes only: the model is to
see the same as the server.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from bench.quality.cases import Case

from kibitz.syntax.language import language_for
from kibitz.syntax.parser import Parser
from kibitz.text.span import Span

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = {
    ".py": "python",
    ".js": "javascript",
    ".mjs": "javascript",
    ".ts": "typescript",
    ".java": "java",
    ".go": "go",
    ".rs": "rust",
}
FEWEST_CHARS, MOST_CHARS = 600, 6000
FEWEST_LINE_CHARS = 8
MOST_BODY_LINES = 8
PARSER = Parser()


def packages(folder: Path, *, languages: list[str], n: int, seed: int) -> list[Case]:
    """`n` cases of each language: in turn the rest of a line, a whole line, and the body of a block."""
    chance = random.Random(seed)
    files: dict[str, list[Path]] = {language: [] for language in languages}
    for path in sorted(folder.rglob("*")):
        language = SUFFIXES.get(path.suffix)
        if language in files and not path.name.endswith((".d.ts", ".min.js")) and path.is_file():
            files[language].append(path)
    cases: list[Case] = []
    for language, paths in files.items():
        chance.shuffle(paths)
        found: list[Case] = []
        for path in paths:
            case = _case(path, folder, language, chance, kind=("rest", "line", "body")[len(found) % 3])
            if case is not None:
                found.append(case)
            if len(found) == n:
                break
        cases += found
    return cases


def syntax_errors(text: str, language_id: str) -> int:
    """How many errors tree-sitter sees."""
    return PARSER.n_errors(text, language_id)


def _case(path: Path, folder: Path, language: str, chance: random.Random, *, kind: str) -> Case | None:
    try:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return None
    if not FEWEST_CHARS <= len(text) <= MOST_CHARS or syntax_errors(text, language):
        return None
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
    spans = [span for start in starts[5:] if (span := _hole(text, start, language, chance, kind)) is not None]
    if not spans:
        return None
    hole = chance.choice(spans)
    return Case(
        id=f"{path.relative_to(folder)}:{text.count(chr(10), 0, hole.start) + 1}:{kind}",
        language_id=language,
        before=text[: hole.start],
        after=text[hole.end :],
        expected=text[hole.start : hole.end],
    )


def _hole(text: str, start: int, language: str, chance: random.Random, kind: str) -> Span | None:
    end = text.find("\n", start)
    line = text[start:end]
    said = line.strip()
    known = language_for(language)
    if (
        end < 0
        or known is None
        or len(said) < FEWEST_LINE_CHARS
        or said.startswith((known.line_comment, "*", "/*"))
    ):
        return None
    code = start + len(line) - len(line.lstrip())
    if kind == "line":
        return Span(code, end)
    if kind == "rest":
        breaks = [at for at in range(code + 3, end - 2) if not text[at].isalnum() and text[at - 1].isalnum()]
        return Span(chance.choice(breaks), end) if breaks else None
    opener = ":" if known.by_indentation else "{"
    body = text.find("\n", end + 1) if said.endswith(opener) else -1
    deep = len(line) - len(line.lstrip())
    lines = 0
    while body >= 0 and lines < MOST_BODY_LINES:
        following = text[body + 1 : text.find("\n", body + 1)]
        lines += 1
        if following.strip() and len(following) - len(following.lstrip()) <= deep:
            first = end + 1
            indented = first + len(text[first:body]) - len(text[first:body].lstrip())
            return Span(indented, body) if text[first:body].strip() else None
        body = text.find("\n", body + 1)
    return None
