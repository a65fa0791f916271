"""The real model behind a record: what it has said once is taken from disk, to the token.

Answers are made at temperature 0 and kept as JSON lines, so that a run can be broken off and repeated, and a
change of what is shown is measured without the model. The model is asked only as far as somebody listens: it
goes on from what is recorded. Speaks as much of the OpenAI protocol as Kibitz needs; only for benchmarks.
"""

from __future__ import annotations

import hashlib
import json
import select
import threading
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

MOST_TOKENS = 192
LEAVING_S = 0.5  # what is recorded arrives at once; as long has a listener who has enough to hang up


@dataclass(slots=True)
class Answer:
    """What a model said so far, token by token, and whether it ended there by itself."""

    pieces: list[str] = field(default_factory=list)
    ended: bool = False


class Recorder:
    """Asks a llama.cpp server, once for each prompt."""

    def __init__(self, base_url: str, api_key: str, stops: tuple[str, ...], file: Path) -> None:
        self._url, self._key, self._stops, self._file = base_url, api_key, stops, file
        self._answers: dict[str, Answer] = {}
        self._lock = threading.Lock()
        self.asked = 0
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                self._answers[row["prompt"]] = Answer(row["pieces"], row["ended"])

    def text(self, prompt: str, most_tokens: int = MOST_TOKENS) -> str:
        """The answer to `prompt`, or its first tokens."""
        with closing(self.pieces(prompt, most_tokens)) as pieces:
            return "".join(pieces)

    def pieces(
        self, prompt: str, most_tokens: int, wants_more: Callable[[], bool] = lambda: True
    ) -> Generator[str, None, bool]:
        """The tokens of the answer, one at a time; returns whether the model ended it.

        `wants_more` is asked once, behind what is recorded, before the model is.
        """
        key = hashlib.sha256(prompt.encode()).hexdigest()
        with self._lock:
            answer = self._answers.setdefault(key, Answer())
            yield from answer.pieces[:most_tokens]
            if answer.ended or len(answer.pieces) >= most_tokens:
                return answer.ended and len(answer.pieces) <= most_tokens
            known = len(answer.pieces)
            if known and not wants_more():
                return False
            try:
                with closing(self._continue(prompt + "".join(answer.pieces), most_tokens - known)) as more:
                    for piece in more:
                        if piece is None:
                            answer.ended = True
                        else:
                            answer.pieces.append(piece)
                            yield piece
            finally:
                row = {"prompt": key, "pieces": answer.pieces, "ended": answer.ended}
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
            return answer.ended

    def _continue(self, prompt: str, most_tokens: int) -> Generator[str | None, None, None]:
        """Tokens as they come; None when the model ends."""
        self.asked += 1
        body = {
            "prompt": prompt,
            "n_predict": most_tokens,
            "temperature": 0,
            "stop": self._stops,
            "stream": True,
            "cache_prompt": True,
            "return_progress": True,  # so that the server notices when nobody listens any more
        }
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"}
        request = urllib.request.Request(f"{self._url}/completion", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=600) as lines:
            for line in lines:
                if not line.startswith(b"data: "):
                    continue
                chunk = json.loads(line[6:])
                if chunk.get("content"):
                    yield chunk["content"]
                if chunk.get("stop"):
                    if chunk.get("stop_type") in ("eos", "word"):
                        yield None
                    return
        raise ConnectionError("the model server broke off")

    def serve(self) -> ThreadingHTTPServer:
        """An OpenAI-compatible server on loopback, in a thread of its own; close it with `shutdown()`."""
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._begin("application/json")
                self.wfile.write(b'{"object": "list", "data": []}')

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._begin("text/event-stream")
                try:
                    for event in _events(recorder, body, self._is_listened_to):
                        self.wfile.write(b"data: %s\n\n" % json.dumps(event).encode())
                    self.wfile.write(b"data: [DONE]\n\n")
                except OSError:
                    return  # Kibitz has enough

            def _is_listened_to(self) -> bool:
                return not select.select([self.connection], [], [], LEAVING_S)[0]

            def _begin(self, kind: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Be quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


def _events(
    recorder: Recorder, body: dict[str, Any], wants_more: Callable[[], bool]
) -> Generator[dict[str, Any], None, None]:
    """The answer as a model server streams it: up to a stop string, which may begin inside a token."""
    stops = body.get("stop") or []
    sent, said = 0, ""
    reason = "length"
    most_tokens = min(body["max_tokens"], MOST_TOKENS)
    with closing(recorder.pieces(body["prompt"], most_tokens, wants_more)) as pieces:
        while True:
            try:
                said += next(pieces)
            except StopIteration as end:
                reason = "stop" if end.value else "length"
                break
            ends = [at for stop in stops if (at := said.find(stop)) >= 0]
            if ends:
                said, reason = said[: min(ends)], "stop"
                break
            yield _event(said[sent:], None)
            sent = len(said)
    if said[sent:]:
        yield _event(said[sent:], None)
    yield _event("", reason)


def _event(text: str, reason: str | None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "text": text, "finish_reason": reason}]}
