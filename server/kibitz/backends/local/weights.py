"""Finds weights that are on this machine already, by their content. Downloads nothing.

Reading a gigabyte to compute its sha256 takes a second or more, so the sum of a file in the models folder is
kept beside it, with the size and time of change it belongs to.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Mapping

    from kibitz.models.catalogue import CatalogueEntry

READ_BYTES = 1 << 20


def find_weights(entry: CatalogueEntry, models: Path, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Where the entry's bytes are: in the models folder under any name, or in the store of another program.

    Reads a whole file the first time it is seen: not for the event loop.
    """
    with suppress(OSError):
        for file in models.iterdir():
            if _may_be(file, entry) and _known_sha256(file) == entry.sha256:
                return file
    return next((blob for blob in _blobs(entry, environ) if _may_be(blob, entry)), None)


def keep_sha256(file: Path, sha256: str) -> None:
    """Write down the sum beside the file, for as long as the file does not change."""
    with suppress(OSError):  # a folder that cannot be written to costs time, not the model
        beside(file).write_text(json.dumps({"sha256": sha256, **_identity(file)}), "utf-8")


def beside(file: Path) -> Path:
    """Where the sum of a file is kept."""
    return file.with_name(f"{file.name}.sha256.json")


def sha256_of(file: Path, stop: threading.Event | None = None) -> str:
    """The sum of the file's bytes; of no use when `stop` was set meanwhile."""
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while (piece := stream.read(READ_BYTES)) and not (stop and stop.is_set()):
            found.update(piece)
    return found.hexdigest()


def _known_sha256(file: Path) -> str:
    with suppress(OSError, ValueError):
        kept: dict[str, Any] = json.loads(beside(file).read_text("utf-8"))
        sha256 = kept.pop("sha256", "")
        if kept == _identity(file):
            return sha256
    sha256 = sha256_of(file)
    keep_sha256(file, sha256)
    return sha256


def _identity(file: Path) -> dict[str, Any]:
    status = file.stat()
    return {"size_bytes": status.st_size, "changed_ns": status.st_mtime_ns}


def _may_be(file: Path, entry: CatalogueEntry) -> bool:
    try:
        return file.suffix != ".part" and file.is_file() and file.stat().st_size == entry.size_bytes
    except OSError:
        return False


def _blobs(entry: CatalogueEntry, environ: Mapping[str, str]) -> Iterator[Path]:
    """Stores that name a file by its sum, once they have checked it: Ollama's, and the hub's cache."""
    named = environ.get("OLLAMA_MODELS")
    ollama = Path(named) if named else Path.home() / ".ollama" / "models"
    yield ollama / "blobs" / f"sha256-{entry.sha256}"
    named = environ.get("HF_HOME")
    hugging_face = Path(named) if named else Path.home() / ".cache" / "huggingface"
    yield from (hugging_face / "hub").glob(f"models--*/blobs/{entry.sha256}")
