#!/usr/bin/env python3
"""usage: plot_test.py BRUNT [--shots DIR]: `brunt load plot` makes a page that opens from disk, fetches nothing, says nothing on the
console, fits every width in both themes, is whole without script, and can be read and zoomed by keyboard. 77: no browser here."""
import argparse, base64, json, os, pathlib, subprocess, sys, tempfile, unittest
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import chromium

OPTIONS = BROWSER = PAGES = None
TOO_WIDE = chromium.too_wide(".sr,.skip,thead")


def results(name, fail_from, fail_to):
    lines = []
    for n in range(1200):
        second, failed = n / 20, fail_from <= n / 20 < fail_to
        lines.append(json.dumps({"attack": name, "seq": n, "code": 0 if failed else 503 if n % 400 == 399 else 200,
                                 "timestamp": f"2024-05-01T10:{int(second) // 60:02}:{second % 60:06.3f}Z",
                                 "latency": 3_000_000_000 if failed else 20_000_000 + n % 37 * 1_000_000,
                                 "error": "Get \"http://shop/<script>alert(1)</script>\": EOF" if failed else "", "url": "http://shop/", "method": "GET"}))
    return "\n".join(lines) + "\n"


class Plot(unittest.TestCase):
    def open(self, name, width, **how):
        self.assertEqual(chromium.troubles(BROWSER.open((PAGES / f"{name}.html").as_uri(), width, **how)), [], f"{name} at {width}")
        if OPTIONS.shots:
            picture = BROWSER.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            (pathlib.Path(OPTIONS.shots) / f"plot-{name}-{width}-{'dark' if how.get('dark') else 'light'}.png").write_bytes(base64.b64decode(picture))

    def test_nothing_is_wider_than_the_page(self):
        for name in ("one", "two", "failed"):
            for width in (320, 360, 820, 1280, 1920):
                for dark in (False, True) if width in (360, 1280) else (False,):
                    with self.subTest(name=name, width=width, dark=dark):
                        self.open(name, width, dark=dark)
                        self.assertEqual(BROWSER.value(TOO_WIDE), [])

    def test_is_whole_without_script(self):
        self.open("one", 1280, script=False)
        self.assertIn("of 1\u202f200 requests failed", BROWSER.value("document.querySelector('.answer').textContent"))
        self.assertEqual(BROWSER.value("document.querySelectorAll('#stretches tbody tr').length"), 300)
        drawn = BROWSER.value("document.querySelector('.fails').getAttribute('d').split('M').length - 1")
        self.assertEqual(drawn, 203)  # 200 in the outage and 3 others
        self.assertEqual(BROWSER.value("getComputedStyle(document.querySelector('.tools')).display"), "none")
        self.assertGreater(BROWSER.value("document.querySelectorAll('.axis i').length"), 4)

    def test_the_theme_follows_the_system_and_the_switch_overrides_it(self):
        ground = "getComputedStyle(document.body).backgroundColor"
        self.open("one", 1280, dark=True, script=False)
        self.assertEqual(BROWSER.value(ground), "rgb(21, 21, 20)")
        BROWSER.value("document.querySelector('label[for=theme-light]').click()")
        self.assertEqual(BROWSER.value(ground), "rgb(252, 251, 248)")

    def test_keys_step_and_zoom(self):
        self.open("two", 1280)
        read, window = "document.getElementById('read').textContent", "document.querySelector('svg.z').getAttribute('viewBox')"
        BROWSER.value("document.getElementById('fig').focus()")
        BROWSER.key("ArrowRight")
        first = BROWSER.value(read)
        self.assertRegex(first, r"^\+0\.0\u202fs  run 1: \d+ sent, 0 failed, p50 .*; run 2: ")
        BROWSER.key("End")
        self.assertNotEqual(BROWSER.value(read), first)
        whole = BROWSER.value(window)
        BROWSER.key("+")
        self.assertNotEqual(BROWSER.value(window), whole)
        BROWSER.key("0")
        self.assertEqual(BROWSER.value(window), whole)

    def test_a_drag_selects_a_time(self):
        self.open("one", 1280)
        box = BROWSER.value("(() => { const r = document.querySelector('.fld').getBoundingClientRect(); return [r.x, r.y, r.width] })()")
        for kind, share in (("mousePressed", 0.25), ("mouseMoved", 0.5), ("mouseReleased", 0.5)):
            BROWSER.call("Input.dispatchMouseEvent", type=kind, x=box[0] + box[2] * share, y=box[1] + 50, button="left", buttons=1, clickCount=1)
        shown = [float(n) for n in BROWSER.value("document.querySelector('svg.z').getAttribute('viewBox')").split()]
        self.assertAlmostEqual(shown[0], 2500, delta=60)
        self.assertAlmostEqual(shown[2], 2500, delta=120)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("brunt")
    parser.add_argument("--shots")
    OPTIONS, rest = parser.parse_known_args()
    path = chromium.find()
    if path is None:
        print("skipped: no browser of the Chromium family is installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="brunt-plot-") as folder:
        PAGES = pathlib.Path(folder)
        files = {"one": [("night", 20, 30)], "two": [("night", 20, 30), ("day <&>", 40, 41)], "failed": [("dead", 0, 60)]}
        for name, runs in files.items():
            made = []
            for number, run in enumerate(runs):
                made.append(PAGES / f"{name}{number}.json")
                made[-1].write_text(results(*run))
            subprocess.run([os.path.abspath(OPTIONS.brunt), "load", "plot", f"-output={PAGES / name}.html", *map(str, made)], check=True, timeout=60)
        with chromium.Browser(path) as BROWSER:
            unittest.main(argv=[sys.argv[0], *rest])
