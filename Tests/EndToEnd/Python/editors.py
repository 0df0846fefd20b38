"""Ten editors start a gateway each for one profile, on stdio, at once; then they leave one by one, and one is killed.

The gateway is the command MCP_COMMAND, one word a line; `WATCHED` is the beginning of its containers' names. Says what is
wrong, one fault a line; ends with "done".
"""

import json
import os
import subprocess

INFORMATION = {"capabilities": {}, "clientInfo": {"name": "editor", "version": "1"}}


class GatewayEnded(Exception):
    """The gateway that had a request has ended."""


class Editor:
    def __init__(self):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(os.environ["MCP_COMMAND"].split("\n"), text=True, **pipes)
        self.last = 0

    def ask(self, method, params):
        self.last += 1
        message = {"jsonrpc": "2.0", "id": self.last, "method": method, "params": params}
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        while (answer := json.loads(self.process.stdout.readline())).get("id") != self.last:
            pass
        if "has ended" in answer.get("error", {}).get("message", ""):
            raise GatewayEnded(answer)
        return answer["result"]

    def begin(self):
        self.ask("initialize", {"protocolVersion": "2025-11-25", **INFORMATION})
        return self

    def talk(self):
        text = self.ask("tools/call", {"name": "talk", "arguments": {}})["content"][0]["text"]
        expect("an answer", "talked", text)

    def talk_again(self):
        """What was under way when the gateway ended is an error, and the client asks again, once."""
        try:
            self.talk()
        except GatewayEnded:
            self.talk()

    def leave(self):
        self.process.stdin.close()

    def status(self):
        return self.process.wait(15)


def expect(what, expected, found):
    if found != expected:
        print(f"{what}: {found!r} instead of {expected!r}", flush=True)


def containers():
    command = ["docker", "ps", "--quiet", "--filter", f"name={os.environ['WATCHED']}"]
    return len(subprocess.check_output(command, text=True).split())


editors = [Editor() for _ in range(10)]
for editor in editors:
    editor.begin()
    expect("tools", 7, len(editor.ask("tools/list", {})["tools"]))
expect("containers", 1, containers())
for editor in editors:
    editor.talk()

*others, last = editors
for editor in others:
    editor.leave()
last.talk()
last.leave()
expect("exit statuses", [0] * 10, [editor.status() for editor in editors])

serving, joined = Editor().begin(), Editor().begin()
another = Editor().begin()
serving.process.kill()
for editor in (joined, another):
    editor.talk_again()
    expect("tools", 7, len(editor.ask("tools/list", {})["tools"]))
after = Editor().begin()
after.talk()
expect("containers", 1, containers())
for editor in (joined, after, another):
    editor.leave()
expect("exit statuses", [0] * 3, [editor.status() for editor in (joined, after, another)])
print("done", flush=True)
