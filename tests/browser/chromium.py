"""A headless Chromium, spoken to over a pipe with the DevTools protocol. Standard library only."""
import fcntl, json, os, select, shutil, subprocess, sys, tempfile, time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--hide-scrollbars", "--remote-debugging-pipe", "--disable-dev-shm-usage")
# The browser reads commands from descriptor 3 and writes answers to 4.
LAUNCH = "import os,sys; os.dup2(int(sys.argv[1]),3); os.dup2(int(sys.argv[2]),4); os.execv(sys.argv[3],sys.argv[3:])"


def find():
    """The browser's path, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def troubles(events):
    """What went wrong while a page loaded: words on the console, addresses asked for, dialogs."""
    found = []
    for event in events:
        method, params = event.get("method"), event.get("params", {})
        if method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            found.append(params["entry"]["text"])
        elif method in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Page.javascriptDialogOpening"):
            found.append(str(params)[:200])
        elif method == "Network.requestWillBeSent" and params["type"] != "Document" \
                and not params["request"]["url"].startswith("data:"):
            found.append("fetched " + params["request"]["url"])
    return found


def too_wide(but, more=""):
    """A script that opens all details and lists what is wider than the page, apart from what lies in `but` and in drawings.
    `more` adds to its array `wide`."""
    return """(() => { const w = document.documentElement.clientWidth, wide = [];
  document.querySelectorAll('details').forEach(d => d.open = true);
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('svg') || e.closest('%s')) continue;
    const r = e.getBoundingClientRect();
    if (r.width && (r.right > w + 1 || r.left < -9)) wide.push(e.tagName + '.' + e.className + ' ' + Math.round(r.right));
  }%s
  if (document.documentElement.scrollWidth > w) wide.push('the page itself');
  return wide; })()""" % (but, more)


class Browser:
    """One browser with one page. Events are kept until `events` takes them."""

    def __init__(self, path, patience=60):
        self.patience, self.last, self.seen, self.rest = patience, 0, [], b""
        self.profile = tempfile.mkdtemp(prefix="brunt-browser-")
        down, up = os.pipe(), os.pipe()
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for fd in (down[0], up[1])]
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, str(high[0]), str(high[1]), path, *FLAGS,
             "--user-data-dir=" + self.profile, "about:blank"],
            pass_fds=high, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for fd in (down[0], up[1], *high):
            os.close(fd)
        self.out, self.into = down[1], up[0]
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(10)
        except (OSError, RuntimeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.into)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **params):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + self.patience
        while True:
            answer = self._read(end)
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.seen.append(answer)

    def _read(self, end):
        while b"\0" not in self.rest:
            if not select.select([self.into], [], [], max(0, end - time.monotonic()))[0]:
                raise RuntimeError("the browser did not answer in time")
            part = os.read(self.into, 1 << 16)
            if not part:
                raise RuntimeError("the browser ended")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def wait(self, event):
        end = time.monotonic() + self.patience
        while not any(m.get("method") == event for m in self.seen):
            self.seen.append(self._read(end))

    def events(self):
        taken, self.seen = self.seen, []
        return taken

    def open(self, url, width, height=900, dark=False, script=True):
        """Loads `url`; returns the events of the load."""
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 640)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.events()
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")
        return self.events()

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description", "script failed"))
        return result["result"].get("value")

    def key(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, text=key if len(key) == 1 and kind == "keyDown" else "")
