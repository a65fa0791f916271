from __future__ import annotations

import json

import pytest

from kibitz.observability.trace import Trace


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_adds_up_the_time_of_each_stage() -> None:
    clock = Clock()
    trace = Trace(clock)
    with trace.stage("gather"):
        clock.now_s += 0.010
        with trace.stage("read"):
            clock.now_s += 0.002
    clock.now_s += 0.5
    with trace.stage("gather"):
        clock.now_s += 0.003
    assert trace.as_dict() == {"stages_ms": {"read": 2.0, "gather": 15.0}, "total_ms": 515.0}


def test_a_stage_that_fails_counts_too() -> None:
    clock = Clock()
    trace = Trace(clock)
    with pytest.raises(KeyError), trace.stage("prompt"):
        clock.now_s += 0.001
        raise KeyError
    assert trace.as_dict()["stages_ms"] == {"prompt": 1.0}


def test_the_last_fact_of_a_name_counts() -> None:
    trace = Trace()
    trace.note("cache", "miss")
    trace.note("cache", "hit")
    trace.note("tokens", 3)
    report = trace.as_dict()
    assert (report["cache"], report["tokens"]) == ("hit", 3)
    assert json.loads(json.dumps(report)) == report
