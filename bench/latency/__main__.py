"""What Kibitz costs on top of its stack, and what of its suggestions is on screen before the next key.

    python -m bench latency [--rounds N] [--no-typing] [--tabby] [--peer NAME=COMMAND ...]

One table: Kibitz, a bare pygls server with the openai SDK (`bare_server.py`), and the ratio of the two: that
can be compared between machines. The servers are asked in turn, so that a busy machine slows both. `--tabby`
adds Tabby's agent, fetched from npm. Another peer is any server with `textDocument/inlineCompletion`; `{url}`
in its command is the model server's address. About three minutes. (refact-lsp counts tokens with a vocabulary
that its wheel does not bring.)
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from statistics import median

from bench.latency.backend import Backend
from bench.latency.programs import BARE, KIBITZ, Program, tabby
from bench.latency.server import Document, started, text_of, warm
from bench.latency.sessions import Session, sessions

FUNCTION = "def {name}(first: int, second: int) -> int:\n    total = first + second\n    return total\n\n\n"
SMALL, BIG = 50, 2000  # functions of five lines
OPEN_FILES = 200
BURST_KEYS, BURST_MS = 50, 20
FIRST_TOKEN_MS, TOKEN_MS = 150.0, 8.0
AT_ONCE = 3  # typing sessions: they mostly wait

Times = dict[str, list[float]]


class Table:
    """Prints rows as they come."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        print(f"| what | {' | '.join(names)} | kibitz / bare |")
        print("|---|" + "---|" * (len(names) + 1))

    def times(self, what: str, times: Times) -> None:
        """Median and 95th percentile of each, and the median of the ratios pair by pair."""
        cells = [_spread(times.get(name, [])) for name in self._names]
        pairs = list(zip(times.get("kibitz", []), times.get("bare", []), strict=False))
        ratio = f"{median(one / other for one, other in pairs):.2f}" if pairs else ""
        self._row(f"{what}, ms p50 / p95", cells, ratio)

    def facts(self, what: str, facts: dict[str, str], ratio: str = "") -> None:
        """One value of each."""
        self._row(what, [facts.get(name, "") for name in self._names], ratio)

    def _row(self, what: str, cells: list[str], ratio: str) -> None:
        print(f"| {what} | {' | '.join(cells)} | {ratio} |", flush=True)


def _spread(times: list[float]) -> str:
    if not times:
        return ""
    times = sorted(times)
    return f"{median(times):.2f} / {times[min(len(times) * 95 // 100, len(times) - 1)]:.2f}"


def code(n_functions: int) -> str:
    """A file of so many functions."""
    return "".join(FUNCTION.format(name=f"function_{number}") for number in range(n_functions))


async def main(arguments: argparse.Namespace) -> None:
    """Measure and print."""
    programs = {"kibitz": KIBITZ, "bare": BARE}
    if arguments.tabby:
        programs["tabby"] = tabby()
    for peer in arguments.peer:
        name, _, command = peer.partition("=")
        programs[name] = Program(command=command.split())
    table = Table(list(programs))
    peers = {name: program for name, program in programs.items() if program is not BARE}
    with tempfile.TemporaryDirectory() as home:
        async with Backend() as backend:
            await start_up(table, programs, home, backend.url, arguments.rounds)
            await suggestions(table, programs, home, backend, arguments.rounds * 20)
            await typed_through(table, home, backend, arguments.rounds * 20)
            await burst(table, peers, home, backend)
            await cancel(table, home, backend, arguments.rounds * 3)
            await open_files(table, programs, home, backend)
        if arguments.typing:
            await typing(table, peers, home)


async def start_up(table: Table, programs: dict[str, Program], home: str, url: str, rounds: int) -> None:
    """Process start to initialize response."""
    times: Times = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            began = time.perf_counter()
            async with started(program, home, url):
                times[name].append((time.perf_counter() - began) * 1000)
    table.times("start to initialize", times)


async def suggestions(
    table: Table, programs: dict[str, Program], home: str, backend: Backend, rounds: int
) -> None:
    """One explicit suggestion after each change of a 250-line file; the model answers at once."""
    times: Times = {name: [] for name in programs}
    cpu_ms: dict[str, float] = {}
    text = code(SMALL)
    async with AsyncExitStack() as stack:
        documents: dict[str, Document] = {}
        for name, program in programs.items():
            server = await stack.enter_async_context(started(program, home, backend.url, speculate="off"))
            await warm(server)
            documents[name] = Document(server, text, 0, name="suggestion.py")
            cpu_ms[name] = -server.cpu_s * 1000
        for number in range(rounds):
            for name, document in documents.items():
                document.offset = document.text.index(
                    "    return", document.text.index(f"_{number % SMALL}(")
                )
                document.type(f"    value_{number} = \n")
                document.offset -= 1
                n_before, began = len(backend.records), time.perf_counter()
                answer = await document.ask(automatic=False)[1]
                took_ms = (time.perf_counter() - began) * 1000
                assert text_of(answer), name
                record = backend.records[n_before]
                times[name].append(took_ms - (record.ended_s - record.received_s) * 1000)
                document.type("0")  # so that the file stays one that parses
        for name, document in documents.items():
            cpu_ms[name] += document.server.cpu_s * 1000
    table.times("suggestion, over the model's time", times)
    ratio = f"{cpu_ms['kibitz'] / cpu_ms['bare']:.2f}"
    table.facts("processor, ms a suggestion", {n: f"{ms / rounds:.2f}" for n, ms in cpu_ms.items()}, ratio)


async def typed_through(table: Table, home: str, backend: Backend, rounds: int) -> None:
    """The next key of what is shown, and the same place again, in a small file and in one of 10,000 lines."""
    times: dict[str, list[float]] = {}
    async with started(KIBITZ, home, backend.url, speculate="off") as server:
        await warm(server)
        for what, n_functions in (("250 lines", SMALL), ("10,000 lines", BIG)):
            typed, again = (
                times.setdefault(f"typed through, {what}", []),
                times.setdefault(f"cached, {what}", []),
            )
            text = code(n_functions)
            middle = text.index("    return", len(text) // 2)
            document = Document(server, text, middle, name=f"{n_functions}.py")
            for number in range(rounds):
                document.type(f"    item_{number} = \n")
                document.offset -= 1
                shown = text_of(await document.ask()[1])
                for at in range(3):
                    document.type(shown[at])
                    began = time.perf_counter()  # the client's own work on the text is done
                    assert text_of(await document.ask()[1]) == shown[at + 1 :]
                    typed.append((time.perf_counter() - began) * 1000)
                began = time.perf_counter()
                assert text_of(await document.ask()[1])
                again.append((time.perf_counter() - began) * 1000)
                document.type(shown[3:])
                document.offset += 1
    for what, values in times.items():
        table.times(what, {"kibitz": values})
    small, big = (median(times[f"typed through, {what}"]) for what in ("250 lines", "10,000 lines"))
    table.facts("typed through, 10,000 lines / 250 lines", {"kibitz": f"{big / small:.2f}"})


async def burst(table: Table, programs: dict[str, Program], home: str, backend: Backend) -> None:
    """Fifty keys in a second, cold: what reaches the model, and how long after the last key the answer is."""
    said = {name: await _burst(program, home, backend) for name, program in programs.items()}
    table.facts(f"burst of {BURST_KEYS} keys", said)


async def _burst(program: Program, home: str, backend: Backend) -> str:
    backend.first_token_ms = 0
    async with started(program, home, backend.url, speculate="off") as server:
        await warm(server)
        backend.first_token_ms = 200
        document = Document(server, code(SMALL), len(code(SMALL)), name="burst.py")
        backend.records.clear()
        pending: tuple[int, asyncio.Future[object]] | None = None
        for number in range(BURST_KEYS):
            if pending is not None and not pending[1].done():
                server.cancel(pending[0])
            document.type("accumulate_everything_into"[number % 26])
            pending = document.ask()
            await asyncio.sleep(BURST_MS / 1000)
        began = time.perf_counter()
        assert pending is not None
        await pending[1]
        after_ms = (time.perf_counter() - began) * 1000 + BURST_MS
        over_ms = after_ms - backend.first_token_ms
        backend.first_token_ms = 0
        return f"{len(backend.records)} requests, {over_ms:.0f} ms over the model's time"


async def cancel(table: Table, home: str, backend: Backend, rounds: int) -> None:
    """From `$/cancelRequest` until the model server sees that the client is gone."""
    backend.first_token_ms = 0
    async with started(KIBITZ, home, backend.url, speculate="off") as server:
        await warm(server)
        backend.first_token_ms = 5000
        document = Document(server, code(SMALL), 0, name="cancel.py")
        times: list[float] = []
        for number in range(rounds):
            document.offset = document.text.index("    return")
            document.type(f"    item_{number} = \n")
            document.offset -= 1
            backend.records.clear()
            request, answer = document.ask(automatic=False)
            await backend.until(lambda: bool(backend.records))
            began = time.perf_counter()
            server.cancel(request)
            assert not text_of(await answer)
            record = backend.records[0]
            await backend.until(lambda record=record: record.ended_s > 0)
            times.append((record.ended_s - began) * 1000)
    table.times("cancel until the request is gone", {"kibitz": times})
    backend.first_token_ms = 0


async def open_files(table: Table, programs: dict[str, Program], home: str, backend: Backend) -> None:
    """Memory with many open files."""
    memory: dict[str, str] = {}
    mib: dict[str, float] = {}
    text = code(110)
    for name, program in programs.items():
        async with started(program, home, backend.url) as server:
            await warm(server)
            before = server.resident_mib
            offset = text.index("    return")
            documents = [Document(server, text, offset, name=f"{n}.py") for n in range(OPEN_FILES)]
            await documents[-1].ask(automatic=False)[1]
            mib[name] = server.resident_mib
            memory[name] = f"{before:.0f} -> {mib[name]:.0f}"
    what = f"memory, MiB, before and with {OPEN_FILES} files of {len(text) / 1000:.0f} kB"
    table.facts(what, memory, f"{mib['kibitz'] / mib['bare']:.2f}")


async def typing(table: Table, programs: dict[str, Program], home: str) -> None:
    """Sessions at human pace: how often ghost text is there before the next key, and what it costs."""
    limit = asyncio.Semaphore(AT_ONCE)

    async def one(session: Session, speculate: str, wrong_every: int) -> None:
        said: dict[str, str] = {}
        for name, program in programs.items():
            if program is KIBITZ or speculate == "off":  # which is Kibitz's alone
                async with limit:
                    said[name] = await replay(program, session, home, speculate, wrong_every)
        what = f"typing {session.language_id}, {session.typo_rate:.0%} typos, speculation {speculate}"
        table.facts(what + (f", each {wrong_every}rd answer wrong" if wrong_every else ""), said)

    runs = [one(each, speculate, 0) for each in sessions() for speculate in ("on", "off")]
    runs += [one(each, "on", 3) for each in sessions() if not each.typo_rate]
    await asyncio.gather(*runs)


async def replay(program: Program, session: Session, home: str, speculate: str, wrong_every: int) -> str:
    """What came of one session."""
    whole = session.before + session.typed + session.after
    async with Backend() as backend, started(program, home, backend.url, speculate=speculate) as server:
        await warm(server)
        backend.records.clear()
        backend.known, backend.wrong_every = [whole], wrong_every
        backend.first_token_ms, backend.token_ms = FIRST_TOKEN_MS, TOKEN_MS
        text, offset = session.before + session.after, len(session.before)
        name = f"session.{session.language_id}"
        document = Document(server, text, offset, name=name, language_id=session.language_id)
        n_asked = n_shown = 0
        seen: list[str] = []
        pending: tuple[int, asyncio.Future[object]] | None = None

        def look() -> bool:
            shown = text_of(pending[1].result()) if pending and pending[1].done() else ""
            if shown:
                seen.append(shown)
            return bool(shown)

        for key in session.edits():
            await asyncio.sleep(key.wait_ms / 1000)
            n_shown += look()
            if pending is not None and not pending[1].done():
                server.cancel(pending[0])
            pending = None
            document.delete(key.n_deleted) if key.n_deleted else document.type(key.text)
            if key.text:
                pending = document.ask()
                n_asked += 1
        await asyncio.sleep(0.5)
        n_shown += look()
        n_tokens = sum(each.n_tokens for each in backend.records)
        wasted = sum(each.n_tokens for each in backend.records if not _used(each.text, seen))
        n_requests = len(backend.records)
        said = f"ghost text for {n_shown / n_asked:.0%} of keys at {n_requests / n_asked:.2f} requests"
        return f"{said}, {wasted / max(n_tokens, 1):.0%} of {n_tokens} tokens wasted"


def _used(answer: str, seen: list[str]) -> bool:
    answer = answer.strip()
    return any(answer in shown or shown.strip() in answer for shown in seen if shown.strip())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench latency", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--no-typing", dest="typing", action="store_false")
    parser.add_argument("--tabby", action="store_true")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    asyncio.run(main(parser.parse_args()))
