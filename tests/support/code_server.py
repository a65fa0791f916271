"""A real VS Code (code-server) with extensions in it, and the processes of Kibitz that it started."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.storage.paths import user_paths
from support import processes
from support.browser import NODE, end, free_port, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

START_S = 60  # a cold workbench on two busy cores

MODEL = "local/qwen2.5-coder-0.5b"  # the one that `make test` fetches

USER_SETTINGS = {
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "extensions.verifySignature": False,
    "workbench.startupEditor": "none",
    "security.workspace.trust.startupPrompt": "always",
    "workbench.enableExperiments": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": True,
    **{f"kibitz.models.{job}": MODEL for job in ("completion", "edit", "chat")},
    "editor.minimap.enabled": False,
    "files.autoSave": "off",
    "git.enabled": False,
    # Words of the document would fill the menu and hide the ghost text behind it.
    "editor.quickSuggestions": {"other": "off", "comments": "off", "strings": "off"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeServer:
    """One code-server process; every window is a browser page on it."""

    port: int
    process: subprocess.Popen[bytes]
    run_id: str
    data: Path
    exthost_results: Path

    def servers(self) -> set[int]:
        """The `kibitz serve` processes of this run."""
        started = processes.with_variable("KIBITZ_TEST_RUN", self.run_id)
        return {each.pid for each in started if _runs_kibitz(each.words) and "serve" in each.words}


@contextmanager
def run_code_server(
    editors: Path, *, server: Path, extensions: Sequence[Path], data: Path, output: Path
) -> Iterator[CodeServer]:
    """Start a code-server with a home of its own, and end it with everything it started.

    Args:
        editors: what `install_vscode.sh` printed.
        server: the `kibitz` program.
        extensions: the packages (.vsix) to install.
        data: an empty folder for everything it writes.
        output: a folder for its logs.
    """
    home = data / "home"
    (home / "kibitz" / "data").mkdir(parents=True)
    (home / "kibitz" / "data" / "models").symlink_to(user_paths().models, target_is_directory=True)
    # In a remote window `machine` settings come from Machine/ and not from User/.
    _write_json(data / "Machine" / "settings.json", {"kibitz.serverPath": str(server)})
    _write_json(data / "User" / "settings.json", USER_SETTINGS)
    config = data / "config.yaml"
    config.write_text("auth: none\ncert: false\n")
    run_id = uuid.uuid4().hex
    environment = {
        **os.environ,
        "HOME": str(home),
        "KIBITZ_HOME": str(home / "kibitz"),
        "KIBITZ_TEST_RUN": run_id,
        "KIBITZ_EXTHOST_RESULTS": str(data / "exthost.json"),
        "PATH": _without_kibitz(os.environ["PATH"]),
        "EXTENSIONS_GALLERY": "{}",  # no market place
    }
    code_server = editors / "code-server" / "node_modules" / "code-server"
    command = [editors / NODE, code_server, "--config", config]
    command += ["--user-data-dir", data, "--extensions-dir", data / "extensions"]
    install = [part for package in extensions for part in ("--install-extension", package)]
    subprocess.run([*command, *install], check=True, env=environment, stdout=sys.stderr)
    port = free_port()
    output.mkdir(parents=True, exist_ok=True)
    with (output / "code-server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--bind-addr", f"127.0.0.1:{port}", "--disable-telemetry", "--disable-update-check"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = CodeServer(
        port=port,
        process=process,
        run_id=run_id,
        data=data,
        exthost_results=Path(environment["KIBITZ_EXTHOST_RESULTS"]),
    )
    try:
        wait_until(lambda: _is_up(port), "code-server is up", START_S)
        yield running
    finally:
        end(process)
        for log_file in data.glob("logs/*/exthost*/kibitz.kibitz/*.log"):
            shutil.copy(log_file, output / f"{log_file.parents[1].name}.log")


def _runs_kibitz(words: Sequence[str]) -> bool:
    return any(Path(word).name == "kibitz" for word in words)


def _write_json(file: Path, value: object) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(value, indent=1))


def _without_kibitz(search_path: str) -> str:
    """Only the setting leads to the server, or the installation does."""
    folders = search_path.split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if not (Path(folder) / "kibitz").exists())


def _is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
