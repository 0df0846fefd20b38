"""An MCP server of the standard library alone, with the fault that its argument names.

Its tool `work` answers what it is given, if the fault lets it.
"""

import json
import os
import sys
import threading
import time

fault = sys.argv[1]
SCHEMA = {"type": "object", "properties": {"message": {"type": "string"}}}
lock = threading.Lock()


def raw(text):
    with lock:
        sys.stdout.write(text)
        sys.stdout.flush()


def send(message):
    raw(json.dumps({"jsonrpc": "2.0", **message}) + "\n")


def tool(name, schema=SCHEMA):
    definition = {"name": name, "description": f"The tool {name}.", "inputSchema": schema}
    if fault == "exits once":
        definition["annotations"] = {"idempotentHint": True}
    return definition


def page(cursor):
    if fault == "many tools":
        return {"tools": [tool("work")] + [tool(f"tool_{n}") for n in range(5000)]}
    if fault == "invalid schemas":
        return {"tools": [tool("work"), tool("a", 5), tool("b", {"type": "array"}), {"name": "c"}, {"name": 7}, "d", None]}
    if fault == "duplicate names":
        return {"tools": [tool("work"), tool("work"), tool("work")]}
    if fault == "endless pages":
        number = int(cursor or 0)
        return {"tools": [tool("work" if number == 0 else f"t{number}")], "nextCursor": str(number + 1)}
    if fault == "repeated cursor":
        return {"tools": [tool("work")], "nextCursor": "same"}
    return {"tools": [tool("work")]}


def flood(stream, line):
    def run():
        while True:
            stream.write(line)
            stream.flush()

    threading.Thread(target=run, daemon=True).start()


def without_handshake(request):
    """What a server of 2026-07-28 answers; a handshake is nothing that it knows."""
    method = request.get("method")
    if method == "initialize":
        if fault.startswith("exits"):
            os._exit(3)
    elif method == "server/discover":
        versions = {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}}}
        send({"id": request["id"], "result": {"resultType": "complete", **versions}})
    elif method == "tools/list":
        caching = {"ttlMs": 0, "cacheScope": "private"}
        send({"id": request["id"], "result": {"resultType": "complete", **caching, **page(None)}})
    elif method == "tools/call":
        call(request)
    elif "id" in request:
        send({"id": request["id"], "error": {"code": -32601, "message": "no such method"}})


def call(request):
    message = request["params"].get("arguments", {}).get("message", "")
    answer = {"id": request["id"], "result": {"content": [{"type": "text", "text": message}]}}
    if fault.endswith("without handshake"):
        answer["result"]["resultType"] = "complete"
    if fault == "tells a credential":
        # Put together here so that no scanner finds it in this file.
        text = "ghp" + "_0123456789abcdefghijABCDEFGHIJ012345"
        token = request["params"].get("_meta", {}).get("progressToken")
        send({"method": "notifications/message", "params": {"level": "error", "data": text}})
        send({"method": "notifications/progress", "params": {"progressToken": token, "progress": 1, "message": text}})
    if fault == "exits mid-call":
        os._exit(3)
    if fault == "exits once" and not os.path.exists("/state/exited"):
        open("/state/exited", "w").close()
        os._exit(3)
    if fault == "hangs at call":
        return
    if fault == "half lines":
        text = json.dumps({"jsonrpc": "2.0", **answer})
        raw('{"jsonrpc":"2.0","method":"notifications/message","params":{"le\n')
        raw(text[: len(text) // 2])
        time.sleep(0.05)
        raw(text[len(text) // 2 :] + "\n" + text[:20])
        raw("\n")
        return
    if fault == "64 MB":
        answer["result"]["content"][0]["text"] = "x" * (64 << 20)
    if fault == "answers twice":
        send(answer)
    if fault == "unknown ids":
        for number in ("nothing", 10**18, -1, None, 0):
            send({"id": number, "result": {"content": [{"type": "text", "text": "crossed"}]}})
    if fault == "notifications":
        for number in range(10_000):
            send({"method": "notifications/message", "params": {"level": "error", "data": f"number {number}"}})
            send({"method": "notifications/progress", "params": {"progressToken": number, "progress": number}})
        for _ in range(200):
            send({"method": "notifications/tools/list_changed"})
    if fault == "questions":
        for number in range(2000):
            send({"id": f"q{number}", "method": "sampling/createMessage", "params": {"messages": [], "maxTokens": 1}})
    send(answer)


if fault == "exits at once":
    sys.exit(7)
if fault == "prints banners":
    raw("Welcome!\n\n  {not json}\n[1,2\n\x1b[31mred\x1b[0m\n" + "=" * 5000 + "\n")
    sys.stderr.write("starting\n")
if fault == "floods stdout":
    flood(sys.stdout, "noise " * 200 + "\n")
if fault == "floods one line":
    flood(sys.stdout, "noise " * 2000)
if fault == "floods stderr":
    flood(sys.stderr, "noise " * 200 + "\n")
for line in sys.stdin:
    request = json.loads(line)
    method = request.get("method")
    if fault.endswith("without handshake"):
        without_handshake(request)
        continue
    if method == "initialize":
        if fault == "hangs at initialize":
            continue
        while fault == "waits" and os.path.exists("/data/wait"):
            time.sleep(0.05)
        info = {"name": "faulty", "version": "1"}
        capabilities = {"tools": {"listChanged": True}, "logging": {}}
        send({"id": request["id"], "result": {"protocolVersion": "2025-06-18", "capabilities": capabilities, "serverInfo": info}})
    elif method == "tools/list":
        if fault != "hangs at list":
            send({"id": request["id"], "result": page(request.get("params", {}).get("cursor"))})
    elif method == "tools/call":
        call(request)
    elif method == "ping":
        send({"id": request["id"], "result": {}})
    elif "id" in request and method:
        send({"id": request["id"], "error": {"code": -32601, "message": "no such method"}})
