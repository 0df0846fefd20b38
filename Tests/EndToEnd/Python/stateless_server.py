"""An MCP server without handshakes (2026-07-28), made with the official SDK of the second generation.

`stateless_server.py` speaks over stdio, `stateless_server.py http [PORT]` over HTTP, and prints its port. Over HTTP, every
request must carry the header X-Token with the value of the variable TOKEN, and nothing but 2026-07-28 is served.
"""

import os
import sys
from typing import Annotated, Any

import anyio
from mcp.server.caching import CacheHint
from mcp.server.mcpserver import Context, Elicit, ListRoots, MCPServer, Resolve, Sample
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp.server.mcpserver.prompts import Prompt
from mcp_types import Completion, CreateMessageResult, ListRootsResult, SamplingMessage, TextContent
from pydantic import BaseModel, Field

server = MCPServer(
    "stateless",
    instructions="Ask it anything.",
    cache_hints={"tools/list": CacheHint(ttl_ms=5000, scope="public")},
)
cancelled = counted = 0


class Name(BaseModel):
    name: str


def name() -> Elicit[Name]:
    return Elicit("What is your name?", Name)


def surname() -> Elicit[Name]:
    return Elicit("And your surname?", Name)


def thought(topic: str) -> Sample:
    message = SamplingMessage(role="user", content=TextContent(type="text", text=topic))
    return Sample([message], max_tokens=10)


def roots() -> ListRoots:
    return ListRoots()


@server.tool()
async def ask_name(name: Annotated[Name, Resolve(name)]) -> str:
    """Asks the user for a name."""
    return f"accept: {name.name}"


@server.tool()
async def ask_both(name: Annotated[Name, Resolve(name)], surname: Annotated[Name, Resolve(surname)]) -> str:
    """Asks the user for two names at once."""
    return f"{name.name} {surname.name}"


@server.tool()
async def think(topic: str, thought: Annotated[CreateMessageResult, Resolve(thought)]) -> str:
    """Asks the client's model."""
    return thought.content.text


@server.tool(name="roots")
async def list_roots(roots: Annotated[ListRootsResult, Resolve(roots)]) -> str:
    """Asks for the client's roots."""
    return ",".join(str(root.uri) for root in roots.roots)


@server.tool()
async def talk(context: Context) -> str:
    """Writes one log message of each of three levels."""
    await context.debug("a detail")
    await context.info("a fact")
    await context.error("a problem")
    return "talked"


@server.tool()
async def steps(count: int, context: Context) -> str:
    """Reports progress."""
    for step in range(count):
        await context.report_progress(step + 1, count)
    return "done"


@server.tool()
async def touch(uri: str, context: Context) -> str:
    """Says that a resource has changed."""
    await context.notify_resource_updated(uri)
    return "touched"


@server.tool()
async def grow(context: Context) -> str:
    """Adds a tool and a prompt, and says so."""
    server.add_tool(lambda: "new", name="grown", description="New.")
    server.add_prompt(Prompt.from_function(lambda: "grown", name="grown"))
    await context.notify_tools_changed()
    await context.notify_prompts_changed()
    return "grown"


@server.tool()
async def sleep() -> str:
    """Never ends by itself, and counts how often it was taken back."""
    global cancelled
    try:
        await anyio.sleep_forever()
    except anyio.get_cancelled_exc_class():
        cancelled += 1
        raise


@server.tool()
async def taken_back() -> str:
    """Tells how many calls of `sleep` were taken back."""
    return str(cancelled)


@server.tool()
async def count() -> str:
    """Counts its own calls."""
    global counted
    counted += 1
    return str(counted)


@server.tool()
async def where(
    region: Annotated[str, Field(json_schema_extra={"x-mcp-header": "Region"})],
    context: Context,
    floor: Annotated[int, Field(json_schema_extra={"x-mcp-header": "Floor"})] = 0,
) -> str:
    """Repeats what its arguments, and the headers that go with them, say."""
    request = context.request_context.request
    seen = [] if request is None else [request.headers.get(f"mcp-param-{key}", "-") for key in ("region", "floor")]
    return ",".join([region, str(floor), *seen])


@server.tool()
async def meta(context: Context) -> str:
    """Tells the metadata of the request."""
    return ",".join(sorted(context.request_context.meta or {}))


@server.prompt()
def greet(name: str) -> str:
    """Greets somebody."""
    return f"Hello, {name}!"


@server.resource("test://static")
def static() -> str:
    """Never changes."""
    return "static content"


@server.resource("test://items/{item}")
def item(item: str) -> str:
    """One of many."""
    if item == "none":
        raise ResourceNotFoundError("no such item")
    return f"item {item}"


@server.completion()
async def complete(ref: Any, argument: Any, context: Any) -> Any:
    return Completion(values=[argument.value + suffix for suffix in ("a", "b")], has_more=False)


def serve():
    import socket

    import uvicorn
    from mcp.server.transport_security import TransportSecuritySettings

    app = server.streamable_http_app(
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False)
    )

    async def guarded(scope, receive, send):
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            status = None
            if headers.get(b"x-token", b"").decode() != os.environ.get("TOKEN", ""):
                status = 401
            elif headers.get(b"mcp-protocol-version", b"") != b"2026-07-28":
                status = 400
            if status:
                await send({"type": "http.response.start", "status": status, "headers": []})
                await send({"type": "http.response.body", "body": b""})
                return
        await app(scope, receive, send)

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0))
    print(f"port {listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(guarded, log_level="error", lifespan="on", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listener])


serve() if sys.argv[1:2] == ["http"] else server.run()
