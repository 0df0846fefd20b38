"""An interceptor over HTTP: refuses calls whose message is 'no', and fails on those whose message is 'fail'."""

import http.server
import json


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        payload = json.loads(self.rfile.read(int(self.headers["content-length"])))
        message = payload["params"]["arguments"].get("message")
        body = json.dumps({"error": f"no '{payload['name']}' today"}).encode() if message == "no" else b""
        self.send_response(500 if message == "fail" else 200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"port {server.server_address[1]}", flush=True)
server.serve_forever()
