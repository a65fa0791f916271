"""What an answer orders of files is read to the letter, or refused."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.features.edits.formats.files import NAMELESS, TEXTLESS, FileOrder, orders_in
from kibitz.features.edits.parse import ELIDED, Refused
from kibitz.prompts.fence import fence_for

BLOCK = "<<<<<<< SEARCH\nold = 1\n=======\nnew = 1\n>>>>>>> REPLACE"


def create(path: str, text: str) -> FileOrder:
    return FileOrder(operation="create", path=path, text=text)


def delete(path: str) -> FileOrder:
    return FileOrder(operation="delete", path=path)


B = delete("b")


def rename(path: str, new_path: str) -> FileOrder:
    return FileOrder(operation="rename", path=path, new_path=new_path)


@pytest.mark.parametrize(
    ("answer", "orders"),
    [
        ("", ()),
        ("Delete the file a.py.", ()),
        ("*** Delete File: a.py", (delete("a.py"),)),
        ("**Delete file: `src\\a.py`**\r\nIt is not needed.", (delete("src/a.py"),)),
        ("*** Remove File: ./a b.py  ", (delete("a b.py"),)),
        ("*** Rename File: a.py -> b/c.py", (rename("a.py", "b/c.py"),)),
        ("*** Move File: `a.py` to `b.py`", (rename("a.py", "b.py"),)),
        ("*** Add File: a.py\nHere:\n\n```python\nx = 1\n```\nDone.", (create("a.py", "x = 1\n"),)),
        ("*** Create File: a.py\n```\n```", (create("a.py", ""),)),
        ("```\n*** Create File: a\n```py\nx\n```\n*** Delete File: b\n```", (create("a", "x\n"), B)),
        ("<think>*** Delete File: a.py</think>*** Delete File: b.py", (delete("b.py"),)),
        # code names nothing
        ("```\nx\n*** Delete File: a.py\n```", ()),
        ("<<<<<<< SEARCH\n*** Delete File: a.py\n=======\n>>>>>>> REPLACE", ()),
        ("*** Create File: a\n````\n*** Delete File: b\n````", (create("a", "*** Delete File: b\n"),)),
        # what is not clear
        ("*** Create File: a.py\nIt has x = 1.", TEXTLESS),
        ("*** Create File: a.py\n```\nx = 1", TEXTLESS),
        ("*** Create File: a.py\n```\nx\n```\n```\ny\n```", TEXTLESS),
        ("*** Create File: a.py\n```\nx = 1\n# ... the rest stays\n```", ELIDED),
        ("*** Delete File:", NAMELESS),
        ("*** Rename File: a.py", NAMELESS),
        ("*** Rename File: a.py -> b.py -> c.py", NAMELESS),
    ],
)  # fmt: skip
def test_an_answer_is_read_or_refused(answer: str, orders: tuple[FileOrder, ...] | Refused) -> None:
    assert orders_in(answer) == orders


def test_edits_of_one_file_are_one_also_under_its_new_name() -> None:
    first, *others = (f"*** Edit File: {name}\n{BLOCK}\n" for name in "abc")
    orders = orders_in("".join((first, "*** Rename File: a -> b\n", *others)))
    assert not isinstance(orders, Refused)
    assert [(order.operation, order.path) for order in orders] == [
        ("edit", "a"),
        ("edit", "c"),
        ("rename", "a"),
    ]
    assert [order.text.count("SEARCH") for order in orders] == [2, 1, 0]


LINES = st.sampled_from(
    ["x = 1", "", "  y", "```", "```python", "````", "~~~", "*** Delete File: z.py", "=======", "** bold **"]
)
TEXTS = st.lists(LINES, max_size=6).map(lambda lines: "".join(f"{line}\n" for line in lines))
PATHS = st.text("abcä -_", min_size=1, max_size=6).map(lambda name: f"src/{name.strip() or 'a'}.py")


@st.composite
def ordered(draw: st.DrawFn) -> list[FileOrder]:
    paths = draw(st.lists(PATHS, unique=True, min_size=1, max_size=6))
    orders: list[FileOrder] = []
    while paths:
        path, kind = paths.pop(), draw(st.sampled_from(["create", "delete", "rename"]))
        if kind == "rename" and paths and " to " not in path + paths[-1]:
            orders.append(rename(path, paths.pop()))
        elif kind == "delete":
            orders.append(delete(path))
        else:
            orders.append(create(path, draw(TEXTS)))
    return orders


def written(order: FileOrder) -> str:
    if order.operation == "rename":
        return f"*** Rename File: {order.path} -> {order.new_path}\n"
    if order.operation == "delete":
        return f"*** Delete File: {order.path}\n"
    fence = fence_for(order.text)
    return f"*** Create File: {order.path}\n{fence}\n{order.text}{fence}\n"


@given(ordered(), st.sampled_from(["", "\n", "So be it.\n\n"]))
def test_what_is_written_as_asked_is_read_to_the_letter(orders: list[FileOrder], between: str) -> None:
    read = orders_in(between.join(map(written, orders)))
    assert not isinstance(read, Refused)
    blank = {"\n" * n: "" for n in range(9)}  # a text of blank lines alone
    assert [order for order in read if order.operation != "create"] == [
        order for order in orders if order.operation != "create"
    ]
    made = [order for order in orders if order.operation == "create"]
    assert [(each.path, blank.get(each.text, each.text)) for each in read if each.operation == "create"] == [
        (each.path, blank.get(each.text, each.text)) for each in made
    ]


PIECES = st.sampled_from(
    [
        "*** Edit File: e.py\n",
        "*** Create File: c.py\n",
        "*** Delete File: d.py\n",
        "*** Rename File: r.py -> n.py\n",
        "*** Delete File: \n",
        *("```\n", "```python\n", "~~~\n", "text\n", "\n", "\r\n", "***", "\x00", "<think>", "</think>"),
        *(f"{BLOCK}\n", "<<<<<<< SEARCH\n", "=======\n", ">>>>>>> REPLACE\n"),
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_answer_breaks_it_or_makes_up_a_file(answer: str) -> None:
    orders = orders_in(answer)
    if isinstance(orders, Refused):
        return
    for order in orders:
        assert (order.path, order.new_path) in {("e.py", ""), ("c.py", ""), ("d.py", ""), ("r.py", "n.py")}
        assert answer.count(order.path) >= Counter(each.path for each in orders)[order.path]


@given(st.lists(PIECES, max_size=8).map("".join))
def test_an_answer_that_is_cut_off_inside_a_new_file_is_refused(before: str) -> None:
    if isinstance(orders_in(before), Refused) or "```" in before or "~~~" in before or "<" in before:
        return
    assert orders_in(f"{before}\n*** Create File: x.py\n```\nhalf = ") is TEXTLESS
