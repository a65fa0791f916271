"""What a mention that is being typed may become: a kind, a file of the workspace, a name it defines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.chat.mentions import KINDS, WITH_ARGUMENT, Mention

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kibitz.features.chat.workspace import Workspace
    from kibitz.features.project import Project

MOST: Final = 12  # who sees more than that types on


async def suggest_mentions(typed: str, workspace: Workspace, project: Project) -> list[str]:
    """The best first. `typed` begins with its `@` (`mentions.mention_at`)."""
    kind, colon, argument = typed[1:].partition(":")
    if not colon:
        names = (f"@{name}:" if name in WITH_ARGUMENT else f"@{name}" for name in KINDS)
        return [name for name in names if name.startswith(typed)]
    wanted = argument.removeprefix('"')
    match kind:
        case "file":
            return [str(Mention("file", name)) for name in _files(await workspace.files(), wanted.lower())]
        case "symbol":
            return [str(Mention("symbol", name)) for name in await project.names_with(wanted, MOST)]
        case _:
            return []


def _files(names: Iterable[str], wanted: str) -> list[str]:
    """Those whose own name, and not only their folder's, has what is wanted come first; then the short."""
    found = [name for name in names if wanted in name.lower()]
    found.sort(key=lambda name: (wanted not in name.lower().rsplit("/", 1)[-1], len(name), name))
    return found[:MOST]
