"""What can be wrong with the embedded model beyond the errors of every backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.base.errors import ModelMissing, UserActionNeeded

if TYPE_CHECKING:
    from kibitz.models.catalogue import CatalogueEntry


class DownloadNeeded(ModelMissing):
    """The weights are on no disk Kibitz knows of. Fetching `entry` needs the user's consent."""

    def __init__(self, entry: CatalogueEntry) -> None:
        super().__init__(
            f"The model {entry.name} ({in_words(entry.size_bytes)}, {entry.licence}) is not on this machine: "
            f"run `kibitz models pull {entry.name}`."
        )
        self.entry = entry


class DiskFull(UserActionNeeded):
    """No room for the weights."""


class PullFailed(UserActionNeeded):
    """No carrier had the right bytes; the message says why for each."""


def in_words(size_bytes: int) -> str:
    """A size as people read it, in decimal units as on disks and in downloads."""
    return f"{size_bytes / 1e9:.1f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.0f} MB"
