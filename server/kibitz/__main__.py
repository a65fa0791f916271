"""`kibitz` and `python -m kibitz`."""

from __future__ import annotations

import sys

from kibitz.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
