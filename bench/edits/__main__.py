"""`python -m bench edits`: real tasks with tests, by Kibitz against the raw model, carefully pasted.

    python -m bench edits --model local/qwen2.5-coder-1.5b [--only NAME] [--language go] [--raw] [--kibitz]
    python -m bench edits --model MODEL --only new_      # the tasks that are held out
    python -m bench edits --check     # checks pass the solution of their task and fail the file as it is

Kibitz goes its own way from the action to the file: `kibitz act ACTION FILE:LINES --apply`, in one process so
that the model is loaded once. The raw model gets the file and what a person would ask. What it did is kept by
model and task, so that only what was changed is asked again (`--again` forgets), and what `--minutes` left
undone is done by the next run. `--only` takes parts of names, with commas between. The shares of tasks that
are held out (`new_`) are printed apart; tasks are moved to the seen ones (lose the `new_`) once Kibitz was
mended on their answers.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import hashlib
import json
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import aclosing
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from bench.edits.paste import code_of, pasted
from bench.edits.paste_other import paste_other
from bench.edits.task import PARSER, Task, tasks

from kibitz.app import Engine, build_engine
from kibitz.base.errors import KibitzError
from kibitz.base.llm import ChatMessage, ChatRequest
from kibitz.cli.files import open_file
from kibitz.cli.terminal import TerminalUser
from kibitz.cli.terminal_editor import TerminalEditor
from kibitz.context.privacy import clean
from kibitz.documents.files import Files
from kibitz.documents.store import DocumentStore
from kibitz.features.code_actions.action import ActionRequest, Diagnostic
from kibitz.features.code_actions.own import OwnActions
from kibitz.features.code_actions.run import Services
from kibitz.features.code_actions.run import run as run_action
from kibitz.features.edits.door import Door
from kibitz.features.edits.prepared import PreparedProposals
from kibitz.features.review_code.findings import Findings
from kibitz.settings.load import load
from kibitz.settings.model import Settings
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from kibitz.backends.model import Model, ModelSource
    from kibitz.base.llm import Backend, Chunk, CompletionRequest, Job

RAW_TOKENS = 900
NO_ANSWER = "no answer"
CACHE = Path(tempfile.gettempdir()) / "kibitz-bench-edits"


class QuietUser(TerminalUser):
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, message: str, severity: str = "info") -> None:  # noqa: ARG002
        """Keep it for the record."""
        self.told.append(message)


class Listening:
    """A source of models that keeps their answers for the record."""

    def __init__(self, models: ModelSource) -> None:
        self._models = models
        self.answers: list[str] = []

    async def model_for(self, job: Job) -> Model:
        """The same model, overheard."""
        model = await self._models.model_for(job)
        return replace(model, backend=_Overheard(model.backend, self.answers))


class _Overheard:
    def __init__(self, backend: Backend, answers: list[str]) -> None:
        self._backend, self._answers = backend, answers

    def complete(self, request: CompletionRequest) -> AsyncGenerator[Chunk, None]:
        return self._backend.complete(request)

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        self._answers.append("")
        async with aclosing(self._backend.chat(request)) as chunks:
            async for chunk in chunks:
                self._answers[-1] += chunk.text
                yield chunk


async def by_kibitz(task: Task, engine: Engine, folder: Path) -> dict[str, object]:
    """The action, applied."""
    path = folder / task.language.file
    path.write_bytes(task.text.encode())
    documents = DocumentStore()
    snapshot = open_file(path, documents)
    files, user = Files(documents), QuietUser()
    editor = TerminalEditor(user, write=True, quiet=True)
    models = Listening(engine.models)
    services = Services(
        models=models,
        parser=engine.parser,
        user=user,
        editor=editor,
        door=Door(editor=editor, user=user, documents=documents, prepared=PreparedProposals(files.get)),
        files=files,
        findings=Findings(editor.show_findings),
        own=OwnActions(settings=Settings, folders=()),
        settings=Settings,
    )
    span = Span(task.start, task.end)
    message = task.header.get("diagnostic")
    found = (Diagnostic(span=span, message=message, severity="error"),) if message else ()
    request = ActionRequest(
        snapshot=snapshot, span=span, instruction=task.header.get("instruction"), diagnostics=found
    )
    result = await run_action(task.action, request, services)
    return {"result": result, "told": user.told, **editor.told(), "answers": models.answers}


async def by_hand(task: Task, engine: Engine, folder: Path) -> dict[str, object]:
    """The raw model's answer, pasted."""
    model = await engine.models.model_for("edit")
    asked = f"This is {task.language.file}:\n```{task.language_id}\n{task.text}\n```\n\n{task.request}"
    request = ChatRequest(
        messages=(ChatMessage(role="user", content=clean(asked)),), max_tokens=RAW_TOKENS, timeout_ms=300_000
    )
    answer = ""
    async with aclosing(model.backend.chat(request)) as chunks:
        async for chunk in chunks:
            answer += chunk.text
    paste(task, answer, folder)
    return {"result": "applied", "answer": answer}


def paste(task: Task, answer: str, folder: Path) -> None:
    """Write the files as a careful person would with the answer."""
    path = folder / task.language.file
    if task.language_id != "python":
        paste_other(task, answer, folder)
    elif task.action == "tests":
        code = code_of(answer)
        needs = f"from work import {task.definition}\n"
        code = code if "from work import" in code or "import work" in code else needs + code
        path.write_bytes(task.text.encode())
        (folder / "test_work.py").write_text(code, "utf-8")
    else:
        path.write_bytes(pasted(answer, task.text, *task.lines).encode())


WAYS = {"kibitz": by_kibitz, "raw": by_hand}


async def measured(task: Task, way: str, engine: Engine) -> dict[str, object]:
    """One task done one way, and judged."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        task.lay_out(folder)
        start = time.perf_counter()
        outcome: dict[str, object]
        try:
            outcome = await WAYS[way](task, engine, folder)
        except KibitzError as error:  # a machine that is too busy for the model
            outcome = {"result": NO_ANSWER, "told": [str(error)], "answer": ""}
            (folder / task.language.file).write_text(task.text, "utf-8")
        return judged(task, outcome | {"seconds": round(time.perf_counter() - start, 1)}, folder)


def pasted_again(task: Task, known: dict[str, object]) -> dict[str, object]:
    """A kept answer of the raw model, pasted and judged as it is done now."""
    with tempfile.TemporaryDirectory() as name:
        task.lay_out(Path(name))
        paste(task, str(known["answer"]), Path(name))
        return judged(task, known, Path(name))


def judged(task: Task, outcome: dict[str, object], folder: Path) -> dict[str, object]:
    """What came of it."""
    new = (folder / task.language.file).read_bytes().decode()
    ending = Path(task.language.file).suffix
    made = {path.name: path.read_text("utf-8") for path in sorted(folder.rglob(f"*{ending}"))}
    wrong = task.passes(folder)
    return outcome | {
        "applied": outcome["result"] == "applied",
        "parses": all(_parses(text, task) for text in made.values()),
        "keeps": task.keeps_the_rest(new),
        "passed": not wrong,
        "wrong": wrong,
        "made": made,
    }


def _parses(text: str, task: Task) -> bool:
    if task.language_id != "python":
        return not PARSER.n_errors(text, task.language_id)
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def check_tasks(found: list[Task]) -> int:
    """Look whether checks can be passed, and are not for nothing; how many are wrong."""
    n_wrong = 0
    for task in found:
        if task.language.missing or not task.solution:
            print(f"{task.name:<32} not checked: {task.language.missing or 'no solution'}")
            continue
        said = [_checked(task, task.text, ""), _checked(task, task.solved, task.solution_tests)]
        if not task.keeps_the_rest(task.solved):
            said[1] = said[1] or "does not keep the rest"
        verdict = "fails as it is" if said[0] else "PASSES AS IT IS"
        verdict += f", SOLUTION FAILS: {said[1]}" if said[1] else ", solution passes"
        n_wrong += bool(said[1]) or not said[0]
        print(f"{task.name:<32} {verdict}", flush=True)
    return n_wrong


def _checked(task: Task, text: str, tests: str) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        task.lay_out(folder)
        (folder / task.language.file).write_bytes(text.encode())
        if tests:
            (folder / task.language.tests).write_text(tests, "utf-8")
        return task.passes(folder)


async def main() -> None:
    """Print one line a task, and the shares at the end."""
    arguments = _arguments()
    chosen = [task for task in tasks(arguments.only) if arguments.language in ("", task.language_id)]
    if arguments.check:
        sys.exit(1 if check_tasks(chosen) else 0)
    until = time.monotonic() + 60 * arguments.minutes
    ways = [way for way in WAYS if getattr(arguments, way)] or list(WAYS)
    settings = load({"models": {"edit": arguments.model, "chat": arguments.model}}).settings
    engine = build_engine(lambda: settings)
    rows: defaultdict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    try:
        for task in chosen:
            if time.monotonic() > until:
                print("The time is up; start again to go on.", flush=True)
                break
            if task.language.missing:
                print(f"{task.name:<32} not run: there is no {task.language.missing}", flush=True)
                continue
            marks: list[str] = []
            for way in ways:
                kept = _cache(arguments.model, way, task)
                known = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
                if known and way == "raw":
                    known = pasted_again(task, known)
                elif not known or arguments.again:
                    known = await measured(task, way, engine)
                row = known
                if row["result"] != NO_ANSWER:
                    kept.write_text(json.dumps(row, indent=2), "utf-8")
                rows[way, "held out" if task.is_held_out else "seen"].append(row)
                marks.append(f"{way} {'passed' if row['passed'] else 'failed'} {row['seconds']:>6} s")
                if not row["passed"]:
                    marks.append(f"[{row['result']}: {row['wrong']}]")
            print(f"{task.name:<32}", " ".join(marks), flush=True)
    finally:
        await engine.close()
    for (way, which), found in sorted(rows.items()):
        shares = {
            name: f"{100 * sum(bool(row[name]) for row in found) / len(found):.0f} %"
            for name in ("applied", "parses", "keeps", "passed")
        }
        print(f"{way}, {which}: {len(found)} tasks, {shares}")


def _cache(model: str, way: str, task: Task) -> Path:
    CACHE.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(repr((model, way, task)).encode()).hexdigest()[:16]
    return CACHE / f"{task.name}-{way}-{digest}.json"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench edits")
    parser.add_argument("--model", default="auto")
    parser.add_argument("--only", default="")
    parser.add_argument("--language", default="")
    parser.add_argument("--check", action="store_true", help="check the tasks themselves, without a model")
    parser.add_argument("--again", action="store_true", help="ask Kibitz anew")
    parser.add_argument("--minutes", type=float, default=inf, help="begin no task after so many")
    parser.add_argument("--raw", action="store_true")
    parser.add_argument("--kibitz", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
