"""Runs a gateway in front of a good server and, one after the other, of every faulty one; reports a line of JSON each.

`fault_matrix.py PROGRAM FAULT...` works in the current directory, which holds the manifests.
"""

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
import uuid

program, *faults = sys.argv[1:]
TOKEN = str(uuid.uuid4())
FACTOR = 1.10
SLACK = 4 << 20  # bytes by which the memory of a process varies by itself


class Session:
    def __init__(self, url):
        self.url, self.id, self.last = url, None, 0
        info = {"name": "matrix", "version": "1"}
        self.request("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info})
        self.post({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def post(self, message, timeout=30):
        headers = {
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
        }
        if self.id:
            headers["Mcp-Session-Id"] = self.id
        request = urllib.request.Request(self.url, json.dumps(message).encode(), headers)
        with urllib.request.urlopen(request, timeout=timeout) as response:
            self.id = response.headers["Mcp-Session-Id"] or self.id
            text = response.read().decode()
        events = [line[6:] for line in text.splitlines() if line.startswith("data: ")]
        return json.loads(events[-1] if events else text) if text else None

    def request(self, method, params):
        self.last += 1
        answer = self.post({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params})
        assert answer["id"] == self.last, answer
        return answer

    def call(self, tool, message):
        answer = self.request("tools/call", {"name": tool, "arguments": {"message": message}})
        if "error" in answer:
            return False, answer["error"]["message"]
        return not answer["result"].get("isError", False), answer["result"]["content"][0]["text"]

    def tools(self):
        names, cursor = [], None
        while True:
            page = self.request("tools/list", {"cursor": cursor} if cursor else {})["result"]
            names += [tool["name"] for tool in page["tools"]]
            cursor = page.get("nextCursor")
            if cursor is None:
                return names


class Load(threading.Thread):
    """Calls the good server all the time; every answer must be what its call sent."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.url, self.count, self.failures, self.slowest, self.running = url, 0, [], 0, True

    def run(self):
        session = Session(self.url)
        while self.running:
            message = str(uuid.uuid4())
            start = time.monotonic()
            answer = session.call("echo", message)
            self.slowest = max(self.slowest, time.monotonic() - start)
            self.count += 1
            if answer != (True, message):
                self.failures.append(str(answer)[:200])
            time.sleep(0.005)


def write_profile(fault=None):
    head = "apiVersion: mcp-reconcile.dev/v1\nkind: Profile\nmetadata: { name: dev }\nservers:\n"
    good = "- { name: good, ref: \"file://servers/good.yaml\" }\n"
    bad = ""
    if fault:
        entry = f"name: bad\nimage: mcp-reconcile-e2e/faulty:1\ncommand: ['{fault}']\n"
        with open("servers/bad.yaml", "w") as file:
            file.write(entry)
        # Who is started twice has half of the time for it.
        start = "20s" if fault == "exits without handshake" else "3s"
        bad = f"- name: bad\n  ref: file://servers/bad.yaml\n  timeouts: {{ start: {start}, call: 5s }}\n"
        if fault == "exits once":
            os.makedirs("state", exist_ok=True)
            os.chmod("state", 0o777)
            bad += "  mounts: [ { source: ./state, target: /state, readOnly: false } ]\n"
    with open("profiles/new", "w") as file:
        file.write(head + good + bad)
    os.replace("profiles/new", "profiles/dev.yaml")


def memory(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        text = file.read()
    return 1024 * sum(int(re.search(rf"^{name}:\s+(\d+)", text, re.M).group(1)) for name in ("Anonymous",))


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def until(condition, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def ready(url):
    request = urllib.request.Request(url.replace("/mcp", "/ready"), headers={"Authorization": f"Bearer {TOKEN}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()


write_profile()
command = [program, "gateway", "run", "--path", ".", "--profile", "dev", "--transport", "streaming", "--port", "0"]
gateway = subprocess.Popen(
    command, env={**os.environ, "MCP_GATEWAY_AUTH_TOKEN": TOKEN}, stderr=subprocess.PIPE, text=True
)
url = None
for line in gateway.stderr:
    if found := re.search(r"http://127\.0\.0\.1:\d+/mcp", line):
        url = found.group()
        break
log = []
threading.Thread(target=lambda: log.extend(gateway.stderr), daemon=True).start()
try:
    session = Session(url)
    assert until(lambda: "echo" in session.tools(), 60), "the good server is not served"
    load = Load(url)
    load.start()
    # The first fault warms everything up that is made once.
    for index, fault in enumerate(["answers twice", *faults]):
        if index:
            time.sleep(0.5)
            before, files = memory(gateway.pid), descriptors(gateway.pid)
            load.slowest, counted = 0, load.count
        write_profile(fault)
        until(lambda: '"bad"' in ready(url) and '"starting"' not in ready(url), 15)
        until(lambda: "work" in session.tools(), 4)
        answers = [session.call("work", f"m{number}") for number in range(2)]
        answers = [(ok, text if len(text) < 500 else f"{len(text)} characters") for ok, text in answers]
        write_profile()
        gone = until(lambda: '"bad"' not in ready(url) and "work" not in session.tools(), 40)
        if not index:
            continue
        fits = until(lambda: memory(gateway.pid) <= before * FACTOR + SLACK, 20)
        facts = {
            "fault": fault,
            "answers": answers,
            "gone": gone,
            "failures": load.failures,
            "calls": load.count - counted,
            "slowest": round(load.slowest, 3),
            "before": before,
            "after": memory(gateway.pid),
            "fits": fits,
            "descriptors": descriptors(gateway.pid) - files,
        }
        print(json.dumps(facts), flush=True)
    load.running = False
    load.join()
finally:
    gateway.terminate()
    print(json.dumps({"status": gateway.wait(60)}), flush=True)
    if gateway.returncode:
        print("".join(log[-40:]), file=sys.stderr)
