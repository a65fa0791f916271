"""From nothing to a server that runs, with one click."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import NewWindow
    from support.code_server import CodeServer

INSTALL_S = 240  # pip unpacks 200 MB on a busy machine


def test_one_click_installs_the_server_and_starts_it(
    new_window: NewWindow, code: CodeServer, tmp_path: Path
) -> None:
    folder = tmp_path / "fresh"
    settings = folder / ".vscode" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"kibitz.serverPath": ""}))  # hides the one of the other tests
    with new_window(folder) as window:
        window.wait_status("cloud-download")
        window.shot("install-offered")
        window.toast("Kibitz needs its server", button="Install")
        window.wait(".notification-toast", text="Installing Kibitz")
        window.shot("installing")
        window.wait_status("sparkle", timeout_s=INSTALL_S)
        window.shot("installed")
        python = Path(f"/proc/{window.server()}/cmdline").read_bytes().split(b"\0")[0].decode()
    storage = code.data / "User" / "globalStorage" / "kibitz.kibitz"
    assert Path(python).is_relative_to(storage)
    # What was installed is the server of this clone, whole, and needs nothing of the clone.
    subprocess.run([python, "-I", "-m", "pip", "check"], check=True, cwd=tmp_path)
