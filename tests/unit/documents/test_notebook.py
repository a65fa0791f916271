"""The order of cells, against a list that is spliced; and what a cell is told of the others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kibitz.documents.notebook import ALONE, MOST_CHARS, Cell, Neighbours, Notebook
from kibitz.documents.notebooks import Notebooks
from kibitz.documents.store import DocumentStore

BOOK = "file:///project/book.ipynb"

splices = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 4), st.lists(st.booleans(), max_size=3)), max_size=12
)


@given(first=st.lists(st.booleans(), max_size=5), splices=splices)
def test_cells_are_spliced_as_an_array_is(first: list[bool], splices: list[tuple[int, int, list[bool]]]):
    number = iter(range(1000))

    def new(kinds: list[bool]) -> list[Cell]:
        return [Cell(uri=f"cell:{next(number)}", is_code=is_code) for is_code in kinds]

    model = new(first)
    notebook = Notebook(cells=tuple(model))
    for start, delete_count, kinds in splices:
        cells = new(kinds)
        notebook = notebook.spliced(start, delete_count, cells)
        model[start : start + delete_count] = cells
        assert list(notebook.cells) == model
    for place, cell in enumerate(model):
        around = notebook.around(cell.uri)
        assert around is not None
        before, behind = around
        same_kind = [other.uri for other in model if other.is_code == cell.is_code]
        assert [*before, cell.uri, *behind] == same_kind
        assert len(before) == sum(other.is_code == cell.is_code for other in model[:place])


def test_numbers_that_make_no_sense_are_cut_to_what_is_there():
    notebook = Notebook(cells=(Cell(uri="a", is_code=True),))
    assert notebook.spliced(-2, -1, ()) == notebook
    assert notebook.spliced(7, 9, ()) == notebook


@given(texts=st.lists(st.text("ab\n", max_size=6), min_size=1, max_size=5), data=st.data())
def test_the_cell_itself_stands_unchanged_between_its_neighbours(texts: list[str], data: st.DataObject):
    place = data.draw(st.integers(0, len(texts) - 1))
    around = _neighbours(*texts, at=place)
    whole = f"{around.above}{texts[place]}{around.below}"
    assert [*whole.split()] == [*" ".join(texts).split()]
    assert around.above == "" or around.above.endswith("\n\n")
    assert around.below == "" or around.below.startswith("\n\n")


def test_prose_stays_out_of_code_and_code_out_of_prose():
    cells = [("import os", "python"), ("# Title", "markdown"), ("os.", "python"), ("More", "markdown")]
    assert _around(cells, at=2) == Neighbours(above="import os\n\n")
    assert _around(cells, at=3) == Neighbours(above="# Title\n\n")


def test_code_in_another_language_stays_out():
    assert _around([("select 1", "sql"), ("x = 1", "python"), ("x", "python")], at=2) == Neighbours(
        above="x = 1\n\n"
    )


def test_what_jupyter_runs_by_itself_is_left_out():
    assert _neighbours("%matplotlib inline\n!ls\nimport os", "os.", at=1).above == "import os\n\n"
    assert _neighbours("%%bash\nls", "os.", at=1) == ALONE
    assert _neighbours("%%time\nrun()", "os.", at=1).above == "run()\n\n"
    assert _neighbours("a = 5 % 3", "os.", at=1).above == "a = 5 % 3\n\n"


def test_other_cells_end_their_lines_as_the_cell_does():
    assert _neighbours("a\r\nb", "c", "d", at=1) == Neighbours(above="a\nb\n\n", below="\n\nd")
    assert _neighbours("a\nb", "c\r\n", "d", at=1) == Neighbours(above="a\r\nb\r\n\r\n", below="\r\n\r\nd")


def test_of_a_large_notebook_the_nearest_cells_are_taken():
    large = "x" * (MOST_CHARS // 2)
    around = _neighbours(*(f"# {number}\n{large}" for number in range(6)), "here", at=6)
    assert "# 5" in around.above
    assert "# 4" in around.above
    assert "# 0" not in around.above


def test_another_document_is_alone_and_a_closed_notebook_is_forgotten():
    documents = DocumentStore()
    notebooks = Notebooks(documents)
    other = documents.open("file:///a.py", "python", 1, "a")
    assert notebooks.neighbours(other) is ALONE
    assert notebooks.close("file:///never.ipynb") == ()
    notebooks.splice("file:///never.ipynb", 0, 0, [Cell(uri=other.uri, is_code=True)])
    assert notebooks.neighbours(other) is ALONE
    assert notebooks.whole_text("file:///never.py") is None


def test_a_cell_that_becomes_prose_leaves_the_code():
    documents = DocumentStore()
    notebooks = Notebooks(documents)
    notebooks.open(BOOK, [Cell(uri="a", is_code=True), Cell(uri="b", is_code=True)])
    documents.open("a", "python", 1, "first")
    second = documents.open("b", "python", 1, "second")
    assert notebooks.whole_text("b") == "first\n\nsecond"
    notebooks.change_kinds(BOOK, [Cell(uri="a", is_code=False)])
    assert notebooks.neighbours(second) == ALONE


def _neighbours(*texts: str, at: int) -> Neighbours:
    return _around([(text, "python") for text in texts], at=at)


def _around(cells: list[tuple[str, str]], *, at: int) -> Neighbours:
    documents = DocumentStore()
    notebooks = Notebooks(documents)
    notebooks.open(
        BOOK, [Cell(uri=str(n), is_code=language != "markdown") for n, (_, language) in enumerate(cells)]
    )
    opened = [documents.open(str(n), language, 1, text) for n, (text, language) in enumerate(cells)]
    return notebooks.neighbours(opened[at])


def test_a_notebook_as_one_text_has_every_cell_in_order_and_its_prose_in_comments():
    documents = DocumentStore()
    notebooks = Notebooks(documents)
    cells = {"a": "x = 1\r\ny = 2\n", "b": "# Title\n\nWords.", "c": "x + y"}
    for name, text in cells.items():
        documents.open(name, "python", 1, text)
    notebooks.open(BOOK, [Cell(uri=name, is_code=name != "b") for name in cells])
    assert notebooks.as_script("c") == (
        "# %%\nx = 1\ny = 2\n\n# %% [markdown]\n# # Title\n#\n# Words.\n\n# %%\nx + y\n"
    )
    assert notebooks.as_script("file:///project/a.py") is None
