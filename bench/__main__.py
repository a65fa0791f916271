"""`python -m bench`: every benchmark that needs no model; `python -m bench NAME ...`: one of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NO_BENCHMARKS = ("__main__", "bare_server")

if len(sys.argv) > 1:
    sys.exit(
        subprocess.run([sys.executable, "-m", f"bench.{sys.argv[1]}", *sys.argv[2:]], check=False).returncode
    )
for path in (*sorted(HERE.glob("*.py")), HERE / "latency"):
    if path.stem not in NO_BENCHMARKS:
        print(f"== bench.{path.stem}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{path.stem}"], check=True)
