"""Mistral's API: Codestral fills in the middle at an endpoint of its own, answered in the shape of a chat."""

from __future__ import annotations

from kibitz.backends.provider import Provider

PROVIDER = Provider(
    id="mistral",
    base_url="https://api.mistral.ai/v1",
    fim="suffix",
    key_env="MISTRAL_API_KEY",
    needs_key=True,
    context_tokens=32_000,
    completions_path="/fim/completions",
)
