from __future__ import annotations

from kibitz.features.inline_completion.filters.secret import drop_secret

KEY = "AKIA" + "Q7RZ2MXB4LWNC8TD"


def test_a_key_out_of_nowhere_is_not_shown(check) -> None:
    assert check.text(drop_secret, "client = Client(║)\n", f'"{KEY}"') is None
    assert check.text(drop_secret, f'client = Client("{KEY[:8]}║")\n', KEY[8:]) is None


def test_a_key_of_the_document_and_other_code_may_be_said(check) -> None:
    assert check.text(drop_secret, f'KEY = "{KEY}"\nuse(║)\n', f'"{KEY}"') == f'"{KEY}"'
    assert check.text(drop_secret, "client = Client(║)\n", "key=KEY") == "key=KEY"
