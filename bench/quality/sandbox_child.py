"""The inside of the sandbox: see `sandbox.py`. Standard library only; started as a script."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys

MEMORY_BYTES = 1 << 30
FILE_BYTES = 1 << 20


def main() -> None:
    """Read the order, run, answer."""
    order = json.load(sys.stdin)
    results: list[bool] = []
    for program in order["programs"]:
        done = order["any_will_do"] and any(results)
        results.append(False if done else _passes(program, order["seconds"]))
    json.dump(results, sys.stdout)


def _passes(program: str, seconds: int) -> bool:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _limit(seconds)
            exec(compile(program, "program", "exec"), {"__name__": "program"})
            status = 0
        finally:
            os._exit(status)  # whatever was raised, SystemExit too
    return os.waitpid(child, 0)[1] == 0


def _limit(seconds: int) -> None:
    os.setsid()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds * 2)  # on a busy machine, time passes without work being done
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)


main()
