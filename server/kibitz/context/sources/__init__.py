"""Sources of context, one file each, exporting `SOURCE`; `context/source.py` finds them."""
