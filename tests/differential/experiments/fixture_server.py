"""A server whose answers are the same for both engines. /echo says what it was sent."""
import gzip
import http.server
import json
import threading
import urllib.parse

ANSWERS = {  # name: (content type, body)
    "json": ("application/json", b'{"ok": true, "n": 1.0}'), "json-charset": ("application/json; charset=utf-8", b'{"ok": true}'),
    "json-upper": ("Application/JSON", b'{"ok": true}'), "json-broken": ("application/json", b'{"ok": '), "json-empty": ("application/json", b""),
    "text": ("text/plain", b"ok\n"), "html": ("text/html; charset=utf-8", "<p>é</p>".encode()), "latin": ("text/plain", "caf\u00e9".encode("latin-1")),
    "utf8": ("text/plain; charset=utf-8", "café ☃".encode()), "none": (None, b"plain ascii words"), "problem": ("application/problem+json", b'{"title": "x"}'),
    "repeat": ("text/plain", b"twice"), "gzip": ("text/plain", gzip.compress(b"was packed", mtime=0))}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def version_string(self):
        return "fixture"

    def date_time_string(self, timestamp=None):
        return "Thu, 01 Jan 1970 00:00:00 GMT"

    def log_message(self, *_):
        pass

    def answer(self, code, body=b"", kind="text/plain", more=()):
        self.send_response(code)
        if kind:
            self.send_header("Content-Type", kind)
        for key, value in more:
            self.send_header(key, value)
        if code not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and code not in (204, 304):
            self.wfile.write(body)

    def any(self):
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length) if length else b""
        url = urllib.parse.urlsplit(self.path)
        parts = url.path.strip("/").split("/")
        if parts[0] == "echo":
            kept = {key.lower(): value for key, value in self.headers.items() if key.lower() in ("content-type", "content-length", "x-one", "x-two", "x-a")}
            said = {"method": self.command, "query": url.query, "body": sent.decode("utf-8", "replace"), "headers": dict(sorted(kept.items()))}
            self.answer(200, json.dumps(said).encode(), "application/json")
        elif parts[0] == "status":
            self.answer(int(parts[1]), b"status " + parts[1].encode())
        elif parts[0] == "answer":
            kind, body = ANSWERS[parts[1]]
            more = {"repeat": [("X-Twice", "a"), ("X-Twice", "b")], "gzip": [("Content-Encoding", "gzip")]}.get(parts[1], [])
            self.answer(200, body, kind, more)
        elif parts[0] == "redirect":
            self.answer(int(parts[1]), b"", more=[("Location", "/echo?from=redirect")])
        elif parts[0] == "loop":
            self.answer(302, b"", more=[("Location", "/loop")])
        elif parts[0] == "slow":
            self.server.leaving.wait(20)
            self.close_connection = True
        elif parts[0] == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nonly this")
            self.close_connection = True
        else:  # close: nothing at all
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_PURGE = any


class FixtureServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.leaving = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        pass  # a client that left

    def end(self):
        self.leaving.set()
        self.shutdown()
        self.server_close()
