"""A remote MCP server made with the official SDK: `remote.py streamable|json|sse [PORT]`; prints its port.

Every request must carry the header X-Token with the value of the variable TOKEN.
"""

import os
import socket
import sys

import uvicorn
from mcp.server.fastmcp import Context, FastMCP
from mcp.server.transport_security import TransportSecuritySettings

kind = sys.argv[1]
server = FastMCP(
    "remote",
    json_response=kind == "json",
    transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
)


@server.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


@server.tool()
async def steps(count: int, ctx: Context) -> str:
    """Reports progress."""
    for step in range(count):
        await ctx.report_progress(step + 1, count)
    return "done"


@server.tool()
async def grow(ctx: Context) -> str:
    """Adds a tool."""
    server.add_tool(lambda: "new", name="grown", description="New.")
    await ctx.session.send_tool_list_changed()
    return "grown"


@server.tool()
def meta(ctx: Context) -> str:
    """Tells the metadata of the request."""
    return ctx.request_context.meta.model_dump_json(exclude_none=True)


@server.resource("memo://one")
def memo() -> str:
    return "remembered"


app = server.sse_app() if kind == "sse" else server.streamable_http_app()


async def guarded(scope, receive, send):
    if scope["type"] == "http" and dict(scope["headers"]).get(b"x-token", b"").decode() != os.environ.get("TOKEN", ""):
        await send({"type": "http.response.start", "status": 401, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await app(scope, receive, send)


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0))
print(f"port {listener.getsockname()[1]}", flush=True)
uvicorn.Server(uvicorn.Config(guarded, log_level="error", lifespan="on")).run(sockets=[listener])
