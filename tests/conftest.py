"""For every test.

Property tests are judged by what they find, not by the speed of a machine that is busy. Programs that are
started buffer their output, as a user's do: CI sets PYTHONUNBUFFERED, which hides what was never flushed.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("kibitz", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kibitz")
os.environ.pop("PYTHONUNBUFFERED", None)
