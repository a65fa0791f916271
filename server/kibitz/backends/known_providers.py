"""The providers there are: one file each in `providers/`, and what the user's settings add or change."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kibitz.backends.provider import EMBEDDED_ID, Provider
from kibitz.base.errors import ConfigProblem
from kibitz.settings.model import ProviderSettings

if TYPE_CHECKING:
    from collections.abc import Mapping


def known_providers(own: Mapping[str, ProviderSettings]) -> dict[str, Provider]:
    """Every provider by id. Reads files: call it in a thread.

    Args:
        own: `kibitz.providers`; an entry with the name of a built-in one changes only what it sets.
    """
    found = dict(_built_in())
    for id, settings in own.items():
        if id != EMBEDDED_ID:
            found[id] = _merged(found.get(id) or Provider(id=id, base_url=""), settings)
    return found


def checked(provider: Provider) -> Provider:
    """The provider itself, if its address can be one.

    Raises:
        ConfigProblem: names the setting to change.
    """
    try:
        parts = urlsplit(provider.base_url)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise ConfigProblem(
            f"kibitz.providers.{provider.id}.baseUrl must be an address such as http://127.0.0.1:8000/v1."
        )
    return provider


def _merged(provider: Provider, settings: ProviderSettings) -> Provider:
    untouched = ProviderSettings()
    names = {"api_key_env": "key_env", "api_key_command": "key_command"}
    changes = {
        names.get(field.name, field.name): value
        for field in fields(settings)
        if (value := getattr(settings, field.name)) != getattr(untouched, field.name)
    }
    merged = replace(provider, **changes)
    return replace(merged, base_url=merged.base_url.strip().rstrip("/"))


@cache
def _built_in() -> Mapping[str, Provider]:
    from kibitz.base.registry import find_plugins

    found = find_plugins("kibitz.backends.providers", "PROVIDER").values()
    return {provider.id: provider for provider in found if isinstance(provider, Provider)}
