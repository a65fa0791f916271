"""The languages of the tasks of `bench.edits`: how a project of each looks, and which programs check it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

NODE_MODULES = Path(__file__).parents[2] / "clients" / "vscode" / "node_modules" / ".bin"
"""`make vsix` puts a Node that runs TypeScript and its compiler there."""

TOOLS = {"NODE": str(NODE_MODULES / "node"), "TSC": str(NODE_MODULES / "tsc")}


@dataclass(frozen=True, kw_only=True)
class Language:
    """How a task of it is laid out."""

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
    "python": Language(
        file="work.py",
        tests="test_work.py",
        request_tests="pytest tests",
        mark=("pyproject.toml", ""),
    ),
    "typescript": Language(
        file="work.ts",
        tests="work.test.ts",
        request_tests="tests with node:test and node:assert/strict",
        mark=("package.json", '{"type": "module"}\n'),
        programs=(TOOLS["NODE"], TOOLS["TSC"]),
    ),
    "go": Language(
        file="work.go",
        tests="work_test.go",
        request_tests="tests with Go's testing package",
        mark=("go.mod", "module work\n\ngo 1.19\n"),
        programs=("go",),
    ),
    "rust": Language(
        file="work.rs",
        tests="work.rs",
        request_tests="a module of tests",
        mark=("Cargo.toml", '[package]\nname = "work"\nversion = "0.1.0"\nedition = "2021"\n'),
        programs=("rustc",),
    ),
    "java": Language(
        file="Work.java",
        tests="WorkTest.java",
        request_tests="JUnit tests",
        mark=("pom.xml", "<project/>\n"),
        programs=("java", "javac"),
    ),
}
