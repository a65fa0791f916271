"""For the checks of tasks that are not in Python: `from tools import go`, and the like. Runs beside the file.

Every function takes the statements of one test, and fails when they do not compile or do not hold.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

WAIT_S = 100  # a compiler on a busy machine


def go(statements: str, imports: str = "") -> None:
    """Statements with `t *testing.T`, in the package of work.go."""
    package = re.search(r"^package \w+", Path("work.go").read_text("utf-8"), re.MULTILINE)
    names = "".join(f'\t"{name}"\n' for name in ("testing", *imports.split()))
    head = f"{package[0] if package else 'package work'}\n\nimport (\n{names})\n"
    Path("check_test.go").write_text(f"{head}\nfunc TestCheck(t *testing.T) {{\n{statements}\n}}\n", "utf-8")
    _run("go", "vet", ".")
    _run("go", "test", "-run", "TestCheck", ".")
    Path("check_test.go").unlink()


def rust(statements: str) -> None:
    """Statements in a module of tests at the end of work.rs."""
    head = "\n#[cfg(test)]\nmod check {\n    use super::*;\n    #[test]\n    fn check() {\n"
    source = Path("work.rs").read_text("utf-8")
    Path("check.rs").write_text(f"{source}{head}{statements}\n    }}\n}}\n", "utf-8")
    _run("rustc", "--edition", "2021", "--test", "-A", "warnings", "check.rs", "-o", "check-rs")
    _run("./check-rs", "check::check")


def java(statements: str) -> None:
    """Statements in a `main` beside Work.java; `check(condition, words)` fails."""
    Path("Check.java").write_text(
        "import java.util.*;\n\npublic class Check {\n"
        "    static void check(boolean holds, String words) {\n"
        "        if (!holds) { throw new AssertionError(words); }\n    }\n"
        f"    public static void main(String[] arguments) throws Exception {{\n{statements}\n    }}\n}}\n",
        "utf-8",
    )
    _run("javac", "-d", "classes", "Work.java", "Check.java")
    _run("java", "-cp", "classes", "Check")


def typescript(statements: str, imports: str) -> None:
    """Statements behind `import { ... } from "./work.ts"`, with `assert`; the types are checked, too."""
    head = f'import assert from "node:assert/strict";\nimport {{ {imports} }} from "./work.ts";\n'
    Path("check.ts").write_text(f"{head}{statements}\n", "utf-8")
    declared = "declare module 'node:assert/strict' { const assert: any; export default assert; }\n"
    Path("node.d.ts").write_text(declared, "utf-8")
    options = ("--noEmit", "--strict", "--target", "es2022", "--module", "nodenext")
    more = ("--allowImportingTsExtensions", "--skipLibCheck")
    _run(os.environ["TSC"], *options, *more, "work.ts", "node.d.ts", "check.ts")
    _run(os.environ["NODE"], "check.ts")


def own_tests(command: tuple[str, ...], source: str, right: str, wrong: str) -> None:
    """Generated tests pass, and fail for a source in which `right` is `wrong`."""
    words = tuple(os.environ.get(word, word) for word in command)
    _run(*words)
    path = Path(source)
    text = path.read_text("utf-8")
    assert right in text, "the code was changed"
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    try:
        _run(*words)
    except AssertionError:
        return
    raise AssertionError("a mutant lives")


def _run(*words: str) -> None:
    environ = os.environ | {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "NO_COLOR": "1"}
    done = subprocess.run(words, capture_output=True, text=True, timeout=WAIT_S, env=environ, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).strip()[-300:]
