"""lsp-ai: configurations of Helix, Kate, Emacs and Neovim that outlived their server.

Its options become settings of ours: which model completes, edits and chats, and how much it may write.
Prompts and FIM tokens in them are left: Kibitz has its own, measured for each model family.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from kibitz.lsp.dialect import Dialect
from kibitz.lsp.params import mapping, spot_of, text_at
from kibitz.lsp.suggest import inserted, suggest
from kibitz.settings.tree import SECTION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kibitz.lsp.session import Session

GENERATION, STREAM = "textDocument/generation", "textDocument/generationStream"

ENDPOINTS = (
    "completions_endpoint",
    "chat_endpoint",
    "fim_endpoint",
    "generate_endpoint",
)
_PATH = re.compile(r"/(chat/|fim/)?completions/?$|/api/(generate|chat)/?$")
_NO_NAME = re.compile(r"[/\s]+")


def _handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    async def generation(params: Any) -> object:
        return {"generatedText": await _text(GENERATION, params)}

    async def generation_stream(params: Any) -> object:
        token = mapping(params).get("partialResultToken")
        return {"generatedText": await _text(STREAM, params), "partialResultToken": token}

    async def _text(method: str, params: Any) -> str:
        found = await suggest(session, method, spot_of(params), trigger="invoked")
        return next(filter(None, map(inserted, found)), "")

    return {GENERATION: generation, STREAM: generation_stream}


def settings_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of lsp-ai as settings of Kibitz; where a model of it has no equal here, `auto` stays."""
    models = mapping(options.get("models"))
    settings: dict[str, Any] = {"models": {}, "providers": {}}
    completion = mapping(options.get("completion"))
    uses = {
        "completion": text_at(completion, "model"),
        "edit": _first_model(options.get("actions")),
        "chat": _first_model(options.get("chat")),
    }
    for job, key in uses.items():
        model, providers = _model(key, mapping(models.get(key)))
        if model:
            settings["models"][job] = model
            settings["providers"] |= providers
    file = text_at(models, uses["completion"], "file_path")
    if file:
        settings["local"] = {"modelFile": file}
    if not completion:  # lsp-ai completes only where its user says so
        settings["inlineCompletion"] = {"enabled": False}
    elif (most := _most_tokens(mapping(completion.get("parameters")))) is not None:
        settings["inlineCompletion"] = {"maxTokens": min(max(most, 8), 2048)}
    return settings


def _model(key: str, model: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """`provider/model`, and the provider where it has to be described; empty without an equal."""
    name = text_at(model, "model")
    if not name:
        return "", {}
    endpoint = next((url for field in ENDPOINTS if (url := text_at(model, field))), "")
    base_url = _PATH.sub("", endpoint)
    key_env = text_at(model, "auth_token_env_var_name")
    match model.get("type"):
        case "ollama":
            provider = {"baseUrl": f"{base_url}/v1"} if base_url else {}
            return f"ollama/{name}", {"ollama": provider} if provider else {}
        case "mistral_fim":
            provider = {"baseUrl": base_url, "apiKeyEnv": key_env}
            provider = {field: value for field, value in provider.items() if value}
            return f"mistral/{name}", {"mistral": provider} if provider else {}
        case "open_ai":
            id = _NO_NAME.sub("-", key)
            provider = {"baseUrl": base_url or "https://api.openai.com/v1", "apiKeyEnv": key_env}
            return f"{id}/{name}", {id: {field: value for field, value in provider.items() if value}}
        case _:
            return "", {}


def _first_model(entries: object) -> str:
    """The model of the first chat or action."""
    found = cast("list[object]", entries) if isinstance(entries, list) else []
    return next((model for entry in found if (model := text_at(entry, "model"))), "")


def _most_tokens(parameters: Mapping[str, Any]) -> int | None:
    """The longest answer, whatever this kind of model calls it."""
    for place in (parameters, mapping(parameters.get("options"))):
        for name in ("max_new_tokens", "max_tokens", "num_predict"):
            if isinstance(value := place.get(name), int) and value > 0:
                return value
    return None


def _recognises(options: Mapping[str, Any]) -> bool:
    return "memory" in options and "models" in options


def _settings(options: Mapping[str, Any]) -> object:
    """With what the user added for Kibitz on top."""
    return {SECTION: {**settings_of(options), **mapping(options.get(SECTION))}}


DIALECT = Dialect(
    handlers=_handlers,
    cancelled={
        GENERATION: lambda: {"generatedText": ""},
        STREAM: lambda: {"generatedText": "", "partialResultToken": None},
    },
    recognises=_recognises,
    settings=_settings,
)
