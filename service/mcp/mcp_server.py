"""Serve the tools and documents over standard input and output, with the official MCP SDK."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import anyio
from mcp import MCPError, types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from service.engine.engine import Engine
from service.engine.live import Snapshot
from service.index.unusable import UnusableIndexError
from service.mcp.document_resources import NotFound, find_collection, list_resources, list_template, read_resource
from service.mcp.tools import TOOLS, call_tool

INSTRUCTIONS = (
    "Quoth answers from a folder of documents, only ever in the documents' own words. Ask it rather than remember; "
    "quote what it quotes, unchanged, and say so where it is not sure or the documents are silent."
)


def serve(engines: Mapping[str, Engine], version: str) -> None:
    """Serve until standard input closes. Only protocol messages are written to standard output."""
    anyio.run(_serve, create_server(engines, version))


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def create_server(engines: Mapping[str, Engine], version: str) -> Server[Any]:
    """Create the MCP server for engines by the names of their collections; the only one has the name "".

    Tools run in worker threads, so a slow call does not block the others.
    """
    names = [name for name in engines if name]
    tools = {tool.name: tool for tool in TOOLS}

    async def on_list_tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.describe(names) for tool in TOOLS])

    async def on_call_tool(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        if params.name not in tools:
            raise MCPError(
                types.INVALID_PARAMS, f"There is no tool {params.name!r}; expected one of {', '.join(tools)}."
            )
        call = partial(call_tool, tools[params.name], engines, params.arguments or {})
        return await anyio.to_thread.run_sync(call)

    async def on_list_resources(_: Any, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        return _list(engines, params.cursor if params else None)

    async def on_list_templates(_: Any, __: Any) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=[list_template(name) for name in engines])

    async def on_read_resource(_: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        return _read(engines, str(params.uri))

    return Server(
        "quoth",
        title="Quoth",
        version=version,
        instructions=INSTRUCTIONS,
        on_list_tools=on_list_tools,
        on_call_tool=on_call_tool,
        on_list_resources=on_list_resources,
        on_list_resource_templates=on_list_templates,
        on_read_resource=on_read_resource,
    )


def _list(engines: Mapping[str, Engine], cursor: str | None) -> types.ListResourcesResult:
    """List a page of documents of one collection after the other; a cursor names the collection, and the last document."""
    names = list(engines)
    name, _, after = (cursor or "").partition("/") if names != [""] else ("", "", cursor or "")
    at = names.index(name) if name in names else 0
    with _reported(engines[names[at]]):
        page = list_resources(_current(engines[names[at]]), after or None, names[at])
    if names != [""] and page.next_cursor is not None:
        page.next_cursor = f"{names[at]}/{page.next_cursor}"
    elif page.next_cursor is None and at + 1 < len(names):
        page.next_cursor = f"{names[at + 1]}/"
    return page


def _read(engines: Mapping[str, Engine], uri: str) -> types.ReadResourceResult:
    """Read the text at a URI, whichever collection it is of."""
    collection = find_collection(uri, engines)
    try:
        if collection not in engines:
            raise NotFound(f"{uri!r} is no resource; the resources list those that there are.")
        with _reported(engines[collection]):
            return types.ReadResourceResult(contents=[read_resource(_current(engines[collection]), uri, collection)])
    except NotFound as error:
        raise MCPError(types.INVALID_PARAMS, str(error), {"uri": uri}) from None


@contextmanager
def _reported(engine: Engine) -> Iterator[None]:
    """Have a damaged index mended, and answer with an error until it is."""
    try:
        yield
    except UnusableIndexError as error:
        raise MCPError(types.INTERNAL_ERROR, str(engine.report(error))) from None


def _current(engine: Engine) -> Snapshot:
    return engine.snapshot or engine.start()
