from __future__ import annotations

import pytest

from kibitz.features.edits.imports import import_lines, missing_imports, split_imports, used_imports
from kibitz.text.edits import apply_edits
from kibitz.text.span import Span
from support.edits import PARSER, Desk
from support.inline import snapshot_of


@pytest.mark.parametrize(
    ("code", "imports"),
    [
        ("import os\nfrom a import b\n\ndef f():\n    pass", ("import os", "from a import b")),
        ('import { a } from "./a";\n\nfunction f() {}', ('import { a } from "./a";',)),
        ('import "errors"\n\nfunc F() {}', ('import "errors"',)),
        (
            'package a\n\nimport (\n\t"errors"\n\tx "y/z"\n)\n\nfunc F() {}',
            ("package a", 'import "errors"', 'import x "y/z"'),
        ),
        ("use std::io;\n\nfn f() {}", ("use std::io;",)),
        ("#include <vector>\nint f() {}", ("#include <vector>",)),
        ("using System;\nvoid F() {}", ("using System;",)),
    ],
)
def test_import_lines_come_off_the_start(code: str, imports: tuple[str, ...]) -> None:
    split = split_imports(code, "old()")
    assert split.imports == imports
    assert code.endswith(split.code)
    assert not split.code.startswith("\n")


@pytest.mark.parametrize(
    "code",
    [
        "imported = 1",
        "from_date = x",
        "use_it()",
        "usefn f()",
        "def f():\n    import os",
        "package.json",
        "import os",
    ],
)
def test_other_lines_stay(code: str) -> None:
    assert split_imports(code, "old()").code == code


def test_imports_stay_where_imports_were_shown() -> None:
    assert split_imports("import os\nx = 1", "import os\nx = 2").imports == ()
    assert split_imports("import os\nx = 1", "# x\nfrom a import (\n    b\n)\nx = 2").imports == ()


def with_imports(text: str, *imports: str, language_id: str = "python", at: str = "HERE") -> str:
    snapshot = snapshot_of(text, language_id, uri="untitled:y")
    start = text.index(at)
    tree = PARSER.tree(snapshot.uri, text, language_id)
    edit = missing_imports(snapshot, imports, Span(text.rindex("\n", 0, start) + 1, start + len(at)), tree)
    return text if edit is None else apply_edits(text, [edit])


def test_what_the_file_has_is_not_missing() -> None:
    text = "import os\nimport { a } from 'a'\n\nHERE\n"
    assert with_imports(text, "import  os", 'import { a } from "a";') == text


def test_what_a_go_group_holds_is_not_missing() -> None:
    text = 'package a\n\nimport (\n\t"os"\n)\n\nHERE\n'
    assert with_imports(text, 'import "os"', "package a", language_id="go") == text


def test_new_ones_go_before_the_first() -> None:
    text = '#!/bin/python\n"""\nimport this\n"""\nfrom __future__ import annotations\nimport os\n\nHERE\n'
    assert with_imports(text, "import re") == text.replace("import os", "import re\nimport os")


def test_without_imports_they_go_before_the_outermost_code() -> None:
    text = "let x = 1\n\n@d\nclass A {\n    a = 1\n\n    HERE\n"
    done = with_imports(text, 'import "re"', language_id="typescript")
    assert done == text.replace("@d", 'import "re"\n\n@d')


@pytest.mark.parametrize(
    ("head", "gap"),
    [
        ("", "\n"),
        ("#!/bin/python\n", "\n"),
        ('"""What it is.\n\nMore.\n"""\n', ""),
        ("'''What it is.'''\n\nfrom __future__ import annotations\n", ""),
    ],
)
def test_in_python_they_go_between_the_head_of_the_module_and_its_code(head: str, gap: str) -> None:
    code = ("\n" if head and not gap else "") + "x = 1\n\n\nclass A:\n    HERE\n"
    between = "\nimport re\n" if head else "import re\n"
    assert with_imports(head + code, "import re") == head + between + gap + code


def test_in_go_they_go_into_the_group() -> None:
    text = 'package a\n\nimport (\n\t"fmt"\n\t"sort"\n)\n\nHERE\n'
    done = with_imports(text, 'import "os"', language_id="go")
    assert done == text.replace('\t"sort"', '\t"os"\n\t"sort"')
    assert '\t"sort"\n\t"time"\n)' in with_imports(text, 'import "time"', language_id="go")


def test_they_may_stand_below_the_code() -> None:
    text = "HERE\n\nimport os\n"
    assert with_imports(" \n" + text, "import re") == " \nHERE\n\nimport re\nimport os\n"


@pytest.mark.parametrize(
    ("language_id", "text", "line", "added"),
    [
        (
            "typescript",
            "import { a } from './x';\n",
            "import { a, b } from './x.js';",
            "import { b } from './x.js';\n",
        ),
        ("typescript", "import { a } from './x';\n", "import { a } from './x.js';", ""),
        ("typescript", "import a from './x'\n", "import a, { b } from './x'", "import { b } from './x'\n"),
        (
            "tsx",
            "import {\n  b,\n  type C as D,\n} from 'y';\n",
            "import a, { D } from 'z';",
            "import a from 'z';\n",
        ),
        ("typescript", "import * as n from './x';\n", "import n from 'n';", ""),
        ("typescript", "import a from './x';\n", "import './a';", "import './a';\n"),
        (
            "javascript",
            "const { a } = require('x');\n",
            "const { a, b } = require('x');",
            "const { b } = require('x');\n",
        ),
        ("javascript", "const { b: a } = require('x');\n", "const a = require('a');", ""),
        ("rust", "use a::b::C;\n", "use a::b::{C, D};", "use a::b::D;\n"),
        ("rust", "use a::b::{self, C};\n", "use a::b;", ""),
        ("rust", "use a::b::C as _;\n", "use a::b::C;", "use a::b::C;\n"),
        ("rust", "use a::C;\n", "use d::{self, C, E, F};", "use d::{self, E, F};\n"),
        ("rust", "mod m {\n    use a::C;\n}\nuse b::D;\n", "use a::C;", "use a::C;\n"),
    ],
)
def test_a_name_is_not_imported_twice_where_that_is_an_error(
    language_id: str, text: str, line: str, added: str
) -> None:
    done = with_imports(f"{text}\nHERE\n", line, language_id=language_id)
    assert added in done
    assert sorted(done.splitlines()) == sorted(f"{text}\nHERE\n{added}".splitlines())


def test_line_endings_are_those_of_the_file() -> None:
    assert with_imports("import os\r\n\r\nHERE\r\n", "import re").startswith("import re\r\nimport os\r\n")


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("from a.b import (\n    c,\n    d as e,\n)", "from a.b import c, d as e"),
        ("import {\n  a,\n  type B,\n} from './x';", "import { a, type B } from './x';"),
        ("use a::b::{\n    C, D,\n    E\n};", "use a::b::{C, D, E};"),
    ],
)
def test_a_list_over_several_lines_comes_off_on_one(lines: str, line: str) -> None:
    assert split_imports(f"{lines}\n\nf()", "f()").imports == (line,)
    assert split_imports(f"{lines}\n\nf()", "f()").code == "f()"
    broken = lines.replace("\n", "\nx = 1;\n", 1)
    assert split_imports(broken, "f()").code == broken


def test_lists_the_imports_of_a_file() -> None:
    text = 'import os\nfrom a import (\n    b,\n)\nx = "import y"\nimport (\n\t"errors"\n)\n'
    assert import_lines(text) == ("import os", 'import "errors"')


@pytest.mark.parametrize(
    ("language_id", "line", "code", "stays"),
    [
        ("python", "import json", "return dict(x)", False),
        ("python", "import json", "return json.dumps(x)", True),
        ("python", "import numpy as np", "np.zeros(3)", True),
        ("python", "from typing import Any, Dict", "x: Dict = {}", True),
        ("python", "from x import *", "f()", True),
        ("python", "from __future__ import annotations", "f()", True),
        ("go", 'import "math/rand"', "rand.Intn(3)", True),
        ("go", 'import "sort"', "rand.Intn(3)", False),
        ("go", 'import _ "embed"', "f()", True),
        ("java", "import java.util.List;", "List.of()", True),
        ("java", "import java.util.Set;", "List.of()", False),
        ("typescript", 'import { a, b } from "./c";', "b()", True),
        ("typescript", 'import "./side_effect";', "b()", True),
        ("typescript", 'import { a } from "./c";', "b()", False),
        ("rust", "use std::fmt::Write;", "write!(text, 1)", True),
    ],
)
def test_an_import_that_nothing_uses_is_left_out_where_that_can_be_known(
    language_id: str, line: str, code: str, stays: bool
) -> None:
    assert used_imports([line], code, language_id) == ((line,) if stays else ())


async def test_an_import_alone_is_an_answer() -> None:
    desk = Desk("def f():\n    ║return 1\n", "```\nimport json\n\ndef f():\n    return 1\n```")
    assert await desk.edit("Import json") == "applied"
    assert desk.text == "import json\n\ndef f():\n    return 1\n"


async def test_an_import_beside_a_change_that_does_not_use_it_is_left_out() -> None:
    desk = Desk("def f():\n    ║return 1\n", "```\nimport json\n\ndef f():\n    return 2\n```")
    assert await desk.edit("Return 2") == "applied"
    assert desk.text == "def f():\n    return 2\n"


async def test_imports_of_code_where_there_was_none_all_come_along() -> None:
    desk = Desk("║\n\n\nx = 1\n", "```\nimport json\n\nDATA = {}\n```")
    assert await desk.edit("Import json and define DATA") == "applied"
    assert "import json\n" in desk.text and "DATA = {}\n" in desk.text
