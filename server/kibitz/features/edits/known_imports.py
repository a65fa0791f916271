"""The imports that code in Go, Java and Rust lacks, for names of the standard library. Pure.

Only what is beyond doubt: a name that is used the way the library's is, that the document did not use before,
and that nothing in it declares. Python has its own parser for that: `names.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_GO: Final = {
    path.rpartition("/")[2]: path
    for path in (
        *("bufio", "bytes", "context", "encoding/json", "errors", "fmt", "io", "log", "math", "net/http"),
        *("os", "os/exec", "path/filepath", "reflect", "regexp", "slices", "sort", "strconv", "strings"),
        *("sync", "sync/atomic", "testing", "time", "unicode", "unicode/utf8"),
    )
}
_JAVA: Final = {
    **dict.fromkeys(
        (
            *("ArrayDeque", "ArrayList", "Arrays", "Collection", "Collections", "Comparator", "Deque"),
            *("HashMap", "HashSet", "Iterator", "LinkedHashMap", "LinkedHashSet", "LinkedList", "List"),
            *("Locale", "Map", "NoSuchElementException", "Objects", "Optional", "PriorityQueue", "Queue"),
            *("Scanner", "Set", "StringJoiner", "TreeMap", "TreeSet", "UUID"),
        ),
        "java.util",
    ),
    **dict.fromkeys(("BiFunction", "Function", "Predicate", "Supplier", "Consumer"), "java.util.function"),
    **dict.fromkeys(("Collectors", "IntStream", "Stream"), "java.util.stream"),
    **dict.fromkeys(("BufferedReader", "File", "IOException", "UncheckedIOException"), "java.io"),
    **dict.fromkeys(("Files", "Path", "Paths"), "java.nio.file"),
    **dict.fromkeys(("Duration", "Instant", "LocalDate", "LocalDateTime"), "java.time"),
}
_RUST: Final = {
    **dict.fromkeys(
        ("BTreeMap", "BTreeSet", "BinaryHeap", "HashMap", "HashSet", "VecDeque"), "std::collections"
    ),
    **dict.fromkeys(("Arc", "Mutex", "RwLock"), "std::sync"),
    **dict.fromkeys(("Duration", "Instant"), "std::time"),
    **dict.fromkeys(("Path", "PathBuf"), "std::path"),
    **dict.fromkeys(("Cell", "RefCell"), "std::cell"),
    "Rc": "std::rc",
    "FromStr": "std::str",
}
_NOT_CODE: Final = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])'", re.DOTALL
)


def forgotten_imports(language_id: str, old: str, new: str, imports: Sequence[str] = ()) -> list[str]:
    """Lines for the names that `new` uses, and `old` does not, without importing or declaring them.

    Args:
        language_id: Kibitz' own; nothing is known for others than these three.
        old: the document before.
        new: the document after.
        imports: lines that will be added to it.
    """
    lines = _LINES.get(language_id)
    return lines(_code(old), _code(new), new + "\n" + "\n".join(imports)) if lines else []


def _go(old: str, new: str, imported: str) -> list[str]:
    return [
        f'import "{path}"'
        for name, path in _GO.items()
        if re.search(rf"(?<![\w.]){name}\.[A-Z]", new)
        and not re.search(rf"(?<![\w.]){name}\b", old)
        and not re.search(rf"(?<![\w.]){name}\b(?!\.)", new)
        and f'"{path}"' not in imported
    ]


def _java(old: str, new: str, imported: str) -> list[str]:
    return [
        f"import {package}.{name};"
        for name, package in _JAVA.items()
        if _newly_used(name, old, new)
        and not re.search(
            rf"^import\s+(?:[\w.]+\.{name}|{re.escape(package)}\.\*)\s*;", imported, re.MULTILINE
        )
        and not re.search(rf"\b(?:class|interface|enum|record)\s+{name}\b", new)
    ]


def _rust(old: str, new: str, imported: str) -> list[str]:
    return [
        f"use {path}::{name};"
        for name, path in _RUST.items()
        if _newly_used(name, old, new)
        and not re.search(rf"\buse\s[^;]*\b{name}\b", imported)
        and not re.search(rf"\b(?:struct|enum|trait|type)\s+{name}\b", new)
    ]


def _newly_used(name: str, old: str, new: str) -> bool:
    use = re.compile(rf"(?<![\w.:]){name}\b")
    return bool(use.search(new)) and not use.search(old)


_LINES: Final[dict[str, Callable[[str, str, str], list[str]]]] = {"go": _go, "java": _java, "rust": _rust}


def _code(text: str) -> str:
    """Without comments and strings, as far as a regular expression can tell."""
    return _NOT_CODE.sub(" ", text)
