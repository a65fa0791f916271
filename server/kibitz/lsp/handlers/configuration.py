"""`initialized` and `workspace/didChangeConfiguration`: settings pulled and pushed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.lsp.configuration import SECTION
from kibitz.lsp.handlers import watched_files
from kibitz.lsp.protocol import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.session import Session

logger = logging.getLogger(__name__)


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def initialized(_: lsp.InitializedParams | None) -> None:
        await session.configuration.pull()
        await session.features()
        if session.client.registers_configuration:
            await _register(session)
        if session.client.registers_watchers and session.configuration.settings.context.index:
            await watched_files.register(session)

    async def did_change_configuration(params: lsp.DidChangeConfigurationParams) -> None:
        session.configuration.push(params.settings)
        await session.configuration.pull()

    return {
        lsp.INITIALIZED: initialized,
        lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    }


async def _register(session: Session) -> None:
    registration = lsp.Registration(
        id="kibitz-configuration",
        method=lsp.WORKSPACE_DID_CHANGE_CONFIGURATION,
        register_options={"section": SECTION},
    )
    try:
        await session.server.client_register_capability_async(
            lsp.RegistrationParams(registrations=[registration])
        )
    except ClientError:
        logger.warning("The editor refused to announce changed settings")
