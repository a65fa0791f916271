from __future__ import annotations

import importlib.util
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kibitz.backends.local.embedded import Embedded
from kibitz.backends.local.errors import DownloadNeeded
from kibitz.base.errors import ConfigProblem, ModelMissing
from kibitz.models import catalogue
from kibitz.models.catalogue import CatalogueEntry, Machine
from kibitz.settings.model import Local, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.storage.paths import Paths

ROOMY = Machine(memory_bytes=10_000, free_bytes=5_000, cores=4)  # an entry of these tests needs 1000 bytes

MakeEmbedded = Callable[..., Embedded]
MakeEntry = Callable[..., CatalogueEntry]


@pytest.fixture
async def make_embedded(paths: Paths, child_program: tuple[str, ...]) -> AsyncIterator[MakeEmbedded]:
    made: list[Embedded] = []

    def make(machine: Machine = ROOMY, **local: Any) -> Embedded:
        settings = Settings(local=Local(**local))
        made.append(
            Embedded(paths=paths, settings=lambda: settings, machine=lambda: machine, command=child_program)
        )
        return made[-1]

    yield make
    for embedded in made:
        await embedded.close()


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if xllamacpp was there: the child of these tests does without."""
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: find_spec("json") if name == "xllamacpp" else find_spec(name, *rest),
    )


@pytest.fixture
def known(
    monkeypatch: pytest.MonkeyPatch, make_entry: MakeEntry
) -> Callable[..., tuple[CatalogueEntry, ...]]:
    """Put entries into the catalogue. Their weights are a script for the child."""

    def know(*changes: dict[str, Any]) -> tuple[CatalogueEntry, ...]:
        entries = tuple(make_entry(**change) for change in changes)
        monkeypatch.setattr(catalogue, "CATALOGUE", entries)
        return entries

    return know


SMALL = {
    "name": "small",
    "size_bytes": 2,
    "sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",  # of {}
}
LARGE = {
    "name": "large",
    "size_bytes": 3,
    "sha256": "257c1be96ae69f4b01c2c69bdb6d78605f59175819fb007d0bf245bf48444c4a",  # of { }
    "least_cores": 4,
}


def put(models: Path, content: str, name: str = "weights.gguf") -> Path:
    file = models / name
    file.write_text(content)
    return file


async def test_serves_the_model_that_suits_the_machine(
    known: Any, make_embedded: MakeEmbedded, models: Path
) -> None:
    known(SMALL, LARGE)
    put(models, "{}", "small.gguf")
    put(models, "{ }", "large.gguf")

    quick = await make_embedded(ROOMY).endpoint(None)
    slow = await make_embedded(replace(ROOMY, cores=2)).endpoint(None)

    assert (quick.model_name, slow.model_name) == ("large", "small")
    assert quick.family_name == "large"
    assert quick.base_url.startswith("http://127.0.0.1:")
    assert quick.api_key


async def test_a_model_that_is_here_is_better_than_a_download(
    known: Any, make_embedded: MakeEmbedded, models: Path
) -> None:
    known(SMALL, LARGE)
    put(models, "{}")

    assert (await make_embedded().endpoint(None)).model_name == "small"


async def test_a_named_model_is_served_whatever_suits_the_machine(
    known: Any, make_embedded: MakeEmbedded, models: Path
) -> None:
    known(SMALL, LARGE)
    put(models, "{ }", "large.gguf")

    assert (await make_embedded(replace(ROOMY, cores=1)).endpoint("large")).model_name == "large"


async def test_missing_weights_say_what_would_be_fetched(known: Any, make_embedded: MakeEmbedded) -> None:
    _, large = known(SMALL, LARGE | {"size_bytes": 491_400_064})

    with pytest.raises(DownloadNeeded) as raised:
        await make_embedded().endpoint(None)

    assert raised.value.entry is large
    assert str(raised.value) == (
        "The model large (491 MB, Apache-2.0) is not on this machine: run `kibitz models pull large`."
    )


async def test_weights_that_were_fetched_meanwhile_are_found(
    known: Any, make_embedded: MakeEmbedded, models: Path
) -> None:
    known(SMALL)
    embedded = make_embedded()
    with pytest.raises(DownloadNeeded):
        await embedded.endpoint(None)

    put(models, "{}")

    assert (await embedded.endpoint(None)).model_name == "small"


async def test_an_unknown_name_lists_the_known_ones(known: Any, make_embedded: MakeEmbedded) -> None:
    known(SMALL, LARGE)

    with pytest.raises(ConfigProblem, match="no local model 'huge': there are small, large"):
        await make_embedded().endpoint("huge")


async def test_without_llama_cpp_it_says_what_to_install_before_any_download(
    known: Any, make_embedded: MakeEmbedded, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(SMALL)
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_args: None)
    with pytest.raises(ModelMissing, match="-m pip install xllamacpp"):
        await make_embedded().endpoint(None)

    put(models, "{}")
    with pytest.raises(ModelMissing, match="-m pip install xllamacpp"):
        await make_embedded().endpoint(None)


async def test_too_little_free_memory_refuses_the_start(
    known: Any, make_embedded: MakeEmbedded, models: Path
) -> None:
    known(SMALL | {"least_memory_bytes": 2_000_000_000})
    put(models, "{}")
    machine = Machine(memory_bytes=8_000_000_000, free_bytes=1_500_000_000, cores=4)

    with pytest.raises(ConfigProblem, match=r"needs 2.0 GB of memory, and 1.5 GB is free"):
        await make_embedded(machine).endpoint(None)

    assert await make_embedded(replace(machine, free_bytes=None)).endpoint(None)


async def test_a_file_of_the_user_s_is_served_as_it_is(
    known: Any, make_embedded: MakeEmbedded, tmp_path: Path
) -> None:
    known(SMALL)
    file = put(tmp_path, '{"any": 1}', "My-StarCoder2 3B.gguf")

    machine = replace(ROOMY, free_bytes=10**9)
    endpoint = await make_embedded(machine, model_file=str(file), context_tokens=16_384).endpoint(None)

    assert endpoint.model_name == "My-StarCoder2_3B"
    assert endpoint.family_name == "My-StarCoder2 3B"
    assert endpoint.context_tokens == 16_384


async def test_a_file_as_long_as_a_known_one_is_of_its_family(
    known: Any, make_embedded: MakeEmbedded, tmp_path: Path
) -> None:
    known(SMALL)
    file = put(tmp_path, "{}", "renamed.gguf")

    endpoint = await make_embedded(model_file=str(file)).endpoint(None)

    assert (endpoint.model_name, endpoint.family_name) == ("renamed", "small")


async def test_a_file_that_is_not_there_names_the_setting(known: Any, make_embedded: MakeEmbedded) -> None:
    known(SMALL)

    with pytest.raises(ConfigProblem, match=r"kibitz.local.modelFile: '/no/such.gguf'"):
        await make_embedded(model_file="/no/such.gguf").endpoint(None)


async def test_the_window_is_no_larger_than_the_model_s(
    known: Any, make_embedded: MakeEmbedded, models: Path
) -> None:
    known(SMALL | {"context_tokens": 2048})
    put(models, "{}")

    assert (await make_embedded(context_tokens=8192).endpoint(None)).context_tokens == 2048


@pytest.mark.parametrize(
    ("threads", "cores", "used"),
    [(0, 8, (7, 7)), (0, 4, (3, 3)), (0, 2, (1, 2)), (0, 1, (1, 1)), (6, 4, (6, 6))],
)
async def test_one_core_is_left_to_the_user(
    threads: int,
    cores: int,
    used: tuple[int, int],
    known: Any,
    make_embedded: MakeEmbedded,
    models: Path,
    paths: Paths,
) -> None:
    known(SMALL)
    put(models, "{}")

    await make_embedded(replace(ROOMY, cores=cores), threads=threads).endpoint(None)

    (published,) = paths.runtime.rglob("server.json")
    config = json.loads(published.read_text())["config"]
    assert (config["threads"], config["prompt_threads"]) == used
