"""A fleet of echo servers on the engine and the gateway in front of it, for benchmarks."""

import json
import os
import pathlib
import subprocess
import uuid

IMAGE = "mcp-reconcile-example/echo:1"
TOKEN = "a-token-for-measuring"
PARAMETERS = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}
HANDSHAKE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": PARAMETERS}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}
LIST = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}


class Fleet:
    """A profile of echo servers, each with the given members beside its name and image."""

    def __init__(self, program, directory, count, members=""):
        self.program = program
        self.directory = pathlib.Path(directory)
        self.count = count
        self.environment = {
            **os.environ,
            "MCP_GATEWAY_AUTH_TOKEN": TOKEN,
            "XDG_RUNTIME_DIR": directory,
            "XDG_CACHE_HOME": str(self.directory / "cache"),
            "XDG_STATE_HOME": str(self.directory / "state"),
        }
        (self.directory / "profiles").mkdir()
        manifest = f"apiVersion: mcp-reconcile.dev/v1\nkind: Repository\nowner: {uuid.uuid4()}\n"
        (self.directory / "reconcile.yaml").write_text(manifest)
        servers = "\n".join(f'  - {{ name: echo-{n}, ref: "docker://{IMAGE}"{members} }}' for n in range(count))
        profile = "apiVersion: mcp-reconcile.dev/v1\nkind: Profile\nmetadata: { name: dev }\nservers:\n" + servers
        (self.directory / "profiles/dev.yaml").write_text(profile + "\n")

    def run(self, *arguments):
        command = [self.program, *arguments, "--path", self.directory]
        subprocess.run(command, env=self.environment, check=True, capture_output=True)

    def start(self, *arguments, **streams):
        """Starts the gateway."""
        command = [self.program, "gateway", "run", "--path", self.directory, "--profile", "dev", "--no-watch"]
        command += ["--log-level", "error", *arguments]
        return subprocess.Popen(command, env=self.environment, **streams)

    def forget(self):
        """Removes what gateways have learned of the servers."""
        for file in self.directory.glob("cache/mcp-reconcile/inventory/*"):
            file.unlink()


def send(gateway, *messages):
    """Writes messages to a gateway on stdio."""
    for message in messages:
        gateway.stdin.write(json.dumps(message).encode() + b"\n")
    gateway.stdin.flush()


def answer(gateway):
    """The next answer of a gateway on stdio; what it says unasked is skipped."""
    while True:
        line = gateway.stdout.readline()
        if not line:
            raise SystemExit("the gateway ended")
        message = json.loads(line)
        if "result" in message or "error" in message:
            return message


def end(gateway):
    """Ends a gateway and waits for it."""
    if gateway.stdin:
        gateway.stdin.close()
    gateway.terminate()
    gateway.wait()
    for stream in (gateway.stdout, gateway.stderr):
        if stream:
            stream.close()


def write(file, results):
    """Keeps results as JSON."""
    if file:
        pathlib.Path(file).write_text(json.dumps(results) + "\n")
