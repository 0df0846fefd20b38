"""A unix socket in front of the engine's: forwards everything, and prints each request's method and path.

recorder.py SOCKET
"""

import os
import re
import socket
import sys
import threading

REQUEST = re.compile(rb"(?:^|\n)(GET|HEAD|POST|PUT|DELETE) (/[^ ]*) HTTP/1\.[01]\r\n")
ENGINE = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")


def forward(source, target, hear=None):
    try:
        while data := source.recv(65536):
            if hear:
                hear(data)
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()


def hear(data):
    for method, path in REQUEST.findall(data):
        print(f"{method.decode()} {path.decode()}", flush=True)


def serve(client):
    engine = socket.socket(socket.AF_UNIX)
    engine.connect(ENGINE)
    threading.Thread(target=forward, args=(client, engine, hear), daemon=True).start()
    forward(engine, client)


listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(64)
print("listening", flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
