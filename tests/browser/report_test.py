#!/usr/bin/env python3
"""Opens the report's pages in a headless Chromium, from disk, as a reader would.

    report_test.py PAGES_PROGRAM SEED_FOLDER BUILD_FOLDER [--shots DIR]

PAGES_PROGRAM writes a page per state. Checked: no console error, nothing fetched, nothing wider than the
page in both themes, the theme switch without script, zoom and keyboard, printing, and axe-core's rules
when it can be had. Exit status 77: no browser here.
"""
import argparse, base64, pathlib, re, shutil, subprocess, sys, tempfile, unittest
import chromium

# Tables may scroll; the drawings' words stay inside them.
TOO_WIDE = chromium.too_wide(".sr,.skip,.scroll,thead", """
  for (const e of document.querySelectorAll('.tl')) {
    if (!e.getBoundingClientRect().width) continue;
    const box = e.getBoundingClientRect();
    for (const t of e.querySelectorAll('text')) {
      const r = t.getBoundingClientRect();
      if (r.left < box.left - 3 || r.right > box.right + 3) wide.push('text ' + t.textContent);
    }
  }""")
AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})" \
      ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')))"
OPTIONS = None
PAGES = None
BROWSER = None


def axe_source():
    """axe-core, from the build folder's cache or npm; None when neither has it."""
    cache = pathlib.Path(OPTIONS.build) / "axe-core"
    source = cache / "package" / "axe.min.js"
    if not source.exists() and shutil.which("npm"):
        cache.mkdir(parents=True, exist_ok=True)
        try:
            subprocess.run(["npm", "pack", "--silent", "axe-core@4.10.2"], cwd=cache, timeout=60, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            shutil.unpack_archive(next(cache.glob("axe-core-*.tgz")), cache, "gztar")
        except (OSError, subprocess.SubprocessError, StopIteration, shutil.ReadError):
            return None
    return source.read_text() if source.exists() else None


class Page(unittest.TestCase):
    def open(self, name, width, **how):
        events = BROWSER.open((PAGES / f"{name}.html").as_uri(), width, **how)
        self.assertEqual(chromium.troubles(events), [], f"{name} at {width}")
        if OPTIONS.shots:
            self.shoot(f"{name}-{width}-{'dark' if how.get('dark') else 'light'}")

    def shoot(self, name):
        picture = BROWSER.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        (pathlib.Path(OPTIONS.shots) / f"{name}.png").write_bytes(base64.b64decode(picture))

    def test_nothing_is_wider_than_the_page(self):
        for page in sorted(PAGES.glob("*.html")):
            every = page.stem == "seed"
            for width in (320, 360, 820, 1001, 1280, 1920) if every else (360, 1280):
                for dark in (False, True) if every and width in (360, 1280, 1920) else (width == 360,):
                    with self.subTest(page=page.stem, width=width, dark=dark):
                        self.open(page.stem, width, dark=dark)
                        BROWSER.value("document.querySelector('[data-act=all]')?.click()")
                        self.assertEqual(BROWSER.value(TOO_WIDE), [])

    def test_the_theme_follows_the_system_and_the_switch_overrides_it_without_script(self):
        ground = "getComputedStyle(document.body).backgroundColor"
        light, dark = "rgb(252, 251, 248)", "rgb(21, 21, 20)"
        self.open("seed", 1280, dark=True, script=False)
        self.assertEqual(BROWSER.value(ground), dark)
        BROWSER.value("document.querySelector('label[for=theme-light]').click()")
        self.assertEqual(BROWSER.value(ground), light)
        self.open("seed", 1280, script=False)
        self.assertEqual(BROWSER.value(ground), light)
        BROWSER.value("document.querySelector('label[for=theme-dark]').click()")
        self.assertEqual(BROWSER.value(ground), dark)

    def test_one_drawing_is_shown_for_each_width(self):
        shown = "[...document.querySelectorAll('.tl')].filter(e => e.getBoundingClientRect().width).map(e => e.classList[1])"
        for width, drawing in ((360, "tl-n"), (820, "tl-m"), (1280, "tl-w"), (1920, "tl-w")):
            self.open("seed", width)
            self.assertEqual(BROWSER.value(shown), [drawing])

    def test_arrow_keys_step_through_the_marks_and_zoom_changes_the_axis(self):
        self.open("seed", 1280)
        BROWSER.value("document.getElementById('fig').focus()")
        read = "document.getElementById('read').textContent"
        BROWSER.key("ArrowDown")
        BROWSER.key("ArrowRight")
        first = BROWSER.value(read)
        BROWSER.key("ArrowRight")
        self.assertRegex(first, r"^\d\d:\d\d:\d\d")
        self.assertNotEqual(BROWSER.value(read), first)
        ticks = "[...document.querySelectorAll('.tl-w .tk text')].map(e => e.textContent).join()"
        whole = BROWSER.value(ticks)
        BROWSER.value("document.querySelector('[data-act=fit]').click()")
        self.assertNotEqual(BROWSER.value(ticks), whole)
        BROWSER.value("document.getElementById('fig').focus()")
        BROWSER.key("0")
        self.assertEqual(BROWSER.value(ticks), whole)

    def test_the_mark_under_the_pointer_is_read_out(self):
        self.open("seed", 1280)
        spot = BROWSER.value("(() => { const r = document.querySelector('.tl-w use[href=\"#now\"]')"
                             ".getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()")
        BROWSER.call("Input.dispatchMouseEvent", type="mouseMoved", x=spot[0], y=spot[1])
        self.assertIn("no answer", BROWSER.value("document.getElementById('read').textContent"))

    def test_a_thin_impact_starts_zoomed_in(self):
        self.open("hour", 1280)
        width = BROWSER.value("document.querySelector('.tl-w rect.impact').getBoundingClientRect().width")
        self.assertGreater(width, 100)

    def test_prints_on_few_pages_with_details_open(self):
        self.open("seed", 1280)
        printed = base64.b64decode(BROWSER.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
        if OPTIONS.shots:
            (pathlib.Path(OPTIONS.shots) / "seed.pdf").write_bytes(printed)
        self.assertLessEqual(len(re.findall(rb"/Type\s*/Page[^s]", printed)), 6)

    def test_follows_the_accessibility_rules(self):
        source = axe_source()
        if source is None:
            self.skipTest("axe-core is not in the build folder and npm does not give it")
        for name, width, dark in (("seed", 360, False), ("seed", 1280, True), ("without_load", 1280, False),
                                  ("failed_rollback", 820, True)):
            with self.subTest(page=name, width=width, dark=dark):
                self.open(name, width, dark=dark)
                BROWSER.value("document.querySelectorAll('details').forEach(d => d.open = true)")
                BROWSER.value(source + ";0")
                self.assertEqual(BROWSER.value(AXE), [])


def main():
    global OPTIONS, PAGES, BROWSER
    flags = argparse.ArgumentParser()
    for name in ("program", "seed", "build"):
        flags.add_argument(name)
    flags.add_argument("--shots", help="keep a picture of every page here")
    OPTIONS = flags.parse_args()
    path = chromium.find()
    if not path:
        print("skipped: no chromium here (looked for " + ", ".join(chromium.NAMES) + ")")
        return 77
    with tempfile.TemporaryDirectory(prefix="brunt-pages-") as folder, chromium.Browser(path) as browser:
        BROWSER, PAGES = browser, pathlib.Path(folder)
        if OPTIONS.shots:
            pathlib.Path(OPTIONS.shots).mkdir(parents=True, exist_ok=True)
        subprocess.run([OPTIONS.program, OPTIONS.seed, folder], check=True)
        result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=2).result
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
