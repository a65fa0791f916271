from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kibitz.features.write_tests.place import importing, place_for

if TYPE_CHECKING:
    from pathlib import Path


def project(root: Path, *names: str, **contents: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("", "utf-8")
    for name, content in contents.items():
        (root / name.replace("__", ".")).write_text(content, "utf-8")


@pytest.mark.parametrize(
    ("names", "source", "expected", "import_line"),
    [
        (["pyproject.toml", "tests/test_a.py"], "b.py", "tests/test_b.py", "from b import {name}"),
        (
            ["pyproject.toml", "pkg/__init__.py", "pkg/b.py"],
            "pkg/b.py",
            "pkg/test_b.py",
            "from pkg.b import {name}",
        ),
        (["pyproject.toml", "tests/deep/test_b.py"], "b.py", "tests/deep/test_b.py", "from b import {name}"),
        (
            ["setup.py", "tests/unit/pkg/x.py"],
            "src/pkg/b.py",
            "tests/unit/pkg/test_b.py",
            "from b import {name}",
        ),
        (
            ["package.json", "src/a.spec.ts"],
            "src/b.ts",
            "src/b.spec.ts",
            "import {{ {name} }} from './b.ts';",
        ),
        (
            ["package.json", "test/x.js"],
            "src/b.mjs",
            "test/b.test.mjs",
            "import {{ {name} }} from '../src/b.mjs';",
        ),
        (["go.mod"], "calc/add.go", "calc/add_test.go", ""),
        (["Cargo.toml"], "src/lib.rs", "src/lib.rs", ""),
        (["pom.xml"], "src/main/java/a/B.java", "src/test/java/a/BTest.java", ""),
    ],
)
def test_tests_go_where_the_project_has_them(
    tmp_path: Path, names: list[str], source: str, expected: str, import_line: str
) -> None:
    project(tmp_path, *names)
    languages = {
        "py": "python",
        "ts": "typescript",
        "mjs": "javascript",
        "go": "go",
        "rs": "rust",
        "java": "java",
    }
    place = place_for(tmp_path / source, languages[source.rpartition(".")[2]])
    assert place is not None
    assert place.path == tmp_path / expected
    assert place.import_line == import_line


def test_the_framework_is_that_of_the_tests_there_are(tmp_path: Path) -> None:
    project(tmp_path, "tests/x", pyproject__toml="", package__json='{"devDependencies": {"vitest": "1"}}')
    (tmp_path / "tests" / "test_a.py").write_text(
        "import unittest\nclass A(unittest.TestCase): ...\n", "utf-8"
    )
    python = place_for(tmp_path / "b.py", "python")
    assert python is not None and python.framework == "unittest" and "TestCase" in python.example
    script = place_for(tmp_path / "b.ts", "typescript")
    assert script is not None and script.framework == "vitest"
    assert script.import_line == "import {{ {name} }} from '../b';"


def test_an_unknown_language_has_no_place(tmp_path: Path) -> None:
    assert place_for(tmp_path / "a.css", "css") is None


@pytest.mark.parametrize(
    ("source", "import_line"),
    [
        ("export default async function* f() {}", "import f from './a.ts';"),
        ("abstract class f {}\nexport default f;", "import f from './a.ts';"),
        ("const f = () => 1;\nexport default React.memo(wrapped(f));", "import f from './a.ts';"),
        ("const f = 1;\nexport { g, f as default };", "import f from './a.ts';"),
        ("const f = 1;\nexport = f;", "import f from './a.ts';"),
        ("export function f() {}\nexport default f;", "import { f } from './a.ts';"),
        ("const f = 1;\nexport {\n  f,\n  g as default,\n};", "import { f } from './a.ts';"),
        ("export const f = () => 1;\nexport default f(1);", "import { f } from './a.ts';"),
        ("export default function g() { return f; }\nfunction f() {}", "import { f } from './a.ts';"),
        ("export default (f) => f;", "import { f } from './a.ts';"),
    ],
)
def test_a_default_export_is_imported_without_braces(tmp_path: Path, source: str, import_line: str) -> None:
    place = place_for(tmp_path / "a.ts", "typescript")
    assert place is not None
    assert importing(place, "f", source).import_line.format(name="f") == import_line
