"""vLLM on this machine. It refuses a suffix; prompts of ours pass through unchanged."""

from __future__ import annotations

from kibitz.backends.provider import Provider

PROVIDER = Provider(id="vllm", base_url="http://127.0.0.1:8000/v1", key_env="VLLM_API_KEY")
