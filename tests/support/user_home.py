"""A home folder of a user who has Kibitz: this checkout's program on the path, and `kibitz setup`."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from support import processes
from support.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def make(home: Path) -> dict[str, str]:
    """Put `kibitz` into `home`; the variables that lead a program there, and Kibitz' own files too."""
    script = home / "bin/kibitz"
    script.parent.mkdir(parents=True, exist_ok=True)
    words = shlex.join(["env", f"PYTHONPATH={ROOT / 'server'}", sys.executable, "-m", "kibitz"])
    script.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    script.chmod(0o755)
    return {
        "HOME": str(home),
        "KIBITZ_HOME": str(home / "kibitz"),
        "PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(home / ".config"),
    }


def setup(editor: str, home: Path) -> None:
    """`kibitz setup EDITOR --write`, as a user runs it."""
    subprocess.run(
        [home / "bin/kibitz", "setup", editor, "--write"],
        env=os.environ | make(home),
        check=True,
        timeout=60,
    )


def running(home: Path) -> list[str]:
    """The command lines of whatever was started with the variables of `make` and still runs."""
    return [str(process) for process in processes.with_variable("KIBITZ_HOME", str(home / "kibitz"))]
