"""One parser for all tests of a module, as in the server: what it keeps must never change an answer."""

import pytest

from kibitz.syntax.parser import Parser


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()
