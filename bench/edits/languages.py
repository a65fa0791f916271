"""The languages of the tasks of `bench.edits`: how a project of each looks, and which programs check it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

NODE_MODULES = Path(__file__).parents[2] / "clients" / "vscode" / "node_modules" / ".bin"
"""`make vsix` puts a Node that runs TypeScript and its compiler there."""

TOOLS = {"NODE": str(NODE_MODULES / "node"), "TSC": str(NODE_MODULES / "tsc")}


@dataclass(frozen=True, slots=True)
class Language:
    """How a task of it is laid out.

    Attributes:
        file, tests: the files of code and of tests.
        request_tests: how one asks for tests in words.
        mark: name and text of the file that makes a folder a project.
        programs: that the checks need.
    """

    file: str
    tests: str
    request_tests: str
    mark: tuple[str, str]
    programs: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """The programs that its checks need and that are not here."""
        return ", ".join(name for name in self.programs if shutil.which(name) is None)


LANGUAGES = {
    "python": Language("work.py", "test_work.py", "pytest tests", ("pyproject.toml", "")),
    "typescript": Language(
        *("work.ts", "work.test.ts", "tests with node:test and node:assert/strict"),
        ("package.json", '{"type": "module"}\n'),
        (TOOLS["NODE"], TOOLS["TSC"]),
    ),
    "go": Language(
        *("work.go", "work_test.go", "tests with Go's testing package"),
        ("go.mod", "module work\n\ngo 1.19\n"),
        ("go",),
    ),
    "rust": Language(
        *("work.rs", "work.rs", "a module of tests"),
        ("Cargo.toml", '[package]\nname = "work"\nversion = "0.1.0"\nedition = "2021"\n'),
        ("rustc",),
    ),
    "java": Language(
        *("Work.java", "WorkTest.java", "JUnit tests"),
        ("pom.xml", "<project/>\n"),
        ("java", "javac"),
    ),
}
