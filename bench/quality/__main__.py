"""Quality of suggestions: unit tests passed, through Kibitz and by the raw model, on the same cases.

    python -m bench quality --set single|multi|span --data FOLDER [--n 60] [--half even|odd|all]
    python -m bench quality --set packages --data FOLDER [--n 12] [--languages go,rust]

FOLDER holds HumanEval-infilling (or KIBITZ_BENCH_DATA names it), or sources of packages; of those `n` places
of each language are compared with what stood there. The weights must be on this machine
(`kibitz models pull`). `--model oracle` needs none: it knows the answer, and `oracle-goes-on` does not stop
behind it, so that what is lost is lost by the server. Answers of the model and verdicts are kept in
`.cache/quality`: a run can be broken off, and one after a change of Kibitz asks the model only what it was
not asked before.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.quality import raw, sandbox
from bench.quality.cases import SETS, human_eval
from bench.quality.kibitz import AUTOMATIC, INVOKED, started
from bench.quality.oracle import Oracle
from bench.quality.packages import packages, syntax_errors
from bench.quality.recorder import Recorder
from bench.quality.score import likeness, share, table

from kibitz.backends.local.embedded import Embedded
from kibitz.models.choose import family_for
from kibitz.settings.model import Settings
from kibitz.storage.paths import user_paths

if TYPE_CHECKING:
    from bench.quality.cases import Case
    from bench.quality.kibitz import Shown

ORACLES = ("oracle", "oracle-goes-on")
CACHE = Path(__file__).parents[2] / ".cache" / "quality"


class Verdicts:
    """Which programs pass, remembered on disk: running them costs more than the server does."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, bool] = {}
        if file.exists():
            for line in file.read_text().splitlines():
                key, passed = line.split()
                self._known[key] = passed == "1"

    def passes(self, case: Case, programs: list[str]) -> bool:
        """Whether one of `programs` passes the tests of `case`."""
        whole = [program + case.test for program in programs if raw.compiles(program)]
        keys = [hashlib.sha256(program.encode()).hexdigest() for program in whole]
        if any(self._known.get(key) for key in keys):
            return True
        unknown = [program for program, key in zip(whole, keys, strict=True) if key not in self._known]
        results = sandbox.passes(unknown, any_will_do=True)
        with self._file.open("a") as file:
            for program, passed in zip(unknown, results, strict=True):
                key = hashlib.sha256(program.encode()).hexdigest()
                if passed or not any(results):
                    self._known[key] = passed
                    file.write(f"{key} {int(passed)}\n")
        return any(results)


async def main(arguments: argparse.Namespace) -> None:
    """Run and print."""
    if arguments.set == "packages":
        cases = packages(
            arguments.data, languages=arguments.languages.split(","), n=arguments.n, seed=arguments.seed
        )
    else:
        cases = human_eval(
            arguments.data,
            arguments.set,
            half=arguments.half,
            n=arguments.n,
            seed=arguments.seed,
            layout=arguments.layout,
        )
    name = arguments.model.removeprefix("local/")
    CACHE.mkdir(parents=True, exist_ok=True)
    embedded = Embedded(paths=user_paths(), settings=Settings)
    if arguments.model in ORACLES:
        name = "qwen2.5-coder"  # Kibitz knows the family by it
        family = family_for(name)
        assert family is not None
        recorder: Recorder = Oracle(stops=arguments.model == "oracle")
    else:
        endpoint = await embedded.endpoint(name)
        family = family_for(endpoint.family_name)
        assert family is not None
        recorder = Recorder(endpoint.base_url, endpoint.api_key, family.stops, CACHE / f"{name}.jsonl")
    http = recorder.serve()
    # By its name it is not on this machine: then the window is the largest, however fast the model was.
    remote = ":cloud" if arguments.window == "largest" else ""
    settings: dict[str, Any] = {
        "models": {"completion": f"recorded/{name}{remote}"},
        "providers": {"recorded": {"baseUrl": f"http://127.0.0.1:{http.server_port}/v1", "fim": "template"}},
        "inlineCompletion": {"timeoutMs": 120_000, "debounceMs": 0},
    }
    verdicts = Verdicts(CACHE / "verdicts.txt")
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as home:
        async with started(settings, home) as kibitz:
            for number, case in enumerate(cases, 1):
                if isinstance(recorder, Oracle):
                    recorder.case = case
                shown = await kibitz.suggest(case, AUTOMATIC if arguments.automatic else INVOKED)
                answer = await asyncio.to_thread(recorder.text, raw.prompt_of(case, family), raw.enough(case))
                row = (_tested if case.test else _compared)(case, shown, answer, verdicts)
                rows.append(row)
                if arguments.verbose and row["kibitz"] != row.get("perfect"):
                    print(_picture(case, answer, row), flush=True)
                if number % 10 == 0:
                    print(f"{number}/{len(cases)}, model asked {recorder.asked} times", flush=True)
    http.shutdown()
    await embedded.close()
    if arguments.out:
        arguments.out.write_text("\n".join(map(json.dumps, rows)) + "\n")
    report = _report_compared if arguments.set == "packages" else _report
    print(report(arguments, rows))


def _tested(case: Case, shown: Shown, answer: str, verdicts: Verdicts) -> dict[str, Any]:
    line = _completed(case, raw.first_line(answer, case))
    return {
        "id": case.id,
        "shown": shown.text,
        "broken": shown.text is not None and not raw.compiles(shown.document),
        "kibitz": verdicts.passes(case, [shown.document]),
        "uncut": verdicts.passes(case, [_completed(case, answer)]),
        "line": verdicts.passes(case, [line]),
        "line broken": not raw.compiles(line),
        "perfect": verdicts.passes(case, [_completed(case, cut) for cut in raw.cuts(answer, case)]),
    }


def _compared(case: Case, shown: Shown, answer: str, verdicts: Verdicts) -> dict[str, Any]:
    del verdicts
    whole = _completed(case, case.expected)
    line = answer.partition("\n")[0] if "\n" not in case.expected else answer

    def likeness_of(document: str) -> float:
        middle = document.removeprefix(case.before).removesuffix(case.after)
        return likeness(middle, case.expected)

    return {
        "id": case.id,
        "language": case.language_id,
        "shown": shown.text,
        "kibitz": _plain(shown.document) == _plain(whole),
        "like": likeness_of(shown.document) if shown.text is not None else 0.0,
        "broken": shown.text is not None and syntax_errors(shown.document, case.language_id) > 0,
        "line": _plain(_completed(case, line)) == _plain(whole),
        "line like": likeness(line, case.expected),
        "line broken": syntax_errors(_completed(case, line), case.language_id) > 0,
    }


def _plain(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _completed(case: Case, middle: str) -> str:
    return case.before + middle + case.after


def _report(arguments: argparse.Namespace, rows: list[dict[str, Any]]) -> str:
    head = f"{arguments.model}, {arguments.set}, {arguments.layout}, {arguments.half} half, n = {len(rows)}\n"
    shown = [row for row in rows if row["shown"] is not None]
    columns = {
        "pass@1 through Kibitz": [row["kibitz"] for row in rows],
        "raw, cut at the newline": [row["line"] for row in rows],
        "raw, uncut": [row["uncut"] for row in rows],
        "raw, perfect cut": [row["perfect"] for row in rows],
        "shown": [row["shown"] is not None for row in rows],
        "of those, syntax error": [row["broken"] for row in shown],
        "raw line, syntax error": [row["line broken"] for row in rows],
    }
    return head + table([("", "share [95 %]"), *((name, share(hits)) for name, hits in columns.items())])


def _report_compared(arguments: argparse.Namespace, rows: list[dict[str, Any]]) -> str:
    lines: list[tuple[str, ...]] = [
        ("", "n", "exact match", "likeness", "shown", "error, of shown", "raw exact", "raw like", "raw error")
    ]
    for language in (*arguments.languages.split(","), "all"):
        some = [row for row in rows if language in (row["language"], "all")]
        if not some:
            continue
        shown = [row for row in some if row["shown"] is not None]
        cells = (
            share([row["kibitz"] for row in some]),
            f"{sum(row['like'] for row in some) / len(some):.2f}",
            share([row["shown"] is not None for row in some]),
            share([row["broken"] for row in shown]),
            share([row["line"] for row in some]),
            f"{sum(row['line like'] for row in some) / len(some):.2f}",
            share([row["line broken"] for row in some]),
        )
        lines.append((language, str(len(some)), *cells))
    return f"{arguments.model}, packages\n{table(lines)}"


def _picture(case: Case, answer: str, row: dict[str, Any]) -> str:
    sign = "BETTER" if row["kibitz"] else "LOST"
    return (
        f"---- {sign} {case.id}\n{case.before[-400:]}⟦{case.expected}⟧{case.after[:300]}\n"
        f"== raw\n{answer[:700]}\n== shown\n{row['shown']}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench quality", description=__doc__)
    data = os.environ.get("KIBITZ_BENCH_DATA")
    parser.add_argument("--set", choices=[*SETS, "packages"], default="single")
    parser.add_argument("--data", type=Path, default=data, required=data is None)
    parser.add_argument("--model", default="local/qwen2.5-coder-0.5b", help="or oracle, oracle-goes-on")
    parser.add_argument("--n", type=int, default=60)
    parser.add_argument("--languages", default="python,javascript,typescript,java,go,rust")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=["even", "odd", "all"], default="odd")
    parser.add_argument("--layout", choices=["blank", "glued"], default="blank")
    parser.add_argument("--window", choices=["largest", "measured"], default="largest")
    parser.add_argument("--automatic", action="store_true", help="as while typing, not as asked for")
    parser.add_argument("--verbose", action="store_true", help="print the cases a perfect cut would change")
    parser.add_argument("--out", type=Path, help="a JSON line for each case")
    return parser.parse_args()


asyncio.run(main(_arguments()))
