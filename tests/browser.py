"""Open a page in headless Chromium, ask it things, and say what it did.

    browser.py PAGE [--dark] [--width N] [--shot FILE.png] [EXPRESSION...]

Prints one JSON object: "console" (every message, error and violation of the content security
policy), "requests" (every URL but the page's own), "values" (of the JavaScript expressions, which
run in the page although its policy allows no script), and "tree" (names by role, as a screen
reader gets them).  Speaks the DevTools protocol over a pipe: nothing listens on the network.
Exit status 2 with a reason when the browser does not do it.
"""
import argparse
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time

LIMIT = 60  # seconds for all of it


class Browser:
    def __init__(self, program, profile):
        to_it, our_writes = os.pipe()
        our_reads, from_it = os.pipe()

        def fds():
            os.dup2(os.dup(to_it), 3)
            os.dup2(os.dup(from_it), 4)

        # It uses 3 and 4; ours must not be in the way.
        for fd in (to_it, our_writes, our_reads, from_it):
            assert fd > 2
        our_writes, our_reads = os.dup(our_writes), os.dup(our_reads)
        while our_writes < 10 or our_reads < 10:
            our_writes, our_reads = os.dup(our_writes), os.dup(our_reads)
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            [program, "--headless", "--remote-debugging-pipe", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
             "--disable-background-networking", "--disable-component-update",
             "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}",
             *sandbox, "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(3, 4), preexec_fn=fds)
        self.to, self.back = our_writes, our_reads
        self.buffer, self.number, self.events = b"", 0, []
        self.until = time.monotonic() + LIMIT

    def read(self):
        while b"\0" not in self.buffer:
            left = self.until - time.monotonic()
            if left <= 0 or not select.select([self.back], [], [], left)[0]:
                raise TimeoutError("the browser does not answer")
            more = os.read(self.back, 1 << 16)
            if not more:
                raise EOFError("the browser ended")
            self.buffer += more
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def call(self, method, session=None, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(e.get("method") == method for e in self.events):
            self.events.append(self.read())


def names(tree):
    out = {}
    for node in tree["nodes"]:
        role = node.get("role", {}).get("value")
        if not node.get("ignored") and role:
            out.setdefault(role, []).append(node.get("name", {}).get("value", ""))
    return {role: out[role] for role in sorted(out) if role not in ("StaticText", "InlineTextBox")}


def visit(browser, options, url):
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    page = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
        browser.call(f"{domain}.enable", page)
    browser.call("Emulation.setEmulatedMedia", page, features=[
        {"name": "prefers-color-scheme", "value": "dark" if options.dark else "light"}])
    browser.call("Emulation.setDeviceMetricsOverride", page, width=options.width, height=900,
                 deviceScaleFactor=1, mobile=options.width < 600)
    browser.events.clear()
    browser.call("Page.navigate", page, url=url)
    browser.wait("Page.loadEventFired")
    values = []
    for expression in options.expressions:
        result = browser.call("Runtime.evaluate", page, expression=expression,
                              returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        values.append(result["result"].get("value"))
    if options.shot:
        import base64
        shot = browser.call("Page.captureScreenshot", page, captureBeyondViewport=True)
        pathlib.Path(options.shot).write_bytes(base64.b64decode(shot["data"]))
    tree = names(browser.call("Accessibility.getFullAXTree", page))
    console = [e["params"] for e in browser.events if e.get("method") in (
        "Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown",
        "Page.javascriptDialogOpening")]
    requests = [e["params"]["request"]["url"] for e in browser.events
                if e.get("method") == "Network.requestWillBeSent"]
    return {"console": console, "requests": [r for r in requests if r.split("#")[0] != url],
            "values": values, "tree": tree}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--width", type=int, default=1100)
    parser.add_argument("--shot")
    parser.add_argument("expressions", nargs="*")
    options = parser.parse_intermixed_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        sys.exit("no chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            print(json.dumps(visit(browser, options, pathlib.Path(options.page).resolve().as_uri()),
                             ensure_ascii=True))
        except (TimeoutError, EOFError, RuntimeError) as error:
            print(f"browser.py: {error}", file=sys.stderr)
            sys.exit(2)
        finally:
            browser.process.kill()
            browser.process.wait()


if __name__ == "__main__":
    main()
