"""What an import statement means, without a module system."""

from __future__ import annotations

from kibitz.context.index.imports import best_modules, best_symbols, parse_import
from kibitz.context.index.symbol import Symbol


def symbol(path: str, name: str) -> Symbol:
    return Symbol(1, path, name, "function", "", 0, 1, f"def {name}():", "")


def test_names_what_the_file_calls_it() -> None:
    statement = parse_import("from a.b import load as read, Store")

    assert statement.words == ("from", "a", "b", "import", "load", "as", "read", "Store")
    assert statement.local_names == {"load": "read"}


def modules(statement: str, paths: list[str], importer: str) -> list[str]:
    return sorted(best_modules(parse_import(statement), paths, importer, ()).values())


def test_the_folders_in_front_decide() -> None:
    paths = ["src/a/text/span.py", "src/b/text/span.py", "src/span.py"]

    assert modules("import b.text.span", paths, "src/x.py") == ["src/b/text/span.py"]


def test_of_equals_the_nearest_is_meant() -> None:
    paths = ["app/one/models.py", "app/two/models.py"]

    assert modules("from . import models", paths, "app/two/views.py") == ["app/two/models.py"]


def test_a_folder_is_imported_by_its_name() -> None:
    paths = ["pkg/store/__init__.py", "pkg/other/__init__.py"]

    assert modules("import pkg.store", paths, "main.py") == ["pkg/store/__init__.py"]


def test_one_statement_may_import_several_modules() -> None:
    paths = ["pkg/_inner/__init__.py", "pkg/_inner/fields.py", "pkg/_inner/config.py", "pkg/fields.py"]

    found = modules("from ._inner import config, fields", paths, "pkg/main.py")

    assert found == ["pkg/_inner/config.py", "pkg/_inner/fields.py"]


def test_the_file_that_a_name_comes_from_is_not_imported_as_a_whole() -> None:
    statement = parse_import("from pkg.store import load")
    meant = symbol("pkg/store.py", "load")

    assert best_modules(statement, ["pkg/store.py"], "x.py", [meant]) == {}


def test_the_definition_in_the_file_that_is_named() -> None:
    found = [symbol("a/load.py", "load"), symbol("b/files.py", "load")]

    [meant] = best_symbols(parse_import("import { load } from '../b/files'"), found, "c/x.ts")

    assert meant.path == "b/files.py"


def test_a_package_hands_on_what_its_modules_define() -> None:
    found = [symbol("pkg/store/inner.py", "load"), symbol("elsewhere/load.py", "save")]

    assert best_symbols(parse_import("from pkg.store import load"), found, "x.py") == found[:1]


def test_a_name_from_outside_of_the_workspace_means_nothing_in_it() -> None:
    assert best_symbols(parse_import("from typing import load"), [symbol("a/b.py", "load")], "x.py") == []
