"""A fleet of echo servers on the engine and the gateway in front of it, for benchmarks."""

import http.client
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


def environment(directory):
    """That of a program which leaves nothing outside of a directory, and of a gateway with the token."""
    return {
        **os.environ,
        "MCP_GATEWAY_AUTH_TOKEN": TOKEN,
        "XDG_RUNTIME_DIR": str(directory),
        "XDG_CACHE_HOME": f"{directory}/cache",
        "XDG_STATE_HOME": f"{directory}/state",
    }


def write_owner(directory):
    manifest = f"apiVersion: mcp-reconcile.dev/v1\nkind: Repository\nowner: {uuid.uuid4()}\n"
    (pathlib.Path(directory) / "reconcile.yaml").write_text(manifest)


class Fleet:
    """A profile of echo servers, each with the given members beside its name and image."""

    def __init__(self, program, directory, count, members=""):
        self.program = program
        self.directory = pathlib.Path(directory)
        self.count = count
        self.environment = environment(directory)
        (self.directory / "profiles").mkdir()
        write_owner(directory)
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


def port(gateway):
    """The port that a gateway over HTTP says on standard error, which is then read no further."""
    while "http://" not in (line := gateway.stderr.readline()):
        if not line:
            raise SystemExit("the gateway did not start")
    return int(line.rsplit(":", 1)[1].split("/")[0])


class Session:
    """A session over streamable HTTP, on one connection."""

    def __init__(self, port, patience=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        self.id = None
        self.ask(HANDSHAKE)

    def ask(self, request):
        """Returns the answer to a request."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        headers["Accept"] = "application/json, text/event-stream"
        if self.id:
            headers["Mcp-Session-Id"] = self.id
        self.connection.request("POST", "/mcp", json.dumps(request), headers)
        response = self.connection.getresponse()
        self.id = response.getheader("Mcp-Session-Id") or self.id
        body = response.read().decode()
        if response.getheader("Content-Type", "").startswith("text/event-stream"):
            body = [line[5:] for line in body.splitlines() if line.startswith("data:") and line[5:].strip()][-1]
        return json.loads(body)


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
