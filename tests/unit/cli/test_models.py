from __future__ import annotations

import argparse
import hashlib
import io
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from kibitz.cli import models
from kibitz.models import catalogue
from kibitz.models.catalogue import CatalogueEntry, HubFile

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = bytes(range(256)) * 1000

Run = Callable[..., int]


@pytest.fixture(autouse=True)
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    def entry(name: str, least_memory_bytes: int, least_cores: int | None) -> CatalogueEntry:
        return CatalogueEntry(
            name=name,
            file_name=f"{name}.gguf",
            size_bytes=len(WEIGHTS),
            sha256=hashlib.sha256(WEIGHTS).hexdigest(),
            licence="Apache-2.0",
            family_id="qwen-coder",
            context_tokens=4096,
            least_memory_bytes=least_memory_bytes,
            kv_bytes_per_token=0,
            least_cores=least_cores,
            carriers=(HubFile(repository="tiny/model", revision="0" * 40),),
        )

    monkeypatch.setattr(
        catalogue, "CATALOGUE", (entry("tiny", 1, 1), entry("slow", 2, None), entry("huge", 10**18, 1))
    )


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("KIBITZ_HOME", "OLLAMA_MODELS", "HF_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    return tmp_path / "KIBITZ_HOME"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(WEIGHTS)))
            self.end_headers()
            self.wfile.write(WEIGHTS)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    models.add_arguments(parser)
    return models.run(parser.parse_args(words))


def test_lists_what_there_is_and_what_suits_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0

    header, tiny, slow, huge = capsys.readouterr().out.splitlines()
    assert header.split() == ["NAME", "SIZE", "LICENCE", "THIS", "MACHINE", "WHERE"]
    assert "recommended" in tiny
    assert "Apache-2.0" in tiny
    assert "fetched from huggingface.co" in tiny
    assert "slow here" in slow
    assert "too little memory" in huge


def test_lists_for_a_program(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "data" / "models").mkdir(parents=True)
    (home / "data" / "models" / "tiny.gguf.part").write_bytes(WEIGHTS[:1000])

    assert run("--json") == 0

    tiny, *_ = json.loads(capsys.readouterr().out)
    assert tiny["name"] == "tiny"
    assert tiny["sizeBytes"] == len(WEIGHTS)
    assert tiny["file"] is None
    assert tiny["unfinishedBytes"] == 1000
    assert tiny["carriers"] == ["huggingface.co"]
    assert tiny["thisMachine"] == "recommended"


def test_shows_how_much_of_an_unfinished_download_is_here(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    (home / "data" / "models").mkdir(parents=True)
    (home / "data" / "models" / "tiny.gguf.part").write_bytes(WEIGHTS[: len(WEIGHTS) // 2])

    run("list")

    assert "50 % is here, the rest is fetched from" in capsys.readouterr().out


@pytest.mark.usefixtures("hub")
def test_pulls_and_removes(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    file = home / "data" / "models" / "tiny.gguf"

    assert run("pull", "tiny", "--yes") == 0
    shown = capsys.readouterr()
    assert shown.out == f"{file}\n"
    assert "licence Apache-2.0" in shown.err
    assert file.read_bytes() == WEIGHTS

    assert run("remove", "tiny") == 0
    assert "freed" in capsys.readouterr().out
    assert not file.exists()


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(("answer", "code"), [("", 0), ("y", 0), ("n", 1), ("what?", 1)])
def test_asks_a_person(answer: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: answer)

    assert run("pull", "tiny") == code


@pytest.mark.parametrize("action", ["pull", "remove"])
def test_an_unknown_name_is_a_mistake_of_the_caller(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(action, "gpt-7") == 2
    assert "there are tiny, slow, huge" in capsys.readouterr().err


def test_a_failure_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")

    assert run("pull", "tiny", "--yes") == 1
    assert "Try again" in capsys.readouterr().err


def test_leaves_the_store_of_another_program_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    blob = tmp_path / "OLLAMA_MODELS" / "blobs" / f"sha256-{hashlib.sha256(WEIGHTS).hexdigest()}"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(WEIGHTS)

    assert run("remove", "tiny") == 0
    assert f"also in {str(blob)!r}" in capsys.readouterr().out
    assert blob.exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_written_over_with_speed_and_time_left() -> None:
    terminal, clock = Terminal(), iter([0.0, 2.0, 10.0])
    bar = models.Bar(terminal, lambda: next(clock))

    bar.show(0, 500_000_000, "PyPI")
    bar.show(100_000_000, 500_000_000, "PyPI")
    bar.show(500_000_000, 500_000_000, "checking")
    bar.close()

    _, first, second, third = terminal.getvalue().split("\r")
    assert first == "[........................]   0 %  0 MB of 500 MB  PyPI"
    assert second == "[####....................]  20 %  100 MB of 500 MB  50 MB/s  0:08 left  PyPI"
    assert third.rstrip(" \n") == "[########################] 100 %  500 MB of 500 MB  checking"


def test_without_a_terminal_there_is_a_line_for_each_tenth() -> None:
    stream, clock = io.StringIO(), itertools.count()
    bar = models.Bar(stream, lambda: float(next(clock)))

    for done in range(0, 1001):
        bar.show(done, 1000, "PyPI")
        if done == 999:
            assert len(stream.getvalue().splitlines()) == 10
    bar.close()

    lines = stream.getvalue().splitlines()
    assert [int(line.split("%")[0]) for line in lines] == list(range(0, 101, 10))
