from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kibitz.backends.local import weights as weights_module
from kibitz.backends.local.weights import find_weights

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.models.catalogue import CatalogueEntry


@pytest.fixture
def entry(hub_entry: CatalogueEntry) -> CatalogueEntry:
    return hub_entry


def put(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def test_nothing_is_found_where_nothing_is(entry: CatalogueEntry, models: Path) -> None:
    assert find_weights(entry, models) is None
    assert find_weights(entry, models / "no such folder") is None


@pytest.mark.parametrize("name", ["tiny.gguf", "my download (1).gguf"])
def test_the_content_counts_not_the_name(
    name: str, entry: CatalogueEntry, models: Path, weights: bytes
) -> None:
    file = put(models / name, weights)

    assert find_weights(entry, models) == file


def test_other_bytes_of_the_same_length_are_not_the_model(
    entry: CatalogueEntry, models: Path, weights: bytes
) -> None:
    put(models / entry.file_name, weights[:-1] + b"?")

    assert find_weights(entry, models) is None


def test_a_download_that_has_not_been_checked_is_not_the_model(
    entry: CatalogueEntry, models: Path, weights: bytes
) -> None:
    put(models / f"{entry.file_name}.part", weights)

    assert find_weights(entry, models) is None


def test_a_file_is_read_once_and_again_only_when_it_changes(
    entry: CatalogueEntry, models: Path, weights: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(models / entry.file_name, weights)
    assert find_weights(entry, models) == file

    with monkeypatch.context() as patch:
        patch.setattr(weights_module, "sha256_of", lambda _file: pytest.fail("was read again"))
        assert find_weights(entry, models) == file

    put(file, b"?" + weights[1:])
    os.utime(file, ns=(1, 1))
    assert find_weights(entry, models) is None


def test_an_ollama_store_is_read_in_place(
    entry: CatalogueEntry, models: Path, weights: bytes, tmp_path: Path
) -> None:
    blob = put(tmp_path / "ollama" / "blobs" / f"sha256-{entry.sha256}", weights)

    assert find_weights(entry, models) == blob


def test_ollama_lives_in_the_home_unless_it_says_otherwise(
    entry: CatalogueEntry, models: Path, weights: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    blob = put(tmp_path / "home" / ".ollama" / "models" / "blobs" / f"sha256-{entry.sha256}", weights)

    assert find_weights(entry, models, environ={}) == blob


def test_an_unfinished_blob_is_not_the_model(
    entry: CatalogueEntry, models: Path, weights: bytes, tmp_path: Path
) -> None:
    put(tmp_path / "ollama" / "blobs" / f"sha256-{entry.sha256}-partial", weights)
    put(tmp_path / "ollama" / "blobs" / f"sha256-{entry.sha256}", weights[:1000])

    assert find_weights(entry, models) is None


def test_the_cache_of_the_hub_is_read_in_place(
    entry: CatalogueEntry, models: Path, weights: bytes, tmp_path: Path
) -> None:
    blob = put(tmp_path / "huggingface" / "hub" / "models--tiny--model" / "blobs" / entry.sha256, weights)

    assert find_weights(entry, models) == blob
