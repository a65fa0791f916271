from __future__ import annotations

import pytest

from kibitz.backends.providers.ollama import base_url


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("", "http://127.0.0.1:11434/v1"),
        ("127.0.0.1", "http://127.0.0.1:11434/v1"),
        ("127.0.0.1:9999", "http://127.0.0.1:9999/v1"),
        (":9999", "http://127.0.0.1:9999/v1"),
        ("localhost:9999", "http://localhost:9999/v1"),
        ("http://localhost:9999/", "http://localhost:9999/v1"),
        ("[::1]:9999", "http://[::1]:9999/v1"),
        ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0:9999", "http://127.0.0.1:9999/v1"),
        ("http://[::]:9999", "http://127.0.0.1:9999/v1"),
        ("gpu-box:9999", "http://127.0.0.1:11434/v1"),
        ("http://10.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        ("127.0.0.1:port", "http://127.0.0.1:11434/v1"),
        ("[::1", "http://127.0.0.1:11434/v1"),
    ],
)
def test_the_variable_counts_as_long_as_it_stays_on_this_machine(variable: str, url: str) -> None:
    assert base_url(variable) == url
