"""Finds plug-ins: every module of a package that exports a given name.

One file is one plug-in (a language, a provider, a model family, a code action); adding one touches no
list. Third parties add theirs through an entry-point group of the same name as the package.
"""

from __future__ import annotations

import pkgutil


def find_plugins(package_name: str, export: str) -> dict[str, object]:
    """Import the modules of `package_name` in name order and collect what they export.

    Args:
        package_name: dotted name, such as `kibitz.syntax.languages`; also the entry-point group.
        export: the constant each module must define, such as `LANGUAGE`.

    Returns:
        module name (or entry-point name) -> the exported object. Private modules (`_x`) are skipped.

    Raises:
        AttributeError: a module lacks the export; that is a bug, found by the first test.
    """
    import importlib.metadata  # takes longer to import than most packages to search

    package = importlib.import_module(package_name)
    found: dict[str, object] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if not info.name.startswith("_"):
            found[info.name] = getattr(importlib.import_module(f"{package_name}.{info.name}"), export)
    for entry in importlib.metadata.entry_points(group=package_name):
        found.setdefault(entry.name, entry.load())
    return found
