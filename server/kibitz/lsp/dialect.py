"""What a dialect is, and how the one that a client speaks is found: by what it does, never by its name.

The dialects are the files in `dialects/`. They are imported when a client says something that LSP does not
know: a method, or options that are not ours. Everybody else does not wait for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from kibitz.settings.tree import SECTION, settings_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kibitz.lsp.protocol import KibitzProtocol
    from kibitz.lsp.session import Session
    from kibitz.lsp.status import Kind
    from kibitz.text.line_index import PositionEncoding

    Handlers = dict[str, Callable[[Any], Any]]


def _never(_: Mapping[str, Any]) -> bool:
    return False


def _our_part(options: Mapping[str, Any]) -> object:
    """Of options that are another server's: what the user put there for us."""
    return {SECTION: options.get(SECTION)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One family of clients. Translates words; what is done about them is the features' business.

    Attributes:
        handlers: methods and what answers them; parameters come as plain dictionaries.
        cancelled: for requests, the result when a newer one took over. The rest answers an error.
        recognises: whether options (a client's initializationOptions or settings) are of this dialect.
        settings: those options in the words of `settings/model.py`.
        encoding: what these clients count in, when they do not say so.
        statuses: notification -> its parameters for a status of ours.
    """

    handlers: Callable[[Session], Handlers]
    cancelled: Mapping[str, Callable[[], object]] = field(default_factory=dict[str, "Callable[[], object]"])
    recognises: Callable[[Mapping[str, Any]], bool] = _never
    settings: Callable[[Mapping[str, Any]], object] = _our_part
    encoding: PositionEncoding | None = None
    statuses: Mapping[str, Callable[[Kind, str], dict[str, object]]] = field(
        default_factory=dict[str, "Callable[[Kind, str], dict[str, object]]"]
    )


class Dialects:
    """The dialects of one session. A client may speak several."""

    def __init__(self, session: Session, protocol: KibitzProtocol, *, spoken: Dialect | None) -> None:
        """`spoken` is the one that was recognised by the client's first words."""
        self._session = session
        self._protocol = protocol
        self._methods: dict[str, tuple[Dialect, Callable[[Any], Any]]] | None = None
        if spoken is not None:
            self._speak(spoken)

    def handler(self, method: str) -> Callable[[Any], Any] | None:
        """What answers `method`; None when no dialect has it."""
        if method.startswith("$/"):  # optional by LSP: not worth an import
            return None
        if self._methods is None:
            self._methods = {
                name: (dialect, handler)
                for dialect in dialects()
                for name, handler in dialect.handlers(self._session).items()
            }
        dialect, handler = self._methods.get(method, (None, None))
        if dialect is not None:
            self._speak(dialect)
        return handler

    def _speak(self, dialect: Dialect) -> None:
        self._protocol.cancelled_results = {**self._protocol.cancelled_results, **dialect.cancelled}
        for method, words in dialect.statuses.items():
            self._session.status.say_also(method, words)


@cache
def dialects() -> tuple[Dialect, ...]:
    """Every dialect there is."""
    from kibitz.base.registry import find_plugins

    return tuple(cast("Iterable[Dialect]", find_plugins("kibitz.lsp.dialects", "DIALECT").values()))


def dialect_of(options: object) -> Dialect | None:
    """The dialect that `options` are written in; None for our own words and for everything unknown."""
    if not isinstance(options, dict):
        return None
    known = cast("dict[str, Any]", options)
    ours = {SECTION, "settings", *settings_tree().members}
    if all(str(key).partition(".")[0] in ours for key in known):
        return None
    return next((dialect for dialect in dialects() if dialect.recognises(known)), None)


def translated(options: object) -> object:
    """`options` in our words, when a dialect knows them."""
    dialect = dialect_of(options)
    return options if dialect is None else dialect.settings(cast("dict[str, Any]", options))
