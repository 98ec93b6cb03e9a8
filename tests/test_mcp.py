"""The MCP server in a separate process, driven by the SDK's own client."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SEEDS, plain_environment

pytest.importorskip("mcp", reason="The SDK is missing: pip install '.[mcp]' brings it.")
import anyio
from jsonschema import Draft202012Validator
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters

from service.mcp.tools import TOOLS

pytestmark = pytest.mark.mcp

HELD = "How many Canadian passport holders reside in Hong Kong?"
COMMAND = ["-m", "service.commands.main", "mcp"]
Talk = Callable[[Any], Awaitable[Any]]
PARADE = "😀😀 Before.\n\nThe parade 🎉 began at noon in Tønder, and 40 bands played.\n"


def talk_with(folder: Path | list[str], talk: Talk, mode: str = "auto", **environment: str) -> Any:
    """Start the server on a folder, run a conversation with it, and return its result."""
    server = StdioServerParameters(
        command=sys.executable,
        args=[*COMMAND, *map(str, [folder] if isinstance(folder, Path) else folder)],
        cwd=ROOT,
        env=plain_environment() | {"QUOTH_THRESHOLD": "0"} | environment,
    )

    async def connect() -> Any:
        with anyio.fail_after(60):
            async with Client(server, mode=mode, read_timeout_seconds=30) as client:
                return await talk(client)

    return anyio.run(connect)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "letters").mkdir()
    (folder / "letters" / "a b?.txt").write_bytes(PARADE.encode())
    (folder / "long.txt").write_text("A line of a long text.\n" * 2000)
    return folder


def holds(citation: dict[str, Any], folder: Path) -> bool:
    text = (folder / citation["document"]["id"]).read_bytes().decode("utf-8-sig")
    return text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_talk_from_the_question_to_the_passage(mode: str) -> None:
    async def talk(client: Any) -> None:
        assert [tool.name for tool in (await client.list_tools()).tools] == ["ask", "verify", "read_document"]
        asked = await client.call_tool("ask", {"question": HELD})
        assert not asked.is_error and asked.structured_content["answered"]
        assert json.loads(asked.content[0].text) == asked.structured_content
        first, link = asked.structured_content["citations"][0], asked.content[1]
        assert holds(first, SEEDS) and first["url"].startswith("quoth:///documents/")
        assert (link.type, link.description, link.name) == ("resource_link", first["quote"], first["document"]["id"])
        (passage,) = (await client.read_resource(link.uri)).contents
        assert passage.text == first["quote"]
        (whole,) = (await client.read_resource(link.uri.partition("?")[0])).contents
        assert whole.text.encode() == (SEEDS / link.name).read_bytes()
        verified = (await client.call_tool("verify", {"quote": first["quote"]})).structured_content["results"]
        assert [result["verdict"] for result in verified] == ["exact"]

    talk_with(SEEDS, talk, mode)


def test_the_server_says_what_it_is_and_what_it_takes() -> None:
    async def talk(client: Any) -> tuple[Any, ...]:
        return client.instructions, await client.list_tools(), await client.list_resource_templates()

    instructions, tools, templates = talk_with(SEEDS, talk)
    assert "silent" in instructions
    for tool in tools.tools:
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
        assert tool.annotations.read_only_hint and tool.annotations.open_world_hint is False
        assert tool.title and tool.description
    assert templates.resource_templates[0].uri_template == "quoth:///documents/{+document}{?start,end}"


def test_silence_is_a_result_and_links_the_nearest() -> None:
    async def talk(client: Any) -> Any:
        return await client.call_tool("ask", {"question": HELD, "limit": 3})

    silent = talk_with(SEEDS, talk, QUOTH_THRESHOLD="1")
    reply = silent.structured_content
    assert not silent.is_error and reply["answered"] is False and reply["reason"] == "low_confidence"
    assert [link.description for link in silent.content[1:]] == [near["quote"] for near in reply["nearest"]] != []
    assert all(holds(near, SEEDS) for near in reply["nearest"])


def test_offsets_count_code_points(shelf: Path) -> None:
    async def talk(client: Any) -> tuple[Any, Any, Any]:
        asked = await client.call_tool("ask", {"question": "When did the parade in Tønder begin?"})
        link = asked.content[1]
        return asked, link, (await client.read_resource(link.uri)).contents[0]

    asked, link, passage = talk_with(shelf, talk)
    first = asked.structured_content["citations"][0]
    assert link.uri.startswith("quoth:///documents/letters/a%20b%3F.txt?start=12&end=")
    assert passage.text == first["quote"] == PARADE[first["start"] : first["end"]]
    assert first["quote"].startswith("The parade 🎉")


def test_the_quotations_of_a_text_are_verified(shelf: Path) -> None:
    async def talk(client: Any) -> Any:
        text = 'It said: "The parade 🎉 began at noon in Tønder." And "40 pandas played jazz in the town of Tønder".'
        return await client.call_tool("verify", {"text": text, "document": "letters/a b?.txt"})

    verified = talk_with(shelf, talk).structured_content
    assert len(verified["results"]) == 2
    assert verified["results"][1]["verdict"] in ("altered", "not_found")


def test_documents_are_read_in_parts(shelf: Path) -> None:
    async def talk(client: Any) -> list[dict[str, Any]]:
        parts, start = [], 0
        while start is not None:
            result = await client.call_tool("read_document", {"document": "long.txt", "start": start})
            parts.append(result.structured_content)
            start = parts[-1]["next"]
        some = await client.call_tool("read_document", {"document": "letters/a b?.txt", "start": 12, "end": 22})
        return [*parts, some.structured_content]

    *parts, some = talk_with(shelf, talk)
    assert len(parts) > 1 and "".join(part["text"] for part in parts) == (shelf / "long.txt").read_text()
    assert all(part["length"] == len("A line of a long text.\n") * 2000 for part in parts)
    assert (some["text"], some["start"], some["end"], some["next"]) == ("The parade", 12, 22, None)


def test_documents_are_listed_a_page_at_a_time(tmp_path: Path) -> None:
    for number in range(205):
        (tmp_path / f"{number:03}.txt").write_text(f"This is letter number {number}.")

    async def talk(client: Any) -> list[int]:
        sizes, names, cursor = [], [], None
        while True:
            page = await client.list_resources(cursor=cursor)
            sizes.append(len(page.resources))
            names += [resource.name for resource in page.resources]
            cursor = page.next_cursor
            if cursor is None:
                assert names == sorted(set(names))
                return sizes

    assert talk_with(tmp_path, talk) == [100, 100, 5]


FAULTY = [
    ("ask", {}, "question is missing; expected a question of 1 to 1000 characters."),
    ("ask", {"question": ""}, 'question is ""; expected a question'),
    ("ask", {"question": "Who?", "limit": 0}, "limit is 0; expected an integer from 1 to 20."),
    ("ask", {"question": "Who?", "documents": ["none.txt"]}, 'documents names "none.txt", which is neither'),
    ("ask", {"question": "Who?", "offsets": "utf16"}, "offsets is an unknown field; expected only question,"),
    ("verify", {}, "Expected either quote or text."),
    ("verify", {"quote": "a", "text": "b"}, "Expected either quote or text."),
    ("verify", {"quote": "Who?", "document": "none.txt"}, 'There is no document "none.txt"'),
    ("read_document", {"document": "../secret"}, "There is no document '../secret'"),
    ("read_document", {"document": None}, "document is null; expected a document's id."),
    ("read_document", {"document": "long.txt", "start": -1}, "start is -1; expected an integer from 0."),
    ("read_document", {"document": "long.txt", "start": 9, "end": 5}, "start is 9 and end is 5; expected 0 <= start"),
]


def test_faulty_arguments_are_explained_to_the_model(shelf: Path) -> None:
    async def talk(client: Any) -> list[Any]:
        return [await client.call_tool(name, arguments) for name, arguments, _ in FAULTY]

    for result, (name, arguments, message) in zip(talk_with(shelf, talk), FAULTY, strict=True):
        assert result.is_error, (name, arguments)
        assert message in result.content[0].text


NOWHERE = [
    "quoth:///documents/none.txt",
    "quoth:///documents/..%2f..%2fetc/passwd",
    "quoth://host/documents/long.txt",
    "file:///etc/passwd",
    "quoth:///documents/long.txt?start=x",
    "quoth:///documents/long.txt?start=5&end=2",
]


def test_addresses_that_lead_nowhere_are_refused(shelf: Path) -> None:
    async def talk(client: Any) -> list[int]:
        codes = []
        for uri in NOWHERE:
            with pytest.raises(MCPError) as caught:
                await client.read_resource(uri)
            codes.append(caught.value.code)
        return codes

    assert talk_with(shelf, talk) == [-32602] * len(NOWHERE)


def test_an_unknown_tool_is_an_error_of_the_protocol(shelf: Path) -> None:
    async def talk(client: Any) -> MCPError:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("delete", {})
        return caught.value

    error = talk_with(shelf, talk)
    assert error.code == -32602 and "expected one of ask, verify, read_document" in error.message


def test_standard_output_holds_the_protocol_alone(shelf: Path) -> None:
    lines = [
        {"id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}}},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "Who is xylophone?"}}},
    ]
    lines[0]["params"]["clientInfo"] = {"name": "test", "version": "1"}  # type: ignore[index]
    ended = subprocess.Popen(
        [sys.executable, *COMMAND, str(shelf)],
        cwd=ROOT,
        env=plain_environment() | {"QUOTH_TYPO": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert ended.stdin is not None and ended.stdout is not None and ended.stderr is not None
    for line in lines:
        ended.stdin.write(json.dumps({"jsonrpc": "2.0"} | line) + "\n")
        ended.stdin.flush()
    replies = [json.loads(ended.stdout.readline()) for _ in range(2)]
    ended.stdin.close()
    assert ended.wait(20) == 0
    assert [reply["id"] for reply in replies] == [1, 2] and ended.stdout.read() == ""
    errors = ended.stderr.read()
    assert "QUOTH_TYPO is no setting" in errors and "xylophone" not in errors


def test_a_folder_that_is_none_ends_with_a_sentence(tmp_path: Path) -> None:
    command = [sys.executable, *COMMAND, str(tmp_path / "none")]
    ended = subprocess.run(command, cwd=ROOT, env=plain_environment(), capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2 and "Error: " in ended.stderr and "Traceback" not in ended.stderr
    assert ended.stdout == ""


def test_every_tool_has_a_name_of_its_own() -> None:
    assert len({tool.name for tool in TOOLS}) == len(TOOLS)


def test_of_several_collections_each_call_names_one(tmp_path: Path) -> None:
    for name, text in (("reports", "The bridge at Kestrel opened in 1931."), ("minutes", "The council met in May.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(text)

    async def talk(client: Any) -> None:
        listed = {tool.name: tool.input_schema for tool in (await client.list_tools()).tools}
        assert all(schema["required"][0] == "collection" for schema in listed.values())
        assert listed["ask"]["properties"]["collection"]["enum"] == ["reports", "minutes"]
        asked = await client.call_tool("ask", {"collection": "reports", "question": "When did the bridge open?"})
        assert asked.structured_content["citations"][0]["url"].startswith("quoth:///c/reports/documents/a.txt?start=0")
        link = next(part for part in asked.content if part.type == "resource_link")
        assert (await client.read_resource(link.uri)).contents[0].text == "The bridge at Kestrel opened in 1931."
        for wrong in ({}, {"collection": "none"}, {"collection": 1}):
            refused = await client.call_tool("ask", {"question": "Who?"} | wrong)
            assert refused.is_error and "expected one of reports, minutes" in refused.content[0].text
        first = await client.list_resources()
        second = await client.list_resources(cursor=first.next_cursor)
        uris = [str(resource.uri) for resource in [*first.resources, *second.resources]]
        assert uris == ["quoth:///c/reports/documents/a.txt", "quoth:///c/minutes/documents/a.txt"]
        assert second.next_cursor is None
        with pytest.raises(MCPError, match="no resource"):
            await client.read_resource("quoth:///documents/a.txt")

    talk_with([f"{name}={tmp_path / name}" for name in ("reports", "minutes")], talk)
