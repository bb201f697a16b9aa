#!/usr/bin/env python3
"""Makes expected.json: what SciPy says of samples, for the tests of src/analysis.

python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1
venv/bin/python make.py > expected.json
"""

import json

import numpy as np
import scipy
from scipy import stats

random = np.random.default_rng(20180424)


def ratios():
    rows = []
    for n in (1, 2, 5, 17, 42, 121, 180, 1000, 100000):
        for k in sorted({0, 1, n // 10, n // 2, n - 1, n}):
            test = stats.binomtest(k, n)
            low, high = test.proportion_ci(0.95, method="wilson")
            rows.append({"k": k, "n": n, "low": low, "high": high})
    return rows


def wilson(k, n):
    low, high = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    return max(0.0, low), min(1.0, high)


def differences():
    """Newcombe's method 10, put together here from SciPy's Wilson limits."""
    rows = []
    for a, n in ((56, 70), (9, 10), (0, 10), (42, 163), (42, 42), (3, 5000)):
        for b, m in ((48, 80), (3, 10), (0, 17), (1, 121), (20, 20)):
            p, q = a / n, b / m
            (l1, u1), (l2, u2) = wilson(a, n), wilson(b, m)
            rows.append({"a": a, "n": n, "b": b, "m": m,
                         "low": p - q - np.hypot(p - l1, u2 - q), "high": p - q + np.hypot(u1 - p, q - l2)})
    return rows


def fisher():
    rows = []
    for a, n, b, m in ((3, 4, 1, 4), (42, 42, 0, 17), (42, 163, 0, 17), (5, 56, 0, 29), (12, 400, 9, 150), (0, 10, 0, 12)):
        p = stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue
        rows.append({"a": a, "n": n, "b": b, "m": m, "p": p})
    return rows


def left_out(n, m, level):
    """Smallest u with P(U <= u) >= (1 - level) / 2, by counting; at least 1."""
    counts = {(0, 0): np.array([1.0])}
    for i in range(n + 1):
        for j in range(m + 1):
            if (i, j) in counts:
                continue
            out = np.zeros(i * j + 1)
            if i > 0:  # the largest is an x: it exceeds all j of y
                c = counts[(i - 1, j)]
                out[j : j + len(c)] += c
            if j > 0:
                c = counts[(i, j - 1)]
                out[: len(c)] += c
            counts[(i, j)] = out
    chances = np.cumsum(counts[(n, m)]) / counts[(n, m)].sum()
    return max(1, int(np.searchsorted(chances, (1 - level) / 2)))


def samples():
    return {
        "normal": (random.normal(10, 2, 17), random.normal(11, 2, 51)),
        "latency": (np.round(random.lognormal(3, 0.4, 40), 1), np.round(random.lognormal(3.1, 0.4, 45), 1)),
        "small": (np.array([0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]),
                  np.array([1.15, 0.88, 0.90, 0.74, 1.21])),
        "ties": (random.integers(0, 6, 60).astype(float), random.integers(1, 7, 70).astype(float)),
        "large": (np.round(random.exponential(20, 400), 3), np.round(random.exponential(22, 300), 3)),
    }


def ranks():
    rows = []
    for name, (a, b) in samples().items():
        test = stats.mannwhitneyu(a, b, method="asymptotic", use_continuity=True)
        differences = np.sort((b[None, :] - a[:, None]).ravel())
        n, m = len(a), len(b)
        if n < 50 and m < 50:
            k = left_out(n, m, 0.95)
        else:
            sd = np.sqrt(n * m * (n + m + 1) / 12)
            k = int(round(n * m / 2 - stats.norm.ppf(0.975) * sd))
        rows.append({"name": name, "a": a.tolist(), "b": b.tolist(), "u": test.statistic, "p": test.pvalue,
                     "effect": 1 - test.statistic / (n * m), "shift": float(np.median(differences)),
                     "low": differences[k - 1], "high": differences[n * m - k],
                     "mean_of_a": float(np.mean(a))})
    return rows


def quantiles():
    rows = []
    for name, (a, b) in samples().items():
        for p in (0.05, 0.25, 0.5, 0.9, 0.95, 0.99):
            (value,) = stats.mstats.mquantiles(b, [p], alphap=1 / 3, betap=1 / 3)
            rows.append({"values": b.tolist(), "p": p, "value": value})
    return rows


def rank_chances():
    """P(U <= u) without ties, by SciPy's exact one-sided test of samples with that U."""
    rows = []
    for n, m in ((3, 4), (5, 10), (8, 8), (12, 20)):
        for u in (0, 3, n * m // 4, n * m // 2):
            x, y = placed(n, m, u)
            p = stats.mannwhitneyu(x, y, method="exact", alternative="less").pvalue
            rows.append({"n": n, "m": m, "u": u, "p": p})
    return rows


def placed(n, m, u):
    """Samples without ties of which exactly u pairs have x above y."""
    y = np.arange(m, dtype=float)
    x = []
    for i in range(n):
        above = min(u, m)
        u -= above
        x.append(above - 0.5 - 1e-3 * i)
    return np.array(x), y


def holm():
    """By the definition: the i-th smallest of k times k - i + 1, made to rise, at most 1."""
    rows = []
    for p in ([0.01, 0.04, 0.03, 0.005], [0.5], [0.9, 0.9, 0.02], [0.2, 0.001, 0.03, 0.03, 1.0]):
        p = np.array(p)
        order = np.argsort(p, kind="stable")
        raised = np.minimum(1, np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order]))
        adjusted = np.empty(len(p))
        adjusted[order] = raised
        rows.append({"p": p.tolist(), "adjusted": adjusted.tolist()})
    return rows


tables = {"wilson": ratios(), "newcombe": differences(), "fisher": fisher(), "ranks": ranks(),
          "rank_chances": rank_chances(), "quantiles": quantiles(), "holm": holm()}
print("{\"made_by\": " + json.dumps(f"make.py, SciPy {scipy.__version__}, NumPy {np.__version__}"), end="")
for name, rows in tables.items():
    print(f",\n{json.dumps(name)}: [\n" + ",\n".join(json.dumps(row) for row in rows) + "]", end="")
print("\n}")
