"""An HTTP proxy that misbehaves: each request meets, by chance, one of what networks and servers do to
requests and answers. The same seed draws the same faults in the same order."""
import http.client
import http.server
import random
import socket
import threading
import time

LOGIN = b"<html><body>Please log in</body></html>"


class FaultProxy:
    """Between a client and 127.0.0.1:`port`, on a free port, from the beginning of a `with` to its end.
    Of all requests, the share `rate` meets a fault."""

    def __init__(self, port, seed, rate):
        self.faults = 0
        self.requests = 0
        self._upstream, self._rate, self._random = port, rate, random.Random(seed)
        self._lock = threading.Lock()
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def _serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                proxy._answer(self, body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.uri = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def _draw(self):
        with self._lock:
            self.requests += 1
            if self._random.random() >= self._rate:
                return None, self._random.random()
            self.faults += 1
            return self._random.choice(sorted(self.FAULTS)), self._random.random()

    def _answer(self, client, body):
        fault, chance = self._draw()
        if fault is None:
            self._send(client, *self._forward(client, body))
        else:
            self.FAULTS[fault](self, client, body, chance)

    def _forward(self, client, body):
        connection = http.client.HTTPConnection("127.0.0.1", self._upstream, timeout=60)
        headers = {name: value for name, value in client.headers.items() if name.lower() not in ("connection", "host")}
        connection.request(client.command, client.path, body, headers)
        try:
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type") or "text/plain", answer.read()
        finally:
            connection.close()

    @staticmethod
    def _send(client, status, kind, body, cut=None, **headers):
        client.send_response(status)
        client.send_header("Content-Type", kind)
        client.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            client.send_header(name.replace("_", "-"), value)
        client.end_headers()
        client.wfile.write(body if cut is None else body[:cut])

    def _close(self, client):
        client.close_connection = True

    def _refuse(self, client, _body, _chance):
        self._close(client)

    def _cut_request(self, client, body, chance):
        head = f"{client.command} {client.path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body) + 1}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self._upstream)) as upstream:
            upstream.sendall(head.encode() + body[:int(chance * len(body))])
        self._close(client)

    def _lose_answer(self, client, body, _chance):
        self._forward(client, body)
        self._close(client)

    def _cut_answer(self, client, body, chance):
        status, kind, answer = self._forward(client, body)
        self._send(client, status, kind, answer, cut=int(chance * len(answer)) if answer else None)
        self._close(client)

    def _delay(self, client, body, chance):
        time.sleep(chance * 0.3)
        self._send(client, *self._forward(client, body))

    def _log_in(self, client, _body, _chance):
        self._send(client, 200, "text/html", LOGIN)

    def _log_in_afterwards(self, client, body, _chance):
        self._forward(client, body)
        self._send(client, 200, "text/html", LOGIN)

    def _garble(self, client, body, chance):
        status, kind, answer = self._forward(client, body)
        at = int(chance * len(answer))
        self._send(client, status, kind, answer[:at] + b"\x00{" + answer[at + 2:])

    def _other_json(self, client, body, _chance):
        self._forward(client, body)
        self._send(client, 200, "application/json", b'{"ok": [true, {"deep": null}]}')

    def _fail(self, client, _body, chance):
        self._send(client, (500, 502, 503, 504)[int(chance * 4)], "text/plain", b"down")

    def _fail_afterwards(self, client, body, _chance):
        self._forward(client, body)
        self._send(client, 500, "text/html", b"<h1>Internal Server Error</h1>")

    def _too_many(self, client, _body, _chance):
        self._send(client, 429, "application/json", b'{"error_code": "REQUEST_LIMIT_EXCEEDED"}', Retry_After="0")

    FAULTS = {name: method for name, method in list(locals().items())
              if name in ("_refuse", "_cut_request", "_lose_answer", "_cut_answer", "_delay", "_log_in", "_log_in_afterwards",
                          "_garble", "_other_json", "_fail", "_fail_afterwards", "_too_many")}
