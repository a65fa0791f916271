from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kibitz.settings.load import Loaded, Problem, load
from kibitz.settings.model import InlineCompletion, Models, OwnAction, ProviderSettings, Settings

DEFAULTS = Settings()


def only_problem(loaded: Loaded) -> Problem:
    (problem,) = loaded.problems
    return problem


def test_nothing_from_the_editor_is_the_defaults() -> None:
    assert load() == Loaded(settings=DEFAULTS, problems=())


@pytest.mark.parametrize("nothing", [None, {}, [], {"settings": None}, {"kibitz": None}, {"kibitz": []}])
def test_every_way_to_say_nothing_is_accepted(nothing: object) -> None:
    assert load(nothing) == Loaded(settings=DEFAULTS, problems=())


@pytest.mark.parametrize(
    "layer",
    [
        {"logLevel": "debug", "inlineCompletion": {"enabled": False}},
        {"kibitz": {"logLevel": "debug", "inlineCompletion": {"enabled": False}}},
        {"settings": {"kibitz": {"logLevel": "debug", "inlineCompletion": {"enabled": False}}}},
        {"settings": {"logLevel": "debug", "inlineCompletion": {"enabled": False}}},
        {"kibitz.logLevel": "debug", "kibitz.inlineCompletion.enabled": False},
        {"kibitz": {"logLevel": "debug", "inlineCompletion.enabled": False}},
        {"kibitz": {"logLevel": "debug"}, "kibitz.inlineCompletion": {"enabled": False}},
        {"logLevel": "debug", "inlineCompletion.enabled": False},
    ],
)
def test_every_wrapping_means_the_same(layer: object) -> None:
    wanted = replace(DEFAULTS, log_level="debug", inline_completion=InlineCompletion(enabled=False))
    assert load(layer) == Loaded(settings=wanted, problems=())


def test_a_stronger_layer_changes_only_what_it_names() -> None:
    weak = {"models": {"completion": "ollama/a", "edit": "ollama/b"}, "logLevel": "debug"}
    strong = {"kibitz": {"models": {"completion": "local/c"}}}
    wanted = replace(DEFAULTS, log_level="debug", models=Models(completion="local/c", edit="ollama/b"))
    assert load(weak, strong, None).settings == wanted


def test_null_in_a_stronger_layer_leaves_the_weaker_value() -> None:
    assert load({"logLevel": "debug"}, {"logLevel": None}).settings.log_level == "debug"


def test_a_mistake_in_a_stronger_layer_leaves_the_weaker_value() -> None:
    loaded = load({"logLevel": "debug"}, {"logLevel": "loud"})
    assert loaded.settings.log_level == "debug"
    assert only_problem(loaded).key == "kibitz.logLevel"


def test_a_stronger_list_replaces_the_weaker_list() -> None:
    weak = {"inlineCompletion": {"disabledLanguages": ["markdown", "sql"]}}
    strong = {"inlineCompletion": {"disabledLanguages": ["yaml"]}}
    assert load(weak, strong).settings.inline_completion.disabled_languages == ("yaml",)


def test_providers_of_all_layers_are_merged_by_name_and_field() -> None:
    weak = {"providers": {"work": {"baseUrl": "http://a/v1", "fim": "suffix"}, "home": {"fim": "chat"}}}
    strong = {"kibitz.providers.work.baseUrl": "http://b/v1"}
    assert load(weak, strong).settings.providers == {
        "work": ProviderSettings(base_url="http://b/v1", fim="suffix"),
        "home": ProviderSettings(fim="chat"),
    }


def test_a_provider_name_may_have_a_dot() -> None:
    loaded = load({"providers": {"my.server": {"fim": "chat"}}})
    assert loaded == Loaded(
        settings=replace(DEFAULTS, providers={"my.server": ProviderSettings(fim="chat")}), problems=()
    )


@pytest.mark.parametrize("name", ["a/b", "a b", ""])
def test_a_provider_name_that_no_model_could_name_is_a_problem(name: str) -> None:
    loaded = load({"providers": {name: {"fim": "chat"}}})
    assert "name" in only_problem(loaded).message
    assert not loaded.settings.providers


@pytest.mark.parametrize("title", ["Make it idiomatic", "Fix I/O: e.g. files", "x"])
def test_an_action_has_a_title_of_any_words(title: str) -> None:
    loaded = load({"actions": {title: {"prompt": "Rewrite it."}}})
    assert loaded == Loaded(
        settings=replace(DEFAULTS, actions={title: OwnAction(prompt="Rewrite it.")}), problems=()
    )


@pytest.mark.parametrize("title", ["", "  "])
def test_a_title_says_something(title: str) -> None:
    assert "a title" in only_problem(load({"actions": {title: {"prompt": "Rewrite it."}}})).message


@pytest.mark.parametrize(
    ("layer", "key", "words"),
    [
        ({"logLevel": "loud"}, "kibitz.logLevel", ['"loud"', '"debug"', '"error"']),
        ({"inlineCompletion": {"enabled": 1}}, "kibitz.inlineCompletion.enabled", ["1", "true or false"]),
        ({"local": {"threads": True}}, "kibitz.local.threads", ["true", "0", "256"]),
        ({"local": {"threads": 257}}, "kibitz.local.threads", ["257", "0", "256"]),
        ({"local": {"threads": 1.5}}, "kibitz.local.threads", ["1.5", "whole number"]),
        ({"local": {"threads": math.inf}}, "kibitz.local.threads", ["inf", "whole number"]),
        ({"local": {"threads": 10**5000}}, "kibitz.local.threads", ["large", "whole number"]),
        ({"local": {"modelFile": 3}}, "kibitz.local.modelFile", ["3", "a string"]),
        ({"local": "small"}, "kibitz.local", ['"small"', "an object"]),
        ({"models": {"completion": "gpt"}}, "kibitz.models.completion", ['"gpt"', "provider/model"]),
        ({"models": {"chat": "a/b\n"}}, "kibitz.models.chat", ["provider/model"]),
        ({"models": {"edit": "/b"}}, "kibitz.models.edit", ['"/b"']),
        ("text", "kibitz", ['"text"', "an object"]),
        (
            {"inlineCompletion": {"disabledLanguages": "sql"}},
            "kibitz.inlineCompletion.disabledLanguages",
            ['"sql"', "list of strings"],
        ),
        (
            {"inlineCompletion": {"disabledLanguages": ["sql", 3]}},
            "kibitz.inlineCompletion.disabledLanguages[1]",
            ["3", "a string"],
        ),
        (
            {"providers": {"work": {"baseUrl": "ftp://x"}}},
            "kibitz.providers.work.baseUrl",
            ["ftp://x", "http://"],
        ),
    ],
)
def test_a_wrong_value_names_the_key_the_value_and_what_is_allowed(
    layer: object, key: str, words: list[str]
) -> None:
    problem = only_problem(load(layer))
    assert problem.key == key
    assert key in str(problem)
    assert all(word in problem.message for word in words)


@pytest.mark.parametrize(
    ("layer", "key", "meant"),
    [
        ({"modles": {}}, "kibitz.modles", "kibitz.models?"),
        ({"log_level": "debug"}, "kibitz.log_level", "kibitz.logLevel?"),
        ({"debounceMs": 5}, "kibitz.debounceMs", "kibitz.inlineCompletion.debounceMs?"),
        ({"inlineCompletion": {"enable": 5}}, "kibitz.inlineCompletion.enable", "inlineCompletion.enabled?"),
        ({"models.completions": "x"}, "kibitz.models.completions", "kibitz.models.completion?"),
        ({"logLevel.deep": 5}, "kibitz.logLevel.deep", "kibitz.logLevel?"),
        ({"providers": {"work": {"baseURL": "x"}}}, "kibitz.providers.work.baseURL", "work.baseUrl?"),
        ({"providers": {"work": {"wire": "x"}}}, "kibitz.providers.work.wire", "baseUrl, apiKeyEnv"),
        ({"kibitz": {"zzz": {}}}, "kibitz.zzz", "known in kibitz are models"),
    ],
)
def test_an_unknown_key_names_what_was_meant_or_what_there_is(layer: object, key: str, meant: str) -> None:
    problem = only_problem(load(layer))
    assert problem.key == key
    assert meant in problem.message


def test_the_rest_counts_beside_a_mistake() -> None:
    loaded = load({"zzz": 1, "logLevel": "debug", "local": {"threads": -1, "idleMinutes": 3}})
    assert loaded.settings.log_level == "debug"
    assert loaded.settings.local.idle_minutes == 3
    assert [problem.key for problem in loaded.problems] == ["kibitz.zzz", "kibitz.local.threads"]


def test_the_same_mistake_in_two_layers_is_told_once() -> None:
    only_problem(load({"logLevel": "loud"}, {"kibitz": {"logLevel": "loud"}}))


def test_sections_of_other_servers_are_no_mistake() -> None:
    beside = {"kibitz": {"logLevel": "debug"}, "gopls": {"gofumpt": True}}
    assert load(beside, {"gopls": {"gofumpt": True}, "pylsp": {}}) == load({"logLevel": "debug"})


def test_a_whole_number_written_as_a_float_is_a_whole_number() -> None:
    assert load({"local": {"threads": 2.0}}).settings.local.threads == 2


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcdefgh12345678",
        "sk_live_0123456789",
        "ghp_0123456789abcdefghijABCDEFGHIJ",
        "0123456789abcdef0123456789abcdef",
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        lambda secret: {"providers": {"work": {"apiKeyEnv": secret}}},
        lambda secret: {"providers": {"work": {"apiKey": secret}}},
        lambda secret: {"providers": {"work": {"apiKeyCommand": [secret]}}},
        lambda secret: {"providers": {"work": {"baseUrl": f"https://me:{secret}@host/v1"}}},
        lambda secret: {"providers": {"work": secret}},
        lambda secret: {"models": {"completion": secret}},
        lambda secret: {"logLevel": secret},
        lambda secret: {"kibitz": {secret: True}},
        lambda secret: {"kibitz": secret},
    ],
)
def test_a_key_in_the_wrong_place_is_never_repeated(place: Any, secret: str) -> None:
    loaded = load(place(secret))
    problem = only_problem(loaded)
    assert secret not in problem.message + problem.key
    assert secret not in repr(loaded.settings)


@pytest.mark.parametrize(
    "name", ["", "WORK_KEY", "OPENAI_API_KEY", "AZURE_COGNITIVE_SERVICES_OPENAI_API_KEY"]
)
def test_the_name_of_a_variable_is_accepted(name: str) -> None:
    assert not load({"providers": {"work": {"apiKeyEnv": name}}}).problems


@pytest.mark.parametrize("model", ["auto", "local/x", "ollama/hf.co/someone/model:q4_K_M", "work/a b"])
def test_a_model_is_auto_or_a_provider_and_a_name(model: str) -> None:
    assert bool(load({"models": {"completion": model}}).problems) == (" " in model)


def test_control_characters_of_a_wrong_value_do_not_reach_the_message() -> None:
    problem = only_problem(load({"logLevel": "a\nb\x1b[31m" + "x" * 20}))
    assert problem.message.isprintable()


def test_settings_cannot_be_changed() -> None:
    loaded = load({"providers": {"work": {}}})
    with pytest.raises(FrozenInstanceError):
        loaded.settings.log_level = "debug"  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError):
        loaded.settings.providers["other"] = ProviderSettings()  # pyright: ignore[reportIndexIssue]


KNOWN_KEYS = st.sampled_from(
    ["kibitz", "settings", "models", "completion", "local", "threads", "providers", "work", "baseUrl", "fim"]
) | st.sampled_from(
    ["apiKeyEnv", "inlineCompletion", "enabled", "disabledLanguages", "logLevel", "kibitz.local.threads", "."]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("auto"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KNOWN_KEYS | st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=3))
def test_anything_at_all_gives_valid_settings(layers: list[object]) -> None:
    loaded = load(*layers)
    assert isinstance(loaded.settings, Settings)
    assert all(problem.key and problem.message.isprintable() for problem in loaded.problems)
