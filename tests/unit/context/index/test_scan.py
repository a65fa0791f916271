"""Which files are indexed: code that people write, inside of the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.context.index.scan import MOST_BYTES, scan, wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Folder = Callable[[dict[str, str]], Path]


def paths(root: Path, most_files: int = 100) -> list[str]:
    found = [each.path for each in scan(root, most_files)]
    assert all(wanted(root, path) for path in found), "both ways agree"
    return found


def test_code_from_the_top_down(folder: Folder) -> None:
    root = folder({"pkg/b.py": "x", "a.ts": "x", "README.md": "x", "data.json": "{}"})

    assert paths(root) == ["a.ts", "pkg/b.py"]


def test_not_what_git_ignores(folder: Folder) -> None:
    root = folder(
        {
            ".gitignore": "build/\n*.gen.py\n",
            "a.py": "x",
            "a.gen.py": "x",
            "build/b.py": "x",
            "sub/.gitignore": "local.py\n!keep.gen.py\n",
            "sub/local.py": "x",
            "sub/keep.gen.py": "x",
            "other/local.py": "x",
        }
    )

    assert paths(root) == ["a.py", "other/local.py", "sub/keep.gen.py"]
    for path in ("a.gen.py", "build/b.py", "sub/local.py"):
        assert wanted(root, path) is None


def test_not_what_others_wrote(folder: Folder) -> None:
    root = folder({"node_modules/x/index.js": "x", ".venv/lib/a.py": "x", "a.py": "x"})

    assert paths(root) == ["a.py"]
    assert wanted(root, "node_modules/x/index.js") is None


def test_no_links_and_nothing_outside(folder: Folder, tmp_path: Path) -> None:
    root = folder({"a.py": "x"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("x")
    (root / "link").symlink_to(outside)
    (root / "link.py").symlink_to(outside / "secret.py")

    assert paths(root) == ["a.py"]
    assert wanted(root, "link/secret.py") is None
    assert wanted(root, "link.py") is None


def test_not_huge_and_not_empty(folder: Folder) -> None:
    root = folder({"huge.py": "x" * (MOST_BYTES + 1), "empty.py": "", "a.py": "x"})

    assert paths(root) == ["a.py"]


def test_at_most_so_many(folder: Folder) -> None:
    root = folder({f"{name}.py": "x" for name in "abcdef"})

    assert paths(root, most_files=2) == ["a.py", "b.py"]
