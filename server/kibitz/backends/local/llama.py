"""Starts llama.cpp's HTTP server in this process, set up for a machine on which a person works.

Only the child (`child.py`) calls it. Every number that is not the default of llama.cpp says why.
"""

from __future__ import annotations

import importlib
import os
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kibitz.backends.local.rendezvous import ServerConfig

BATCH_TOKENS = 256  # a request that is cancelled stops after a batch: 1.1 to 1.4 s, with 2048 up to 26 s
SLOTS = 2  # ghost text goes on while an explanation is written
PROMPT_CACHE_MIB = 256  # prompts of slots that were taken away; llama.cpp would take 8 GiB
REUSE_TOKENS = 256  # shift what is cached when the window over a long file has moved by that much
ERRORS_ONLY = 1  # llama.cpp's log must not hold prompts


class Llama:
    """A running server. It ends with the process."""

    def __init__(self, config: ServerConfig, api_key: str) -> None:
        """Load the model: 0.6 to 4 s. Raises what xllamacpp raises when it cannot."""
        # Before the library is loaded. Threads that spin while they wait cost 2 to 30 times the speed as
        # soon as an editor uses a core too, and save nothing with one thread.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        self._server = _serve(config, api_key)
        self.url: str = self._server.listening_address

    def activity(self) -> str:
        """Differs from the last answer whenever the model has worked since or works now."""
        counters: dict[str, str] = dict(
            re.findall(r"^llamacpp:(\w+) (\S+)$", self._server.handle_metrics(), re.MULTILINE)
        )
        return " ".join(counters[name] for name in ("n_decode_total", "prompt_tokens_total"))


def _serve(config: ServerConfig, api_key: str) -> Any:
    xllamacpp: Any = importlib.import_module("xllamacpp")  # has no types
    params = xllamacpp.CommonParams()
    params.model.path = config.model_path
    params.model_alias = {config.model_name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [api_key]
    # A window for each slot: when two share one and it overflows, llama.cpp fails both requests.
    params.n_ctx = SLOTS * config.context_tokens
    params.n_parallel = SLOTS
    params.kv_unified = False
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.n_cache_reuse = REUSE_TOKENS
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.cpuparams.n_threads = config.threads
    params.cpuparams_batch.n_threads = config.prompt_threads
    # Guess on from what the prompt repeats: an edit is written at 41 instead of 15 tokens/s, ghost text as
    # fast as without and the same (0.5B, one thread; map-k gave 21).
    params.speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
    params.use_jinja = True  # the chat template of the model
    params.endpoint_metrics = True
    params.endpoint_slots = False  # shows prompts
    params.ui = False
    params.offline = True
    params.fit_params = False  # do not shrink the window behind our back
    params.verbosity = ERRORS_ONLY
    return xllamacpp.Server(params)
