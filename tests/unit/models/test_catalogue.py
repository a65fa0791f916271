from __future__ import annotations

import re

import pytest

from kibitz.models.catalogue import CATALOGUE, MIB, HubFile, Machine, WheelParts, choose, find, fits
from kibitz.models.choose import family_for

GIB = 1024 * MIB


def machine(*, memory_gib: float, cores: int) -> Machine:
    return Machine(memory_bytes=int(memory_gib * GIB), free_bytes=None, cores=cores)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_every_entry_can_be_addressed_and_asked(entry) -> None:
    assert find(entry.name) is entry
    assert re.fullmatch("[0-9a-f]{64}", entry.sha256)
    assert entry.file_name.endswith(".gguf")
    assert entry.licence
    assert entry.carriers
    # What the server is asked with is looked up by this name.
    family = family_for(entry.name)
    assert family is not None
    assert family.id == entry.family_id
    assert entry.context_tokens <= family.context_tokens


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_every_carrier_is_pinned(entry) -> None:
    for carrier in entry.carriers:
        match carrier:
            case HubFile():
                assert re.fullmatch("[0-9a-f]{40}", carrier.revision)
            case WheelParts():
                assert carrier.version
                # All parts but the last are full: together they are the file, to the byte.
                last_bytes = entry.size_bytes - (carrier.count - 1) * carrier.part_bytes
                assert 0 < last_bytes <= carrier.part_bytes


def test_names_and_sums_are_unique() -> None:
    assert len({entry.name for entry in CATALOGUE}) == len(CATALOGUE)
    assert len({entry.sha256 for entry in CATALOGUE}) == len(CATALOGUE)


def test_an_unknown_name_has_no_entry() -> None:
    assert find("gpt-7") is None


@pytest.mark.parametrize(
    ("memory_gib", "cores", "name"),
    [
        (16, 8, "qwen2.5-coder-1.5b"),
        (8, 4, "qwen2.5-coder-1.5b"),
        (24, 2, "qwen2.5-coder-0.5b"),  # memory enough, but too slow for ghost text
        (4, 8, "qwen2.5-coder-0.5b"),  # quick enough, but it would take more than half the memory
        (256, 64, "qwen2.5-coder-1.5b"),  # the 7B only where the user asks for it
        (0.5, 1, "qwen2.5-coder-0.5b"),  # the smallest there is
    ],
)
def test_chooses_by_memory_and_cores(memory_gib: float, cores: int, name: str) -> None:
    assert choose(machine(memory_gib=memory_gib, cores=cores)).name == name


def test_a_model_fits_when_half_the_memory_is_left() -> None:
    entry = CATALOGUE[0]
    need_gib = entry.least_memory_bytes / GIB

    assert fits(entry, machine(memory_gib=2 * need_gib, cores=1))
    assert not fits(entry, machine(memory_gib=2 * need_gib - 0.1, cores=1))


def test_a_larger_window_needs_more_memory() -> None:
    for entry in CATALOGUE:
        assert entry.memory_bytes(1024) == entry.memory_bytes(8192) == entry.least_memory_bytes
        assert entry.memory_bytes(32_768) - entry.memory_bytes(8192) == 24_576 * entry.kv_bytes_per_token
