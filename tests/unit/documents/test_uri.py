from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.documents.uri import file_name_of, folder_behind, home_of, path_of, uri_of


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("file:///home/me/a.py", "/home/me/a.py"),
        ("file:///home/me/a%20b%23%3F.py", "/home/me/a b#?.py"),
        ("file:///home/me/a#b?c.py", "/home/me/a#b?c.py"),
        ("file:///caf%C3%A9.py", "/café.py"),
        ("file:///caf%E9.py", "/caf\udce9.py"),
        ("file:///100%", "/100%"),
        ("file:/single/slash.py", "/single/slash.py"),
        ("FILE://localhost/a.py", "/a.py"),
        ("file://server/share/a.py", "//server/share/a.py"),
        ("file:///c%3A/x.py", "/c:/x.py"),
    ],
)
def test_paths_on_posix(uri: str, name: str) -> None:
    assert file_name_of(uri, windows=False) == name


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("file:///c%3A/Users/me/a.py", "c:/Users/me/a.py"),
        ("file:///C:/Users/me/a.py", "C:/Users/me/a.py"),
        ("file:///C|/a.py", "C:/a.py"),
        ("file:/d:/a.py", "d:/a.py"),
        ("file://localhost/C:/a.py", "C:/a.py"),
        ("file://server/share/a%20b.py", "//server/share/a b.py"),
    ],
)
def test_paths_on_windows(uri: str, name: str) -> None:
    assert file_name_of(uri, windows=True) == name


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "git:/a.py?x", "file:", "file:relative.py", "", "file:///a%00b", "/a.py"]
)
def test_other_documents_have_no_path(uri: str) -> None:
    assert file_name_of(uri, windows=False) is None
    assert path_of(uri) is None


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
def test_jupyterlab_means_the_folder_it_serves() -> None:
    assert folder_behind("file:///home/me/.virtual_documents") == "file:///home/me"
    assert folder_behind("file:///home/me") == "file:///home/me"
    assert home_of("file:///home/me/.virtual_documents/sub/a.ipynb") == Path("/home/me/sub/a.ipynb")


names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20)


@pytest.mark.skipif(os.name == "nt", reason="names that Windows forbids")
@given(st.lists(names.filter(lambda name: name not in (".", "..")), min_size=1, max_size=4))
def test_a_path_survives_the_way_to_a_uri_and_back(parts: list[str]) -> None:
    path = Path("/", *parts)
    assert path_of(uri_of(path)) == path


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
@pytest.mark.parametrize("slashes", ["/", "///"])
def test_a_cell_belongs_to_its_notebook_but_is_no_file(slashes: str) -> None:
    cell = f"vscode-notebook-cell:{slashes}home/me/a%20b.ipynb#W0sZmlsZQ%3D%3D"
    assert home_of(cell) == Path("/home/me/a b.ipynb")
    assert path_of(cell) is None
    assert home_of("file:///home/me/a.py") == Path("/home/me/a.py")
    assert home_of("untitled:a.py") is None
