"""The folders of Kibitz on this machine. Knows where they are, not what is in them.

`KIBITZ_HOME` puts everything into one folder, for portable installations and tests.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.base.errors import ConfigProblem

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """None of the folders need exist: pass them through `made` before writing.

    Attributes:
        config: what the user writes.
        data: what is worth keeping, such as models.
        cache: what can be made again.
        state: history and statistics.
        runtime: about processes that run on this machine now. Inside `state` and named after the machine,
            not in XDG_RUNTIME_DIR: an editor started from a container or by ssh may lack that variable,
            and must find the same running model; a home shared by machines must keep theirs apart.
    """

    config: Path
    data: Path
    cache: Path
    state: Path
    runtime: Path

    @property
    def models(self) -> Path:
        """Where model files are kept."""
        return self.data / "models"

    @property
    def statistics(self) -> Path:
        """The file that says what became of suggestions."""
        return self.state / "statistics.sqlite"


def user_paths(environ: Mapping[str, str] = os.environ) -> Paths:
    """The folders of the user who runs this process."""
    home = environ.get("KIBITZ_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        folders = {name: root / name for name in ("config", "data", "cache", "state")}
    else:
        import platformdirs

        dirs = platformdirs.PlatformDirs("kibitz", appauthor=False)
        folders = {
            "config": dirs.user_config_path,
            "data": dirs.user_data_path,
            "cache": dirs.user_cache_path,
            "state": dirs.user_state_path,
        }
    return Paths(**folders, runtime=folders["state"] / "run" / _machine_name())


def made(folder: Path) -> Path:
    """The folder, after creating it and the missing ones above it, for this user alone (mode 0700).

    Raises:
        ConfigProblem: it cannot be created.
    """
    try:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError
    except OSError as error:
        raise ConfigProblem(
            f"Cannot create the folder {str(folder)!r}: {error.strerror or 'a file is in its place'}. "
            "Set KIBITZ_HOME to a folder you can write to."
        ) from error
    return folder


def _machine_name() -> str:
    import platform

    return re.sub(r"[^\w.-]", "_", platform.node()).strip(".") or "machine"
