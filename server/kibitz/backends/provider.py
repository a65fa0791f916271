"""What is known of a model server before it is asked. Data only; `providers/` holds one file each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from kibitz.backends.http import is_loopback

if TYPE_CHECKING:
    from kibitz.base.llm import Fim

Wire = Literal["openai", "llamacpp"]
"""Which protocol to speak: `wires/openai_compatible.py` or `wires/llamacpp.py`."""

EMBEDDED_ID = "local"
"""In front of the slash: the embedded model. No provider may have this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A server, its key and the ways in which it differs.

    Attributes:
        base_url: up to and including `/v1`, without a slash at the end.
        fim: `auto` takes what `kibitz doctor` found out, else `known_family_fim` for a model whose family
            is known by its name, else `chat`.
        key_env: environment variable of the key; used when it is set, asked for when `needs_key`.
        key_command: the user's command that prints the key; goes before `key_env`.
        completions_path: where prompt and suffix go.
        limit_field: what the server calls the longest answer in a chat.
        fixed_temperature: pattern of model names that take no temperature but their own.
    """

    id: str
    base_url: str
    wire: Wire = "openai"
    fim: Fim | Literal["auto"] = "auto"
    known_family_fim: Literal["template", "suffix"] = "template"
    key_env: str = ""
    key_command: str = field(default="", repr=False)
    needs_key: bool = False
    context_tokens: int = 8192
    completions_path: str = "/completions"
    limit_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    fixed_temperature: str = ""

    @property
    def host(self) -> str:
        """The host of `base_url`, in lower case, without port and brackets; empty when it has none."""
        try:
            return urlsplit(self.base_url).hostname or ""
        except ValueError:
            return ""

    @property
    def local(self) -> bool:
        """Whether text sent there stays on this machine."""
        return is_loopback(self.host)

    @property
    def key_source(self) -> str:
        """Where the user keeps the key, in words; empty when nothing names one."""
        if self.key_command:
            return f"the command in kibitz.providers.{self.id}.apiKeyCommand"
        return f"the environment variable {self.key_env}" if self.key_env else ""

    @property
    def title(self) -> str:
        """How messages call it."""
        return "The embedded model" if self.id == EMBEDDED_ID else f"Provider {self.id!r}"
