"""An MCP client made with the official SDK: plays one scenario and reports it as lines of JSON.

The gateway is MCP_URL with the bearer token MCP_TOKEN, or the command MCP_COMMAND, one word a line.
"""

import asyncio
import contextlib
import json
import os
import sys

import httpx
from mcp import ClientSession, McpError, StdioServerParameters, types
from mcp.client.sse import sse_client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

PATIENCE = 90  # seconds that anything may take


def report(kind, **facts):
    print(json.dumps({"report": kind, **facts}, separators=(",", ":")), flush=True)


class Client:
    def __init__(self, session, initialization):
        self.session = session
        self.initialization = initialization
        self.list_changed = asyncio.Event()

    async def tools(self):
        names, cursor = [], None
        while True:
            page = await self.session.list_tools(params=types.PaginatedRequestParams(cursor=cursor))
            names += [tool.name for tool in page.tools]
            cursor = page.nextCursor
            if cursor is None:
                return names

    async def tools_with(self, wanted, without=()):
        """Waits until the tools are served; servers start in their own time. Tells whether a notification said so."""
        was_notified = False
        while True:
            self.list_changed.clear()
            names = await self.tools()
            if set(wanted) <= set(names) and not set(without) & set(names):
                return names, was_notified
            with contextlib.suppress(TimeoutError):
                # The stream for notifications may open after the change: look again from time to time.
                await asyncio.wait_for(self.list_changed.wait(), 2)
                was_notified = True

    async def call(self, name, arguments, **options):
        """Calls a tool and returns what to report."""
        try:
            result = await self.session.call_tool(name, arguments, **options)
        except McpError as failure:
            return {"error": failure.error.message}
        return {
            "text": "".join(part.text for part in result.content if part.type == "text"),
            "structured": json.dumps(result.structuredContent) if result.structuredContent else None,
            "isError": bool(result.isError),
        }


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


@contextlib.asynccontextmanager
async def connection():
    client = None

    async def hear(message):
        if isinstance(message, types.ServerNotification) and isinstance(message.root, types.ToolListChangedNotification):
            client.list_changed.set()

    async with streams() as (read, write):
        async with ClientSession(read, write, message_handler=hear) as session:
            client = Client(session, None)
            client.initialization = await session.initialize()
            yield client


async def surface(client, *wanted):
    """Reports the tools once all that are wanted are served."""
    names, _ = await client.tools_with(wanted)
    report("surface", tools=names, protocolVersion=str(client.initialization.protocolVersion))


async def others(client, prompt, uri):
    """Reports prompts and resources, and what comes of using one of each."""
    prompts = (await client.session.list_prompts()).prompts
    resources = (await client.session.list_resources()).resources
    report("others", tools=[item.name for item in prompts] + [str(item.uri) for item in resources])
    for use in (client.session.get_prompt(prompt), client.session.read_resource(uri)):
        try:
            await use
            report("use", text="used")
        except McpError as failure:
            report("use", error=failure.error.message)


async def call(client, *names_and_arguments):
    """Calls tools one after the other, once the first is served: NAME JSON…"""
    names, arguments = names_and_arguments[::2], names_and_arguments[1::2]
    await client.tools_with(names[:1])
    for name, text in zip(names, arguments, strict=True):
        report("call", **await client.call(name, json.loads(text)))


async def many(client, count, name, arguments):
    """Calls one tool many times at once, and reports how many distinct texts came back."""
    await client.tools_with([name])
    calls = [client.call(name, {**json.loads(arguments), "message": f"message {n}"}) for n in range(int(count))]
    answers = await asyncio.gather(*calls)
    report("many", count=sum(answer.get("text") == f"message {n}" for n, answer in enumerate(answers)))


async def progress(client, name, arguments):
    steps = []

    async def hear(progress, total, message):
        steps.append(progress)

    await client.tools_with([name])
    answer = await client.call(name, json.loads(arguments), progress_callback=hear)
    report("progress", progress=steps, **answer)


async def pending(client, wanted):
    """Asks the echo server how many calls it works on, until it is the number wanted."""
    while (await client.call("pending", {}))["text"] != str(wanted):
        await asyncio.sleep(0.05)
    return wanted


async def cancel(client):
    """Cancels a long call, and reports how many calls the server still works on."""
    await client.tools_with(["sleep", "pending"])
    request = client.session._request_id  # the SDK tells nobody the id of a request in flight
    sleeping = asyncio.create_task(client.call("sleep", {"ms": 3_600_000}))
    await asyncio.sleep(0)
    report("pending", count=await pending(client, 1))
    cancelled = types.CancelledNotificationParams(requestId=request, reason="changed my mind")
    await client.session.send_notification(types.ClientNotification(types.CancelledNotification(params=cancelled)))
    report("pending", count=await pending(client, 0))
    sleeping.cancel()


async def withdraw(client, name, arguments, seconds):
    """Calls a tool and takes the call back after a time."""
    await client.tools_with([name])
    request = client.session._request_id
    pending_call = asyncio.create_task(client.call(name, json.loads(arguments)))
    await asyncio.sleep(float(seconds))
    report("holding")
    cancelled = types.CancelledNotificationParams(requestId=request, reason="changed my mind")
    await client.session.send_notification(types.ClientNotification(types.CancelledNotification(params=cancelled)))
    await asyncio.sleep(0.5)
    pending_call.cancel()
    report("withdrawn")


async def follow(client, *tools):
    """Reports the tools now, and again each time the next of the tools has come."""
    await surface(client)
    for tool in tools:
        names, was_notified = await client.tools_with([tool])
        report("surface", tools=names, wasNotified=was_notified)


async def hold(client, slow, milliseconds, awaited, call_after):
    """Keeps a slow call in flight until the awaited tool is served, then ends both calls."""
    await client.tools_with([slow])
    in_flight = asyncio.create_task(client.call(slow, {"ms": int(milliseconds)}))
    await pending(client, 1)
    report("holding")
    await client.tools_with([awaited])
    report("call", **await client.call(awaited, json.loads(call_after)))
    report("held" if not in_flight.done() else "lost")
    report("call", **await in_flight)


SCENARIOS = {scenario.__name__: scenario for scenario in (surface, others, call, many, progress, cancel, withdraw, follow, hold)}


async def main():
    name, *arguments = sys.argv[1:]
    async with asyncio.timeout(PATIENCE), connection() as client:
        await SCENARIOS[name](client, *arguments)


asyncio.run(main())
