"""A client without an SDK: initialises a session at MCP_URL, calls one tool with a traceparent, reads /metrics.

`raw.py TOOL ARGUMENTS TRACEPARENT` prints the answer's text, then the metrics.
"""

import json
import os
import sys
import time
import urllib.request

url, tool, arguments, traceparent = os.environ["MCP_URL"], *sys.argv[1:]
headers = {"Authorization": f"Bearer {os.environ['MCP_TOKEN']}", "Accept": "application/json, text/event-stream"}


def post(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    request = urllib.request.Request(url, body, {**headers, "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        if session := response.headers["Mcp-Session-Id"]:
            headers["Mcp-Session-Id"] = session
        text = response.read().decode()
    for line in text.splitlines():
        if line.startswith("data: "):
            text = line[6:]
    return json.loads(text) if text else None


info = {"name": "raw", "version": "7"}
post({"id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info}})
post({"method": "notifications/initialized"})
for _ in range(100):
    if tool in [known["name"] for known in post({"id": 2, "method": "tools/list"})["result"]["tools"]]:
        break
    time.sleep(0.1)
params = {"name": tool, "arguments": json.loads(arguments), "_meta": {"traceparent": traceparent, "other": 1}}
print(post({"id": 3, "method": "tools/call", "params": params})["result"]["content"][0]["text"])
metrics = urllib.request.Request(url.replace("/mcp", "/metrics"), headers=headers)
print(urllib.request.urlopen(metrics, timeout=30).read().decode())
