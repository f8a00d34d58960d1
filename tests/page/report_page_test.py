#!/usr/bin/env python3
"""report.html in a real browser: report_page_test.py WRITE_REPORT_PAGE"""

import unittest

from page_test_case import MARKUP, OnAPhone, SectionsTestCase

# Shorthands for the tests, evaluated in the page.
HELPERS = """
const pickIn = (selector, text) => pick(document.querySelector(selector), text);
// The colour of a picture's overlay at a point from 0 to 1, as it is decoded.
const colourAt = async (selector, x, y) => {
  const image = document.querySelector(selector);
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: image.naturalWidth, height: image.naturalHeight});
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return [...context.getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data];
};
"""


class ReportPageTest(SectionsTestCase):
    sections = ("overview", "worst", "photos", "findings", "settings")
    helpers = HELPERS


class Desktop(ReportPageTest):
    def test_headline_numbers_are_the_test_sets_with_their_intervals(self):
        self.assertEqual(self.texts("#figures summary"), ["mIoU", "pet IoU", "species swap"])
        self.assertEqual(self.texts("#figures-of"), ["test set, 24 photos, 95 % intervals"])
        self.assertRegex(self.texts("#figures dd")[0], r"^0\.\d{3}0\.\d{3} to 0\.\d{3}$")
        self.assertRegex(self.texts("#figures dd")[2], r"^\d+\.\d%\d+\.\d% to \d+\.\d%$")

    def test_a_headline_says_what_it_means_when_it_is_asked(self):
        self.assertFalse(self.run_js("isVisible('#figures .explained p')"))
        self.browser.click("#figures .explained summary")
        self.browser.wait_for("isVisible('#figures .explained p')")
        self.assertIn("Mean of the classes' IoU", self.texts("#figures .explained p")[0])

    def test_says_what_the_reader_must_know_first(self):
        warnings = self.texts(".warning")
        self.assertIn("2 of 3 gates failed: dark pet IoU ≥ 0.99; " + MARKUP.replace("_", " "), warnings[0])
        self.assertIn("1 test photo was seen in training: the test scores are too good.", warnings[1])
        self.assertIn("1 photo could not be scored.", warnings[2])

    def test_gates_say_by_how_much(self):
        self.assertEqual(self.texts(".gate > :last-child"),
                         ["failed, 0.090 below the limit", "failed, there is no value",
                          self.texts(".gate:last-child > :last-child")[0]])
        self.assertRegex(self.texts(".gate:last-child > :last-child")[0], r"^passed, 0\.\d{3} above the limit$")
        self.assertEqual(self.texts(".gate strong")[1], "–")

    def test_the_chart_has_a_row_a_slice_with_its_interval(self):
        self.assertEqual(self.texts(".categories tbody th .button"), ["test set", MARKUP, "dark", "noisy", "all photos"])
        self.assertEqual(self.run_js("document.querySelectorAll('.categories .point').length"), 5)
        self.assertEqual(self.run_js("document.querySelectorAll('.categories line.reach').length"), 5)
        self.assertEqual(self.texts(".mark:not(.is-seen)"), ["few photos"] * 3)
        self.assertEqual(self.texts(".mark.is-seen"), ["1 seen"] * 2)  # the test set and noisy
        self.assertEqual(self.texts(".categories .gap")[-1], "–")

    def test_the_chart_shows_another_measure_and_another_size(self):
        self.run_js("pickIn('#categories select', 'species swap')")
        self.assertIn("%", self.texts(".categories .value")[0])
        self.assertIn("wrong species", self.texts("#chart-says")[0])
        self.assertEqual(self.texts("#chart .axis span")[0], "0%")
        self.run_js("pick(document.querySelectorAll('#categories select')[1], 'network size, 224²')")
        self.assertEqual(self.texts(".categories .reach-text"), ["–"] * 5)

    def test_a_category_that_is_clicked_is_shown_in_detail(self):
        self.run_js("document.querySelectorAll('.categories th .button')[2].click()")
        self.assertEqual(self.run_js("document.getElementById('slice').selectedOptions[0].textContent"), "dark")
        self.assertIn("not a generalisation score", self.texts(".details-head")[0])
        self.assertEqual(len(self.texts(".confusion td")), 9)
        self.assertEqual(self.run_js("document.querySelectorAll('.calibration .bar').length"), 10)

    def test_a_confusion_row_makes_a_hundred_percent(self):
        for row in self.run_js("[...document.querySelectorAll('.confusion tbody tr')].map((row) => "
                               "[...row.querySelectorAll('strong')].map((cell) => cell.textContent))"):
            self.assertAlmostEqual(sum(float(cell.rstrip("%")) for cell in row), 100, delta=0.2)

    def test_a_number_without_a_value_is_a_dash(self):
        self.run_js("pickIn('#slice', 'dark')")  # dogs alone
        row = self.run_js("texts('.measure').find((text) => text.startsWith('IoU cat'))")
        self.assertTrue(row.endswith("–"), row)
        self.go("photos")
        cells = self.run_js("[...document.querySelector('#rows tr').querySelectorAll('.number')].map((cell) => cell.textContent)")
        self.assertIn("–", cells)

    def test_galleries_show_the_worst_photos_first_and_as_many_as_asked(self):
        self.go("worst")
        groups = "document.querySelectorAll('.worst-group')"
        self.assertEqual(self.run_js(f"{groups}.length"), 4)
        self.assertEqual(self.run_js(f"{groups}[0].querySelectorAll('.strip').length"), 6)
        scores = [float(text.split()[1]) for text in self.run_js(f"[...{groups}[0].querySelectorAll('.score-line strong')].map((node) => node.textContent)")]
        self.assertEqual(scores, sorted(scores))
        self.run_js("pickIn('#worst-count', '3')")
        self.assertEqual(self.run_js(f"{groups}[0].querySelectorAll('.strip').length"), 3)
        self.assertEqual(self.texts(".strip:first-child .strip-title")[:4], ["Photo", "Truth", "Prediction", "Errors"])

    def test_a_broken_photo_stands_in_its_category_with_the_reason(self):
        self.go("worst")
        self.assertEqual(self.run_js("[...document.querySelectorAll('.worst-group')].filter((group) => "
                                     "group.textContent.includes('not scored: is truncated')).length"), 1)
        self.go("photos")
        self.run_js("tick('Scored', 'not scored')")
        self.assertEqual(self.texts("#rows .reason-text"), ["not scored: is truncated " + MARKUP])

    def test_pictures_show_truth_prediction_and_errors(self):
        self.go("worst")
        self.browser.wait_for("document.querySelectorAll('.strip .overlay').length >= 3")
        self.assertEqual(self.run_js("texts('.strip-name')[0]"), "pet_20")  # of the wrong species
        dog, cat, swapped = [24, 130, 214], [230, 159, 0], [204, 121, 167]
        near = lambda pixel, colour: all(abs(a - b) <= 4 for a, b in zip(pixel, colour))
        for view, colour in (("truth", cat), ("prediction", dog), ("errors", swapped)):
            pixel = self.run_js(f"colourAt('.strip .is-{view} .overlay', 0.5, 0.5)")
            self.assertTrue(near(pixel, colour), (view, pixel))

    def test_filters_narrow_the_table_and_the_common_score_down(self):
        self.go("photos")
        self.assertEqual(self.shown(), "49 photos")
        before = self.texts("#together")
        self.run_js("tick('Split', 'test')")
        self.assertEqual(self.shown(), "24 of 49")
        self.assertNotEqual(self.texts("#together"), before)
        self.assertEqual(self.texts("#together strong")[0], self.texts("#figures dd")[0][:5])
        self.run_js("tick('Species', 'dog')")
        self.assertEqual(self.shown(), "8 of 49")
        self.run_js("document.getElementById('clear').click()")
        self.assertEqual(self.shown(), "49 photos")

    def test_filters_by_what_a_photo_is(self):
        self.go("photos")
        self.run_js("tick('Seen in training', 'trained on')")
        self.assertEqual(self.texts("#rows .photo-name"), ["pet_40"])
        self.assertIn("trained on", self.texts("#rows .badge.is-bad"))
        self.run_js("tick('Seen in training', 'trained on'); tick('Real or made', 'gaussian_noise 3')")
        self.assertEqual(self.shown(), "8 of 49")
        self.assertEqual(set(self.texts("#rows .badge:not(.is-bad)")), {"gaussian noise 3"})

    def test_filters_by_the_limits_of_a_score(self):
        self.go("photos")
        self.run_js("pickIn('.facet select', 'mIoU')")
        self.run_js("(() => { const to = document.querySelectorAll('.limits input')[1];"
                    "to.value = 0.6; to.dispatchEvent(new Event('change')); })()")
        scores = [float(text) for text in self.texts("#rows .is-main")]
        self.assertTrue(scores and max(scores) <= 0.6, scores)

    def test_names_of_javascript_objects_are_breeds_like_others(self):
        self.go("photos")
        self.run_js("tick('Breed', '__proto__')")
        self.assertEqual(self.texts("#rows .photo-name"), ["pet_3"])

    def test_sorts_by_a_column_and_turns_it_round(self):
        self.go("photos")
        scores = lambda: [float(text) for text in self.texts("#rows .is-main") if text != "–"]
        self.assertEqual(scores(), sorted(scores()))
        self.run_js("document.querySelector('#columns [data-name=miou] .button').click()")
        self.assertEqual(scores(), sorted(scores(), reverse=True))
        self.assertEqual(self.run_js("document.querySelector('#columns [aria-sort]').dataset.name"), "miou")
        self.run_js("document.querySelector('#columns [data-name=label_quality] .button').click()")
        self.assertEqual(self.texts("#rows .photo-name")[0], "pet_47")
        self.assertEqual(self.texts("#rows .photo-name")[-1], "broken")
        self.run_js("pickIn('#sort', 'luminance')")
        self.assertEqual(self.texts("#rows .photo-name")[:2], ["pet_0", "pet_1"])

    def test_searches_names(self):
        self.browser.press("/")
        for key in "T_4":
            self.browser.press(key)
        self.assertEqual(self.run_js("document.activeElement.id"), "search")
        self.assertEqual(self.shown(), "9 of 49")
        self.run_js("document.getElementById('search').value = 'no such'; "
                    "document.getElementById('search').dispatchEvent(new Event('input'))")
        self.assertTrue(self.run_js("isVisible('#nothing')"))
        self.assertEqual(self.texts("#together strong"), ["–"] * 3)

    def test_a_click_enlarges_and_the_keyboard_goes_on(self):
        self.go("photos")
        self.browser.wait_for("document.querySelector('#rows .photo')?.naturalWidth > 0")
        self.browser.click("#rows .photo-button")
        self.assertTrue(self.run_js("document.getElementById('viewer').open"))
        self.assertEqual(self.texts("#viewer-place"), ["1 of 49"])
        self.browser.wait_for("document.querySelector('#viewer-stage .photo').naturalWidth > 0")
        self.browser.press("ArrowRight")
        self.assertEqual(self.texts("#viewer-place"), ["2 of 49"])
        self.browser.press("Escape")
        self.assertFalse(self.run_js("document.getElementById('viewer').open"))

    def test_the_enlarged_photo_shows_what_is_asked_for(self):
        self.go("worst")
        self.run_js("document.querySelector('.strip').focus()")
        self.browser.press("Enter")
        self.browser.wait_for("document.getElementById('viewer').open")
        pressed = lambda: self.texts("#viewer-views [aria-pressed=true]")
        self.assertEqual(pressed(), ["Errors"])
        errors = self.run_js("document.querySelector('#viewer-stage .overlay').src")
        self.browser.press("2")
        self.assertEqual(pressed(), ["Truth"])
        self.assertNotEqual(self.run_js("document.querySelector('#viewer-stage .overlay').src"), errors)
        self.browser.press("1")
        self.assertFalse(self.run_js("Boolean(document.querySelector('#viewer-stage .overlay'))"))
        self.browser.click("#viewer-views [data-view=prediction]")
        self.browser.press("ArrowRight")
        self.assertEqual(pressed(), ["Prediction"])

    def test_the_enlarged_photo_says_where_it_comes_from(self):
        self.go("photos")
        self.run_js("tick('Seen in training', 'trained on'); document.querySelector('.photo-button').click()")
        facts = self.texts("#viewer-facts dl:nth-of-type(2) > div")
        self.assertIn("splitdebugging: not a generalisation score", facts)
        self.assertIn("in trainingtrained on", facts)
        self.assertIn("madegaussian noise 3", facts)

    def test_weak_spots_are_rules_with_their_photos(self):
        self.go("findings")
        self.assertEqual(self.texts(".weak-spot code"), ["luminance ≥ 0.3", "category is " + MARKUP])
        self.assertIn("mIoU 0.500 on 3 photos like this, 0.800 on the others (p < 0.001)", self.texts(".weak-spot p")[0])
        self.assertEqual(self.texts(".weak-spot .tile-name"), ["pet_44", "pet_38", "pet_32"])
        self.browser.wait_for("document.querySelector('.weak-spot .photo')?.naturalWidth > 0")
        self.run_js("document.querySelector('.weak-spot .tile').click()")
        self.assertEqual(self.texts("#viewer-place"), ["1 of 3"])

    def test_label_suspects_show_the_truth(self):
        self.go("findings")
        self.assertEqual(self.texts("#findings > .tiles .tile-name"), ["pet_47", "pet_46"])
        self.assertEqual(self.texts("#findings > .tiles .small"), ["47.0% disputed", "46.0% disputed"])
        self.run_js("document.querySelector('#findings > .tiles .tile').click()")
        self.assertEqual(self.texts("#viewer-views [aria-pressed=true]"), ["Truth"])

    def test_settings_name_model_data_and_conventions(self):
        self.go("settings")
        rows = dict(self.run_js("[...document.querySelectorAll('#settings tr')].map((row) => [...row.children].map((cell) => cell.textContent))"))
        self.assertEqual(rows["data set's digest"], "d" * 64)
        self.assertEqual(rows["  proto  "], MARKUP)
        self.assertIn("no value (–)", rows)
        self.assertIn("wrong species", rows["species swap"])

    def test_hostile_texts_are_text(self):
        self.assertEqual(self.texts("h1"), ["Net " + MARKUP])
        self.assertIn("line\u2028separators\u2029 and \ufffd bytes <b>", self.texts("#rows .photo-name"))
        self.assertEqual(self.run_js("document.querySelectorAll('img[src=x], [onerror], main b').length"), 0)

    def test_its_policy_lets_no_other_script_run(self):
        self.check_policy()

    def test_nothing_is_wider_than_the_window(self):
        self.check_widths()

    def test_prints_every_section_with_its_pictures(self):
        self.check_print()


class Phone(OnAPhone, ReportPageTest):
    enlarging = ".photo-button"

    def test_nothing_is_wider_than_its_card(self):
        for selector in (".categories", ".measure", ".confusion", ".calibration", ".gate"):
            self.assertLessEqual(self.excess_of(selector), 0, selector)

    def test_filters_are_folded_until_asked_for(self):
        self.go("photos")
        self.assertFalse(self.run_js("isVisible('.facet')"))
        self.browser.click("#facets summary")
        self.browser.wait_for("isVisible('.facet')")

    def test_an_explanation_stays_within_the_window(self):
        self.run_js("document.querySelectorAll('#figures .explained')[2].open = true")
        self.assertTrue(self.run_js("(() => { const box = document.querySelectorAll('#figures .explained p')[2].getBoundingClientRect();"
                                    "return box.left >= 0 && box.right <= innerWidth; })()"))


if __name__ == "__main__":
    # The base class has no tests of its own.
    unittest.main(verbosity=2)
