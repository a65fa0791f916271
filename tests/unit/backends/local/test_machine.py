from __future__ import annotations

from kibitz.backends.local.machine import this_machine


def test_knows_what_this_machine_has() -> None:
    machine = this_machine()

    assert machine.cores >= 1
    assert machine.memory_bytes > 100_000_000  # nothing smaller runs this test
    assert machine.free_bytes is None or 0 < machine.free_bytes <= machine.memory_bytes
