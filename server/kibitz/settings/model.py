"""Everything the user can set. Frozen: a change swaps the whole object, a running request keeps the old one.

The one source: the JSON schema, the documentation, the VS Code settings and the validation are all
derived from these fields (`schema.py`), names in camelCase there. `setting()` carries what a type cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from kibitz.base.llm import Fim

Downloads = Literal["ask", "always", "never"]
LogLevel = Literal["error", "warning", "info", "debug"]


def setting(doc: str, default: Any, *, minimum: int | None = None, maximum: int | None = None) -> Any:
    """A field with its documentation and bounds; `default` may be a zero-argument factory."""
    metadata = {"doc": doc, "minimum": minimum, "maximum": maximum}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Which model does which job: `provider/model`, or `auto`."""

    completion: str = setting(
        "Model for ghost text: `provider/model`, or `auto` (a running Ollama or llama.cpp with a "
        "suitable model, else the embedded model).",
        "auto",
    )
    edit: str = setting("Model for edits: `provider/model`, or `auto`.", "auto")
    chat: str = setting("Model for explanations: `provider/model`, or `auto`.", "auto")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """A model server that speaks the OpenAI protocol. Naming it here allows Kibitz to connect to it."""

    base_url: str = setting("Address up to and including `/v1`.", "")
    api_key_env: str = setting("Name of the environment variable that holds the key.", "")
    api_key_command: str = setting("Command that prints the key, for example `pass show work`.", "")
    fim: Fim | Literal["auto"] = setting(
        "How to ask for the middle of a text: `suffix` (the server takes a suffix), `template` (Kibitz "
        "builds the prompt from the model family's tokens), `chat` (a chat model fills a hole), or `auto`.",
        "auto",
    )
    context_tokens: int = setting(
        "Prompt and answer together, in tokens.", 8192, minimum=512, maximum=2_000_000
    )


def _no_providers() -> Mapping[str, ProviderSettings]:
    return MappingProxyType({})


def _no_languages() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineCompletion:
    """Ghost text."""

    enabled: bool = setting("Offer ghost text.", True)
    disabled_languages: tuple[str, ...] = setting(
        "Language identifiers in which no suggestion is made, such as `markdown`.", _no_languages
    )
    in_comments: bool = setting("Suggest inside comments.", True)
    in_strings: bool = setting("Suggest inside strings.", True)
    multi_line: bool = setting("Suggest whole blocks where a block starts.", True)
    max_tokens: int = setting("Longest suggestion, in tokens.", 192, minimum=8, maximum=2048)
    timeout_ms: int = setting(
        "Give up on a suggestion after this time.", 10_000, minimum=200, maximum=120_000
    )
    debounce_ms: int = setting(
        "Wait this long after a key press before asking the model.", 0, minimum=0, maximum=5000
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionMenu:
    """Suggestions in the normal completion menu, for editors without ghost text."""

    enabled: Literal["auto", "on", "off"] = setting(
        "`auto`: only when the editor cannot show ghost text.", "auto"
    )
    deadline_ms: int = setting(
        "Answer the menu after this time, with or without a suggestion.", 250, minimum=20, maximum=10_000
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """The embedded model."""

    downloads: Downloads = setting(
        "Fetch a model when one is needed: `ask` first, `always`, or `never`.", "ask"
    )
    model_file: str = setting("A GGUF file of your own instead of a model of the catalogue.", "")
    threads: int = setting("Processor threads; 0 leaves one core to you.", 0, minimum=0, maximum=256)
    context_tokens: int = setting(
        "Context window of the embedded model, in tokens.", 8192, minimum=1024, maximum=131_072
    )
    idle_minutes: int = setting(
        "Stop the embedded model after this time without a request.", 15, minimum=1, maximum=10_080
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The section `kibitz`."""

    models: Models = setting("Which model does which job.", Models)
    providers: Mapping[str, ProviderSettings] = setting("Model servers of your own, by name.", _no_providers)
    inline_completion: InlineCompletion = setting("Ghost text.", InlineCompletion)
    completion_menu: CompletionMenu = setting("Suggestions in the completion menu.", CompletionMenu)
    local: Local = setting("The embedded model.", Local)
    log_level: LogLevel = setting("How much goes to the editor's log.", "info")
