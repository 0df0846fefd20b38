"""A git server for tests: smart HTTP over TLS, or an OpenSSH server, in front of the repositories of a directory.

git_server.py https ROOT [TOKEN]     prints `https PORT CERTIFICATE`
git_server.py silent                 prints `silent PORT`: accepts connections and never says a word
git_server.py redirect ROOT TARGET   prints `https PORT CERTIFICATE`: redirects every request to TARGET
git_server.py ssh ROOT PUBLIC_KEY    prints `ssh PORT KNOWN_HOSTS USER`: the file names the host key
Each request is printed as `request METHOD PATH STATUS`.
"""

import base64
import getpass
import http.server
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile

LIMIT = 16 << 20


def certificate(place: pathlib.Path) -> pathlib.Path:
    """A certificate of its own authority for this host, and its key in one file."""
    file = place / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-addext", "basicConstraints=critical,CA:TRUE",
         "-keyout", str(place / "key.pem"), "-out", str(place / "certificate.pem")],
        check=True, capture_output=True,
    )
    file.write_text((place / "key.pem").read_text() + (place / "certificate.pem").read_text())
    return file


class Backend(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    root = ""
    token = ""
    target = ""

    def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        print("request", self.command, self.path, status, flush=True)
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), LIMIT)
        content = self.chunks() if self.headers.get("Transfer-Encoding") == "chunked" else self.rfile.read(length)
        if self.target:
            return self.answer(302, [("Location", self.target + self.path)], b"")
        if self.token:
            expected = "Basic " + base64.b64encode(f"git:{self.token}".encode()).decode()
            if self.headers.get("Authorization") != expected:
                return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": self.root, "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type") or "", "CONTENT_LENGTH": str(len(content)),
            "REMOTE_ADDR": "127.0.0.1", "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        if self.headers.get("Content-Encoding"):
            environment["HTTP_CONTENT_ENCODING"] = self.headers["Content-Encoding"]
        program = ["git", "-c", "safe.directory=*", "http-backend"]
        output = subprocess.run(program, input=content, env=environment, capture_output=True, check=False).stdout
        head, _, body = output.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
        status = next((int(value.split()[0]) for name, value in lines if name == "Status"), 200)
        headers = [(name, value) for name, value in lines if name not in ("Status", "Content-Length")]
        return self.answer(status, headers, body)

    do_POST = do_GET

    def chunks(self) -> bytes:
        content = b""
        while len(content) < LIMIT:
            size = int(self.rfile.readline().split(b";")[0], 16)
            content += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                break
        return content

    def log_message(self, *_: object) -> None:
        pass


def serve_https(place: pathlib.Path) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    file = certificate(place)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print("https", server.server_address[1], place / "certificate.pem", flush=True)
    server.serve_forever()


def serve_silence() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    print("silent", listener.getsockname()[1], flush=True)
    connections = []
    while len(connections) < 100:
        connections.append(listener.accept())
        print("request accepted", flush=True)


def serve_ssh(place: pathlib.Path, root: str, public_key: str) -> None:
    """OpenSSH, as the user of the tests: it lets one key in, and only to read repositories of the root."""
    key = place / "host"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    authorized = place / "authorized_keys"
    command = place / "command"
    command.write_text(
        "#!/bin/sh\n"
        "case $SSH_ORIGINAL_COMMAND in git-upload-pack*) ;; *) exit 1 ;; esac\n"
        "path=$(printf %s \"$SSH_ORIGINAL_COMMAND\" | cut -d \"'\" -f 2)\n"
        f"exec git -c safe.directory='*' upload-pack '{root}'\"$path\"\n"
    )
    command.chmod(0o700)
    authorized.write_text(f'restrict,command="{command}" {public_key}\n')
    authorized.chmod(0o600)
    configuration = place / "sshd_config"
    configuration.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {key}\nPidFile none\nAuthorizedKeysFile {authorized}\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "PermitRootLogin prohibit-password\nLogLevel ERROR\n"
    )
    known = place / "known_hosts"
    known.write_text(f"[127.0.0.1]:{port} " + " ".join((place / "host.pub").read_text().split()[:2]) + "\n")
    os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
    daemon = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", str(configuration)])
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if daemon.poll() is not None:
                    sys.exit("sshd ended")
        print("ssh", port, known, getpass.getuser(), flush=True)
        daemon.wait()
    finally:
        daemon.terminate()


def main() -> None:
    place = pathlib.Path(tempfile.mkdtemp(prefix="mcpr-git-"))
    try:
        match sys.argv[1:]:
            case ["https", root]:
                Backend.root = root
                serve_https(place)
            case ["https", root, token]:
                Backend.root, Backend.token = root, token
                serve_https(place)
            case ["redirect", root, target]:
                Backend.root, Backend.target = root, target
                serve_https(place)
            case ["silent"]:
                serve_silence()
            case ["ssh", root, public_key]:
                serve_ssh(place, root, public_key)
            case _:
                sys.exit(__doc__)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def end(*_: object) -> None:
    raise SystemExit


if __name__ == "__main__":
    import signal

    signal.signal(signal.SIGTERM, end)
    main()
