"""Calls many servers through one gateway while containers are killed at random; reports one JSON object.

`soak.py PROGRAM CALLS SERVERS` works in the current directory, which holds `reconcile.yaml`, and writes the profile
`dev` of that many echo servers. No answer may be lost or belong to another call.
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

program, calls, servers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
CALLERS = 8
TOKEN = str(uuid.uuid4())
KILL_INTERVAL = 1.5


class Tally:
    def __init__(self):
        self.lock, self.left = threading.Lock(), calls
        self.good = self.crossed = self.refused = 0
        self.reasons = {}

    def take(self):
        with self.lock:
            self.left -= 1
            return self.left >= 0

    def note(self, sent, answer):
        with self.lock:
            result = answer.get("result", {})
            text = answer["error"]["message"] if "error" in answer else result["content"][0]["text"]
            if "error" in answer or result.get("isError"):
                self.refused += 1
                reason = re.sub(r" \(request [^)]*\)|'[^']*'|\b[0-9a-f]{12,}\b|\d+", "#", text)[:80]
                self.reasons[reason] = self.reasons.get(reason, 0) + 1
            elif text == sent:
                self.good += 1
            else:
                self.crossed += 1


def caller(port, tally, failures):
    try:
        session = Session(port, TOKEN)
        while tally.take():
            message = str(uuid.uuid4())
            tool = f"server-{random.randrange(servers)}__echo"
            tally.note(message, session.request("tools/call", {"name": tool, "arguments": {"message": message}}))
    except Exception as failure:  # anything is one too many
        failures.append(repr(failure))


def containers(owner):
    command = ["docker", "ps", "--quiet", "--filter", f"label=io.mcp-reconcile.owner={owner}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def state(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        anonymous = 1024 * int(re.search(r"^Anonymous:\s+(\d+)", file.read(), re.M).group(1))
    children = sum(
        1 for entry in os.listdir("/proc") if entry.isdigit() and parent(entry) == pid
    )
    return {"memory": anonymous, "descriptors": len(os.listdir(f"/proc/{pid}/fd")), "children": children}


def parent(entry):
    try:
        with open(f"/proc/{entry}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


with open("reconcile.yaml") as file:
    owner = re.search(r"owner: (\S+)", file.read()).group(1)
os.makedirs("profiles", exist_ok=True)
with open("profiles/dev.yaml", "w") as file:
    file.write("apiVersion: mcp-reconcile.dev/v1\nkind: Profile\nmetadata: { name: dev }\ngateway: { naming: prefix }\nservers:\n")
    for number in range(servers):
        file.write(f'- {{ name: server-{number}, ref: "docker://mcp-reconcile-example/echo:1" }}\n')
command = [program, "gateway", "run", "--path", ".", "--profile", "dev", "--transport", "streaming", "--port", "0"]
gateway = subprocess.Popen(command, env={**os.environ, "MCP_GATEWAY_AUTH_TOKEN": TOKEN}, stderr=subprocess.PIPE, text=True)
try:
    for line in gateway.stderr:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/mcp", line):
            port = int(found.group(1))
            break
    threading.Thread(target=gateway.stderr.read, daemon=True).start()
    session, deadline = Session(port, TOKEN), time.monotonic() + 120
    while len(session.request("tools/list", {})["result"]["tools"]) < servers and time.monotonic() < deadline:
        time.sleep(0.5)
    for number in range(2000):
        sent = {"name": f"server-{number % servers}__echo", "arguments": {"message": "warm"}}
        session.request("tools/call", sent)
    before, begin = state(gateway.pid), time.monotonic()
    tally, failures, killed = Tally(), [], 0
    threads = [threading.Thread(target=caller, args=(port, tally, failures)) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(KILL_INTERVAL)
        running = containers(owner)
        if running and tally.left > 0:
            subprocess.run(["docker", "kill", random.choice(running)], capture_output=True, check=False)
            killed += 1
    seconds = time.monotonic() - begin
    deadline = time.monotonic() + 60
    while len(containers(owner)) < servers and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(1)
    after = state(gateway.pid)
finally:
    gateway.terminate()
    status = gateway.wait(60)
facts = {
    "calls": tally.good + tally.refused + tally.crossed,
    "good": tally.good,
    "refused": tally.refused,
    "crossed": tally.crossed,
    "failures": failures,
    "killed": killed,
    "seconds": round(seconds, 1),
    "reasons": tally.reasons,
    "before": before,
    "after": after,
    "status": status,
}
print(json.dumps(facts))
