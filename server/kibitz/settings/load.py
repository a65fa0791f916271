"""From what editors send to `Settings`, with the mistakes named. Never raises.

Editors send the section in every wrapping there is: bare, in `kibitz`, in `settings`, with dotted keys,
as null, as an empty list (an empty Lua table). A mistake costs that one value: a weaker layer or the
default holds instead.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from kibitz.settings.tree import SECTION, Group, Leaf, Table, settings_tree

if TYPE_CHECKING:
    from kibitz.settings.model import Settings

_SHOWN_CHARS = 60  # of a wrong value: enough to find it by, short enough for one line of a notification

_SECRET_KEY = re.compile(r"key|token|secret|passw|auth|header|credential", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"^(sk|pk|gsk|xai|hf|gh[a-z]|github_pat|glpat)[-_]|[A-Za-z0-9+_]{32}|://\S*@")
_HIDDEN = "(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake. `message` names the key, the value and what is allowed; it never repeats a secret."""

    key: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Settings that can be used, and what had to be left out."""

    settings: Settings
    problems: tuple[Problem, ...]


def load(*layers: object) -> Loaded:
    """Merge layers of decoded JSON, weak to strong, over the defaults.

    Args:
        layers: for example initializationOptions, the answer to workspace/configuration, the settings of
            didChangeConfiguration. Anything is taken; None is an empty layer.

    Returns:
        The settings, and one problem for each unknown key and each wrong value.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for layer in layers:
        _read_group(settings_tree(), _section(layer), SECTION, values, problems)
    return Loaded(settings=_build(settings_tree(), values), problems=tuple(dict.fromkeys(problems)))


def _section(layer: object) -> object:
    """Unwrap. What stands beside `kibitz` belongs to other servers and is none of our business."""
    if isinstance(layer, Mapping) and "settings" in layer:
        layer = cast("Mapping[str, object]", layer)["settings"]
    if not isinstance(layer, Mapping):
        return layer
    items = {str(key): item for key, item in cast("Mapping[object, object]", layer).items()}
    if not any(_head(key) == SECTION for key in items):
        return None if _is_for_other_servers(items) else items
    wrapped = items.get(SECTION)
    if not isinstance(wrapped, Mapping):
        wrapped = {}
    dotted = {key.partition(".")[2]: item for key, item in items.items() if key.startswith(f"{SECTION}.")}
    return {**cast("Mapping[str, object]", wrapped), **dotted} if dotted else items[SECTION]


def _is_for_other_servers(items: Mapping[str, object]) -> bool:
    """Whether these are sections of other servers: Emacs sends all of them to every server."""
    known = settings_tree()
    return all(
        isinstance(item, Mapping)
        and _head(key) not in known.members
        and _nearest(key, known, SECTION) is None
        for key, item in items.items()
    )


def _head(key: str) -> str:
    return key.partition(".")[0]


def _read_group(
    group: Group, value: object, path: str, values: dict[str, Any], problems: list[Problem]
) -> None:
    for key, item in _items(value, path, problems):
        head, _, tail = key.partition(".")
        member = group.members.get(head)
        if member is None or (tail and isinstance(member, Leaf)):
            problems.append(_unknown_key(group, path, key, item))
            continue
        member_path, item = f"{path}.{head}", {tail: item} if tail else item
        match member:
            case Leaf():
                _read_leaf(member, item, member_path, values, problems)
            case Group():
                _read_group(member, item, member_path, values.setdefault(member.attribute, {}), problems)
            case Table():
                _read_table(member, item, member_path, values.setdefault(member.attribute, {}), problems)


def _read_table(
    table: Table, value: object, path: str, values: dict[str, Any], problems: list[Problem]
) -> None:
    for key, item in _items(value, path, problems):
        name, row = key, item
        # `work.baseUrl` with a plain value is a dotted key; with an object it is a name that has a dot.
        before, _, last = key.rpartition(".")
        if before and last in table.row.members and not isinstance(item, Mapping):
            name, row = before, {last: item}
        row_path = f"{path}.{_show_key(name)}"
        if re.fullmatch(table.key_pattern, name) is None:
            allowed = (
                "a title"
                if table.rules.titles
                else "a name without `/` and without spaces, because a model is written `provider/model`"
            )
            problems.append(Problem(key=row_path, message=f"{row_path} is no name: allowed is {allowed}."))
            continue
        _read_group(table.row, row, row_path, values.setdefault(name, {}), problems)


def _read_leaf(leaf: Leaf, value: object, path: str, values: dict[str, Any], problems: list[Problem]) -> None:
    if value is None:
        return
    if leaf.kind == "array" and isinstance(value, Sequence) and not isinstance(value, str):
        items = cast("Sequence[object]", value)
        values[leaf.attribute] = tuple(item for item in items if isinstance(item, str))
        for index, item in enumerate(items):
            if not isinstance(item, str):
                problems.append(_wrong_value(f"{path}[{index}]", item, "a string"))
        return
    if leaf.kind == "integer" and isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)  # JSON has one kind of number; `300.0` is what some editors make of 300
    if _is_allowed(leaf, value):
        values[leaf.attribute] = value
    else:
        problems.append(_wrong_value(path, value, _allowed(leaf), secret=leaf.rules.secret))


def _is_allowed(leaf: Leaf, value: object) -> bool:
    rules = leaf.rules
    match leaf.kind:
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            if not isinstance(value, int) or isinstance(value, bool):
                return False
            too_small = rules.minimum is not None and value < rules.minimum
            too_big = rules.maximum is not None and value > rules.maximum
            return not too_small and not too_big
        case "string":
            if not isinstance(value, str):
                return False
            if leaf.choices:
                return value in leaf.choices
            return rules.pattern is None or re.fullmatch(rules.pattern, value) is not None
        case "array":
            return False


def _allowed(leaf: Leaf) -> str:
    rules = leaf.rules
    match leaf.kind:
        case "boolean":
            return "true or false"
        case "integer":
            return f"a whole number from {rules.minimum} to {rules.maximum}"
        case "string":
            if leaf.choices:
                return ", ".join(json.dumps(choice) for choice in leaf.choices)
            return rules.allowed or "a string"
        case "array":
            return "a list of strings"


def _items(value: object, path: str, problems: list[Problem]) -> Iterator[tuple[str, object]]:
    """The members of an object; an empty list is what some editors make of an empty object."""
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[object, object]", value).items():
            yield str(key), item
    elif value is not None and value != []:
        problems.append(_wrong_value(path, value, "an object"))


def _unknown_key(group: Group, path: str, key: str, value: object) -> Problem:
    full = f"{path}.{_show_key(key)}"
    nearest = _nearest(key, group, path)
    allowed = f"did you mean {nearest}" if nearest else f"known in {path} are {', '.join(group.members)}"
    shown = _HIDDEN if _SECRET_KEY.search(key) else _show(value)
    end = "?" if nearest else "."
    return Problem(key=full, message=f"Unknown setting {full} (value: {shown}): {allowed}{end}")


def _wrong_value(path: str, value: object, allowed: str, *, secret: bool = False) -> Problem:
    shown = _HIDDEN if secret else _show(value)
    return Problem(key=path, message=f"{path} cannot be {shown}: allowed is {allowed}.")


def _nearest(key: str, group: Group, path: str) -> str | None:
    """The known key that was meant: one of the same place, else the same name elsewhere."""
    import difflib  # only for a mistake: not worth the start-up time of everybody else

    siblings = {_plain(known): f"{path}.{known}" for known in group.members}
    elsewhere = {_plain(known.rpartition(".")[2]): known for known in _leaf_keys(settings_tree())}
    for known, wanted in ((siblings, key), (elsewhere, key.rpartition(".")[2])):
        close = difflib.get_close_matches(_plain(wanted), known, n=1, cutoff=0.7)
        if close:
            return known[close[0]]
    return None


def _leaf_keys(group: Group, path: str = SECTION) -> Iterator[str]:
    for key, member in group.members.items():
        if isinstance(member, Group):
            yield from _leaf_keys(member, f"{path}.{key}")
        elif isinstance(member, Leaf):
            yield f"{path}.{key}"


def _plain(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()


def _show_key(key: str) -> str:
    return _HIDDEN if _SECRET_VALUE.search(key) else _printable(key)


def _show(value: object) -> str:
    match value:
        case str():
            return _HIDDEN if _SECRET_VALUE.search(value) else f'"{_printable(value)}"'
        case bool() | None:
            return json.dumps(value)
        case int() if value.bit_length() > 64:
            return "a very large number"
        case int() | float():
            return str(value)
        case Mapping():
            return "an object"
        case Sequence():
            return "a list"
        case _:
            return "something else"


def _printable(text: str) -> str:
    shown = text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in shown)


def _build(group: Group, values: Mapping[str, Any]) -> Any:
    """The dataclass of a group; what was not set has its default."""
    arguments: dict[str, Any] = {}
    for member in group.members.values():
        if member.attribute not in values:
            continue
        value = values[member.attribute]
        match member:
            case Leaf():
                arguments[member.attribute] = value
            case Group():
                arguments[member.attribute] = _build(member, value)
            case Table():
                rows = {name: _build(member.row, row) for name, row in value.items()}
                arguments[member.attribute] = MappingProxyType(rows)
    return group.model(**arguments)
