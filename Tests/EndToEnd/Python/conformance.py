"""Speaks to a gateway in front of `everything.py` in every revision, message by message, and checks each message that it
sends against the official schema of that revision. Says what is wrong, one fault a line; nothing if all is well.

The gateway is the command MCP_COMMAND, one word a line.
"""

import json
import os
import pathlib
import subprocess
import sys

import jsonschema

HERE = pathlib.Path(__file__).parent
LEGACY = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]
STATELESS = "2026-07-28"
RESULTS = {
    "initialize": "InitializeResult",
    "server/discover": "DiscoverResult",
    "ping": "EmptyResult",
    "tools/list": "ListToolsResult",
    "tools/call": "CallToolResult",
    "prompts/list": "ListPromptsResult",
    "prompts/get": "GetPromptResult",
    "resources/list": "ListResourcesResult",
    "resources/templates/list": "ListResourceTemplatesResult",
    "resources/read": "ReadResourceResult",
    "resources/subscribe": "EmptyResult",
    "resources/unsubscribe": "EmptyResult",
    "completion/complete": "CompleteResult",
    "logging/setLevel": "EmptyResult",
}
REQUESTS = [
    ("tools/list", {}),
    ("tools/call", {"name": "talk", "arguments": {}}),
    ("prompts/list", {}),
    ("prompts/get", {"name": "greet", "arguments": {"name": "Ada"}}),
    ("resources/list", {}),
    ("resources/templates/list", {}),
    ("resources/read", {"uri": "test://static"}),
    ("completion/complete", {"ref": {"type": "ref/prompt", "name": "greet"}, "argument": {"name": "name", "value": "x"}}),
]
LEGACY_REQUESTS = [
    ("ping", {}),
    ("logging/setLevel", {"level": "debug"}),
    ("resources/subscribe", {"uri": "test://static"}),
    ("tools/call", {"name": "touch", "arguments": {"uri": "test://static"}}),
    ("resources/unsubscribe", {"uri": "test://static"}),
]
REFUSED = [
    ("no/such/method", {}, -32601),
    ("tools/call", {"name": "nothing"}, -32602),
    ("tools/call", {}, -32602),
    ("prompts/get", {"name": "nothing"}, -32602),
    ("tools/list", {"cursor": "made up"}, -32602),
    ("completion/complete", {"ref": {"type": "ref/prompt", "name": "nothing"}, "argument": {"name": "a", "value": ""}}, -32602),
]


class Schema:
    def __init__(self, revision):
        self.document = json.loads((HERE / "schemas" / f"{revision}.json").read_text())
        self.container = "$defs" if "$defs" in self.document else "definitions"

    def faults(self, name, value):
        if name not in self.document[self.container]:
            return []
        schema = {**self.document, "$ref": f"#/{self.container}/{name}"}
        for key in ("anyOf", "oneOf", "allOf", "type", "properties"):
            schema.pop(key, None)
        kind = jsonschema.validators.validator_for(self.document)
        return [f"{name}: {'/'.join(map(str, e.path))}: {e.message[:200]}" for e in kind(schema).iter_errors(value)]


class Conversation:
    def __init__(self, revision):
        self.revision = revision
        self.schema = Schema(revision)
        command = os.environ["MCP_COMMAND"].split("\n")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.last = 0

    def fault(self, text):
        print(f"{self.revision}: {text}", flush=True)

    def send(self, message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def read(self):
        message = json.loads(self.process.stdout.readline())
        for fault in self.schema.faults("JSONRPCMessage", message):
            self.fault(f"{fault} in {json.dumps(message)[:300]}")
        if "method" in message and "id" not in message:
            for fault in self.schema.faults("ServerNotification", message):
                self.fault(f"{fault} in {json.dumps(message)[:300]}")
        return message

    def ask(self, method, params):
        self.last += 1
        if self.revision == STATELESS:
            meta = {
                "io.modelcontextprotocol/protocolVersion": STATELESS,
                "io.modelcontextprotocol/clientCapabilities": {},
                "io.modelcontextprotocol/logLevel": "debug",
            }
            params = {**params, "_meta": meta}
        self.send({"id": self.last, "method": method, "params": params})
        while (answer := self.read()).get("id") != self.last:
            pass
        return answer

    def expect_result(self, method, params):
        answer = self.ask(method, params)
        if "result" not in answer:
            return self.fault(f"{method} was answered with {answer}")
        for fault in self.schema.faults(RESULTS[method], answer["result"]):
            self.fault(f"{method}: {fault}")
        return answer["result"]

    def expect_error(self, method, params, code):
        answer = self.ask(method, params)
        if answer.get("error", {}).get("code") != code:
            self.fault(f"{method} {params} was answered with {answer} and not with {code}")

    def listen(self):
        """Opens a stream of changes and waits for what it asked for."""
        self.last += 1
        stream = self.last
        meta = {"io.modelcontextprotocol/protocolVersion": STATELESS, "io.modelcontextprotocol/clientCapabilities": {}}
        wanted = {"promptsListChanged": True, "resourceSubscriptions": ["test://static"]}
        self.send({"id": stream, "method": "subscriptions/listen", "params": {"notifications": wanted, "_meta": meta}})
        first = self.read()
        if first.get("method") != "notifications/subscriptions/acknowledged":
            self.fault(f"a stream of changes began with {first}")
        heard = []
        self.last += 1
        call = {"name": "touch", "arguments": {"uri": "test://static"}, "_meta": meta}
        self.send({"id": self.last, "method": "tools/call", "params": call})
        while len(heard) < 2:
            message = self.read()
            heard.append(message.get("method") or "answer")
            subscription = message.get("params", {}).get("_meta", {}).get("io.modelcontextprotocol/subscriptionId")
            if "method" in message and subscription != stream:
                self.fault(f"a message of no stream came: {message}")
        if "notifications/resources/updated" not in heard:
            self.fault(f"a change of a resource was not told: {heard}")
        self.send({"method": "notifications/cancelled", "params": {"requestId": stream}})

    def play(self):
        if self.revision == STATELESS:
            self.expect_result("server/discover", {})
            requests = REQUESTS
        else:
            information = {"capabilities": {}, "clientInfo": {"name": "conformance", "version": "1"}}
            result = self.expect_result("initialize", {"protocolVersion": self.revision, **information})
            if result["protocolVersion"] != self.revision:
                self.fault(f"{result['protocolVersion']} was agreed on")
            self.send({"method": "notifications/initialized"})
            requests = REQUESTS + LEGACY_REQUESTS
        for method, params in requests:
            self.expect_result(method, params)
        for method, params, code in REFUSED:
            self.expect_error(method, params, code)
        if self.revision == STATELESS:
            self.expect_error("ping", {}, -32601)
            self.listen()
        self.process.stdin.close()
        if self.process.wait(10) != 0:
            self.fault(f"the gateway ended with {self.process.returncode}")


for revision in sys.argv[1:] or LEGACY + [STATELESS]:
    Conversation(revision).play()
print("done", flush=True)
