"""What an answer of a chat says of files, to be applied at once: blocks that name one, and orders. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.features.chat.blocks import blocks_by_file
from kibitz.features.edits.formats.files import orders_in
from kibitz.features.edits.parse import Refused
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kibitz.features.chat.blocks import Block
    from kibitz.features.edits.formats.files import FileOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class OfFiles:
    """All of it.

    Attributes:
        blocks: code by the name behind its fence, but for what an order is about.
        orders: to create, edit, rename or delete; `Refused` when one of them is not clear.
    """

    blocks: Mapping[str, Block]
    orders: tuple[FileOrder, ...] | Refused

    @property
    def names(self) -> tuple[str, ...]:
        """Of the files, each once."""
        ordered = () if isinstance(self.orders, Refused) else self.orders
        return tuple(dict.fromkeys((*self.blocks, *(order.path for order in ordered))))

    @property
    def title(self) -> str | None:
        """What applying it is called; None for a single block, which has a button of its own."""
        if len(self.names) > 1:
            return f"Apply to all {len(self.names)} files"
        return self.change_title if self.orders and self.names else None

    @property
    def change_title(self) -> str:
        """What the change is called."""
        return f"Apply to {self.names[0] if len(self.names) == 1 else f'{len(self.names)} files'}"


def of_files(text: str, within: Span | None = None) -> OfFiles:
    """What an answer says; `within` is where it is in `text`."""
    within = within or Span(0, len(text))
    orders = orders_in(text[within.start : within.end])
    ordered = () if isinstance(orders, Refused) else orders
    paths = {order.path for order in ordered if order.operation != "rename"}
    blocks = blocks_by_file(text, within)
    return OfFiles(blocks={name: block for name, block in blocks.items() if name not in paths}, orders=orders)
