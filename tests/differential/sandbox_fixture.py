"""A sandbox of its own for a test: own state folder, own name, taken down at the end whatever happens."""
import contextlib
import os
import subprocess
import sys
import tempfile
import time


def skip(reason):
    print("skipped: " + reason)
    sys.exit(77)


def peer(name):
    """The path of a real peer that scripts/prepare_peers.sh has made; a test without it is skipped by name."""
    root = os.environ.get("BRUNT_SOURCE", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    path = os.path.abspath(os.path.join(os.environ.get("BRUNT_CACHE", os.path.join(root, "build", "peers")), name))
    if not os.path.exists(path):
        skip(f"the real {name} is not there ({path})")
    return path


class Sandbox:
    """`brunt sandbox` in a state folder of its own."""

    def __init__(self, brunt, state, name="test"):
        self.brunt, self.name = os.path.abspath(brunt), name
        self.env = dict(os.environ, XDG_STATE_HOME=state, HOME=state)
        for key in ("HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "KUBECONFIG"):
            self.env.pop(key, None)

    def call(self, *words, check=True, **more):
        done = subprocess.run([self.brunt, "sandbox", *words, "--name", self.name], env=self.env, text=True,
                              capture_output=True, timeout=60, **more)
        if check and done.returncode != 0:
            raise SystemExit(f"brunt sandbox {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def exports(self):
        """The environment of a user who has called `eval "$(brunt sandbox env)"`."""
        out = dict(self.env)
        for line in self.call("env").stdout.splitlines():
            key, value = line.removeprefix("export ").split("=", 1)
            out[key] = value.strip("'")
        return out


@contextlib.contextmanager
def sandbox(brunt, *options, name="test"):
    with tempfile.TemporaryDirectory(prefix="brunt-sandbox-") as state:
        box = Sandbox(brunt, state, name)
        try:
            box.call("up", "--profile", "quick", *options)
            yield box
        finally:
            box.call("down", check=False)


def wait_for(what, condition, seconds=15):
    """The first true value of `condition`, asked again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise SystemExit(f"waited {seconds} s in vain for: {what}")


class Checks:
    """Counts what was looked at, and says what was not as it should be."""

    def __init__(self):
        self.done, self.bad = 0, []

    def __call__(self, what, good, found=""):
        self.done += 1
        if not good:
            self.bad.append(f"{what}: found {found!r}")

    def end(self):
        print(f"{self.done} checks, {len(self.bad)} failed")
        print("\n".join(self.bad))
        sys.exit(1 if self.bad else 0)
