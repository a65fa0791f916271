"""A task of `bench.edits`: a file, what is to be done in it, and a program that says whether it was done.

A file has a header (`name: value`) and two parts, `--- input` and `--- check`:

    language: go                      typescript, go, rust or java; Python without it (`languages.py`)
    action, instruction, diagnostic   as for `kibitz act`
    request                           what a person would write to a model instead; else made of the action
    endings: crlf                     the input gets these
    final newline: no                 the input has none
    --- input                         ⟦ and ⟧ around the selection, or ║ for a cursor
    --- check                         a Python program, run beside `work.py` (`work.go`, ...), the file as it
                                      was (`before.py`) and `tools.py`: 0 is passed
    --- solution                      the file as a person would have done it; what the check is checked with
    --- solution tests                the file of tests, where that is what is asked for

Tasks whose names begin with `new_` are held out: nobody looked at an answer to them to mend Kibitz. Once one
did, the task is a seen one, and loses the `new_`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.edits.languages import LANGUAGES, TOOLS, Language

from kibitz.syntax.parser import Parser
from kibitz.syntax.parts import outermost_definition
from kibitz.text.span import Span

CHECK_S = 120  # a compiler, on a busy machine
PARSER = Parser()
TASKS = Path(__file__).parent / "tasks"
HELD_OUT = "new_"

PLAIN = {
    "fix": "Fix this problem in line {line}: {diagnostic}",
    "document": "Write a docstring for `{name}`. Do not change the code.",
    "types": "Add type hints to `{name}`.",
    "extract": "Extract lines {line} to {last} into a new function.",
    "tests": "Write {tests} for `{name}`. The file is called {file}.",
    "todo": "Do what the TODO comment in line {line} says and remove the comment.",
    "optimise": "Make `{name}` faster.",
    "edit": "{instruction} (in `{name}`).",
}


@dataclass(frozen=True, kw_only=True)
class Task:
    """One of them; the selection in code points of `text`."""

    name: str
    header: dict[str, str]
    text: str
    start: int
    end: int
    check: str
    solution: str = ""
    solution_tests: str = ""

    @property
    def language_id(self) -> str:
        """As editors have it."""
        return self.header.get("language", "python")

    @property
    def language(self) -> Language:
        """Its layout."""
        return LANGUAGES[self.language_id]

    @property
    def action(self) -> str:
        """The id of the code action."""
        return self.header["action"]

    @property
    def is_held_out(self) -> bool:
        """Whether Kibitz was never mended on answers to it."""
        return self.name.startswith(HELD_OUT)

    @property
    def solved(self) -> str:
        """The solution, with the line endings of the file."""
        text = self.solution if self.text.endswith("\n") else self.solution.rstrip("\n")
        return text.replace("\n", "\r\n") if "\r\n" in self.text else text

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line, from 1."""
        last = self.end - (self.end > self.start and self.text[self.end - 1] == "\n")
        return self.text.count("\n", 0, self.start) + 1, self.text.count("\n", 0, last) + 1

    @property
    def request(self) -> str:
        """What a person writes who asks a model without Kibitz."""
        first, last = self.lines
        layout = {"tests": self.language.request_tests, "file": self.language.file}
        words = {"line": first, "last": last, "name": self.definition, **layout, **self.header}
        return (self.header.get("request") or PLAIN[self.action]).format(**words)

    @property
    def definition(self) -> str:
        """The function or class it is about; for tests the outermost one."""
        tree = PARSER.parse(self.text, self.language_id)
        assert tree is not None
        name = tree.definition_name(Span(self.start, self.start)) or ""
        if self.action != "tests":
            return name
        outer = outermost_definition(tree, Span(self.start, self.start))
        return outer[0] if outer and self.language_id in ("python", "java") else name

    def lay_out(self, folder: Path) -> None:
        """The project that the task is in, without the file itself."""
        mark, text = self.language.mark
        (folder / mark).write_text(text, "utf-8")

    def passes(self, folder: Path) -> str:
        """Run the check; what is wrong, empty when nothing is."""
        if self.language_id == "python":
            (folder / "before.py").write_text(self.text, "utf-8", newline="")
        (folder / "check.py").write_text(self.check, "utf-8")
        shutil.copy(TASKS.parent / "tools.py", folder)
        try:
            done = subprocess.run(
                [sys.executable, "check.py"],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=CHECK_S,
                env=os.environ | TOOLS,
            )
        except subprocess.TimeoutExpired:
            return "takes too long"
        return "" if done.returncode == 0 else (done.stderr.strip().split("\n") or [""])[-1][:200]

    def keeps_the_rest(self, new: str) -> bool:
        """Whether every line outside of the top-level definition is there as it was, but for new imports."""
        if self.header.get("whole"):
            return True
        start, end = self._top_level()
        old = self.text.splitlines(keepends=True)
        behind = "".join(old[end:])
        adds_at_end = self.language_id == "rust" and self.action == "tests"
        if behind.strip() and not adds_at_end and not new.endswith(behind):
            return False
        if "\r\n" in self.text and new.count("\n") != new.count("\r\n"):
            return False
        if self.text.endswith("\n") != new.endswith("\n"):
            return False
        lines = iter(new.splitlines(keepends=True))
        return all(  # Go's `import "fmt"` may become a line of a group
            any(line in (each, f"import {each.lstrip()}") for each in lines) for line in old[:start]
        )

    def _top_level(self) -> tuple[int, int]:
        """The lines of what it is about, from 0, without the last: from the margin to the margin."""
        tree = PARSER.parse(self.text, self.language_id)
        assert tree is not None
        last = max(self.start, self.end - 1)
        around = [tree.around(byte, byte) for byte in map(tree.encoded.byte, (self.start, last))]
        first_node, last_node = (nodes[-2] if len(nodes) > 1 else nodes[-1] for nodes in around)
        return first_node.start_point.row, last_node.end_point.row + 1


def tasks(only: str = "") -> list[Task]:
    """All of them, in the order of their names; `only`: parts of names, with commas between."""
    parts = only.split(",")
    return [_read(path) for path in sorted(TASKS.glob("*.txt")) if any(part in path.stem for part in parts)]


def _read(path: Path) -> Task:
    head, _, rest = path.read_text("utf-8").partition("--- input\n")
    parts = re.split(r"^--- (check|solution|solution tests)\n", rest, flags=re.MULTILINE)
    text, named = parts[0], dict(zip(parts[1::2], parts[2::2], strict=True))
    header = dict(line.split(": ", 1) for line in head.strip().split("\n"))
    if header.get("final newline") == "no":
        text = text.rstrip("\n")
    if header.get("endings") == "crlf":
        text = text.replace("\n", "\r\n")
    start = max(text.find("⟦"), text.find("║"))
    end = text.find("⟧") - 1 if "⟧" in text else start
    for mark in "⟦⟧║":
        text = text.replace(mark, "")
    return Task(
        name=path.stem,
        header=header,
        text=text,
        start=start,
        end=end,
        check=named["check"],
        solution=named.get("solution", ""),
        solution_tests=named.get("solution tests", ""),
    )
