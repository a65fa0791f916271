"""`kibitz setup`: what is put where, twice, and over what a user has."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from kibitz.cli.main import main
from kibitz.cli.setup import CONFIG, EDITORS, clients_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr("kibitz.cli.setup.shutil.which", lambda _: "/usr/bin/kibitz")
    return tmp_path


def files(home: Path) -> dict[str, str]:
    return {
        str(path.relative_to(home)): path.read_text("utf-8") for path in home.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("editor", EDITORS)
def test_without_write_everything_is_printed_and_nothing_changed(
    editor: str, home: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["setup", editor]) == 0
    assert "kibitz" in capsys.readouterr().out
    assert files(home) == {}


@pytest.mark.parametrize("editor", EDITORS)
def test_written_twice_is_written_once(editor: str, home: Path):
    assert main(["setup", editor, "--write"]) == 0
    once = files(home)
    assert main(["setup", editor, "--write"]) == 0
    assert files(home) == once


def test_what_the_user_has_is_kept_and_backed_up(home: Path):
    config = home / ".config/helix/languages.toml"
    config.parent.mkdir(parents=True)
    theirs = '[[language]]\nname = "python"\nlanguage-servers = ["mine"]\n'
    config.write_text(theirs)
    assert main(["setup", "helix", "--write"]) == 0
    now = tomllib.loads(config.read_text())
    assert now["language-server"]["kibitz"]["command"] == "kibitz"
    servers = {each["name"]: each["language-servers"] for each in now["language"]}
    assert servers["python"] == ["mine"]
    assert servers["rust"] == ["rust-analyzer", "kibitz"]
    (backup,) = config.parent.glob("*.bak")
    assert backup.read_text() == theirs


def test_a_newer_block_takes_the_place_of_the_older_one(home: Path):
    init = home / ".emacs.d/init.el"
    init.parent.mkdir()
    init.write_text(";; mine\n;; >>> kibitz setup >>>\n(old)\n;; <<< kibitz setup <<<\n;; also mine\n")
    assert main(["setup", "emacs", "--write"]) == 0
    text = init.read_text()
    assert "(require 'kibitz)" in text
    assert "(old)" not in text
    assert text.startswith(";; mine\n") and text.endswith(";; also mine\n")


@pytest.mark.parametrize(
    ("there", "init", "client"),
    [
        ((), ".emacs.d/init.el", ".emacs.d/kibitz/kibitz.el"),
        ((".emacs",), ".emacs", ".emacs.d/kibitz/kibitz.el"),
        ((".emacs.el", ".config/emacs/init.el"), ".emacs.el", ".emacs.d/kibitz/kibitz.el"),
        ((".config/emacs/init.el",), ".config/emacs/init.el", ".config/emacs/kibitz/kibitz.el"),
        ((".config/emacs/init.el", ".emacs.d/x"), ".emacs.d/init.el", ".emacs.d/kibitz/kibitz.el"),
    ],
)
def test_emacs_finds_it_where_it_looks(there: tuple[str, ...], init: str, client: str, home: Path):
    for name in there:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(";; mine\n")
    assert main(["setup", "emacs", "--write"]) == 0
    assert "(require 'kibitz)" in files(home)[init]
    assert client in files(home)


def test_settings_in_json_are_merged_and_the_users_win(home: Path, capsys: pytest.CaptureFixture[str]):
    settings = home / ".config/kate/lspclient/settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"servers": {"python": {"command": ["mine"]}, "go": {"command": ["gopls"]}}}')
    assert main(["setup", "kate", "--write"]) == 0
    servers = json.loads(settings.read_text())["servers"]
    assert servers["python"]["command"] == ["mine"]
    assert servers["go"] == {"command": ["gopls"]}
    assert "what is yours there was left" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("editor", "name"),
    [("kate", ".config/kate/lspclient/settings.json"), ("helix", ".config/helix/languages.toml")],
)
def test_a_file_that_cannot_be_read_is_left_alone(editor: str, name: str, home: Path):
    (home / name).parent.mkdir(parents=True)
    (home / name).write_text("// {not = what it should be")
    assert main(["setup", editor, "--write"]) == 1
    assert files(home) == {name: "// {not = what it should be"}


@pytest.mark.parametrize("editor", EDITORS)
def test_the_readme_names_the_files_of_the_user_that_are_changed(editor: str):
    readme = (clients_folder() / editor / "README.md").read_text("utf-8")
    for piece in EDITORS[editor]:
        if piece.how in ("block", "toml", "json"):
            assert f"`{piece.target.replace(CONFIG, '~/.config')}`" in readme


def test_the_readme_of_kakoune_shows_what_is_written():
    folder = clients_folder() / "kakoune"
    readme = [line.removeprefix("   ") for line in (folder / "README.md").read_text("utf-8").splitlines()]
    _, hook = (folder / "kibitz.kak").read_text("utf-8").split("\n", 1)  # without its comment
    assert hook.strip() in "\n".join(readme)
