from __future__ import annotations

import pytest

from kibitz.models.choose import family_for


@pytest.mark.parametrize(
    ("model_name", "family_id"),
    [
        ("qwen2.5-coder:1.5b", "qwen-coder"),
        ("Qwen/Qwen2.5-Coder-7B-Instruct-GGUF", "qwen-coder"),
        ("Qwen3-Coder-30B-A3B-Instruct", "qwen-coder"),
        ("codestral:22b-v0.1-q4_0", "codestral"),
        ("deepseek-coder-v2:16b-lite-base", "deepseek-coder"),
        ("deepseek_coder-6.7b", "deepseek-coder"),
        ("bigcode/starcoder2-3b", "starcoder2"),
        ("stable-code:3b", "starcoder2"),
        ("codellama:7b-code", "codellama"),
        ("CodeLlama-13b-hf", "codellama"),
        ("google/codegemma-2b", "codegemma"),
        ("granite3.3:8b", "granite"),
        ("granite-4.0-h-micro", "granite"),
        ("granite4:tiny-h", "granite"),
        ("granite-code:3b", "granite-code"),
        ("ibm-granite/granite-8b-code-base", "granite-code"),
        ("Seed-Coder-8B-Base", "seed-coder"),
        ("JetBrains/Mellum-4b-base", "mellum"),
    ],
)
def test_knows_a_family_by_the_names_servers_use(model_name: str, family_id: str) -> None:
    family = family_for(model_name)

    assert family is not None
    assert family.id == family_id


@pytest.mark.parametrize(
    "model_name",
    [
        "",
        "gpt-5",
        "llama3.2:3b",
        "qwen3:8b",
        "codeqwen:7b",
        "codestral-embed",
        "granite3.1-dense:8b",
        "gemma3",
    ],
)
def test_a_name_that_says_nothing_has_no_family(model_name: str) -> None:
    assert family_for(model_name) is None
