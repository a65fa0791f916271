"""Everything the user can set. Frozen: a change swaps the whole object, a running request keeps the old one.

The one source: the JSON schema, the documentation, the VS Code settings and the validation are all
derived from these fields (`tree.py`), names in camelCase there. `setting()` carries what a type cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from kibitz.base.llm import Fim

Downloads = Literal["ask", "always", "never"]
LogLevel = Literal["error", "warning", "info", "debug"]


Scope = Literal["machine", "machine-overridable", "window"]
"""Who may set it, in the words of VS Code. `machine`: never a folder that was opened, because the setting
runs a command, opens a file or names a host that code is sent to."""

MODEL_PATTERN = r"^(auto|[^/\s]+/\S+)$"
"""The model's own name may hold more slashes: `ollama/hf.co/someone/model:q4`."""

NAME_PATTERN = r"^[^/\s]+$"
"""What the user calls a provider: the part of a model before the `/`. A key in any table but of titles."""

TITLE_PATTERN = r"^.*\S.*$"

URL_PATTERN = r"^(https?://[^/\s@]+(/\S*)?)?$"
"""No `@`: a password in an address ends up in logs."""

ENVIRONMENT_NAME_PATTERN = (
    r"^(?!sk_|pk_|gh[a-z]_|github_pat_|gsk_|hf_|xai_|AIza|.*[A-Za-z0-9]{24})([A-Za-z_][A-Za-z0-9_]*)?$"
)
"""A name, and not the key itself: those start with a vendor's mark or hold a long run without a break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is true of a setting beyond its type."""

    doc: str
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None  # for strings; the same text in Python and in JSON schema
    allowed: str | None = None  # the pattern in words
    scope: Scope = "window"
    needs_trust: bool = False  # a folder may set it, but not one the user does not trust
    secret: bool = False  # its value is never repeated in a message
    titles: bool = False  # for tables: the keys are for people to read, and may be of several words


def setting(doc: str, default: Any, **rules: Any) -> Any:
    """A field with its `Rules`; `default` may be a zero-argument factory."""
    metadata = {"rules": Rules(doc=doc, **rules)}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


def _model(doc: str) -> Any:
    allowed = "`auto`, or `provider/model`"
    return setting(doc, "auto", pattern=MODEL_PATTERN, allowed=allowed, needs_trust=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Which model does which job: `provider/model`, or `auto`."""

    completion: str = _model(
        "Model for ghost text: `provider/model`, or `auto` (a running Ollama or llama.cpp with a "
        "suitable model, else the embedded model)."
    )
    edit: str = _model("Model for edits: `provider/model`, or `auto`.")
    chat: str = _model("Model for explanations: `provider/model`, or `auto`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """A model server that speaks the OpenAI protocol. Naming it here allows Kibitz to connect to it."""

    base_url: str = setting(
        "Address up to and including `/v1`.",
        "",
        pattern=URL_PATTERN,
        allowed="an address that starts with `http://` or `https://` and holds no password",
    )
    api_key_env: str = setting(
        "Name of the environment variable that holds the key.",
        "",
        pattern=ENVIRONMENT_NAME_PATTERN,
        allowed="the name of an environment variable, not the key itself",
        secret=True,
    )
    api_key_command: str = setting(
        "Command that prints the key, for example `pass show work`.", "", secret=True
    )
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


ActionScope = Literal["selection", "function", "file"]
ActionAnswer = Literal["edit", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAction:
    """An action of the user's own: a prompt, offered like the built-in ones. It can run nothing."""

    prompt: str = setting("What the model is to do with the code.", "")
    scope: ActionScope = setting(
        "What it is about: what is selected, the function or class at the cursor, or the whole file.",
        "function",
    )
    answer: ActionAnswer = setting(
        "`edit` changes the code, after a review; `text` opens the answer beside it.", "edit"
    )


EditFormat = Literal["auto", "region", "blocks", "diff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """Edits of code by a model."""

    format: EditFormat = setting(
        "How the model answers: `region` (all of the changed code again, which small models need), `blocks` "
        "(old lines and new lines), `diff` (a unified diff), or `auto` (by model and length).",
        "auto",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Programs that check edits before they are shown, in a copy of the project."""

    command: str = setting(
        "Command that prints `path:line: message` for each problem, such as `mypy {file}`; `{file}` is the "
        "file, in a copy of the project.",
        "",
    )
    tests: str = setting(
        "Command that runs tests that were just written, such as `python -m pytest -q {file}` or "
        "`go test ./{folder}`, in a copy of the project; 0 is passed. It runs code of the project and of the "
        "model, so without it nothing is run.",
        "",
    )


def _no_checks() -> Mapping[str, Check]:
    return MappingProxyType({})


def _no_actions() -> Mapping[str, OwnAction]:
    return MappingProxyType({})


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
    alternatives: int = setting(
        "How many suggestions to offer when you ask for one where one is known already, as editors do that "
        "step through suggestions.",
        3,
        minimum=1,
        maximum=8,
    )
    automatic_alternatives: int = setting(
        "How many suggestions to offer while you type. Each is a request of its own; for editors that step "
        "through one answer only, such as Neovim.",
        1,
        minimum=1,
        maximum=8,
    )
    target_ms: int = setting(
        "How soon the first text of a suggestion should come from a model on this machine: how much code "
        "goes along follows from it and from the model's measured speed.",
        600,
        minimum=50,
        maximum=30_000,
    )
    debounce: Literal["adaptive", "fixed"] = setting(
        "How long to wait after a key before the model is asked: `adaptive` learns from how you type and how "
        "fast the model is, `fixed` waits for `debounceMs`. What is known already is shown at once.",
        "adaptive",
    )
    debounce_ms: int = setting("The time to wait when `debounce` is `fixed`.", 75, minimum=0, maximum=5000)
    speculate: Literal["auto", "on", "off"] = setting(
        "Ask for what comes after a suggestion while it is shown: `auto` does with a model on this machine, "
        "and not where every request may cost money.",
        "auto",
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
class Context:
    """What goes along with the text around the cursor."""

    enabled: bool = setting("Show the model parts of other files of the workspace.", True)
    index: bool = setting("Index what the files of the workspace define, in the background.", True)
    index_max_files: int = setting(
        "Index at most so many files, the nearest to the top of the folder first.",
        50_000,
        minimum=0,
        maximum=1_000_000,
    )
    max_tokens: int = setting(
        "At most so much of other files in a prompt for ghost text, in tokens.",
        1200,
        minimum=0,
        maximum=100_000,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """The embedded model."""

    downloads: Downloads = setting(
        "Fetch a model when one is needed: `ask` first, `always`, or `never`.", "ask", scope="machine"
    )
    model_file: str = setting(
        "A GGUF file of your own instead of a model of the catalogue.", "", scope="machine"
    )
    threads: int = setting(
        "Processor threads; 0 leaves one core to you.",
        0,
        minimum=0,
        maximum=256,
        scope="machine-overridable",
    )
    context_tokens: int = setting(
        "Context window of the embedded model, in tokens.",
        8192,
        minimum=1024,
        maximum=131_072,
        scope="machine-overridable",
    )
    idle_minutes: int = setting(
        "Stop the embedded model after this time without a request.",
        15,
        minimum=1,
        maximum=10_080,
        scope="machine-overridable",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The section `kibitz`."""

    models: Models = setting("Which model does which job.", Models)
    providers: Mapping[str, ProviderSettings] = setting(
        "Model servers of your own, by name.", _no_providers, scope="machine"
    )
    inline_completion: InlineCompletion = setting("Ghost text.", InlineCompletion)
    completion_menu: CompletionMenu = setting("Suggestions in the completion menu.", CompletionMenu)
    edits: Edits = setting("Edits of code by a model.", Edits)
    checks: Mapping[str, Check] = setting(
        "Checkers by language identifier, such as `python`: a fix is shown only after they were asked again, "
        "and tests after they ran.",
        _no_checks,
        scope="machine",
    )
    actions: Mapping[str, OwnAction] = setting(
        "Actions of your own, by the title they have in the menu. Files `.kibitz/actions/*.md` in a project "
        "add more.",
        _no_actions,
        titles=True,
    )
    context: Context = setting("Parts of other files.", Context)
    local: Local = setting("The embedded model.", Local)
    statistics: bool = setting(
        "Keep count, on this machine only, of what becomes of suggestions: `kibitz stats` shows it. Numbers, "
        "languages and models, never code.",
        True,
    )
    log_level: LogLevel = setting("How much goes to the editor's log.", "info")
