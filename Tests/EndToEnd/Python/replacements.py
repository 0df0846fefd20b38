"""Replaces all servers of a gateway again and again under a steady load; reports one JSON object.

`replacements.py PROGRAM REPLACEMENTS SERVERS CALLS_PER_SECOND` works in the current directory, which holds
`reconcile.yaml`, and writes the profile `dev` of that many echo servers. Every call must be answered by the tool.
"""

import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import uuid

from http_session import Session

program = sys.argv[1]
replacements, servers, rate = (int(argument) for argument in sys.argv[2:5])
CALLERS = 8
PATIENCE = 120
TOKEN = str(uuid.uuid4())


class Load:
    """Callers that together make so many calls a second, each at its time whatever the one before took."""

    def __init__(self, port):
        self.port, self.lock, self.isOver = port, threading.Lock(), threading.Event()
        self.calls, self.failures, self.slowest = 0, [], 0.0
        self.threads = [threading.Thread(target=self.call, args=(number,)) for number in range(CALLERS)]

    def call(self, number):
        try:
            session, due = Session(self.port, TOKEN, PATIENCE), time.monotonic() + number / rate
            while not self.isOver.is_set():
                time.sleep(max(0, due - time.monotonic()))
                due += CALLERS / rate
                self.once(session)
        except Exception as failure:  # anything is one too many
            self.failures.append(repr(failure))

    def once(self, session):
        message, begin = str(uuid.uuid4()), time.monotonic()
        tool = f"server-{random.randrange(servers)}__echo"
        answer = session.request("tools/call", {"name": tool, "arguments": {"message": message}})
        result = answer.get("result", {})
        with self.lock:
            self.calls += 1
            self.slowest = max(self.slowest, time.monotonic() - begin)
            if result.get("isError") or result.get("content", [{}])[0].get("text") != message:
                self.failures.append(json.dumps(answer)[:300])


def write_profile(round):
    with open("profiles/dev.yaml.new", "w") as file:
        file.write("apiVersion: mcp-reconcile.dev/v1\nkind: Profile\nmetadata: { name: dev }\n")
        file.write("gateway: { naming: prefix }\nservers:\n")
        for number in range(servers):
            reference = "docker://mcp-reconcile-example/echo:1"
            file.write(f'- {{ name: server-{number}, ref: "{reference}", env: {{ ROUND: "{round}" }} }}\n')
    os.replace("profiles/dev.yaml.new", "profiles/dev.yaml")


def containers(owner):
    command = ["docker", "ps", "--quiet", "--filter", f"label=io.mcp-reconcile.owner={owner}"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def wait_for_others(owner, before):
    """Returns the containers once as many as there are servers run, and none of those before."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        running = containers(owner)
        if len(running) == servers and not running & before:
            return running
        time.sleep(0.1)
    raise AssertionError("the servers were not replaced in time")


def listening(gateway):
    for line in gateway.stderr:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/mcp", line):
            threading.Thread(target=gateway.stderr.read, daemon=True).start()
            return int(found.group(1))
    raise AssertionError("the gateway has ended")


with open("reconcile.yaml") as file:
    owner = re.search(r"owner: (\S+)", file.read()).group(1)
os.makedirs("profiles", exist_ok=True)
write_profile(0)
command = [program, "gateway", "run", "--path", ".", "--profile", "dev", "--transport", "streaming", "--port", "0"]
gateway = subprocess.Popen(command, env={**os.environ, "MCP_GATEWAY_AUTH_TOKEN": TOKEN}, stderr=subprocess.PIPE, text=True)
try:
    port = listening(gateway)
    running = wait_for_others(owner, set())
    session, deadline = Session(port, TOKEN, PATIENCE), time.monotonic() + PATIENCE
    while len(session.request("tools/list", {})["result"]["tools"]) < servers and time.monotonic() < deadline:
        time.sleep(0.2)
    load, begin, done = Load(port), time.monotonic(), 0
    for thread in load.threads:
        thread.start()
    try:
        while done < replacements:
            write_profile(done + 1)
            running = wait_for_others(owner, running)
            done += servers
    finally:
        seconds = time.monotonic() - begin
        load.isOver.set()
        for thread in load.threads:
            thread.join()
finally:
    gateway.terminate()
    status = gateway.wait(60)
facts = {
    "replacements": done,
    "calls": load.calls,
    "failures": load.failures[:20],
    "slowest_ms": round(load.slowest * 1000, 1),
    "seconds": round(seconds, 1),
    "status": status,
}
print(json.dumps(facts))
