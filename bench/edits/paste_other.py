"""What a careful person does with an answer in another language than Python, with the help of the grammar.

An answer that declares all that the file does replaces it. Else definitions take the place of those of the
same name and new ones follow, as when a block of a chat is applied; what fits nowhere takes the place of
the selected lines. Tests become the file of tests, or the end of a Rust file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench.edits.paste import code_of

from kibitz.documents.store import DocumentStore
from kibitz.features.chat.blocks import blocks_in
from kibitz.features.chat.place_block import into_file
from kibitz.features.edits.propose import Declined
from kibitz.syntax.parser import Parser

if TYPE_CHECKING:
    from pathlib import Path

    from bench.edits.task import Task

PARSER = Parser()
_DECLARED = re.compile(
    r"^(?:export |public |pub |abstract |final |static |async )*"
    r"(?:class|interface|enum|record|type|struct|trait|impl|func|fn|function|const)\s+(?:\([^)]*\)\s*)?(\w+)",
    re.MULTILINE,
)
_PACKAGE = re.compile(r"^package .*\n", re.MULTILINE)


def paste_other(task: Task, answer: str, folder: Path) -> None:
    """Write the files."""
    path = folder / task.language.file
    code = code_of(answer).strip("\n")
    if task.action == "tests":
        if task.language.tests == task.language.file:
            code = f"{task.text}\n{code}"
        else:
            path.write_text(task.text, "utf-8", newline="")
            path = folder / task.language.tests
        path.write_text(f"{code}\n", "utf-8", newline="")
        return
    path.write_text(_pasted(task, code), "utf-8", newline="")


def _head(text: str, code: str) -> str:
    """The line that says which package it is, where the answer left it out."""
    package = _PACKAGE.search(text)
    return f"{package[0]}\n" if package and not _PACKAGE.search(code + "\n") else ""


def _pasted(task: Task, code: str) -> str:
    declared = set(_DECLARED.findall(task.text))
    if declared and declared <= set(_DECLARED.findall(code)):
        return f"{_head(task.text, code)}{code}\n"
    fence = "`" * 9
    [block] = blocks_in(f"{fence}{task.language_id}\n{code}\n{fence}\n")
    documents = DocumentStore()
    uri = f"file:///bench/{task.language.file}"
    documents.open(uri, task.language_id, 1, task.text)
    snapshot = documents.get(uri)
    assert snapshot is not None
    made = into_file(block, snapshot, task.language.file, PARSER)
    if not isinstance(made, Declined):
        return made.changes[0].new_text
    lines = task.text.split("\n")
    first, last = task.lines
    line = lines[first - 1]
    indent = line[: len(line) - len(line.lstrip())]
    lines[first - 1 : last] = [indent + each if each else each for each in code.split("\n")]
    return "\n".join(lines)
