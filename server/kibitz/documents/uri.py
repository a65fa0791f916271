"""Document URIs and paths. Every client spells a URI in its own way: one that came from it is kept as it is.

Only `file:` has a path; what `untitled:` and the like name is not on disk.
"""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILE: Final = re.compile(r"file:(?://(?P<host>[^/]*))?(?P<path>/.*)", re.IGNORECASE | re.DOTALL)
_CELL_SCHEME: Final = "vscode-notebook-cell"  # the notebook's path, then # and which cell
_SHADOW: Final = "/.virtual_documents"  # where JupyterLab says its notebooks are, below its folder
_DRIVE: Final = re.compile(r"/([A-Za-z])[:|]")  # /C:/x; some clients still write /C|/x


@functools.lru_cache(maxsize=1024)  # asked many times a key press about the same few documents
def path_of(uri: str) -> Path | None:
    """The path a `file:` URI names, absolute; None for any other URI."""
    name = file_name_of(uri, windows=os.name == "nt")
    return None if name is None else Path(name)


def paths_of(uris: Iterable[str]) -> list[Path]:
    """The paths of those that have one."""
    return [path for uri in uris if (path := path_of(uri)) is not None]


def home_of(uri: str) -> Path | None:
    """The path of the file a document belongs to: as `path_of`, but of a notebook's cells the notebook's."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() != _CELL_SCHEME:
        return path_of(uri.replace(f"{_SHADOW}/", "/", 1))
    return path_of(f"file:{rest.partition('#')[0]}")


def folder_behind(uri: str) -> str:
    """The folder that a client means by its root."""
    return uri.removesuffix(_SHADOW)


def uri_of(path: Path) -> str:
    """A URI of an absolute path, for documents the client has not named itself."""
    return path.as_uri()


def file_name_of(uri: str, *, windows: bool) -> str | None:
    """What the operating system calls the file.

    A `#` or `?` belongs to the name: clients that do not escape them mean them so. Bytes that are not
    UTF-8 come through as the operating system wants them (surrogate escapes).
    """
    match = _FILE.fullmatch(uri)
    if match is None:
        return None
    path = unquote(match["path"], errors="surrogateescape")
    if "\0" in path:
        return None
    host = (match["host"] or "").lower()
    if not windows:
        return path if host in ("", "localhost") else f"//{host}{path}"
    if host not in ("", "localhost"):
        return f"//{host}{path}"
    return _DRIVE.sub(r"\1:", path, count=1) if _DRIVE.match(path) else path
