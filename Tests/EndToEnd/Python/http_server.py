"""An MCP server made with the official SDK that speaks HTTP from within a container: `http_server.py streamable|sse`.

It listens on port 8080 of all addresses; with the word `late` after the kind, two seconds after it was started.
"""

import asyncio
import os
import sys
import time

from mcp.server.fastmcp import Context, FastMCP

kind = sys.argv[1]
print("the server begins", flush=True)
if "late" in sys.argv:
    time.sleep(2)
server = FastMCP("http", host="0.0.0.0", port=8080)


@server.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers."""
    return a + b


@server.tool()
async def pause(ms: int) -> str:
    """Waits."""
    await asyncio.sleep(ms / 1000)
    return f"paused {ms}"


@server.tool()
async def steps(count: int, ctx: Context) -> str:
    """Reports progress."""
    for step in range(count):
        await ctx.report_progress(step + 1, count)
    return "done"


@server.tool()
def die(code: int) -> str:
    """Ends the process in the middle of the call."""
    print("these are my last words", file=sys.stderr, flush=True)
    os._exit(code)


@server.tool()
def whoami() -> str:
    """Tells the version of the server and its process's start."""
    return f"{os.environ.get('VERSION', '1')}"


server.run(transport="sse" if kind == "sse" else "streamable-http")
