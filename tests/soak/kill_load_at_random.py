#!/usr/bin/env python3
"""Kills attacks at random instants and looks whether a completed request was lost.

usage: kill_load_at_random.py BRUNT [--kills N] [--quick] [--seed S]

Each attack records into a file while a server here counts. A client that sends another request on a connection has the answer
to the one before, so the server knows how many requests had ended at least, apart from what the program says. After SIGKILL:

  - the file can be read;
  - at least as many requests are on record as the server knows to have ended;
  - the hits on record, ended or out, are numbers from 0 on without a gap and without one twice, and at least as many as the
    server has seen: each request that was out is listed.

Exit status: 0 all held, 1 something did not.
"""
import argparse
import json
import os
import random
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"


class Server:
    """Answers requests on kept connections and counts them, for each connection."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.lock = threading.Lock()
        self.counts = {}
        threading.Thread(target=self.serve, daemon=True).start()

    def begin(self):
        with self.lock:
            self.counts = {}

    def counted(self):
        """Requests seen, and those that had ended at least."""
        with self.lock:
            return sum(self.counts.values()), sum(n - 1 for n in self.counts.values() if n)

    def serve(self):
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.listener:
                    connection, _ = self.listener.accept()
                    connection.setblocking(False)
                    self.selector.register(connection, selectors.EVENT_READ, [b""])
                else:
                    self.read(key.fileobj, key.data)

    def read(self, connection, pending):
        try:
            got = connection.recv(65536)
        except OSError:
            got = b""
        if not got:
            self.selector.unregister(connection)
            connection.close()
            return
        *whole, pending[0] = (pending[0] + got).split(b"\r\n\r\n")
        with self.lock:
            self.counts[connection.fileno(), id(pending)] = self.counts.get((connection.fileno(), id(pending)), 0) + len(whole)
        try:
            connection.sendall(ANSWER * len(whole))
        except OSError:
            pass


def read_back(brunt, path):
    done = subprocess.run([brunt, "load", "encode", "-to=json", path], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        return None, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], ""


def kill_one(brunt, server, folder, number, chance):
    server.begin()
    path = os.path.join(folder, f"{number}.brunt-load")
    targets = os.path.join(folder, "targets.txt")
    with open(targets, "w") as file:
        file.write(f"GET http://127.0.0.1:{server.port}/\n")
    load = (["-rate=0", "-max-workers=32"], ["-rate=2000"], ["-rate=200", "-timeout=1s"])[number % 3]
    attack = subprocess.Popen([brunt, "load", "attack", *load, "-targets=" + targets, "-duration=20s", "-output=" + path],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    begun = time.monotonic()
    while server.counted()[0] == 0 and time.monotonic() - begun < 20:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.6))
    attack.send_signal(signal.SIGKILL)
    attack.wait()
    seen, ended = server.counted()
    results, said = read_back(brunt, path)
    if results is None:
        return f"the file cannot be read: {said}", 0, 0
    out = [r for r in results if r["error"] == "in flight when the recording ended"]
    numbers = sorted(r["seq"] for r in results)
    wrong = []
    if len(results) - len(out) < ended:
        wrong.append(f"{ended} had ended, {len(results) - len(out)} are on record")
    if numbers != list(range(len(numbers))):
        wrong.append("the hits on record have gaps")
    if len(numbers) < seen:
        wrong.append(f"{seen} requests came, {len(numbers)} are on record")
    if not seen:
        wrong.append("the attack never began")
    os.remove(path)
    return "; ".join(wrong), len(results) - len(out), len(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("brunt")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="10 kills")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    kills = 10 if args.quick else args.kills
    chance, server, folder = random.Random(args.seed), Server(), tempfile.mkdtemp(prefix="brunt-soak-")
    brunt, wrong, ended, out = os.path.realpath(args.brunt), [], 0, 0
    try:
        for number in range(kills):
            found, done, left = kill_one(brunt, server, folder, number, chance)
            ended, out = ended + done, out + left
            if found:
                wrong.append(f"kill {number}: {found}")
    finally:
        shutil.rmtree(folder)
    print(f"{kills} kills, seed {args.seed}: {ended} requests had ended and are on record, {out} were out and are listed, "
          f"{len(wrong)} kills went wrong")
    print("\n".join(wrong[:10]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
