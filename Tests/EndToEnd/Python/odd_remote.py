"""A remote MCP server that answers calls wrongly, one way for each of its tools; prints its port."""

import gzip
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def result(request, text):
    content = [{"type": "text", "text": text}]
    return json.dumps({"jsonrpc": "2.0", "id": request, "result": {"content": content}}).encode()


def error(request, code, text):
    return json.dumps({"jsonrpc": "2.0", "id": request, "error": {"code": code, "message": text}}).encode()


ANSWERS = {
    "well": lambda request: (200, result(request, "well"), {}),
    "status": lambda request: (500, b"<html>", {"Content-Type": "text/html"}),
    "reasoned": lambda request: (400, error(None, -32001, "not on a Sunday"), {}),
    "credentials": lambda request: (401, b'{"error":"invalid_token","error_description":"expired"}', {}),
    "redirect": lambda request: (302, b"", {"Location": "/other"}),
    "other_id": lambda request: (200, result(request + 1, "x"), {}),
    "batch": lambda request: (200, b"[" + result(request, "x") + b"]", {}),
    "page": lambda request: (200, b"<html>", {"Content-Type": "text/html"}),
    "bytes": lambda request: (200, result(request, "Q").replace(b"Q", b"\xff\xfe"), {}),
    "packed": lambda request: (200, gzip.compress(result(request, "x")), {"Content-Encoding": "gzip"}),
    "no_event": lambda request: (200, b": nothing\n\n", {"Content-Type": "text/event-stream"}),
    "accepted": lambda request: (202, b"", {}),
    "nothing": lambda request: (200, b"", {}),
    "short": lambda request: (200, b'{"jsonrpc":', {"Content-Length": "1000"}),
}


def answer(message):
    match message.get("method"):
        case "initialize":
            version = message["params"]["protocolVersion"]
            about = {"capabilities": {"tools": {}}, "serverInfo": {"name": "odd", "version": "1"}}
            return {"protocolVersion": version, **about}
        case "tools/list":
            return {"tools": [{"name": name, "inputSchema": {"type": "object"}} for name in ANSWERS]}
        case _:
            return {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer(405, b"", {})

    def do_DELETE(self):
        self.answer(200, b"", {})

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "id" not in message:
            return self.answer(202, b"", {})
        if message["method"] == "tools/call":
            return self.answer(*ANSWERS[message["params"]["name"]](message["id"]))
        body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": answer(message)}).encode()
        return self.answer(200, body, {"Mcp-Session-Id": "one"})

    def answer(self, status, body, headers):
        self.send_response(status)
        defaults = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
        for name, value in {**defaults, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"port {server.server_port}", flush=True)
server.serve_forever()
