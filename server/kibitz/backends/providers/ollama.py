"""Ollama on this machine, where `OLLAMA_HOST` says if that is loopback.

`/v1/completions` takes a suffix and applies the model's own FIM template, if it has one; without a suffix
it wraps the prompt into a chat, so `template` cannot work there.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from kibitz.backends.http import is_loopback
from kibitz.backends.provider import Provider

DEFAULT_PORT = 11434


def base_url(ollama_host: str) -> str:
    """Ollama's address from the variable that its server and its clients share.

    The forms are `host`, `host:port`, `:port` and a URL. Any other host than loopback is left aside:
    an environment variable is no permission to send text over the network.
    """
    default = "127.0.0.1"
    try:
        parts = urlsplit(ollama_host if "://" in ollama_host else f"http://{ollama_host}")
        host, port = parts.hostname or default, parts.port or DEFAULT_PORT
    except ValueError:
        host, port = default, DEFAULT_PORT
    if host in {"0.0.0.0", "::"}:  # what a server listens on, not where it is reached
        host = default
    if not is_loopback(host):
        host, port = default, DEFAULT_PORT
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/v1"


PROVIDER = Provider(
    id="ollama",
    base_url=base_url(os.environ.get("OLLAMA_HOST", "")),
    known_family_fim="suffix",
    # What Ollama gives a model that does not ask for more, whatever the model could take; the beginning
    # of a longer prompt is dropped without a word.
    context_tokens=4096,
)
