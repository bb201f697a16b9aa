"""Paired timings of whole processes: A B A B …, wall, CPU and peak memory of each, medians and ratios."""
import os
import statistics
import subprocess
import time


class Run:
    """What one finished process took: seconds of wall and CPU, peak resident memory in MiB, exit status."""

    def __init__(self, wall, usage, status):
        self.wall = wall
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        self.status = status


def run(command, **popen):
    begin = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, **popen)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Run(time.monotonic() - begin, usage, child.returncode)


def pairs(ours, peer, rounds, **popen):
    """`rounds` interleaved runs of both, after one of each that does not count."""
    run(ours, **popen), run(peer, **popen)
    return [(run(ours, **popen), run(peer, **popen)) for _ in range(rounds)]


def row(name, results):
    """One line of the table: medians of both and the median of the paired ratios."""
    cells = []
    for figure, unit, scale in (("wall", "ms", 1000), ("cpu", "ms", 1000), ("memory", "MiB", 1)):
        ours = [getattr(a, figure) * scale for a, _ in results]
        peer = [getattr(b, figure) * scale for _, b in results]
        ratio = statistics.median(b / a if a else float("inf") for a, b in zip(ours, peer))
        cells.append(f"{figure} {statistics.median(ours):.1f} / {statistics.median(peer):.1f} {unit} ({ratio:.1f}x)")
    statuses = sorted({(a.status, b.status) for a, b in results})
    return f"{name:<24}" + "   ".join(f"{c:<40}" for c in cells) + f" exit {statuses}"
