"""What the stack costs without Kibitz: pygls and the openai SDK, nothing else. For `latency.py`."""

from __future__ import annotations

import sys

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

server = LanguageServer("bare", "1")


@server.feature(lsp.TEXT_DOCUMENT_INLINE_COMPLETION, lsp.InlineCompletionOptions())
async def inline_completion(params: lsp.InlineCompletionParams) -> lsp.InlineCompletionList:
    """Ask with sixty lines around the cursor, no more."""
    global client
    if client is None:
        import openai

        client = openai.AsyncOpenAI(base_url=sys.argv[1], api_key="none", max_retries=0)
    lines = server.workspace.get_text_document(params.text_document.uri).lines
    row = params.position.line
    prefix = "".join(lines[max(row - 40, 0) : row]) + lines[row][: params.position.character]
    stream = await client.completions.create(
        model="fake",
        prompt=prefix,
        suffix="".join(lines[row + 1 : row + 20]),
        max_tokens=64,
        stream=True,
        stop="\n",
    )
    text = "".join([chunk.choices[0].text async for chunk in stream])
    return lsp.InlineCompletionList(
        items=[lsp.InlineCompletionItem(insert_text=text, range=lsp.Range(params.position, params.position))]
    )


client = None
server.start_io()
