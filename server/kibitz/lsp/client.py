"""What this client can do, resolved once from its `initialize` into plain booleans.

Features never walk the client's capability tree. Facts from recordings of fifteen clients (`tests/protocol`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kibitz.documents.uri import folder_behind

if TYPE_CHECKING:
    from lsprotocol import types as lsp

    from kibitz.text.line_index import PositionEncoding


_CREATE_BY_EDIT: Final = frozenset({"Eglot"})
"""Eglot 1.17 visits every file of an edit (`find-file-noselect`), and declares no operations on files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One connected client.

    Attributes:
        applies_edits: also taken as the sign that it answers questions: eglot, lsp-mode and vim-lsp do
            without declaring it, ALE and Kate do neither.
        ghost_text: it asks for inline completions. lsp-mode 10 declares `null` and asks all the same, so
            this only decides whether the completion menu stands in.
        confirms_changes: it asks the user before it applies an edit whose annotation needs confirmation.
        file_operations: what of `create`, `rename` and `delete` it does as part of an edit. Neovim, which
            declares them without `documentChanges`, does them all the same.
        creates_by_edit: it makes the file that an edit names, when there is none; it knows no other way.
        code_lenses: it shows lines above the code that can be chosen; `refreshes_lenses`: when it is told to.
        reviews: it has a view of its own for proposals, hunk by hunk (ours says so).
        reloads_files: it follows files that change on disk (ours says so).
        input_box: it asks for an instruction by itself before it runs "edit by instruction" (ours says so).
        extended: it understands `kibitz/status`.
    """

    name: str
    process_id: int | None
    encoding: PositionEncoding
    folders: tuple[str, ...]
    ghost_text: bool
    pulls_configuration: bool
    registers_configuration: bool
    registers_watchers: bool
    shows_progress: bool
    shows_documents: bool
    applies_edits: bool
    document_changes: bool
    confirms_changes: bool
    file_operations: frozenset[str]
    creates_by_edit: bool
    code_lenses: bool
    refreshes_lenses: bool
    reviews: bool
    action_literals: bool
    resolves_edits: bool
    reloads_files: bool
    input_box: bool
    extended: bool


def client_of(params: lsp.InitializeParams, encoding: PositionEncoding | None = None) -> Client:
    """Read the capabilities; whatever is not said is taken as absent.

    Args:
        params: what the client said.
        encoding: what it is known to count in, whatever it says.
    """
    capabilities = params.capabilities
    ours = _kibitz_capabilities(capabilities.experimental)
    offered = capabilities.general.position_encodings if capabilities.general else None
    name = params.client_info.name if params.client_info else ""
    declared = _file_operations(capabilities)
    creates_by_edit = name in _CREATE_BY_EDIT and "create" not in declared
    return Client(
        name=name,
        process_id=params.process_id,
        encoding=encoding or _encoding(offered),
        folders=_folders(params),
        ghost_text=_has(capabilities, "text_document", "inline_completion"),
        pulls_configuration=_true(capabilities, "workspace", "configuration"),
        registers_configuration=_true(
            capabilities, "workspace", "did_change_configuration", "dynamic_registration"
        ),
        registers_watchers=_true(
            capabilities, "workspace", "did_change_watched_files", "dynamic_registration"
        ),
        shows_progress=_true(capabilities, "window", "work_done_progress"),
        shows_documents=_true(capabilities, "window", "show_document", "support"),
        applies_edits=_true(capabilities, "workspace", "apply_edit"),
        document_changes=_true(capabilities, "workspace", "workspace_edit", "document_changes"),
        confirms_changes=_has(capabilities, "workspace", "workspace_edit", "change_annotation_support"),
        file_operations=declared | {"create"} if creates_by_edit else declared,
        creates_by_edit=creates_by_edit,
        code_lenses=_has(capabilities, "text_document", "code_lens"),
        refreshes_lenses=_true(capabilities, "workspace", "code_lens", "refresh_support"),
        reviews=bool(ours.get("reviewsEdits")),
        action_literals=_has(capabilities, "text_document", "code_action", "code_action_literal_support"),
        resolves_edits=_resolves_edits(capabilities),
        reloads_files=bool(ours.get("reloadsFiles")),
        input_box=bool(ours.get("inputBox")),
        extended=bool(ours),
    )


def _encoding(offered: Any) -> PositionEncoding:
    """UTF-16 whenever it is offered: copilot.vim and others send it whatever was negotiated."""
    names = [str(getattr(name, "value", name)) for name in offered or ()]
    if not names or "utf-16" in names:
        return "utf-16"
    return "utf-8" if "utf-8" in names else "utf-32" if "utf-32" in names else "utf-16"


def _folders(params: lsp.InitializeParams) -> tuple[str, ...]:
    if params.workspace_folders:
        return tuple(folder.uri for folder in params.workspace_folders)
    return (folder_behind(params.root_uri),) if params.root_uri else ()


def _kibitz_capabilities(experimental: Any) -> dict[str, Any]:
    if isinstance(experimental, dict):
        found: Any = experimental.get("kibitz")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if isinstance(found, dict):
            return found  # pyright: ignore[reportUnknownVariableType]
    return {}


def _resolves_edits(capabilities: lsp.ClientCapabilities) -> bool:
    support = _at(capabilities, "text_document", "code_action", "resolve_support")
    return support is not None and "edit" in support.properties


def _file_operations(capabilities: lsp.ClientCapabilities) -> frozenset[str]:
    kinds = _at(capabilities, "workspace", "workspace_edit", "resource_operations") or ()
    return frozenset(str(getattr(kind, "value", kind)) for kind in kinds)


def _at(root: Any, *names: str) -> Any:
    for name in names:
        root = getattr(root, name, None)
    return root


def _has(root: Any, *names: str) -> bool:
    return _at(root, *names) is not None


def _true(root: Any, *names: str) -> bool:
    return _at(root, *names) is True
