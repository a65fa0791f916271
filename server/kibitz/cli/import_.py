"""`kibitz import FROM`: what another assistant is set to do, as settings of Kibitz.

Reads lsp-ai (JSON or Helix' TOML), llm.nvim (Lua), Continue (YAML or JSON) and Tabby (TOML). Prints the
settings; `--write FILE` writes them. A key is never taken over: name its variable in `apiKeyEnv`.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kibitz.base.errors import ConfigProblem
from kibitz.lsp.dialects import lsp_ai
from kibitz.settings.load import load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

WHERE = {
    "lsp-ai": ("~/.config/helix/languages.toml", "~/.config/nvim/lsp-ai.json"),
    "llm.nvim": ("~/.config/nvim/init.lua", "~/.config/nvim/lua/plugins/llm.lua"),
    "continue": ("~/.continue/config.yaml", "~/.continue/config.json"),
    "tabby": ("~/.tabby-client/agent/config.toml",),
}

BUILT_IN = {"ollama", "openai", "mistral", "deepseek", "openrouter", "lmstudio", "vllm", "llamacpp"}
CONTINUE_PROVIDERS = {"llama.cpp": "llamacpp", "lmstudio": "lmstudio"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `kibitz import`."""
    parser.add_argument("source", choices=WHERE, metavar="FROM", help=", ".join(WHERE))
    parser.add_argument("file", nargs="?", type=Path, help="its configuration file")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the settings there as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Read, translate, check, print."""
    try:
        file = _file(arguments.source, arguments.file)
        settings = READERS[arguments.source](file.read_text("utf-8"))
    except (ConfigProblem, OSError, ValueError) as problem:
        print(f"kibitz import: {problem}", file=sys.stderr)
        return 1
    settings = {key: value for key, value in settings.items() if value not in ({}, "")}
    for problem in load(settings).problems:
        print(f"left out: {problem}", file=sys.stderr)
    if not settings:
        print(
            f"kibitz import: nothing in {file} has an equal in Kibitz; its defaults will do.", file=sys.stderr
        )
    text = json.dumps({"kibitz": settings}, indent=2) + "\n"
    if arguments.write is None:
        print(text, end="")
    elif arguments.write.exists():
        print(f"kibitz import: {arguments.write} exists; nothing was written.", file=sys.stderr)
        return 1
    else:
        arguments.write.write_text(text, "utf-8")
        print(f"{arguments.write}: written; put it into the settings of your editor (docs/settings.md).")
    return 0


def _file(source: str, given: Path | None) -> Path:
    found = [given] if given else [Path(name).expanduser() for name in WHERE[source]]
    for file in found:
        if file.is_file():
            return file
    raise ConfigProblem(f"There is no {' and no '.join(str(file) for file in found)}: name the file.")


def from_lsp_ai(text: str) -> dict[str, Any]:
    """Its initializationOptions, or a Helix configuration that holds them."""
    options = _parsed(text)
    servers = _mapping(options.get("language-server"))
    configs = [_mapping(_at(servers, name, "config")) for name in servers]
    held = [each for each in (*configs, _mapping(options.get("initializationOptions"))) if "models" in each]
    return lsp_ai.settings_of(held[0] if held else options)


def from_llm_nvim(text: str) -> dict[str, Any]:
    """`require('llm').setup({...})`: backend, model and url, read by their names."""
    words = {
        name: match[1]
        for name in ("backend", "model", "url")
        if (match := re.search(rf"^[^-\n]*\b{name}\s*=\s*[\"']([^\"']+)[\"']", text, re.MULTILINE))
    }
    limit = re.search(r"\b(?:max_new_tokens|num_predict|max_tokens)\s*=\s*(\d+)", text)
    settings = _with_model(words.get("backend", ""), words.get("model", ""), words.get("url", ""))
    if limit:
        settings["inlineCompletion"] = {"maxTokens": min(max(int(limit[1]), 8), 2048)}
    return settings


def from_continue(text: str) -> dict[str, Any]:
    """config.yaml (its roles) or the older config.json."""
    config = _parsed(text)
    jobs = {"autocomplete": "completion", "edit": "edit", "apply": "edit", "chat": "chat"}
    settings: dict[str, Any] = {"models": {}, "providers": {}}
    autocomplete = _mapping(config.get("tabAutocompleteModel"))
    entries: list[tuple[Mapping[str, Any], list[str]]] = [(autocomplete, ["autocomplete"])]
    models = config.get("models")
    for entry in map(_mapping, cast("list[object]", models) if isinstance(models, list) else []):
        roles: Any = entry.get("roles", ["chat", "edit"])
        entries.append((entry, [str(role) for role in roles] if isinstance(roles, list) else []))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    for entry, roles in entries:
        provider, model = str(entry.get("provider", "")), str(entry.get("model", ""))
        found = _with_model(provider, model, str(entry.get("apiBase", "")))
        for role in roles:
            if found and role in jobs:
                settings["models"].setdefault(jobs[role], found["models"]["completion"])
                settings["providers"] |= found["providers"]
    return settings


def from_tabby(text: str) -> dict[str, Any]:
    """The client's config.toml. A Tabby server has no API for others: only what the client does is taken."""
    config = _parsed(text)
    disabled = _at(config, "completion", "disabledLanguages")
    settings: dict[str, Any] = {}
    if isinstance(disabled, list):
        settings["inlineCompletion"] = {"disabledLanguages": disabled}
    if _at(config, "logs", "level") in ("debug", "error"):
        settings["logLevel"] = _at(config, "logs", "level")
    return settings


READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "lsp-ai": from_lsp_ai,
    "llm.nvim": from_llm_nvim,
    "continue": from_continue,
    "tabby": from_tabby,
}


def _with_model(provider: str, model: str, url: str) -> dict[str, Any]:
    """Settings with one model for completion; empty where Kibitz has no equal."""
    provider = CONTINUE_PROVIDERS.get(provider, provider)
    url = re.sub(r"/(v1/)?(chat/)?completions/?$|/api/generate/?$", "", url).rstrip("/")
    if not model or (provider not in BUILT_IN and not url):
        return {}
    if provider not in BUILT_IN:
        provider = re.sub(r"[^\w.-]+", "-", provider) or "imported"
    if url and not re.search(r"/v\d+$", url):
        url += "/v1"
    providers = {provider: {"baseUrl": url}} if url else {}
    return {"models": {"completion": f"{provider}/{model}"}, "providers": providers}


def _parsed(text: str) -> Mapping[str, Any]:
    """JSON, TOML, or the part of YAML that Continue's files use."""
    try:
        return _mapping(json.loads(text))
    except ValueError:
        pass
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return _yaml_models(text)


def _yaml_models(text: str) -> dict[str, Any]:
    """`models:` of a config.yaml: a list of flat objects with a list of roles. No more of YAML is read."""
    models: list[dict[str, Any]] = []
    section = re.split(r"^models:\s*$", text, maxsplit=1, flags=re.MULTILINE)[-1]
    section = re.split(r"^\w", section, maxsplit=1, flags=re.MULTILINE)[0]
    indent: int | None = None
    for line in section.splitlines():
        match = re.match(r"(\s*)(- )?(?:(\w+):)?\s*(.*?)\s*(?:#.*)?$", line)
        if match is None or not line.strip():
            continue
        depth, dash, key, value = len(match[1]), match[2], match[3], match[4].strip("\"'")
        if dash and key and (indent is None or depth <= indent):
            indent = depth
            models.append({})
        if not models:
            continue
        if key == "roles":
            models[-1]["roles"] = re.findall(r"\w+", value)
        elif dash and not key:
            models[-1].setdefault("roles", []).append(value)
        elif key and value and (indent is not None and depth <= indent + 2):
            models[-1][key] = value
    return {"models": models}


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else dict[str, Any]()


def _at(value: object, *names: str) -> Any:
    for name in names:
        value = _mapping(value).get(name)
    return value
