"""`kibitz doctor`: what was found, what is missing, what to do. Tries everything for real.

Exits with 0 when code can be completed on this machine, else with 1.
"""

from __future__ import annotations

import asyncio
import json
import platform
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal

from kibitz import __version__
from kibitz.app import build_engine
from kibitz.backends.local.embedded import require_runtime
from kibitz.backends.probe import MAX_TOKENS, PREFIX, SUFFIX, TIMEOUT_MS
from kibitz.base.clean_text import join_clean
from kibitz.base.errors import KibitzError
from kibitz.cli.ready import JOBS, add_model_arguments, ready_model, settings_of
from kibitz.cli.terminal import paint
from kibitz.documents.store import DocumentStore
from kibitz.features.inline_completion.request import InlineRequest
from kibitz.prompts.fim import suffix_request, template_request
from kibitz.prompts.hole import hole_request

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from kibitz.app import Engine
    from kibitz.backends.model import Model
    from kibitz.backends.probe import Attempt
    from kibitz.base.llm import ChatRequest, CompletionRequest, Fim
    from kibitz.settings.model import Settings

State = Literal["ok", "note", "problem"]

MARKS: dict[State, tuple[str, str]] = {"ok": ("✓", "green"), "note": ("·", "yellow"), "problem": ("✗", "red")}

COMPLETION = "completion"

# Long enough for its reading to take most of the time, and done within seconds on a slow machine.
LONG_SAMPLE = "".join(
    f"def {name}(prices: list[float]) -> float:\n    return {name}_of(prices, rounded=True)\n\n\n"
    for name in (
        "total",
        "mean",
        "median",
        "lowest",
        "highest",
        "spread",
        "variance",
        "deviation",
        "mode",
        "sum",
    )
)

SAMPLE = 'def greet(name: str) -> str:\n    """Say hello to name."""\n    return \n\n\nprint(greet("Ada"))\n'
CURSOR = SAMPLE.index("return ") + len("return ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report; `remedy` is empty when there is nothing to do."""

    about: str
    state: State
    found: str
    remedy: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `kibitz doctor`."""
    parser.add_argument("--json", action="store_true", help="for a program")
    add_model_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Examine and report."""
    try:
        settings = settings_of(arguments)
    except KibitzError as error:
        print(error, file=sys.stderr)
        return 2
    findings = asyncio.run(_examine(settings, consent=arguments.yes))
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(_line(finding))
    completes = any(finding.about == COMPLETION and finding.state == "ok" for finding in findings)
    return 0 if completes else 1


async def _examine(settings: Settings, *, consent: bool) -> list[Finding]:
    engine = build_engine(lambda: settings)
    try:
        findings = [_program(), _runtime(), await _languages(engine)]
        first, *others = JOBS
        try:
            model = await ready_model(engine, first, consent=consent)
        except KibitzError as error:
            return [*findings, Finding(about="model", state="problem", found="none", remedy=str(error))]
        findings.append(Finding(about="model for completion", state="ok", found=_described(model)))
        findings += [await _job(engine, job) for job in others]
        findings += [_way(model, attempt) for attempt in await engine.models.probe(first, _ways)]
        findings.append(await _completion(engine, settings))
        if findings[-1].state == "ok":
            findings.append(await _speed(engine, settings))
        return findings
    finally:
        await engine.close()


def _program() -> Finding:
    found = f"{__version__} on Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    return Finding(about="kibitz", state="ok", found=found)


def _runtime() -> Finding:
    about = "embedded models"
    try:
        require_runtime()
    except KibitzError as error:
        return Finding(about=about, state="note", found="llama.cpp is not installed", remedy=str(error))
    return Finding(about=about, state="ok", found="llama.cpp is installed")


async def _languages(engine: Engine) -> Finding:
    tree = await asyncio.to_thread(engine.parser.parse, SAMPLE, "python")
    if tree is None:
        remedy = "Install kibitz again: suggestions are cut by rules of thumb until then."
        return Finding(about="syntax", state="note", found="no grammar for Python", remedy=remedy)
    return Finding(about="syntax", state="ok", found="tree-sitter parses")


async def _job(engine: Engine, job: Literal["completion", "edit", "chat"]) -> Finding:
    try:
        model = await engine.models.model_for(job)
    except KibitzError as error:
        return Finding(about=f"model for {job}", state="problem", found="none", remedy=str(error))
    return Finding(about=f"model for {job}", state="ok", found=_described(model))


def _described(model: Model) -> str:
    where = "on this machine" if model.local else "text leaves this machine"
    return f"{model.label}, {model.context_tokens} tokens, {where}"


def _ways(model: Model) -> Mapping[Fim, CompletionRequest | ChatRequest]:
    """The same request in every way the model may understand, the best one first."""
    ways: dict[Fim, CompletionRequest | ChatRequest] = {}
    one_line, max_tokens, timeout_ms = True, MAX_TOKENS, TIMEOUT_MS
    if model.fim == "suffix":
        ways["suffix"] = suffix_request(
            PREFIX, SUFFIX, one_line=one_line, max_tokens=max_tokens, timeout_ms=timeout_ms
        )
    if model.family is not None:
        ways["template"] = template_request(
            model.family, PREFIX, SUFFIX, one_line=one_line, max_tokens=max_tokens, timeout_ms=timeout_ms
        )
    ways["chat"] = hole_request(
        PREFIX,
        SUFFIX,
        language=join_clean("python"),
        one_line=one_line,
        max_tokens=max_tokens,
        timeout_ms=timeout_ms,
    )
    return ways


def _way(model: Model, attempt: Attempt) -> Finding:
    about = f"middle by {attempt.fim}"
    used = attempt.fim == model.fim
    if attempt.right:
        speed = "" if attempt.tokens_per_s is None else f", {attempt.tokens_per_s:.0f} tokens/s"
        used_words = " (used)" if used else ""
        return Finding(about=about, state="ok", found=f"{attempt.first_text_ms:.0f} ms{speed}{used_words}")
    if not used:
        return Finding(about=about, state="note", found=attempt.problem)
    remedy = "Set `fim` of the provider to a way that works, or take another model."
    return Finding(about=about, state="problem", found=attempt.problem, remedy=remedy)


async def _completion(engine: Engine, settings: Settings) -> Finding:
    """The whole way, as for an editor."""
    snapshot = DocumentStore().open("untitled:doctor.py", "python", 0, SAMPLE)
    request = InlineRequest(snapshot=snapshot, offset=CURSOR, trigger="invoked")
    started = time.perf_counter()
    try:
        result = await engine.inline.complete(request, settings)
    except KibitzError as error:
        return Finding(about=COMPLETION, state="problem", found="failed", remedy=str(error))
    took_ms = (time.perf_counter() - started) * 1000
    if not result.suggestions:
        remedy = "Try a larger model; `kibitz complete --trace` says why there is nothing for a place."
        return Finding(about=COMPLETION, state="problem", found=f"none: {result.reason}", remedy=remedy)
    return Finding(about=COMPLETION, state="ok", found=f"a suggestion after {took_ms:.0f} ms")


async def _speed(engine: Engine, settings: Settings) -> Finding:
    """How fast the model reads and writes, and how much is therefore sent to it."""
    about = "speed"
    text = f"{LONG_SAMPLE}{SAMPLE}"
    snapshot = DocumentStore().open("untitled:speed.py", "python", 0, text)
    request = InlineRequest(snapshot=snapshot, offset=len(LONG_SAMPLE) + CURSOR, trigger="invoked")
    patient = replace(settings.inline_completion, multi_line=False, timeout_ms=TIMEOUT_MS)
    try:
        result = await engine.inline.complete(request, replace(settings, inline_completion=patient))
    except KibitzError as error:
        return Finding(about=about, state="note", found="not measured", remedy=str(error))
    told = result.trace.as_dict()
    speeds = [
        f"{word} {told[name]:.0f} tokens/s"
        for word, name in (("reads", "read_tokens_per_s"), ("writes", "written_tokens_per_s"))
        if isinstance(told.get(name), float)
    ]
    if not speeds:
        return Finding(about=about, state="note", found="not measured")
    target = f"target {settings.inline_completion.target_ms} ms to the first text"
    sent = f"so it is sent at most {told.get('budget')}"
    return Finding(about=about, state="ok", found=f"{', '.join(speeds)}; {target}, {sent}")


def _line(finding: Finding) -> str:
    mark, colour = MARKS[finding.state]
    line = f"{paint(mark, colour)} {finding.about}: {finding.found}"
    return f"{line}\n    {finding.remedy}" if finding.remedy else line
