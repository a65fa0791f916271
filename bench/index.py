"""The index of the workspace against the number of files: the cost may grow with it, the query hardly.

    python -m bench.index [--files 1000,10000,100000]

The files are made up: 12 definitions and 3 imports each, about 1 KB, in folders of 50. Built by the process
that the server starts; the memory is that process's at its end. Then a restart with nothing changed, and
queries.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from kibitz.context.cursor import Cursor
from kibitz.context.index.index import WorkspaceIndex
from kibitz.syntax.parser import Parser

WORDS = (
    "load",
    "save",
    "parse",
    "render",
    "count",
    "merge",
    "split",
    "index",
    "store",
    "cache",
    "query",
    "token",
    "width",
    "frame",
    "event",
    "route",
)
FOLDER_FILES = 50
QUERIES = 60


def module(number: int) -> str:
    """A made-up file; the same number gives the same text."""
    chance = random.Random(number)
    others = [chance.randrange(max(number, 1)) for _ in range(3)]
    imports = [f"from app.part{n // FOLDER_FILES}.mod{n} import {name_of(n, 1)}, Thing{n}" for n in others]
    functions = [
        f"def {name_of(number, each)}(first: int, second: str = 'x') -> int:\n"
        f"    total = first + len(second)\n    return total * {each}\n"
        for each in range(6)
    ]
    methods = [
        f"    def {name_of(number, each)}_of(self, key: str) -> str:\n        return key\n"
        for each in range(5)
    ]
    return "\n".join((*imports, "", *functions, f"class Thing{number}:", *methods))


def name_of(number: int, each: int) -> str:
    """A function name of two words and a number."""
    chance = random.Random(number * 100 + each)
    return f"{chance.choice(WORDS)}_{chance.choice(WORDS)}_{number}_{each}"


def make(root: Path, n_files: int) -> None:
    """Write the files."""
    for number in range(n_files):
        folder = root / "app" / f"part{number // FOLDER_FILES}"
        if number % FOLDER_FILES == 0:
            folder.mkdir(parents=True)
        (folder / f"mod{number}.py").write_text(module(number), "utf-8")


def cursor_in(root: Path, number: int) -> Cursor:
    """In the middle of a file."""
    path = f"app/part{number // FOLDER_FILES}/mod{number}.py"
    text = (root / path).read_text("utf-8")
    return Cursor(path=path, language_id="python", text=text, offset=text.index("return total") + 4)


async def measure(n_files: int) -> None:
    """One size."""
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder) / "project", Path(folder) / "cache"
        make(root, n_files)
        cold_s = await build(root, cache, n_files)
        memory_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        warm_s = await build(root, cache, n_files)
        disk_mib = sum(each.stat().st_size for each in cache.iterdir()) / 1024 / 1024
        index = WorkspaceIndex(root, cache=cache, parser=Parser(), most_files=n_files)
        before_kib = resident_kib()
        times_ms: list[float] = []
        for number in random.Random(1).sample(range(n_files), QUERIES):
            cursor = cursor_in(root, number)
            began = time.perf_counter()
            found = await index.relevant(cursor, 80)
            times_ms.append((time.perf_counter() - began) * 1000)
            assert found
        grown_mib = (resident_kib() - before_kib) / 1024
        await index.aclose()
    times_ms = sorted(times_ms[5:])
    print(
        f"{n_files:8} {cold_s:8.1f} s {n_files / cold_s:8.0f}/s {warm_s:7.2f} s {memory_mib:7.0f} MiB"
        f" {disk_mib:7.1f} MiB {median(times_ms):7.1f} ms {times_ms[int(len(times_ms) * 0.95)]:7.1f} ms"
        f" {grown_mib:+6.1f} MiB",
        flush=True,
    )


async def build(root: Path, cache: Path, n_files: int) -> float:
    """Seconds until all files are known."""
    index = WorkspaceIndex(root, cache=cache, parser=Parser(), most_files=n_files)
    began = time.perf_counter()
    index.build()
    await index.built()
    took_s = time.perf_counter() - began
    known = await index.count_files()
    await index.aclose()
    if known != n_files:
        raise SystemExit(f"{known} of {n_files} files were indexed")
    return took_s


def resident_kib() -> int:
    """Memory of this process, which asks as the server does."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def main() -> None:
    """A row for each size, each in a process of its own: memory is counted from its start."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", default="1000,10000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        asyncio.run(measure(arguments.one))
        return
    print("   files     cold   files/s     warm  builder        disk  query p50     p95   reader")
    for size in arguments.files.split(","):
        subprocess.run([sys.executable, "-m", "bench.index", "--one", size], check=True)


if __name__ == "__main__":
    main()
