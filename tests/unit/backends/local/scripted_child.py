"""The real child program with an engine that obeys its model file instead of llama.cpp.

The file is JSON: `gate` (a FIFO: loading ends when somebody writes to it), `load` (`raise`, `die`), `work`
(for how many looks it is busy; how often it was looked at is written to `looks`). It answers /health, /pid,
and ends without a word at /die.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from kibitz.backends.local import child

if TYPE_CHECKING:
    from kibitz.backends.local.rendezvous import ServerConfig

child.ALONE_S = 0.3
child.LOOK_EVERY_S = 0.02
child.DRAIN_S = 0.02


class ScriptedEngine:
    def __init__(self, config: ServerConfig, api_key: str) -> None:
        self._script = json.loads(Path(config.model_path).read_text())
        self._looks = 0
        if gate := self._script.get("gate"):
            Path(gate).read_text()
        match self._script.get("load"):
            case "raise":
                raise ValueError("no such tensor")
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/die":
                    os.kill(os.getpid(), signal.SIGKILL)
                allowed = self.headers.get("Authorization") == f"Bearer {api_key}"
                body = str(os.getpid()).encode()
                self.send_response(200 if allowed else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}"

    def activity(self) -> str:
        self._looks += 1
        if looks := self._script.get("looks"):
            Path(looks).write_text(str(self._looks))
        return str(min(self._looks, self._script.get("work", 0)))


if __name__ == "__main__":
    code = child.main(ScriptedEngine)
    sys.stderr.flush()
    os._exit(code)
