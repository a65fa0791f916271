"""Where a project keeps the tests of a file, in which framework, and how the file is imported from there.

Looks at names of files near the document, and into one existing test; reads nothing else. By the habits of
each language; a language without an entry gets no tests from Kibitz.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT_MARKS: Final = (".git", "pyproject.toml", "setup.py", "package.json", "go.mod", "Cargo.toml", "pom.xml")
MOST_FILES: Final = 3000  # looked at below a folder of tests; larger projects mirror their folders
MOST_BYTES: Final = 100_000
SKIPPED: Final = frozenset(
    {"node_modules", ".git", ".venv", "venv", "target", "dist", "build", "__pycache__"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPlace:
    """Where the tests go.

    Attributes:
        path: of the file of tests, which may not exist yet; the source file itself where tests live in it.
        framework: as in a sentence.
        import_line: brings the tested name into the file of tests; `{name}` stands for it; empty when
            nothing is to be imported.
        head: begins a new file of tests.
        example: an existing test of the project, to write like.
    """

    path: Path
    framework: str
    import_line: str
    head: str = ""
    example: str = ""


def place_for(source: Path, language_id: str) -> TestPlace | None:
    """Where the tests of a file belong; None for a language without a habit known here."""
    match language_id:
        case "python":
            return _python(source)
        case "javascript" | "typescript" | "tsx":
            return _ecmascript(source, language_id)
        case "go":
            return TestPlace(
                path=source.with_name(f"{source.stem}_test.go"),
                framework="Go's `testing` package, in the same package",
                import_line="",
                head=_package(source),
            )
        case "rust":
            return TestPlace(
                path=source,
                framework="a `#[cfg(test)] mod tests` with `use super::*;`",
                import_line="",
            )
        case "java":
            return _java(source)
        case _:
            return None


def importing(place: TestPlace, name: str, source: str) -> TestPlace:
    """The place with the import that fits how the file with the text `source` exports a name."""
    own = re.escape(name)
    if not name or re.search(_NAMED.format(own), source, _FLAGS):
        return place
    if not re.search(_DEFAULT.format(own), source, _FLAGS):
        return place
    return replace(place, import_line=place.import_line.replace("{{ {name} }}", "{name}"))


_FLAGS: Final = re.MULTILINE | re.VERBOSE
_NAMED: Final = r"""
    ^export\s+(?:(?:declare|async|abstract|const|let|var|function|class|interface|type|enum)\b\s*\*?\s*)+\b{0}\b
    |^export\s*\{{[^}}]*\b{0}\b(?!\s+as\b)
    |^(?:module\.)?exports\.{0}\b
"""
_DEFAULT: Final = r"""
    ^(?:export\s+default\s+|(?:export|module\.exports)\s*=\s*)
    (?:(?:async|abstract|class|function)\b\s*\*?\s*)*(?:[\w.]+\()*\b{0}\b    # `memo(name)` too
    |\b{0}\s+as\s+default\b
"""


def project_root(source: Path) -> Path:
    """The nearest folder above that looks like a project; else the file's own."""
    for folder in source.parents:
        if any((folder / mark).exists() for mark in ROOT_MARKS):
            return folder
    return source.parent


def _python(source: Path) -> TestPlace:
    root = project_root(source)
    names = (f"test_{source.stem}.py", f"{source.stem}_test.py")
    folder = next((root / name for name in ("tests", "test") if (root / name).is_dir()), None)
    existing = next((path for path in _files(folder) if path.name in names), None) if folder else None
    beside = next((source.with_name(name) for name in names if source.with_name(name).is_file()), None)
    path = existing or beside or _mirrored(source, root, folder) / names[0]
    example = _example(path, folder, r"(?:test_.*|.*_test)\.py")
    unittest = "unittest.TestCase" in example or "(TestCase)" in example
    module = _module(source)
    return TestPlace(
        path=path,
        framework="unittest" if unittest else "pytest",
        import_line=f"from {module} import {{name}}",
        example=example,
    )


def _module(source: Path) -> str:
    """The dotted name: up through the folders that are packages."""
    parts = [] if source.stem == "__init__" else [source.stem]
    folder = source.parent
    while (folder / "__init__.py").exists():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts) or source.parent.name


def _mirrored(source: Path, root: Path, folder: Path | None) -> Path:
    """The folder of tests that has the same path as the source's, as far down as it exists."""
    if folder is None:
        return source.parent
    base = folder / "unit" if (folder / "unit").is_dir() else folder
    for start in range(len(source.relative_to(root).parts)):
        mirrored = base.joinpath(*source.relative_to(root).parts[start:-1])
        if mirrored != base and mirrored.is_dir():
            return mirrored
    return base


def _ecmascript(source: Path, language_id: str) -> TestPlace:
    root = project_root(source)
    ending = source.suffix
    names = tuple(f"{source.stem}.{kind}{ending}" for kind in ("test", "spec"))
    inner = source.parent / "__tests__"
    folders = (source.parent, inner, *(root / name for name in ("tests", "test", "__tests__")))
    existing = next(
        (folder / name for folder in folders for name in names if (folder / name).is_file()), None
    )
    near = [path.name for path in _listed(source.parent)]
    spec = any(f".spec{ending}" in name for name in near) and not any(
        f".test{ending}" in name for name in near
    )
    home = next((folder for folder in folders[1:] if folder.is_dir()), source.parent)
    path = existing or home / names[1 if spec else 0]
    package = _text(root / "package.json")
    framework = next((name for name in ("vitest", "jest", "mocha") if f'"{name}"' in package), "node:test")
    if framework == "node:test":
        framework = "node:test (`import test from 'node:test'`) and `node:assert/strict`"
    relative = _relative(
        path.parent, source.parent, source.name if ending in (".mjs", ".mts") else source.stem
    )
    if language_id == "javascript" and '"type": "module"' not in package and ending == ".js":
        line = f"const {{{{ {{name}} }}}} = require('{relative}');"
    else:
        module = relative if "vitest" in framework or "jest" in framework else f"{relative}{ending}"
        line = f"import {{{{ {{name}} }}}} from '{module.replace(ending * 2, ending)}';"
    return TestPlace(path=path, framework=framework, import_line=line, example=_text(path)[:1500])


def _java(source: Path) -> TestPlace:
    parts = ["test" if part == "main" else part for part in source.parts]
    mirrored = "main" in source.parts and "java" in source.parts
    folder = Path(*parts[:-1]) if mirrored else source.parent
    path = folder / f"{source.stem}Test.java"
    pom = _text(project_root(source) / "pom.xml")
    old = "<artifactId>junit</artifactId>" in pom
    return TestPlace(
        path=path, framework="JUnit 4" if old else "JUnit 5", import_line="", head=_package(source)
    )


def _package(source: Path) -> str:
    """The line that says which package a file is in; its tests are in the same."""
    match = re.search(r"^package .*$", _text(source), re.MULTILINE)
    return match[0].rstrip() if match else ""


def _relative(start: Path, folder: Path, name: str) -> str:
    up = 0
    while not folder.is_relative_to(start):
        start, up = start.parent, up + 1
    inside = "/".join((*folder.relative_to(start).parts, name))
    return "../" * up + inside if up else f"./{inside}"


def _example(path: Path, folder: Path | None, pattern: str) -> str:
    """The start of the file itself, else of one beside it."""
    own = _text(path)
    if own:
        return own[:1500]
    near = (*_listed(path.parent), *_files(folder)) if folder else tuple(_listed(path.parent))
    other = next((each for each in near if re.fullmatch(pattern, each.name)), None)
    return _text(other)[:1500] if other else ""


def _files(folder: Path | None) -> Iterator[Path]:
    def walk(at: Path) -> Iterator[Path]:
        for path in _listed(at):
            if path.is_dir() and path.name not in SKIPPED and not path.is_symlink():
                yield from walk(path)
            elif path.is_file():
                yield path

    return islice(walk(folder), MOST_FILES) if folder else iter(())


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8") if path.stat().st_size < MOST_BYTES else ""
    except (OSError, ValueError):
        return ""
