"""Lines that need a definition of another file: is it in the prompt, and does the model use it?

    python -m bench.crossfile [--n N] [--seed S] [--package FOLDER]...
    python -m bench.crossfile --model local/qwen2.5-coder-1.5b --n 20 --results FILE

Without `--model`: the share of cases whose definition is in the context that ghost text sends, at 600 tokens.
With it: how often the suggestion is the line (exact match) and holds the name (identifier), with and without
context. Answers are kept in `--results`, so that a run can be stopped and taken up again.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.crossfile.cases import Case, cases_of
from bench.quality.score import share

from kibitz.app import build_engine
from kibitz.base.errors import BackendFailure
from kibitz.context.window import Window
from kibitz.context.words import identifiers
from kibitz.documents.store import DocumentStore
from kibitz.features.inline_completion.asked import Asked
from kibitz.features.inline_completion.cache import Question
from kibitz.features.inline_completion.place import Situation, look_around
from kibitz.features.inline_completion.request import InlineRequest
from kibitz.features.inline_completion.surroundings import ContextKeeper
from kibitz.observability.trace import Trace
from kibitz.settings.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kibitz.app import Engine
    from kibitz.settings.model import Settings

PACKAGES = ("kibitz", "hypothesis", "_pytest", "pygls", "hatchling", "httpx2", "anyio", "build", "cattr")
TOKENS = 600
PATIENT_MS = 10_000  # what is found is measured apart from how long it takes


class Desk:
    """One package, opened as an editor would."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self.documents = DocumentStore()
        self.engine: Engine = build_engine(lambda: self.settings, documents=self.documents, folders=[root])

    async def ready(self) -> None:
        """Index it."""
        self.engine.workspaces.start()
        await self.engine.workspaces.built()

    async def context(self, case: Case) -> tuple[bool, float]:
        """Whether the definition would be in the prompt, and how many milliseconds it took to find out."""
        snapshot = self._open(case)
        began = time.perf_counter()
        place = look_around(snapshot.text, len(case.before), "python")
        situation = Situation(
            document=snapshot.text,
            offset=len(case.before),
            place=place,
            mode="line",
            kind="code",
            opens_block=False,
            control_tokens=(),
            parser=self.engine.parser,
        )
        keeper = ContextKeeper(self.engine.workspaces, deadline_ms=PATIENT_MS)
        trace = Trace(time.perf_counter)
        question = Question("", "python", (), "", "")
        window = Window(prefix=case.before, suffix=case.after)
        asked = Asked(situation=situation, window=window, context_tokens=TOKENS, question=question)
        around = await keeper.around(snapshot.uri, asked, trace)
        took_ms = (time.perf_counter() - began) * 1000
        texts = [file.text for file in around.files if file.path == case.defined_in]
        return any(_defines(text, case) for text in texts), took_ms

    async def suggestion(self, case: Case) -> str:
        """What is shown."""
        snapshot = self._open(case)
        request = InlineRequest(snapshot=snapshot, offset=len(case.before), trigger="invoked")
        result = await self.engine.inline.complete(request, self.settings)
        return result.suggestions[0].text if result.suggestions else ""

    def _open(self, case: Case) -> Any:
        for uri in self.documents.uris():
            self.documents.close(uri)
        uri = (self.root / case.path).as_uri()
        return self.documents.open(uri, "python", 1, case.before + case.after)


def _defines(text: str, case: Case) -> bool:
    """A line of `text` gives the name, as a definition does."""
    heads = (f"def {case.name}(", f"class {case.name}", f"{case.name} =", f"{case.name}:")
    lines = (line.strip().removeprefix("async ") for line in text.split("\n"))
    return any(line.startswith(heads) for line in lines)


async def coverage(packages: Iterable[Path], n: int, seed: int) -> None:
    """Without a model."""
    total: list[tuple[Case, bool]] = []
    times_ms: list[float] = []
    for package in packages:
        with tempfile.TemporaryDirectory() as folder:
            desk = await _desk(package, Path(folder), load({}).settings)
            found = [(case, *await desk.context(case)) for case in cases_of(package, n, seed)]
            await desk.engine.close()
        total += [(case, hit) for case, hit, _ in found]
        times_ms += [took_ms for *_, took_ms in found]
        print(f"  {package.name:14}{_share([hit for _, hit, _ in found])}", flush=True)
    print(f"  {'all':14}{_share([hit for _, hit in total])}")
    for label, chosen in (
        ("imported", [hit for case, hit in total if case.imported]),
        ("not imported", [hit for case, hit in total if not case.imported]),
        ("cut at name", [hit for case, hit in total if case.cut == "name"]),
        ("cut at start", [hit for case, hit in total if case.cut != "name"]),
    ):
        print(f"  {label:14}{_share(chosen)}")
    times_ms.sort()
    p50, p95 = (times_ms[int(len(times_ms) * share)] for share in (0.5, 0.95))
    print(f"  milliseconds: p50 {p50:.1f}, p95 {p95:.1f}")


async def quality(packages: Iterable[Path], n: int, seed: int, model: str, results: Path) -> None:
    """With a model."""
    known = _read(results)
    with results.open("a", encoding="utf-8") as out:
        for package in packages:
            cases = cases_of(package, n, seed)
            todo = [(case, c) for case in cases for c in (False, True) if (case.id, model, c) not in known]
            with tempfile.TemporaryDirectory() as folder:
                desks = {
                    context: await _desk(package, Path(folder) / str(context), load(options).settings)
                    for context, options in ((c, _options(model, context=c)) for c in {c for _, c in todo})
                }
                for case, context in todo:
                    defined = context and (await desks[context].context(case))[0]
                    try:
                        line = (await desks[context].suggestion(case)).partition("\n")[0]
                    except BackendFailure:
                        continue  # the machine is busy: the next run asks again
                    answer = {
                        "id": case.id,
                        "model": model,
                        "context": context,
                        "exact": line.strip() == case.expected.strip(),
                        "identifier": case.name in identifiers(line),
                        "defined": defined,
                        "shown": line,
                    }
                    known[case.id, model, context] = answer
                    out.write(json.dumps(answer) + "\n")
                    out.flush()
                for desk in desks.values():
                    await desk.engine.close()
            ids = {case.id for case in cases}
            _table(package.name, [a for (id, name, _), a in known.items() if id in ids and name == model])
    _table("all", [answer for (_, name, _), answer in known.items() if name == model])


def _options(model: str, *, context: bool) -> dict[str, Any]:
    """One line is all that is looked at, but an answer may be a call over several: `return replace(`."""
    return {
        "models": {"completion": model},
        "context": {"enabled": context},
        "inlineCompletion": {"timeoutMs": 120_000, "speculate": "off"},
    }


async def _desk(package: Path, folder: Path, settings: Settings) -> Desk:
    root = folder / package.name
    shutil.copytree(package, root, ignore=shutil.ignore_patterns("__pycache__"))
    desk = Desk(root, settings)
    await desk.ready()
    return desk


def _read(results: Path) -> dict[tuple[str, str, bool], dict[str, Any]]:
    if not results.exists():
        return {}
    answers = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    return {(each["id"], each["model"], each["context"]): each for each in answers}


def _table(name: str, answers: list[dict[str, Any]]) -> None:
    """Of cases that were asked both ways."""
    twice = {each["id"] for each in answers if each["context"]}
    twice &= {each["id"] for each in answers if not each["context"]}
    for context in (False, True):
        mine = [each for each in answers if each["context"] is context and each["id"] in twice]
        exact = _share([each["exact"] for each in mine])
        identifier = _share([each["identifier"] for each in mine])
        print(
            f"  {name:14}{'with context' if context else 'without':14}exact {exact}  identifier {identifier}"
        )


def _share(hits: list[bool]) -> str:
    return f"{share(hits)} of {len(hits)}"


def folder_of(package: str) -> Path:
    """Of a package that is installed, or that is given as a folder."""
    if Path(package).is_dir():
        return Path(package).absolute()
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is neither a folder nor an installed package")
    return Path(spec.submodule_search_locations[0])


def main() -> None:
    """Parse arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=40, help="cases of each package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--package", action="append", help="a folder, or an installed package")
    parser.add_argument("--model", help="as in the setting models.completion")
    parser.add_argument("--results", type=Path, default=Path("crossfile.jsonl"))
    arguments = parser.parse_args()
    packages = [folder_of(each) for each in arguments.package or PACKAGES]
    if arguments.model:
        asyncio.run(quality(packages, arguments.n, arguments.seed, arguments.model, arguments.results))
    else:
        asyncio.run(coverage(packages, arguments.n, arguments.seed))


if __name__ == "__main__":
    main()
