"""A task of `bench.edits`: a file, what is to be done in it, and a program that says whether it was done.

A file has a header (`name: value`) and two parts, `--- input` and `--- check`:

    action, instruction, diagnostic   as for `kibitz act`
    request                           what a person would write to a model instead; else made of the action
    endings: crlf                     the input gets these
    final newline: no                 the input has none
    --- input                         ⟦ and ⟧ around the selection, or ║ for a cursor
    --- check                         a program, run in the folder of `work.py` and `before.py`: 0 is passed
"""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CHECK_S = 30
TASKS = Path(__file__).parent / "tasks"

PLAIN = {
    "fix": "Fix this problem in line {line}: {diagnostic}",
    "document": "Write a docstring for `{name}`. Do not change the code.",
    "types": "Add type hints to `{name}`.",
    "extract": "Extract lines {line} to {last} into a new function.",
    "tests": "Write pytest tests for `{name}`. The file is called work.py.",
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

    @property
    def action(self) -> str:
        """The id of the code action."""
        return self.header["action"]

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line, from 1."""
        last = self.end - (self.end > self.start and self.text[self.end - 1] == "\n")
        return self.text.count("\n", 0, self.start) + 1, self.text.count("\n", 0, last) + 1

    @property
    def request(self) -> str:
        """What a person writes who asks a model without Kibitz."""
        first, last = self.lines
        words = {"line": first, "last": last, "name": self.definition, **self.header}
        return (self.header.get("request") or PLAIN[self.action]).format(**words)

    @property
    def definition(self) -> str:
        """The function or class it is about."""
        around = [
            node
            for node in ast.walk(ast.parse(self.text))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and node.lineno <= self.lines[0] <= (node.end_lineno or 0)
        ]
        if self.action == "tests":
            return around[0].name
        return around[-1].name

    def passes(self, folder: Path) -> str:
        """Run the check; what is wrong, empty when nothing is."""
        (folder / "before.py").write_text(self.text, "utf-8", newline="")
        (folder / "check.py").write_text(self.check, "utf-8")
        try:
            done = subprocess.run(
                [sys.executable, "check.py"], cwd=folder, capture_output=True, text=True, timeout=CHECK_S
            )
        except subprocess.TimeoutExpired:
            return "takes too long"
        return "" if done.returncode == 0 else (done.stderr.strip().split("\n") or [""])[-1][:200]

    def keeps_the_rest(self, new: str) -> bool:
        """Whether every line outside of the top-level definition is there as it was, but for new imports."""
        first, last = self.lines
        nodes = [n for n in ast.parse(self.text).body if n.lineno <= last and (n.end_lineno or 0) >= first]
        old = self.text.splitlines(keepends=True)
        start = min([first, *(node.lineno for node in nodes)]) - 1
        end = max([last, *(node.end_lineno or 0 for node in nodes)])
        if self.header.get("whole") or not nodes:
            return True
        behind = "".join(old[end:])
        if behind.strip() and not new.endswith(behind):
            return False
        if "\r\n" in self.text and new.count("\n") != new.count("\r\n"):
            return False
        if self.text.endswith("\n") != new.endswith("\n"):
            return False
        lines = iter(new.splitlines(keepends=True))
        return all(any(line == each for each in lines) for line in old[:start])


def tasks(only: str = "") -> list[Task]:
    """All of them, in the order of their names."""
    return [_read(path) for path in sorted(TASKS.glob("*.txt")) if only in path.stem]


def _read(path: Path) -> Task:
    head, _, rest = path.read_text("utf-8").partition("--- input\n")
    text, _, check = rest.partition("--- check\n")
    header = dict(line.split(": ", 1) for line in head.strip().split("\n"))
    if header.get("final newline") == "no":
        text = text.rstrip("\n")
    if header.get("endings") == "crlf":
        text = text.replace("\n", "\r\n")
    start = max(text.find("⟦"), text.find("║"))
    end = text.find("⟧") - 1 if "⟧" in text else start
    for mark in "⟦⟧║":
        text = text.replace(mark, "")
    return Task(name=path.stem, header=header, text=text, start=start, end=end, check=check)
