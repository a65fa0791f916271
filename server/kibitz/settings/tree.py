"""The settings as a tree of names, types and rules, read from the dataclasses of `model.py`.

What `load.py` validates against and `schema.py` prints is this tree, so that they cannot differ.
"""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Mapping
from typing import Any, Literal, TypeGuard, Union, get_args, get_origin, get_type_hints

from kibitz.settings.model import NAME_PATTERN, TITLE_PATTERN, Rules, Settings

SECTION = "kibitz"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One value. `kind` is its JSON type; `array` means a list of strings."""

    attribute: str
    rules: Rules
    kind: Literal["boolean", "integer", "string", "array"]
    choices: tuple[str, ...] = ()
    default: object


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An object with known keys; `members` is by camelCase key."""

    attribute: str
    rules: Rules
    model: type[Any]
    members: Mapping[str, Node]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An object whose keys the user chooses; every value is a `row`."""

    attribute: str
    rules: Rules
    row: Group

    @property
    def key_pattern(self) -> str:
        """Of the keys; the same text in Python and in JSON schema."""
        return TITLE_PATTERN if self.rules.titles else NAME_PATTERN


Node = Leaf | Group | Table


@functools.cache
def settings_tree() -> Group:
    """The section `kibitz`."""
    return _group(Settings, attribute=SECTION, rules=Rules(doc="All settings of Kibitz."))


def _group(model: type[Any], *, attribute: str, rules: Rules) -> Group:
    hints = get_type_hints(model)
    members = {
        _camel_case(field.name): _node(hints[field.name], field) for field in dataclasses.fields(model)
    }
    return Group(attribute=attribute, rules=rules, model=model, members=members)


def _node(hint: Any, field: dataclasses.Field[Any]) -> Node:
    rules: Rules = field.metadata["rules"]
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return _group(hint, attribute=field.name, rules=rules)
    if get_origin(hint) is Mapping:
        row = _group(get_args(hint)[1], attribute=field.name, rules=rules)
        return Table(attribute=field.name, rules=rules, row=row)
    choices = _choices(hint)
    kind: Literal["boolean", "integer", "string", "array"]
    if choices or hint is str:
        kind = "string"
    elif hint is bool:
        kind = "boolean"
    elif hint is int:
        kind = "integer"
    elif hint == tuple[str, ...]:
        kind = "array"
    else:
        raise TypeError(f"setting {field.name!r} has a type that cannot be set in JSON: {hint!r}")
    return Leaf(attribute=field.name, rules=rules, kind=kind, choices=choices, default=_default(field))


def _choices(hint: Any) -> tuple[str, ...]:
    """The values of a Literal, or of a union of Literals; empty for any other type."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    if _is_union(hint):
        return tuple(choice for part in get_args(hint) for choice in _choices(part))
    return ()


def _is_union(hint: Any) -> TypeGuard[types.UnionType]:
    return get_origin(hint) in (types.UnionType, Union)


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
