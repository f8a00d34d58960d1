"""What the tests of all pages share: a page that a program writes, opened anew for each test."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from browser import Browser

WRITER = sys.argv.pop(1)
MARKUP = "</script><img src=x onerror=console.error('broken')><!--"

# Shorthands for the tests, evaluated in the page.
HELPERS = """
const texts = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
const isVisible = (selector) => document.querySelector(selector).checkVisibility();
const tick = (facet, value) => [...document.querySelectorAll(".facet")]
    .find((group) => group.querySelector("legend").textContent === facet)
    .querySelectorAll("label").forEach((row) => { if (row.title === value) row.querySelector("input").click(); });
const pick = (select, text) => {
  select.value = [...select.options].find((option) => option.textContent === text).value;
  select.dispatchEvent(new Event("change"));
};
"""


class PageTestCase(unittest.TestCase):
    browser_options = {}
    helpers = ""  # of this page

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="petseg_page_")
        cls.addClassCleanup(folder.cleanup)
        cls.path = Path(folder.name) / "page.html"
        subprocess.run([WRITER, cls.path], check=True)
        cls.browser = cls.enterClassContext(Browser(**cls.browser_options))

    def setUp(self):
        self.browser.errors.clear()
        self.browser.open("/")  # so that the next page is a new one
        self.browser.open(self.path)
        self.browser.run(HELPERS + self.helpers + "undefined")

    def tearDown(self):
        self.assertEqual(self.browser.errors, [])

    def run_js(self, script):
        return self.browser.run(script)

    def shown(self):
        return self.run_js("document.getElementById('shown').textContent")


class SectionsTestCase(PageTestCase):
    """A page in sections, which are checked alike."""

    sections = ()

    def texts(self, selector):
        return self.run_js(f"texts({selector!r})")

    def go(self, section):
        self.run_js(f"goToSection('{section}')")

    def excess_of(self, selector):
        """By how many pixels an element is wider than its card."""
        return self.run_js(f"(() => {{ const node = document.querySelector('{selector}'), card = node.closest('.card');"
                           "return node.getBoundingClientRect().right - card.getBoundingClientRect().right; })()")

    def check_policy(self):
        self.run_js("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.broken = 1'}))")
        self.assertEqual(self.run_js("typeof broken"), "undefined")
        self.assertEqual(len(self.browser.errors), 1)
        self.assertIn("Content Security Policy", self.browser.errors.pop())

    def check_widths(self):
        for section in self.sections:
            self.go(section)
            self.assertLessEqual(self.run_js("document.documentElement.scrollWidth - innerWidth"), 0, section)

    def check_print(self):
        self.run_js("dispatchEvent(new Event('beforeprint'))")
        self.browser.call("Emulation.setEmulatedMedia", media="print")
        try:
            for section in self.sections:
                self.assertTrue(self.run_js(f"isVisible('#{section}')"), section)
            self.assertFalse(self.run_js("isVisible('#sections')"))
            self.assertTrue(self.run_js("isVisible('.numbers')"))
            self.assertEqual(self.run_js("document.querySelectorAll('.strip .picture:empty').length"), 0)
        finally:
            self.browser.call("Emulation.setEmulatedMedia", media="")


class OnAPhone:
    """What holds of every page on a phone in the dark; stands before a SectionsTestCase."""

    browser_options = {"width": 360, "height": 740, "phone": True, "dark": True}
    enlarging = ""  # selects what opens the viewer

    def test_nothing_is_wider_than_the_window(self):
        self.check_widths()

    def test_is_dark_when_asked(self):
        self.assertEqual(self.run_js("getComputedStyle(document.body).backgroundColor"), "rgb(21, 23, 27)")

    def test_the_viewer_fills_the_window(self):
        self.run_js(f"document.querySelector('{self.enlarging}').click()")
        self.assertEqual(self.run_js("document.getElementById('viewer').getBoundingClientRect().width"), 360)
