#!/usr/bin/env python3
"""An OpenAI-compatible endpoint for tests, on 127.0.0.1, that can also be bad.

endpoint.py FOLDER [--tls PEM] BEHAVIOUR...

The n-th request is treated as the n-th behaviour says, and all after the last one as the last.
FOLDER gets "port" as soon as the port is open, and "requests": a JSON object a line with the path,
the headers and the body of each.  It says "ready" and, of each, "request" on the standard output.  It
ends when its standard input does.

  good          the answer's own words, after "Hello. "
  text:TEXT     this text, about the rule that was asked for
  content:TEXT  this as the message's content
  raw:TEXT      this as the whole body
  status:CODE[:SECONDS]   this status, and perhaps a Retry-After
  status-ms:CODE:MS       this status, and retry-after-ms
  lacks:NAMES   400 as long as the request has one of these members, which it names; then good
  error:TEXT    400 with this message
  redirect:URL  302
  rule:ID       good words, but about another rule
  finish:WHY    good words with this finish_reason
  echo-key      the key that the request brought, as the text
  error-key     401 with the key in the message
  silent        take the request and say nothing, until the client has gone
  slow          an answer that comes a byte at a time, for ever
  huge          a body without end
  headers       headers without end
  close         no answer at all

Of /embeddings, where texts that use a word of one topic are near each other, whatever the word:
  vectors[:N]   a vector for each text, of N numbers (32)
  noise         vectors that have nothing to do with the texts
  refuse:WORD   status 400 where a text has this word, else vectors
  number:TEXT   good vectors, but this in the place of one number
  vector:TEXT   good vectors, but this in the place of one of them
  lengths       one of them longer than the others
  missing       one of them missing
  twice         two of them of the same text
"""

import hashlib
import json
import os
import re
import socket
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


TOPICS = [set(words.split()) for words in (
    "parcel delivery courier shipment package", "refund reimbursement cashback repayment money",
    "open closing hours weekend schedule", "cost price fee charge expensive",
    "password login credentials account locked", "warranty guarantee defect repair broken",
    "size fit measurements length tight", "vegan leather animal wool fabric",
    "job career vacancy hiring internship", "gift wrapping present birthday ribbon",
    "invoice receipt bill vat paperwork", "parking car garage directions map")]


def noise(text, n):
    """n numbers from -1 to 1 that only say whether two texts are the same."""
    digest = hashlib.shake_256(text.encode()).digest(2 * n)
    return [int.from_bytes(digest[2 * i:2 * i + 2], "big") / 32767.5 - 1 for i in range(n)]


def vector(text, n):
    words = set(re.findall("[a-z]+", text.lower()))
    numbers = [x / 10 for x in noise(text, n)]
    for i, topic in enumerate(TOPICS):
        numbers[i] += len(words & topic)
    return numbers


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def reply(self, status, body, headers=()):
        body = body.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def complete(self, content, finish="stop"):
        self.reply(200, json.dumps({
            "id": "c1", "object": "chat.completion", "model": "served-model",
            "choices": [{"index": 0, "finish_reason": finish,
                         "message": {"role": "assistant", "content": content}}]}))

    def words(self, text, rule=None, finish="stop"):
        rule = rule or self.data["answer"]["rule"]
        self.complete(json.dumps({"rule": rule, "text": text}), finish)

    def good(self):
        return "Hello. " + self.data["answer"]["say"]

    def vectors(self, how, rest):
        texts = self.request_body["input"]
        if how == "refuse":
            if any(rest in text for text in texts):
                self.reply(400, '{"error":{"message":"no"}}')
                return
        n = int(rest) if how == "vectors" and rest else 32
        data = [{"object": "embedding", "index": i,
                 "embedding": (noise if how == "noise" else vector)(text, n)}
                for i, text in enumerate(texts)]
        last = data[-1]
        if how == "lengths":
            last["embedding"].append(1.0)
        elif how == "missing":
            data.pop()
        elif how == "twice":
            last["index"] = 0 if len(data) > 1 else 1
        elif how == "number":
            last["embedding"][0] = "@"
        elif how == "vector":
            last["embedding"] = "@"
        data.reverse()
        self.reply(200, json.dumps({"object": "list", "data": data}).replace('"@"', rest or "0"))

    def endless(self, chunk):
        try:
            while True:
                self.wfile.write(chunk)
        except OSError:
            self.close_connection = True

    def wait_for_the_end(self):
        """Until the client has gone."""
        while self.connection.recv(1024):
            pass
        self.close_connection = True

    def slow(self):
        self.send_response(200)
        self.end_headers()
        self.connection.settimeout(0.02)
        try:
            while True:
                self.wfile.write(b" ")
                try:
                    if not self.connection.recv(1):
                        break
                except socket.timeout:
                    pass
        except OSError:
            pass
        self.close_connection = True

    def lacks(self, names):
        instead = {"max_tokens": " Use 'max_completion_tokens' instead."}
        for name in names.split(","):
            if name in self.request_body:
                self.error(f"Unsupported parameter: '{name}'." + instead.get(name, ""))
                return
        self.words(self.good())

    def error(self, words):
        self.reply(400, json.dumps({"error": {"message": words}}))

    def behave(self, how, rest):
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if how == "good":
            self.words(self.good())
        elif how == "text":
            self.words(rest)
        elif how == "content":
            self.complete(rest)
        elif how == "raw":
            self.reply(200, rest)
        elif how == "status":
            code, _, after = rest.partition(":")
            self.reply(int(code), '{"error":{"message":"no"}}',
                       [("Retry-After", after)] if after else [])
        elif how == "status-ms":
            code, _, after = rest.partition(":")
            self.reply(int(code), "{}", [("retry-after-ms", after)])
        elif how == "lacks":
            self.lacks(rest)
        elif how == "error":
            self.error(rest)
        elif how == "redirect":
            self.reply(302, "", [("Location", rest)])
        elif how == "rule":
            self.words(self.good(), rule=rest)
        elif how == "finish":
            self.words(self.good(), finish=rest)
        elif how == "echo-key":
            self.words(key + " " + self.data["answer"]["say"])
        elif how == "error-key":
            self.reply(401, json.dumps({"error": {"message": "wrong key " + key}}),
                       [("X-Key", key)])
        elif how == "silent":
            self.wait_for_the_end()
        elif how == "slow":
            self.slow()
        elif how == "huge":
            self.send_response(200)
            self.end_headers()
            self.endless(b" " * 65536)
        elif how == "headers":
            self.send_response(200)
            self.flush_headers()
            self.endless(b"X-More: " + b"x" * 1000 + b"\r\n")
        elif how == "close":
            self.close_connection = True
        elif how in ("vectors", "noise", "number", "vector", "lengths", "missing", "twice",
                     "refuse"):
            self.vectors(how, rest)
        else:
            raise SystemExit("unknown behaviour " + how)

    def do_GET(self):
        self.do_POST()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server = self.server
        with server.lock:
            how = server.behaviours[min(server.count, len(server.behaviours) - 1)]
            server.count += 1
            request = json.loads(body) if body else {}
            print(json.dumps({"method": self.command, "path": self.path,
                              "headers": dict(self.headers), "body": request}),
                  file=server.log, flush=True)
            print("request", flush=True)
        self.request_body = request
        messages = request.get("messages") or [{}, {"content": "{}"}]
        self.data = json.loads(messages[1]["content"])
        name, _, rest = how.partition(":")
        try:
            self.behave(name, rest)
        except OSError:
            self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def main():
    folder, *behaviours = sys.argv[1:]
    server = Server(("127.0.0.1", 0), Handler)
    if behaviours[0] == "--tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(behaviours[1])
        server.socket = context.wrap_socket(server.socket, server_side=True)
        behaviours = behaviours[2:]
    server.behaviours, server.count, server.lock = behaviours, 0, threading.Lock()
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "requests"), "w", encoding="utf-8") as server.log:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with open(os.path.join(folder, "port.new"), "w", encoding="utf-8") as file:
            file.write(str(server.server_address[1]))
        os.rename(os.path.join(folder, "port.new"), os.path.join(folder, "port"))
        print("ready", flush=True)
        sys.stdin.read()


main()
