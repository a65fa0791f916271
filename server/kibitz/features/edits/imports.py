"""Import lines that a model puts in front of a rewritten function: they belong at the top of the file.

Pure. Models answer as if the function were a file of its own. Inside a class such a line would break the
code, and one that the file has already is noise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kibitz.features.edits.unbound_imports import unbound
from kibitz.syntax.language import language_for
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kibitz.documents.snapshot import Snapshot
    from kibitz.syntax.tree import SyntaxTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An answer in two: what the file must have at its top, one line each, and the code itself."""

    imports: tuple[str, ...] = field(repr=False)
    code: str = field(repr=False)


def split_imports(code: str, shown: str) -> Split:
    r"""Take the import lines off the start of an answer, unless the code shown holds some itself.

    Args:
        code: lines that end with `\n`, the first one not blank.
        shown: the code the model was asked to change.
    """
    if _AT_MARGIN.search(shown):
        return Split(imports=(), code=code)
    lines = code.split("\n")
    found, n_lines = _imports_at_start(lines)
    if n_lines == len(lines):
        return Split(imports=(), code=code)
    return Split(imports=tuple(found), code="\n".join(lines[n_lines:]))


def holds_imports_alone(lines: Sequence[str]) -> bool:
    """Whether there is nothing else but blank lines."""
    found, n_lines = _imports_at_start(lines)
    return bool(found) and n_lines == len(lines)


def _imports_at_start(lines: Sequence[str]) -> tuple[list[str], int]:
    """The import lines that come first, and how many lines that takes."""
    found: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        if _GO_GROUP.fullmatch(line):
            end = next((n for n in range(number, len(lines)) if lines[n].strip() == ")"), number)
            found += [f"import {inside.strip()}" for inside in lines[number + 1 : end] if inside.strip()]
            number = end
        elif _OPENS_LIST.fullmatch(line) and (end := _end_of_list(lines, number)):
            found.append(_on_one_line(lines[number : end + 1]))
            number = end
        elif _is_import(line):
            found.append(line)
        elif line:
            break
        number += 1
    return found, number


_OPENS_LIST = re.compile(
    r"from\s+[\w.]+\s+import\s*\(|import\s+(?:type\s+)?(?:\w+\s*,\s*)?\{|(?:pub\s+)?use\s+(?:\w+::)+\{"
)
_IN_LIST = re.compile(r"[\w$ ,:*]*")
_ENDS_LIST = re.compile(r"\)|\};|\}\s*from\s*['\"][^'\"]+['\"];?")


def _end_of_list(lines: Sequence[str], opened: int) -> int | None:
    """The line that ends a list of names, one or more a line; None when there is something else in it."""
    for number in range(opened + 1, len(lines)):
        line = lines[number].strip()
        if _ENDS_LIST.fullmatch(line):
            return number
        if not _IN_LIST.fullmatch(line):
            return None
    return None


def _on_one_line(lines: Sequence[str]) -> str:
    opened, *names, closed = (line.strip() for line in lines)
    listed = " ".join(names).rstrip(", ")
    if closed == ")":
        return f"{opened.rstrip('( ')} {listed}"
    blank = "" if closed == "};" else " "
    return opened + blank + listed + blank + closed


def used_imports(imports: Sequence[str], code: str, language_id: str) -> tuple[str, ...]:
    """Those that say something to some code: models write others, too, which Go does not compile.

    Only in languages where an import counts by its name: a trait of Rust is used without it.
    """
    counts_anyway = _WITHOUT_NAME.get(language_id)
    if counts_anyway is None:
        return tuple(imports)
    words = set(_WORD.findall(code))
    return tuple(
        line
        for line in imports
        if counts_anyway.search(line) or words & (set(_WORD.findall(line)) - _KEYWORDS)
    )


_WITHOUT_NAME = {
    "go": re.compile(r"^import\s+[_.]\s"),
    "java": re.compile(r"\*"),
    "python": re.compile(r"\*|__future__"),
    "typescript": re.compile(r"^import\s*[\"'*]"),
}
_WORD = re.compile(r"[^\W\d]\w*")
_KEYWORDS = frozenset({"as", "from", "import", "static", "type"})


def missing_imports(
    snapshot: Snapshot, imports: Sequence[str], region: Span, tree: SyntaxTree | None, *, above: str = ""
) -> TextEdit | None:
    """An insertion of those imports that neither the document has nor the code `above` it; None without one.

    They go before the first import of the document (no syntax has to be known for that), else behind its
    `package`, else before the outermost piece of code that the region is part of; in Java, before all of it.
    """
    known = {_plain(line) for line in import_lines(above + snapshot.text)}
    itself = _itself(snapshot)
    missing = [
        line for line in dict.fromkeys(imports) if _plain(line) not in known and not itself.search(line)
    ]
    missing = unbound(missing, above + snapshot.text, language_for(snapshot.language_id, snapshot.uri))
    if not missing:
        return None
    ending = "\r\n" if "\r\n" in snapshot.text else "\n"
    text = "".join(line + ending for line in missing)

    def in_code(pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        for match in pattern.finditer(snapshot.text):
            if tree is None or tree.kind_at(match.start() + 1) == "code":
                yield match

    for match in in_code(_AT_MARGIN):
        if _GO_GROUP.fullmatch(match[0]):
            return _into_group(snapshot.text, match.end(), missing)
        if not _FIRST_OF_ALL.match(match[0]):
            return TextEdit(Span(match.start(), match.start()), text)
    for package in in_code(_PACKAGE):
        return TextEdit(Span(package.end(), package.end()), ending + text)
    if tree is not None and tree.language.id == "java":
        return TextEdit(Span(0, 0), text + ending)
    if tree is not None and tree.language.id == "python":
        return _below_head(snapshot.text, text, ending)
    chunks = (match.end() for match in _CHUNK.finditer(snapshot.text, 0, region.end))
    chunk = max((start for start in chunks if start <= region.start), default=0)
    return TextEdit(Span(chunk, chunk), text + ending)


def _itself(snapshot: Snapshot) -> re.Pattern[str]:
    """Matches what imports from the document itself: models do, as if they wrote another file."""
    stem = re.escape(PurePosixPath(unquote(snapshot.uri)).stem)
    return re.compile(rf"^from[ \t]+\.?{stem}[ \t]+import\b|[\"']\./{stem}(?:\.\w+)?[\"'];?\s*$")


def _into_group(text: str, opened: int, missing: Sequence[str]) -> TextEdit:
    """In Go's `import (...)`, before the first one that comes later in the alphabet."""
    new = sorted(line.removeprefix("import").strip() for line in missing)
    place = text.index("\n", opened) + 1
    for line in text[place:].splitlines(keepends=True):
        if not line.strip() or line.strip() > new[0] or line.strip() == ")":
            break
        place += len(line)
    ending = "\r\n" if text[: text.index("\n", opened)].endswith("\r") else "\n"
    return TextEdit(Span(place, place), "".join(f"\t{line}{ending}" for line in new))


def _below_head(text: str, lines: str, ending: str) -> TextEdit:
    """In Python, between what a module begins with and its code."""
    match = _PYTHON_HEAD.match(text)
    place = match.end() if match else 0
    before = ending if text[:place].strip() else ""
    after = "" if text[place : place + 2].startswith(("\n", "\r\n")) else ending
    return TextEdit(Span(place, place), before + lines + after)


def import_lines(text: str) -> tuple[str, ...]:
    """What a file imports, one line each, in order. Statements over several lines are left out but Go's."""
    lines = (match[0].rstrip() for match in _AT_MARGIN.finditer(text))
    groups = (match[1] for match in _GO_GROUPS.finditer(text))
    grouped = (f"import {line.strip()}" for group in groups for line in group.split("\n") if line.strip())
    return (*(line for line in lines if _is_import(line)), *grouped)


_START = (
    r"(?:(?:import|from|use|using|require|require_relative|package|#[ \t]*include)\b[ \t]*[\w\"'<{*:.(]"
    r"|(?:const|let|var)[ \t]+[^=;\r\n]*=[ \t]*require\()"
)
_IMPORT = re.compile(_START)
_AT_MARGIN = re.compile(rf"^{_START}[^\r\n]*", re.MULTILINE)
_OPEN_END = re.compile(r"[({,\\]\s*$")
_FIRST_OF_ALL = re.compile(r"from __future__\b|package\b")
_PACKAGE = re.compile(r"^package[ \t]+\w[^\r\n]*(?:\r\n?|\n)", re.MULTILINE)
_PYTHON_HEAD = re.compile(
    r"""
    (?:[ \t]*\#[^\n]*\n)*                                              # `#!` and remarks
    (?:\s*[rRuU]?(?:\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|"[^"\n]+")[ \t]*\r?\n)?
    (?:\s*from[ \t]+__future__[^\n]*\n)*
    """,
    re.VERBOSE,
)
_GO_GROUP = re.compile(r"import\s*\(")
_GO_GROUPS = re.compile(r"^import\s*\(([^)]*)\)", re.MULTILINE)
_CHUNK = re.compile(r"(?:\n|\r\n?)[ \t]*(?:\n|\r\n?)(?=[^\s)\]}])")


def _is_import(line: str) -> bool:
    return _IMPORT.match(line) is not None and _OPEN_END.search(line) is None


def _plain(line: str) -> str:
    return re.sub(r"\s+", " ", line.strip().rstrip(";")).replace("'", '"')
