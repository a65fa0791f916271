"""The servers that are compared, and how to get those of others."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
PEERS = Path(".cache", "peers")
TABBY_VERSION = "1.5.0"  # the last one on npm


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A language server.

    Attributes:
        command: `{python}` in it is this interpreter, `{url}` the address of the model server.
        method: that asks for a suggestion; its answer has items with `insertText`.
        files: below its home, by name; `{root}` in them is the model server without `/v1`.
    """

    command: list[str]
    method: str = "textDocument/inlineCompletion"
    files: dict[str, str] = field(default_factory=dict[str, str])

    def write_files(self, home: str, url: str) -> None:
        """For a model server at `url`."""
        for name, content in self.files.items():
            file = Path(home, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content.replace("{root}", url.removesuffix("/v1")))


KIBITZ = Program(command=["{python}", "-m", "kibitz", "serve"])
BARE = Program(command=["{python}", str(HERE.parent / "bare_server.py"), "{url}"])


def tabby() -> Program:
    """Tabby's agent from npm (22 MB into .cache), without its debounce, which is most of its time.

    Raises:
        SystemExit: there is no npm, or it failed.
    """
    agent = PEERS / "node_modules" / "tabby-agent" / "dist" / "cli.js"
    if not agent.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("--tabby needs npm: install Node.js.")
        PEERS.mkdir(parents=True, exist_ok=True)
        (PEERS / "package.json").write_text(json.dumps({"private": True}))
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        subprocess.run([npm, "install", *quiet, f"tabby-agent@{TABBY_VERSION}"], cwd=PEERS, check=True)
    settings = """\
[server]
endpoint = "{root}"
token = "none"
[completion.debounce]
mode = "fixed"
interval = 0
[logs]
level = "silent"
[anonymousUsageTracking]
disable = true
"""
    return Program(
        command=["node", str(agent.absolute()), "--lsp", "--stdio"],
        method="textDocument/completion",
        files={".tabby-client/agent/config.toml": settings},
    )
