"""A client of a gateway's streamable HTTP endpoint in as few lines as there can be, for scripts that make many calls."""

import http.client
import json


class Session:
    """One conversation on one connection; `timeout` seconds are the longest that an answer may take."""

    def __init__(self, port, token, timeout=120):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
        }
        self.last = 0
        info = {"name": "session", "version": "1"}
        self.request("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info})
        self.post({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def post(self, message):
        self.connection.request("POST", "/mcp", json.dumps(message), self.headers)
        response = self.connection.getresponse()
        self.headers["Mcp-Session-Id"] = response.headers["Mcp-Session-Id"] or self.headers.get("Mcp-Session-Id")
        text = response.read().decode()
        events = [line[6:] for line in text.splitlines() if line.startswith("data: ")]
        return json.loads(events[-1] if events else text) if text else None

    def request(self, method, params):
        self.last += 1
        answer = self.post({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params})
        if answer["id"] != self.last:
            raise AssertionError(f"crossed: {answer}")
        return answer
