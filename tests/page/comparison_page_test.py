#!/usr/bin/env python3
"""comparison.html in a real browser: comparison_page_test.py WRITE_COMPARISON_PAGE"""

import unittest

from page_test_case import MARKUP, OnAPhone, SectionsTestCase

HELPERS = """
const opened = () => document.getElementById("viewer").open;
const overlay = () => document.querySelector("#viewer-stage .overlay")?.src ?? "";
"""


class ComparisonPageTest(SectionsTestCase):
    sections = ("overview", "changed", "runs")
    helpers = HELPERS

    def enlarge_first(self):
        self.go("changed")
        self.run_js("document.querySelector('.strip').click()")
        self.browser.wait_for("opened()")


class Desktop(ComparisonPageTest):
    def test_the_head_says_what_became_of_the_test_set(self):
        self.assertEqual(self.texts("h1"), ["runs/run_3 compared with runs/run_1"])
        self.assertEqual(self.texts("#figures summary"), ["mIoU", "pet IoU", "species swap"])
        self.assertRegex(self.texts("#figures dd")[0], r"^0\.\d{3} → 0\.\d{3}\+0\.\d{3} \(\+0\.\d{3} to \+0\.\d{3}\) better$")
        self.assertRegex(self.texts("#figures dd")[2], r"^0\.0% → 0\.0%±0\.0 \(±0\.0 to ±0\.0\) points no clear difference$")

    def test_says_what_the_reader_must_know_first(self):
        regressed, seen, missing = self.texts(".warning")
        self.assertRegex(regressed, r"^mIoU is worse by more than the 0\.01 that is allowed: .* → 0\.\d{3}; dark 0\.\d{3} → 0\.\d{3}\.$")
        self.assertEqual(seen, "runs/run_3 saw 1 test photo in training: its test scores are too good.")
        self.assertEqual(missing, "1 of 6 photos lack pictures: photo.jpg: cannot be read " + MARKUP)

    def test_the_chart_has_a_row_a_slice_with_its_interval_and_verdict(self):
        self.assertEqual(self.texts(".changes tbody th"), ["test set", MARKUP + "few photos", "darkfew photos"])
        self.assertEqual(self.texts(".changes .verdict"), ["better", "worse", "worse"])
        self.assertEqual(self.run_js("document.querySelectorAll('.changes line.reach').length"), 3)
        self.assertEqual(self.texts(".changes .values")[0], self.texts("#figures dd")[0].split("+")[0])

    def test_points_stand_on_their_side_of_zero(self):
        side = "document.querySelectorAll('.changes .point')[{}].getAttribute('cx').replace('%', '') - 50"
        self.assertGreater(self.run_js(side.format(0)), 0)
        self.assertLess(self.run_js(side.format(2)), 0)
        self.assertEqual(self.run_js("document.querySelector('.changes .reference').getAttribute('x1')"), "50.00%")

    def test_another_measure_is_chosen_for_chart_and_history(self):
        self.run_js("pick(document.querySelector('#changes select'), 'species swap')")
        self.assertEqual(self.texts(".changes .verdict"), ["no clear difference"] * 3)
        self.assertIn("better ← → worse", self.texts(".changes thead th"))
        self.assertIn("Less is better.", self.texts("#change-says")[0])
        self.assertEqual(self.texts("#history h2"), ["species swap of each run"])

    def test_the_history_has_a_line_a_slice_over_all_runs(self):
        self.assertEqual(self.texts(".history-line > text"), ["test set", MARKUP[:15] + "…", "dark"])
        self.assertEqual(self.run_js("[...document.querySelectorAll('.history-line')].map((line) => line.querySelectorAll('circle').length)"), [3] * 3)
        self.assertEqual(self.texts(".run-names li"), ["runs/run_1", MARKUP, "runs/run_3"])
        colours = self.run_js("[...document.querySelectorAll('.history-line circle:first-of-type')].map((point) => getComputedStyle(point).fill)")
        self.assertEqual(len(set(colours)), 3)

    def test_names_at_the_lines_ends_do_not_overlap(self):
        places = sorted(self.run_js("[...document.querySelectorAll('.history-line > text')].map((text) => Number(text.getAttribute('y')))"))
        self.assertGreaterEqual(min(b - a for a, b in zip(places, places[1:])), 14.9)

    def test_photos_stand_by_what_became_of_them(self):
        self.go("changed")
        self.assertIn("Of 40 photos, ", self.texts("#counts")[0])
        self.assertEqual(self.run_js("[...document.querySelectorAll('.worst-group')].map((group) => group.querySelectorAll('.strip').length)"), [3, 3])
        self.assertEqual(self.texts(".strip:first-child .strip-title")[:4], ["Photo", "Truth", "Before", "After"])
        changes = [float(text.replace("−", "-")) for text in self.texts(".strip .verdict")]
        self.assertEqual(changes[:3], sorted(changes[:3]))
        self.assertLess(max(changes[:3]), 0)
        self.assertGreater(min(changes[3:]), 0)

    def test_before_and_after_show_errors_or_the_prediction(self):
        self.go("changed")
        frames = "[...document.querySelectorAll('.strip:first-child .picture')].slice(0, 4).map((frame) => frame.className)"
        self.assertEqual(self.run_js(frames), ["picture is-photo", "picture is-truth", "picture is-errors", "picture is-errors"])
        self.run_js("pick(document.getElementById('look'), 'prediction')")
        self.assertEqual(self.run_js(frames)[2:], ["picture is-prediction"] * 2)
        self.browser.wait_for("document.querySelectorAll('.strip:first-child .overlay').length >= 3")
        self.assertEqual(self.run_js("new Set([...document.querySelector('.strip').querySelectorAll('.overlay')].map((image) => image.src)).size"), 3)

    def test_a_photo_without_pictures_says_so(self):
        self.go("changed")
        self.assertEqual(self.run_js("[...document.querySelectorAll('.strip')].at(-1).querySelectorAll('.no-picture').length"), 4)
        self.run_js("[...document.querySelectorAll('.strip')].at(-1).click()")
        self.assertEqual(self.texts("#viewer-stage"), ["no picture"])

    def test_a_click_enlarges_and_keys_go_from_view_to_view(self):
        self.enlarge_first()
        pressed = lambda: self.texts("#viewer-views [aria-pressed=true]")
        self.assertEqual(pressed(), ["After"])
        self.assertEqual(self.run_js("document.getElementById('viewer-stage').className"), "is-errors")
        after = self.run_js("overlay()")
        self.browser.press("3")
        self.assertEqual(pressed(), ["Before"])
        self.assertNotEqual(self.run_js("overlay()"), after)
        self.browser.press("1")
        self.assertEqual(self.run_js("overlay()"), "")
        self.browser.press("ArrowRight")
        self.assertEqual(self.texts("#viewer-place"), ["2 of 3"])
        self.browser.press("Escape")
        self.assertFalse(self.run_js("opened()"))

    def test_the_enlarged_photo_has_both_scores(self):
        self.enlarge_first()
        self.assertRegex(self.texts("#viewer-facts .scores dd")[0], r"^0\.\d{3} → 0\.\d{3}$")
        self.assertIn("splitdebugging: not a generalisation score", self.texts("#viewer-facts dl:nth-of-type(2) > div"))

    def test_settings_that_differ_come_first(self):
        self.go("runs")
        rows = self.run_js("[...document.querySelectorAll('.runs')].map((table) => [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)))")
        self.assertEqual(rows[0], [["seed", "0", "1", "2"], ["params.learning_rate", "0.002", "0.002", "0.001"]])
        self.assertIn(["setup.loss"] + ["CE+Dice"] * 3, rows[1])
        self.assertIn(["  proto  "] + [MARKUP] * 3, rows[1])

    def test_hostile_texts_are_text(self):
        self.assertIn(MARKUP, self.run_js("document.querySelector('.run-names').textContent"))
        self.assertEqual(self.run_js("document.querySelectorAll('img[src=x], [onerror], main b').length"), 0)

    def test_its_policy_lets_no_other_script_run(self):
        self.check_policy()

    def test_nothing_is_wider_than_the_window(self):
        self.check_widths()

    def test_prints_every_section_with_its_pictures(self):
        self.check_print()


class Phone(OnAPhone, ComparisonPageTest):
    enlarging = ".strip"

    def test_nothing_is_wider_than_its_card(self):
        for selector in (".changes", ".history", ".run-names"):
            self.assertLessEqual(self.excess_of(selector), 0, selector)

    def test_the_history_is_drawn_for_the_width(self):
        self.assertEqual(self.run_js("document.querySelector('.history').viewBox.baseVal.width"), 360)


if __name__ == "__main__":
    # The base class has no tests of its own.
    unittest.main(verbosity=2)
