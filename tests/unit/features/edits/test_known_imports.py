from __future__ import annotations

import pytest

from kibitz.features.edits.known_imports import forgotten_imports
from support.edits import Desk

GO = "package cart\n\ntype Item struct{}\n\n// Total adds.\nfunc Total(items []Item) int {\n\t║return 0\n}\n"
GO_ANSWER = "func Total(items []Item) int {\n\tfmt.Println(len(items))\n\treturn 0\n}"


async def test_what_a_go_function_needs_is_imported_behind_the_package() -> None:
    desk = Desk(GO, f"```go\n{GO_ANSWER}\n```", language_id="go", uri="file:///project/cart.go")
    assert await desk.edit("Print how many") == "applied"
    assert desk.text.startswith('package cart\n\nimport "fmt"\n\ntype Item struct')


async def test_what_a_java_class_needs_is_imported_above_it() -> None:
    text = "/** One. */\nclass A {\n}\n\nclass Work {\n    int n() {\n        ║return 0;\n    }\n}\n"
    answer = "```java\n    int n() {\n        return new ArrayList<Integer>().size();\n    }\n```"
    desk = Desk(text, answer, language_id="java", uri="file:///project/Work.java")
    assert await desk.edit("Count a list") == "applied"
    assert desk.text.startswith("import java.util.ArrayList;\n\n/** One. */\nclass A")


@pytest.mark.parametrize(
    ("language_id", "old", "new", "expected"),
    [
        ("go", "", "x := strings.ToUpper(y)", ['import "strings"']),
        ("go", "", "x := json.Marshal(y)", ['import "encoding/json"']),
        ("go", "", 'import "strings"\nstrings.ToUpper(y)', []),
        ("go", "", "sort := newSort()\nsort.Run()", []),
        ("go", "", '// strings.ToUpper\nx := "fmt.Println"', []),
        ("go", "", "a.time.Now()", []),
        ("java", "", "List<String> x;", ["import java.util.List;"]),
        ("java", "", "import java.util.*;\nList<String> x;", []),
        ("java", "", "import my.List;\nList<String> x;", []),
        ("java", "List<String> x;", "List<String> x; List<String> y;", []),
        ("java", "", "class Scanner {}\nScanner s;", []),
        ("rust", "", "let x: HashMap<u8, u8>;", ["use std::collections::HashMap;"]),
        ("rust", "", "let x = std::collections::HashMap::new();", []),
        ("rust", "", "use std::collections::{HashMap,\n HashSet};\nlet x: HashSet<u8>;", []),
        ("rust", "", "struct Path;\nlet x: Path;", []),
        ("ruby", "", "Set.new", []),
    ],
)
def test_only_what_leaves_no_doubt(language_id: str, old: str, new: str, expected: list[str]) -> None:
    assert forgotten_imports(language_id, old, new) == expected


def test_what_the_answer_brings_is_not_brought_again() -> None:
    assert forgotten_imports("rust", "", "let x: Rc<u8>;", ["use std::rc::Rc;"]) == []


async def test_a_word_in_a_docstring_is_no_package() -> None:
    text = '"""A\npackage of things\n"""\n\n\ndef f(x):\n    ║return x\n'
    desk = Desk(text, "```python\ndef f(x):\n    return math.sqrt(x)\n```")
    assert await desk.edit("The root") == "applied"
    assert desk.text.startswith('"""A\npackage of things\n"""\n\nimport math\n')
