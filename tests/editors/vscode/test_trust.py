"""What a workspace that is not trusted may not do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import NewWindow

EVIL = "#!/bin/sh\ntouch '{mark}'\nexec sleep 60\n"


def test_an_untrusted_workspace_does_not_choose_the_server(new_window: NewWindow, tmp_path: Path) -> None:
    folder = tmp_path / "untrusted"
    settings = folder / ".vscode" / "settings.json"
    settings.parent.mkdir(parents=True)
    mark = tmp_path / "was-run"
    program = folder / "kibitz"
    program.write_text(EVIL.format(mark=mark))
    program.chmod(0o755)
    settings.write_text(json.dumps({"kibitz.serverPath": str(program)}))
    with new_window(folder, trust=False) as window:
        window.wait_status("sparkle")
        window.shot("untrusted")
        command_line = Path(f"/proc/{window.server()}/cmdline").read_text()
    assert str(folder) not in command_line
    assert not mark.exists()


def test_a_trusted_workspace_chooses_it(new_window: NewWindow, tmp_path: Path) -> None:
    folder = tmp_path / "trusted"
    settings = folder / ".vscode" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"kibitz.serverPath": "${workspaceFolder}/nowhere/kibitz"}))
    with new_window(folder) as window:
        window.wait_status("error")
        window.wait(".notification-toast", text="names no file")
        window.shot("wrong-server-path")
