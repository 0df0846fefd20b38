"""Plays the protocol without handshakes (2026-07-28) against a gateway in front of `everything.py` or
`stateless_server.py`: official SDK 2.

The gateway is MCP_URL with the bearer token MCP_TOKEN, or the command MCP_COMMAND, one word a line. One line of JSON says
what came of it.
"""

import asyncio
import contextlib
import json
import os
import sys

import httpx2
from mcp import Client, MCPError, StdioServerParameters, types
from mcp.client.streamable_http import streamable_http_client

PATIENCE = 60  # seconds that anything may take


@contextlib.asynccontextmanager
async def place():
    if "MCP_URL" in os.environ:
        headers = {"Authorization": f"Bearer {os.environ['MCP_TOKEN']}"}
        async with httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as http:
            yield streamable_http_client(os.environ["MCP_URL"], http_client=http)
    else:
        command, *arguments = os.environ["MCP_COMMAND"].split("\n")
        yield StdioServerParameters(command=command, args=arguments, env=dict(os.environ))


async def attempt(coroutine):
    try:
        return await coroutine
    except MCPError as failure:
        return f"error {failure.error.code}: {failure.error.message}"


async def call(client, name, arguments=None):
    result = await attempt(client.call_tool(name, arguments or {}))
    return result if isinstance(result, str) else result.content[0].text


async def play(client, questions, logs):
    facts = {"version": client.protocol_version}
    facts["tools"] = [tool.name for tool in (await client.list_tools()).tools]
    facts["prompts"] = [prompt.name for prompt in (await client.list_prompts()).prompts]
    facts["resources"] = [str(resource.uri) for resource in (await client.list_resources()).resources]
    templates = await client.list_resource_templates()
    facts["templates"] = [entry.uri_template for entry in templates.resource_templates]
    facts["prompt"] = (await client.get_prompt("greet", {"name": "Ada"})).messages[0].content.text
    facts["static"] = (await client.read_resource("test://static")).contents[0].text
    missing = await attempt(client.read_resource("test://nowhere"))
    facts["missing"] = missing if isinstance(missing, str) else "found"
    reference = types.PromptReference(type="ref/prompt", name="greet")
    completion = await client.complete(reference, {"name": "name", "value": "x"})
    facts["completion"] = completion.completion.values
    facts["talk"] = await call(client, "talk")
    facts["logs"] = logs
    facts["name"] = await call(client, "ask_name")
    facts["thought"] = await call(client, "think", {"topic": "cats"})
    facts["roots"] = await call(client, "roots")
    facts["questions"] = questions
    return facts


async def beyond(client, questions, logs):
    """What a server without handshakes does for a client without, too."""
    facts = await play(client, questions, logs)
    listing = await client.list_tools()
    facts["caching"] = f"{listing.ttl_ms} {listing.cache_scope}"
    facts["both"] = await call(client, "ask_both")
    facts["progress"] = []

    async def progress(value, total, message):
        facts["progress"].append(value)

    await client.call_tool("steps", {"count": 3}, progress_callback=progress)
    sleeper = asyncio.create_task(client.call_tool("sleep", {}))
    await asyncio.sleep(0.5)
    sleeper.cancel()
    while (taken := await call(client, "taken_back")) == "0":
        await asyncio.sleep(0.05)
    facts["taken"] = taken
    facts["where"] = await call(client, "where", {"region": "Zürich", "floor": 3})
    facts["mismatch"] = await mismatch() if "MCP_URL" in os.environ else []
    facts["meta"] = await call(client, "meta")
    facts["gone"] = await attempt(client.read_resource("test://items/none"))
    heard = []
    async with client.listen(tools_list_changed=True, resource_subscriptions=["test://static"]) as changes:
        await call(client, "touch", {"uri": "test://static"})
        heard.append(type(await anext(changes)).__name__)
        await call(client, "grow")
        heard.append(type(await anext(changes)).__name__)
    facts["heard"] = heard
    facts["tool"] = await call(client, "grown")
    return facts


async def mismatch():
    """Calls a tool over HTTP with headers that do not say what the body does."""
    meta = {"protocolVersion": "2026-07-28", "clientCapabilities": {}}
    params = {"name": "where", "arguments": {"region": "Rome"}}
    params["_meta"] = {f"io.modelcontextprotocol/{key}": value for key, value in meta.items()}
    headers = {
        "Authorization": f"Bearer {os.environ['MCP_TOKEN']}",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call",
        "Mcp-Name": "where",
    }
    answers = []
    async with httpx2.AsyncClient(timeout=PATIENCE) as http:
        for more in ({}, {"Mcp-Param-Region": "Paris"}, {"Mcp-Param-Region": "Rome", "Mcp-Param-Floor": "1"}):
            body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
            answer = await http.post(os.environ["MCP_URL"], json=body, headers=headers | more)
            answers.append(f"{answer.status_code} {answer.json()['error']['code']}")
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        answer = await http.post(os.environ["MCP_URL"], json=body, headers=headers | {"Mcp-Param-Region": "=?base64?Um9tZQ==?="})
        answers.append(f"{answer.status_code} {answer.json()['result']['content'][0]['text']}")
    return answers


async def isolated(client, questions, logs):
    return {"name": await call(client, "ask_name"), "both": await call(client, "ask_both")}


async def main():
    questions, logs = [], []
    play_this = {"play": play, "beyond": beyond, "isolated": isolated}[(sys.argv[1:] or ["play"])[0]]

    async def elicit(context, params):
        questions.append(params.message)
        return types.ElicitResult(action="accept", content={"name": "Ada"})

    async def sample(context, params):
        text = f"thought about {params.messages[0].content.text}"
        content = types.TextContent(type="text", text=text)
        return types.CreateMessageResult(role="assistant", content=content, model="test")

    async def roots(context):
        return types.ListRootsResult(roots=[types.Root(uri="file:///work", name="work")])

    async def log(message):
        logs.append(f"{message.logger}: {message.level}: {message.data}")

    async with asyncio.timeout(PATIENCE), place() as server:
        client = Client(
            server,
            sampling_callback=sample,
            elicitation_callback=elicit,
            list_roots_callback=roots,
            logging_callback=log,
            log_level="info",
        )
        async with client:
            print(json.dumps(await play_this(client, questions, logs)), flush=True)


asyncio.run(main())
