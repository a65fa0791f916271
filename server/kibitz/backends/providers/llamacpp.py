"""A `llama-server` of the user's that runs on this machine."""

from __future__ import annotations

from kibitz.backends.provider import Provider

PROVIDER = Provider(
    id="llamacpp",
    base_url="http://127.0.0.1:8080/v1",
    wire="llamacpp",
    key_env="LLAMA_API_KEY",
    context_tokens=4096,
)
