"""An MCP server made with the official SDK that offers everything that a server can offer."""

from mcp import types
from mcp.server.fastmcp import Context, FastMCP
from mcp.server.fastmcp.prompts import Prompt
from pydantic import BaseModel

server = FastMCP("everything", instructions="Ask it anything.")
low = server._mcp_server  # what FastMCP has no decorator for
watched = set()
counted = 0


class Name(BaseModel):
    name: str


@server.tool()
async def ask_name(context: Context) -> str:
    """Asks the user for a name."""
    answer = await context.elicit("What is your name?", Name)
    return f"{answer.action}: {answer.data.name if answer.action == 'accept' else '-'}"


@server.tool()
async def think(topic: str, context: Context) -> str:
    """Asks the client's model."""
    message = types.SamplingMessage(role="user", content=types.TextContent(type="text", text=topic))
    answer = await context.session.create_message([message], max_tokens=10, related_request_id=context.request_id)
    return answer.content.text


@server.tool()
async def roots(context: Context) -> str:
    """Asks for the client's roots."""
    return ",".join(str(root.uri) for root in (await context.session.list_roots()).roots)


@server.tool()
async def talk(context: Context) -> str:
    """Writes one log message of each of three levels."""
    await context.debug("a detail")
    await context.info("a fact")
    await context.error("a problem")
    return "talked"


@server.tool()
async def touch(uri: str, context: Context) -> str:
    """Says that a resource has changed."""
    await context.session.send_resource_updated(uri)
    return "touched" if uri in watched else "touched, and nobody watches"


@server.tool()
async def count() -> str:
    """Counts its own calls."""
    global counted
    counted += 1
    return str(counted)


@server.tool()
async def grow(context: Context) -> str:
    """Adds a prompt and a resource, and says so."""
    server.add_prompt(Prompt.from_function(lambda: "grown", name="grown"))
    await context.session.send_prompt_list_changed()
    return "grown"


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
    return f"item {item}"


@server.completion()
async def complete(ref, argument, context):
    return types.Completion(values=[argument.value + suffix for suffix in ("a", "b")], hasMore=False)


@low.subscribe_resource()
async def subscribe(uri):
    watched.add(str(uri))


@low.unsubscribe_resource()
async def unsubscribe(uri):
    watched.discard(str(uri))


@low.set_logging_level()
async def set_level(level):
    pass


def capabilities(notification_options, experimental_capabilities):
    declared = original(notification_options, experimental_capabilities)
    declared.resources.subscribe = True
    declared.prompts.listChanged = True
    return declared


original, low.get_capabilities = low.get_capabilities, capabilities
server.run()
