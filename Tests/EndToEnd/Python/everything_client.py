"""Plays every part of the protocol against a gateway in front of `everything.py` or `stateless_server.py`, with the official SDK as client.

The gateway is MCP_URL with the bearer token MCP_TOKEN, or the command MCP_COMMAND, one word a line. One line of JSON says
what came of it.
"""

import asyncio
import contextlib
import json
import os
import sys

import httpx
from mcp import ClientSession, McpError, StdioServerParameters, types
from mcp.client.stdio import stdio_client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client

PATIENCE = 60  # seconds that anything may take


@contextlib.asynccontextmanager
async def streams():
    if "MCP_URL" in os.environ:
        headers = {"Authorization": f"Bearer {os.environ['MCP_TOKEN']}"}
        if os.environ["MCP_URL"].endswith("/sse"):
            async with sse_client(os.environ["MCP_URL"], headers=headers, sse_read_timeout=PATIENCE) as (read, write):
                yield read, write
            return
        async with httpx.AsyncClient(headers=headers, timeout=httpx.Timeout(PATIENCE)) as http:
            async with streamable_http_client(os.environ["MCP_URL"], http_client=http) as (read, write, _):
                yield read, write
    else:
        command, *arguments = os.environ["MCP_COMMAND"].split("\n")
        parameters = StdioServerParameters(command=command, args=arguments, env=dict(os.environ))
        async with stdio_client(parameters) as (read, write):
            yield read, write


class Observer:
    def __init__(self):
        self.logs = []
        self.questions = []
        self.notices = []
        self.noticed = asyncio.Event()

    async def log(self, message):
        self.logs.append(f"{message.logger}: {message.level}: {message.data}")

    async def elicit(self, context, params):
        self.questions.append(params.message)
        return types.ElicitResult(action="accept", content={"name": "Ada"})

    async def sample(self, context, params):
        text = f"thought about {params.messages[0].content.text}"
        content = types.TextContent(type="text", text=text)
        return types.CreateMessageResult(role="assistant", content=content, model="test")

    async def roots(self, context):
        return types.ListRootsResult(roots=[types.Root(uri="file:///work", name="work")])

    async def hear(self, message):
        if isinstance(message, types.ServerNotification):
            self.notices.append(message.root.method)
            self.noticed.set()

    async def wait_for(self, method):
        while method not in self.notices:
            self.noticed.clear()
            await self.noticed.wait()


async def attempt(coroutine):
    try:
        return await coroutine
    except McpError as failure:
        return f"error {failure.error.code}: {failure.error.message}"


async def call(session, name, arguments=None):
    result = await attempt(session.call_tool(name, arguments or {}))
    return result if isinstance(result, str) else result.content[0].text


async def play(session, observer):
    facts = {}
    facts["instructions"] = (await session.initialize()).instructions
    facts["tools"] = [tool.name for tool in (await session.list_tools()).tools]
    facts["prompts"] = [prompt.name for prompt in (await session.list_prompts()).prompts]
    facts["resources"] = [str(resource.uri) for resource in (await session.list_resources()).resources]
    facts["templates"] = [entry.uriTemplate for entry in (await session.list_resource_templates()).resourceTemplates]
    facts["prompt"] = (await session.get_prompt("greet", {"name": "Ada"})).messages[0].content.text
    unknown = await attempt(session.get_prompt("nothing", {}))
    facts["unknownPrompt"] = unknown if isinstance(unknown, str) else "found"
    facts["static"] = (await session.read_resource("test://static")).contents[0].text
    facts["item"] = (await session.read_resource("test://items/7")).contents[0].text
    missing = await attempt(session.read_resource("test://nowhere"))
    facts["missing"] = missing if isinstance(missing, str) else "found"
    reference = types.PromptReference(type="ref/prompt", name="greet")
    completion = await session.complete(reference, {"name": "name", "value": "x"})
    facts["completion"] = completion.completion.values
    await session.set_logging_level("info")
    facts["talk"] = await call(session, "talk")
    facts["logs"] = observer.logs
    await session.subscribe_resource("test://static")
    facts["touch"] = await call(session, "touch", {"uri": "test://static"})
    await observer.wait_for("notifications/resources/updated")
    await session.unsubscribe_resource("test://static")
    facts["untouched"] = await call(session, "touch", {"uri": "test://static"})
    facts["name"] = await call(session, "ask_name")
    facts["questions"] = observer.questions
    facts["thought"] = await call(session, "think", {"topic": "cats"})
    facts["roots"] = await call(session, "roots")
    await call(session, "grow")
    await observer.wait_for("notifications/prompts/list_changed")
    facts["grown"] = [prompt.name for prompt in (await session.list_prompts()).prompts]
    return facts


async def beyond(session, observer):
    """What a server without handshakes does for a client that begins with one."""
    facts = await play(session, observer)
    facts["both"] = await call(session, "ask_both")
    facts["progress"] = []

    async def progress(value, total, message):
        facts["progress"].append(value)

    await session.call_tool("steps", {"count": 3}, progress_callback=progress)
    request = session._request_id
    sleeper = asyncio.create_task(session.call_tool("sleep", {}))
    await asyncio.sleep(0.5)
    notification = types.CancelledNotification(params=types.CancelledNotificationParams(requestId=request))
    await session.send_notification(types.ClientNotification(notification))
    while (taken := await call(session, "taken_back")) == "0":
        await asyncio.sleep(0.05)
    facts["taken"] = taken
    sleeper.cancel()
    facts["where"] = await call(session, "where", {"region": "Zürich", "floor": 3})
    facts["meta"] = await call(session, "meta")
    facts["gone"] = await attempt(session.read_resource("test://items/none"))
    await observer.wait_for("notifications/tools/list_changed")
    facts["tool"] = await call(session, "grown")
    return facts


async def incapable(session, observer):
    """A client that declares nothing is asked nothing."""
    await session.initialize()
    await session.list_tools()
    result = await session.call_tool("ask_name", {})
    return {"error": result.isError, "text": result.content[0].text}


async def isolated(session, observer):
    """What a server does that has a process for each session or call."""
    await session.initialize()
    while not (await session.list_tools()).tools:
        await asyncio.sleep(0.1)
    facts = {"counts": [await call(session, "count") for _ in range(3)]}
    facts["static"] = (await session.read_resource("test://static")).contents[0].text
    facts["prompt"] = (await session.get_prompt("greet", {"name": "Ada"})).messages[0].content.text
    facts["talk"] = await call(session, "talk")
    facts["logs"] = observer.logs
    facts["name"] = await call(session, "ask_name")
    facts["thought"] = await call(session, "think", {"topic": "cats"})
    facts["roots"] = await call(session, "roots")
    many = await asyncio.gather(*(call(session, "count") for _ in range(10)))
    facts["many"] = sorted(many, key=int)
    return facts


async def main():
    observer = Observer()
    play_this = {"play": play, "beyond": beyond, "isolated": isolated, "incapable": incapable}[(sys.argv[1:] or ["play"])[0]]
    asked = play_this is not incapable
    async with asyncio.timeout(PATIENCE), streams() as (read, write):
        session = ClientSession(
            read,
            write,
            sampling_callback=observer.sample if asked else None,
            elicitation_callback=observer.elicit if asked else None,
            list_roots_callback=observer.roots if asked else None,
            logging_callback=observer.log,
            message_handler=observer.hear,
        )
        async with session:
            print(json.dumps(await play_this(session, observer)), flush=True)


asyncio.run(main())
