from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.context.privacy import clean, is_private, mask, secrets_in

# Put together here so that no scanner takes this file for a leak.
AWS = "AK" + "IA" + "Q7ZP2M4XW9LT3BVN"
GITHUB = "gh" + "p_" + "q" * 10 + "7Z" * 13
OPENAI = "s" + "k-proj-" + "aB3dE6gH9kL2nP5rT8vX"
SLACK = "xo" + "xb-" + "1234567890-abcdefghij"
JWT = "ey" + "JhbGciOiJIUzI1" + ".ey" + "JzdWIiOiIxMjM0" + ".s5n1gn4tur3-x_y"
KEY_BEGIN, KEY_END = "-----BEGIN RSA PRIVATE" + " KEY-----", "-----END RSA PRIVATE" + " KEY-----"


@pytest.mark.parametrize("secret", [AWS, GITHUB, OPENAI, SLACK, JWT])
def test_masks_well_known_shapes_wherever_they_stand(secret: str) -> None:
    text = f'client = connect("{secret}")  # {secret}\n'

    assert secret not in clean(text)
    assert clean(text).startswith('client = connect("')


@pytest.mark.parametrize(
    "line",
    [
        'password = "h8Kq2mZx71Lp"',
        "API_KEY: str = 'h8Kq2mZx71Lp'",
        '"client_secret": "h8Kq2mZx71Lp",',
        "secretKey => 'h8Kq2mZx71Lp'",
        'os.environ["DB_PASSWORD"] = "h8Kq2mZx71Lp"',
        "url = postgres://app:h8Kq2mZx71Lp@db/prod",
    ],
)
def test_masks_a_random_value_under_a_name_that_says_secret(line: str) -> None:
    assert "h8Kq2mZx71Lp" not in clean(line)


@pytest.mark.parametrize(
    "line",
    [
        'token = "access_token"',
        'password = "changeme"',
        'password_field = "user.password.confirm"',
        'sha256 = "h8Kq2mZx71Lp"',
        "token = tokens[index]",
        'next_token = self.tokenizer("some text 123 here")',
        "task-list sk-learn disk-usage-of-a-very-long-name",
        "see https://user@example.org:8080/path@v2",
        'color: "#a1b2c3"',
    ],
)
def test_leaves_ordinary_code_alone(line: str) -> None:
    assert clean(line) == line


def test_masks_a_private_key_as_a_whole() -> None:
    key = f"{KEY_BEGIN}\nMIIEow\nIBAAKC\n{KEY_END}"

    assert clean(f"a = 1\n{key}\nb = 2\n").splitlines()[0::2] == ["a = 1", "b = 2"]


@pytest.mark.parametrize("part", [f"{KEY_BEGIN}\nMIIEowIBAAKC\n", f"MIIEowIBAAKC\n{KEY_END}\n"])
def test_masks_a_private_key_cut_by_the_window(part: str) -> None:
    assert "MIIEowIBAAKC" not in clean(part)


def test_a_masked_text_can_be_restored_also_inside_an_answer() -> None:
    masked = mask(f'connect("{AWS}")')
    placeholder = masked.text.split('"')[1]

    assert masked.restore(f'retry("{placeholder}")') == f'retry("{AWS}")'


def test_equal_secrets_have_one_placeholder_in_every_text() -> None:
    assert clean(AWS) == clean(f"x{AWS}")[1:]
    assert clean(AWS) != clean(AWS.replace("Q7", "R8"))


def test_breaks_up_control_tokens_of_the_model_and_restores_them() -> None:
    masked = mask('stop = "<|fim_suffix|>"', control_tokens=("<|fim_suffix|>", ""))

    assert "<|fim_suffix|>" not in masked.text
    assert masked.restore(masked.text) == 'stop = "<|fim_suffix|>"'


PIECES = st.sampled_from(["a", "\n", '"', "=", "token", AWS, SLACK, KEY_BEGIN, KEY_END, "é"])


@given(st.lists(PIECES).map("".join))
def test_masking_never_raises_and_restores_exactly(text: str) -> None:
    masked = mask(text)

    assert masked.restore(masked.text) == text
    spans = secrets_in(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "path",
    [
        "/srv/app/.env",
        "/srv/app/.env.production",
        "file:///home/me/.ssh/config",
        "C:\\keys\\server.PEM",
        "/home/me/.ssh/id_rsa",
        "/home/me/.netrc",
        "/home/me/.aws/credentials",
        "deploy/secrets.yaml",
    ],
)
def test_knows_files_that_keep_secrets(path: str) -> None:
    assert is_private(path)


@pytest.mark.parametrize(
    "path",
    [
        "app/.env.example",
        "environment.py",
        "keys.py",
        "src/secrets.py",
        "id_rsa.pub",
        "untitled:Untitled-1",
        "",
    ],
)
def test_ordinary_files_are_not_private(path: str) -> None:
    assert not is_private(path)
