"""Lines that need a definition of another file; see `__main__.py`."""
