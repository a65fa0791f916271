"""`kibitz setup EDITOR`: what to put where, so that the editor starts Kibitz; `--write` puts it there.

Files of `clients/` are copied as they are, or put as a marked block into a file that is the user's own. That
is backed up first; doing it again changes nothing. What cannot be read safely is printed only.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from kibitz.base.errors import ConfigProblem

if TYPE_CHECKING:
    import argparse

How = Literal["file", "block", "toml", "json", "print"]
"""A file of ours; a block in the user's; the same, without tables that are there; members; by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing to put somewhere.

    Attributes:
        source: a file of `clients/`; or, with `text`, nothing.
        comment: what a comment starts with in `target`.
    """

    target: str
    how: How
    source: str = ""
    text: str = ""
    comment: str = "#"


CONFIG = "$CONFIG"  # where it is, is the environment's to say: see _target
EMACS = "~/.emacs.d"  # or what Emacs reads in its stead: see _for_emacs
VIM = "~/.vim/pack/kibitz/start/kibitz"
KATE = f"{CONFIG}/kate/lspclient/settings.json"

EDITORS: dict[str, tuple[Piece, ...]] = {
    "neovim": (
        Piece(source="neovim/lsp/kibitz.lua", target=f"{CONFIG}/nvim/lsp/kibitz.lua", how="file"),
        Piece(
            source="neovim/lua/kibitz/health.lua", target=f"{CONFIG}/nvim/lua/kibitz/health.lua", how="file"
        ),
        Piece(source="neovim/plugin/kibitz.lua", target=f"{CONFIG}/nvim/plugin/kibitz.lua", how="file"),
    ),
    "helix": (Piece(source="helix/languages.toml", target=f"{CONFIG}/helix/languages.toml", how="toml"),),
    "emacs": (
        Piece(source="emacs/kibitz.el", target=f"{EMACS}/kibitz/kibitz.el", how="file"),
        Piece(
            text="(add-to-list 'load-path (locate-user-emacs-file \"kibitz\"))\n(require 'kibitz)\n",
            target=f"{EMACS}/init.el",
            how="block",
            comment=";;",
        ),
    ),
    "vim": (
        Piece(
            source="vim/plugin/kibitz.vim",
            target="~/.vim/pack/kibitz/start/kibitz/plugin/kibitz.vim",
            how="file",
        ),
        Piece(
            source="vim/autoload/kibitz.vim",
            target="~/.vim/pack/kibitz/start/kibitz/autoload/kibitz.vim",
            how="file",
        ),
    ),
    "kakoune": (Piece(source="kakoune/kibitz.kak", target=f"{CONFIG}/kak/kakrc", how="block"),),
    "kate": (Piece(source="kate/settings.json", target=KATE, how="json"),),
    "sublime": (
        Piece(source="sublime/LSP.sublime-settings", target="Preferences: LSP Settings", how="print"),
    ),
    "zed": (Piece(source="zed/settings.json", target=f"{CONFIG}/zed/settings.json", how="print"),),
    "jetbrains": (Piece(source="jetbrains/README.md", target="LSP4IJ", how="print"),),
    "jupyterlab": (
        Piece(
            source="jupyterlab/kibitz.json",
            target="~/.jupyter/jupyter_server_config.d/kibitz.json",
            how="file",
        ),
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `kibitz setup`."""
    parser.add_argument("editor", choices=EDITORS, metavar="EDITOR", help=", ".join(EDITORS))
    parser.add_argument("--write", action="store_true", help="put it there; what is there is backed up first")


def run(arguments: argparse.Namespace) -> int:
    """Print or write the pieces of one editor."""
    try:
        for piece in EDITORS[arguments.editor]:
            content = piece.text or (clients_folder() / piece.source).read_text("utf-8")
            target = _target(piece)
            if arguments.write and piece.how != "print":
                print(f"{target}: {_write(target, _new_text(target, content, piece))}")
            else:
                print(f"--- {target}\n{content}")
    except ConfigProblem as problem:
        print(f"kibitz setup: {problem}", file=sys.stderr)
        return 1
    if shutil.which("kibitz") is None:
        here = Path(sys.executable).with_name("kibitz")
        print(f"`kibitz` is not on your PATH: put a link to {here} there.")
    return 0


def _target(piece: Piece) -> Path:
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    place = Path(piece.target.replace(CONFIG, config)).expanduser()
    return _for_emacs(place, Path(config).expanduser()) if piece.target.startswith(EMACS) else place


def _for_emacs(place: Path, config: Path) -> Path:
    """Where Emacs looks for it: `~/.emacs` comes before `init.el`, and the folder may be where XDG has it."""
    folder, older = Path(EMACS).expanduser(), [Path.home() / name for name in (".emacs.el", ".emacs")]
    own = next((file for file in older if file.exists()), None)
    if own is not None and place.name == "init.el":
        return own
    if own is not None or folder.exists() or not (config / "emacs").is_dir():
        return place
    return config / "emacs" / place.relative_to(folder)


def clients_folder() -> Path:
    """Where the clients are: in the installed package, or in the clone."""
    package = Path(__file__).parents[1]
    installed = package / "clients"
    return installed if installed.is_dir() else package.parents[1] / "clients"


def _new_text(target: Path, content: str, piece: Piece) -> str:
    old = target.read_text("utf-8") if target.exists() else ""
    match piece.how:
        case "block":
            return _with_block(old, content, piece.comment)
        case "toml":
            return _with_block(old, _missing_tables(old, content, piece.comment, target), piece.comment)
        case "json":
            return _with_members(old, content, target)
        case _:
            return content


def _with_block(old: str, content: str, comment: str) -> str:
    """`old` with our block at its end, or in the place of the one that is there."""
    begin, end = _marks(comment)
    block = f"{begin}\n{content.strip()}\n{end}\n"
    before, found, rest = old.partition(f"{begin}\n")
    if found and f"{end}\n" in rest:
        return before + block + rest.partition(f"{end}\n")[2]
    return f"{old.rstrip()}\n\n{block}".lstrip()


def _marks(comment: str) -> tuple[str, str]:
    return f"{comment} >>> kibitz setup >>>", f"{comment} <<< kibitz setup <<<"


def _missing_tables(old: str, content: str, comment: str, target: Path) -> str:
    """`content` without the languages that the user has configured: those stay the user's."""
    begin, end = _marks(comment)
    before, _, rest = old.partition(f"{begin}\n")
    own = before + rest.partition(f"{end}\n")[2]
    try:
        theirs = tomllib.loads(own)
    except tomllib.TOMLDecodeError as error:
        raise ConfigProblem(f"{target} is not valid TOML ({error}); nothing was changed.") from error
    names = {entry.get("name") for entry in theirs.get("language", ())}
    head, *tables = content.split("[[language]]\n")
    kept = [table for table in tables if tomllib.loads(table)["name"] not in names]
    for name in sorted(names & {tomllib.loads(table)["name"] for table in tables}):
        print(f'{target}: {name} is yours: add "kibitz" to its language-servers.')
    if "kibitz" in theirs.get("language-server", {}):
        raise ConfigProblem(f"{target} has a language-server.kibitz of yours; nothing was changed.")
    return "[[language]]\n".join([head, *kept])


def _with_members(old: str, content: str, target: Path) -> str:
    """The two objects merged; the user's members win."""
    try:
        theirs: dict[str, Any] = json.loads(old or "{}")
    except json.JSONDecodeError as error:
        raise ConfigProblem(f"{target} is not plain JSON ({error}); nothing was changed.") from error
    ours = json.loads(content)
    merged = _merged(ours, theirs)
    if _merged(merged, ours) != merged:
        print(f"{target}: what is yours there was left; this says something else: {json.dumps(ours)}")
    return old if merged == theirs else json.dumps(merged, indent=2) + "\n"


def _merged(weak: dict[str, Any], strong: dict[str, Any]) -> dict[str, Any]:
    merged = weak | strong
    for key in weak.keys() & strong.keys():
        if isinstance(weak[key], dict) and isinstance(strong[key], dict):
            merged[key] = _merged(cast("dict[str, Any]", weak[key]), cast("dict[str, Any]", strong[key]))
    return merged


def _write(target: Path, text: str) -> str:
    """Put it there; says what was done."""
    if target.exists():
        if target.read_text("utf-8") == text:
            return "nothing to do"
        backup = target.with_name(f"{target.name}.{datetime.now():%Y%m%d-%H%M%S}.bak")
        shutil.copy2(target, backup)
        target.write_text(text, "utf-8")
        return f"changed; as it was: {backup.name}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    return "written"
