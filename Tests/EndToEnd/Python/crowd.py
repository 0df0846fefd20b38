"""Takes all 256 places of a gateway's socket, and starts a gateway that must join it there.

The socket is the argument, the gateway the command MCP_COMMAND, one word a line. Prints what that one writes to standard
error, and ends with its exit status.
"""

import os
import socket
import subprocess
import sys


def client(path):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    return connection


clients = [client(sys.argv[1]) for _ in range(256)]
# Its standard input stays open: it has a client that does not leave.
process = subprocess.Popen(os.environ["MCP_COMMAND"].split("\n"), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
print(process.stderr.read(), end="")
sys.exit(process.wait())
