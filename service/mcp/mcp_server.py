"""Serve the tools and documents over standard input and output, with the official MCP SDK."""

from collections.abc import Iterator
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
from service.mcp.document_resources import NotFound, list_resources, list_template, read_resource
from service.mcp.tools import TOOLS, call_tool

INSTRUCTIONS = (
    "Quoth answers from a folder of documents, only ever in the documents' own words. Ask it rather than remember; "
    "quote what it quotes, unchanged, and say so where it is not sure or the documents are silent."
)


def serve(engine: Engine, version: str) -> None:
    """Serve until standard input closes. Only protocol messages are written to standard output."""
    anyio.run(_serve, create_server(engine, version))


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def create_server(engine: Engine, version: str) -> Server[Any]:
    """Create the MCP server. Tools run in worker threads, so a slow call does not block the others."""
    tools = {tool.name: tool for tool in TOOLS}

    async def on_list_tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.describe() for tool in TOOLS])

    async def on_call_tool(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        if params.name not in tools:
            raise MCPError(
                types.INVALID_PARAMS, f"There is no tool {params.name!r}; expected one of {', '.join(tools)}."
            )
        call = partial(call_tool, tools[params.name], engine, params.arguments or {})
        return await anyio.to_thread.run_sync(call)

    async def on_list_resources(_: Any, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        with _reported(engine):
            return list_resources(_current(engine), params.cursor if params else None)

    async def on_list_templates(_: Any, __: Any) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=[list_template()])

    async def on_read_resource(_: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        try:
            with _reported(engine):
                return types.ReadResourceResult(contents=[read_resource(_current(engine), str(params.uri))])
        except NotFound as error:
            raise MCPError(types.INVALID_PARAMS, str(error), {"uri": str(params.uri)}) from None

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


@contextmanager
def _reported(engine: Engine) -> Iterator[None]:
    """Have a damaged index mended, and answer with an error until it is."""
    try:
        yield
    except UnusableIndexError as error:
        raise MCPError(types.INTERNAL_ERROR, str(engine.report(error))) from None


def _current(engine: Engine) -> Snapshot:
    return engine.snapshot or engine.start()
