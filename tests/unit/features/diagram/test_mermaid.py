from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.diagram.mermaid import kind_of, problem_in, quoted

VALID = [
    'flowchart TD\n    A["read"] --> B{"empty?"}\n    B -->|yes| C[return]\n    B -- no --> D',
    "graph LR\nA --> B & C --> D;\nsubgraph one\n  A\nend\nstyle A fill:#fff",
    "flowchart TD\n%% a comment\nA([start]) -.-> B((point))\nB ==> C[[call]]:::big\nclassDef big x:#f0",
    "sequenceDiagram\nparticipant A as Cart\nA->>B: add(item)\nloop all\n  B-->>A: ok\nend\nNote over A: x",
    "sequenceDiagram\nA->>+B: x\nB-->>-A: y\nactivate A\ndeactivate A",
    "sequenceDiagram\nautonumber\nalt yes\nA-xB: x\nelse no\nA-)B: y\nend",
    'classDiagram\nclass Cart {\n  +items list\n  +add(x)\n}\nBase <|-- Cart\nCart "1" --> "*" Item : x',
    "classDiagram\ndirection LR\nclass A\nA : +int x\nA ..> B\n<<interface>> B",
]
INVALID = [
    ("", 1),
    ("A --> B", 1),
    ("flowchart TD", 1),
    ("flowchart TD\nA[read(path)] --> B", 2),
    ("flowchart TD\nA --> B\nA -> B", 3),
    ("flowchart TD\nsubgraph one\nA --> B", 3),
    ("flowchart TD\nend --> A", 2),
    ("sequenceDiagram\nA->>B", 2),
    ("sequenceDiagram\nloop x\nA->>B: y", 3),
    ("sequenceDiagram\nelse x", 2),
    ("classDiagram\nclass A {\n+x int", 3),
    ("classDiagram\nA extends B", 2),
    ('pie\n"a" : 1', 1),
    ("flowchart TD\nA --> style", 2),  # what follows is what Mermaid 11 itself stumbles over
    ("flowchart TD\nA -->|@x| B", 2),
    ("flowchart TD\nA --  --> B", 2),
    ("sequenceDiagram\nA->>Loop: x", 2),
    ("sequenceDiagram\nA->>B: x; y", 2),
    ("sequenceDiagram\nA->>+B: x\nA-->>-B: y", 3),
    ("sequenceDiagram\ndeactivate A", 2),
    ("classDiagram\n<<interface>> B\nA --> B", 2),
    ("classDiagram\nnote <|-- B", 2),
    ("classDiagram\nA : name: str", 2),
    ("classDiagram\nclass A {\n+f)\n}", 3),
]


@pytest.mark.parametrize("text", VALID)
def test_diagrams_of_the_three_kinds_are_valid(text: str) -> None:
    assert problem_in(text) is None
    assert quoted(text) == text


@pytest.mark.parametrize(("text", "line"), INVALID)
def test_the_first_wrong_line_is_named(text: str, line: int) -> None:
    problem = problem_in(text)
    assert problem is not None and problem.line == line


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A[read(path)] --> B{x > 1?}", 'A["read(path)"] --> B{"x > 1?"}'),
        ("A[plain] --> B", "A[plain] --> B"),
        ("A[@cache] --> B(- x)", 'A["@cache"] --> B("- x")'),
        ('A["f(x)"] --> B', 'A["f(x)"] --> B'),
        ('A[say "x"]', "A[\"say 'x'\"]"),
    ],
)
def test_labels_get_the_quotes_they_lack(before: str, after: str) -> None:
    text = quoted(f"flowchart TD\n{before}")
    assert text == f"flowchart TD\n{after}"
    assert problem_in(text) is None


@given(
    st.text(alphabet='AB[](){}->|" :.=&;\n', max_size=80),
    st.sampled_from(["flowchart TD", "sequenceDiagram", "classDiagram"]),
)
def test_nothing_raises_and_quoting_keeps_what_is_valid(body: str, header: str) -> None:
    text = f"{header}\n{body}"
    assert kind_of(text) is not None
    if problem_in(text) is None:
        assert problem_in(quoted(text)) is None
