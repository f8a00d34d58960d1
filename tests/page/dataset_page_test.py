#!/usr/bin/env python3
"""dataset.html in a real browser: dataset_page_test.py WRITE_DATASET_PAGE"""

import unittest

from page_test_case import MARKUP, OnAPhone, SectionsTestCase

# Shorthands for the tests, evaluated in the page.
HELPERS = """
const opacity = (selector) => getComputedStyle(document.querySelector(selector)).opacity;
const choose = (id, text) => pick(document.getElementById(id), text);
"""


class DatasetPageTest(SectionsTestCase):
    sections = ("photos", "distributions", "duplicates", "rejected", "settings")
    helpers = HELPERS


class Desktop(DatasetPageTest):
    def test_shows_all_photos_by_split(self):
        self.assertEqual(self.shown(), "60 photos")
        self.assertEqual(self.run_js("texts('#groups h3')"), ["train36", "valid9", "test9", "debugging6"])
        self.assertEqual(self.run_js("document.querySelectorAll('.tile').length"), 60)

    def test_pictures_are_decoded_when_they_come_near_the_view(self):
        self.browser.wait_for("document.querySelector('.tile .photo')?.naturalWidth > 0")
        self.browser.wait_for("document.querySelector('.tile .overlay')?.naturalWidth > 0")
        self.run_js("[...document.querySelectorAll('.tile')].at(-1).scrollIntoView()")
        self.browser.wait_for("[...document.querySelectorAll('.tile')].at(-1).querySelector('.photo')?.naturalWidth > 0")

    def test_hostile_names_are_text(self):
        self.assertIn(MARKUP, self.run_js("texts('.caption-name')"))
        self.assertIn("line\u2028separators\u2029 and \ufffd bytes", self.run_js("texts('.caption-name')"))
        self.assertEqual(self.run_js("texts('h1')"), ["drawn " + MARKUP])
        self.assertEqual(self.run_js("document.title"), "drawn " + MARKUP)
        self.assertIn("a warning " + MARKUP, self.run_js("texts('.warning li')"))
        self.assertIn(MARKUP, self.run_js("texts('#rejected td')"))
        self.assertIn(MARKUP, self.run_js("texts('#settings td')"))
        self.assertEqual(self.run_js("document.querySelectorAll('img[src=x], [onerror]').length"), 0)

    def test_links_stay_below_the_page(self):
        self.run_js("texts('.caption-name').forEach((name, i) => {"
                    "if (name.startsWith('</script>')) document.querySelectorAll('.tile')[i].click(); })")
        link = self.run_js("document.querySelector('#viewer-facts a').href")
        self.assertTrue(link.startswith("file://" + str(self.path.parent) + "/javascript%3A"), link)
        self.browser.press("Escape")
        self.run_js("tick('Split', 'test'); document.querySelector('.tile').click()")
        self.assertEqual(self.run_js("document.querySelector('#viewer-facts a').href"),
                         f"file://{self.path.parent}/test_set/images/pet_45.jpg")

    def test_filters_of_a_facet_add_up_and_those_of_two_narrow_down(self):
        self.run_js("tick('Split', 'valid')")
        self.assertEqual(self.shown(), "9 of 60")
        self.run_js("tick('Split', 'test')")
        self.assertEqual(self.shown(), "18 of 60")
        self.run_js("tick('Species', 'dog')")
        self.assertEqual(self.shown(), "6 of 60")
        self.run_js("document.getElementById('clear').click()")
        self.assertEqual(self.shown(), "60 photos")
        self.assertEqual(self.run_js("document.querySelectorAll('#facets input:checked').length"), 0)

    def test_filters_by_category_and_by_how_a_photo_was_made(self):
        self.run_js("tick('Category', 'dark')")
        self.assertEqual(self.shown(), "3 of 60")
        self.run_js("tick('Category', 'dark'); tick('Real or made', 'gaussian_noise 3')")
        self.assertEqual(self.run_js("texts('.caption-name')"), ["pet_55", "pet_57", "pet_59"])

    def test_names_of_javascript_objects_are_breeds_like_others(self):
        self.run_js("tick('Breed', '__proto__')")
        self.assertEqual(self.run_js("texts('.caption-name')"), ["pet_3"])
        self.run_js("tick('Breed', 'constructor')")
        self.assertEqual(self.shown(), "2 of 60")

    def test_a_photo_of_two_categories_stands_in_both_groups(self):
        self.run_js("tick('Split', 'debugging'); choose('group', 'category')")
        self.assertEqual(self.run_js("texts('#groups h3')"), ["dark3", "noisy3", "tiny1"])
        self.assertEqual(self.run_js("texts('.caption-name').filter((name) => name === 'pet_56').length"), 2)

    def test_searches_names(self):
        self.browser.press("/")
        for key in "T_5":
            self.browser.press(key)
        self.assertEqual(self.run_js("document.activeElement.id"), "search")
        self.assertEqual(self.shown(), "11 of 60")
        self.assertEqual(self.run_js("document.getElementById('overlay').checked"), True)
        self.run_js("document.getElementById('search').value = 'no such'; "
                    "document.getElementById('search').dispatchEvent(new Event('input'))")
        self.assertEqual(self.run_js("texts('.nothing')"), ["No photo passes the filters."])

    def test_sorts_by_a_property_with_unknown_values_last(self):
        self.run_js("choose('group', 'nothing'); choose('sort', 'luminance'); undefined")
        names = self.run_js("texts('.caption-name')")
        self.assertEqual(names[-3:], ["pet_58", "pet_59", "pet_5"])
        self.run_js("document.getElementById('direction').click()")
        names = self.run_js("texts('.caption-name')")
        self.assertEqual([names[0], names[-1]], ["pet_59", "pet_5"])
        self.assertEqual(self.run_js("document.querySelector('.caption .muted').textContent"), "0.59")

    def test_a_bar_of_a_histogram_shows_its_photos(self):
        self.run_js("goToSection('distributions')")
        self.assertEqual(self.run_js("texts('#histograms h2')"), ["Properties of the photos", "luminance", "sharpness"])
        title = self.run_js("(() => { const bin = document.querySelector('#histograms .bin:not(.is-empty)');"
                            "const title = bin.querySelector('title').textContent;"
                            "bin.dispatchEvent(new MouseEvent('click', {bubbles: true})); return title; })()")
        self.assertTrue(self.run_js("isVisible('#photos')"))
        self.assertEqual(title.split(": ")[1].split(" ")[0] + " of 60", self.shown())
        self.assertEqual(self.run_js("texts('#groups h3')[0].slice(0, 5)"), "train")

    def test_limits_of_a_property(self):
        self.run_js("(() => { const select = document.querySelector('#facets select'); select.value = 'luminance';"
                    "select.dispatchEvent(new Event('change'));"
                    "const [from, to] = document.querySelectorAll('.limits input');"
                    "from.value = 0.1; from.dispatchEvent(new Event('change'));"
                    "to.value = 0.2; to.dispatchEvent(new Event('change')); })()")
        self.assertEqual(self.shown(), "11 of 60")

    def test_masks_are_toggled_by_box_and_key_and_hidden_under_the_pointer(self):
        self.browser.wait_for("document.querySelector('.tile .overlay') && opacity('.tile .overlay') === '1'")
        self.browser.click("#overlay")
        self.browser.wait_for("opacity('.tile .overlay') === '0'")
        self.browser.press("o")
        self.browser.wait_for("opacity('.tile .overlay') === '1'")
        self.browser.move_to(".tile .frame")
        self.browser.wait_for("opacity('.tile .overlay') === '0'")
        self.browser.move_to("h1")
        self.browser.wait_for("opacity('.tile .overlay') === '1'")

    def test_a_click_enlarges_arrows_go_on_and_escape_closes(self):
        self.browser.click(".tile .frame")
        self.assertTrue(self.run_js("document.getElementById('viewer').open"))
        self.assertEqual(self.run_js("texts('#viewer-place')"), ["1 of 60"])
        self.browser.wait_for("document.querySelector('#viewer-stage .photo').naturalWidth > 0")
        width = self.run_js("document.querySelector('#viewer-stage .photo').getBoundingClientRect().width")
        self.assertGreater(width, 2 * self.run_js("document.querySelector('.tile .photo').getBoundingClientRect().width"))
        self.browser.press("ArrowLeft")  # there is none before the first
        self.assertEqual(self.run_js("texts('#viewer-place')"), ["1 of 60"])
        self.browser.press("ArrowRight")
        self.browser.press("ArrowRight")
        self.assertEqual(self.run_js("texts('#viewer-place')"), ["3 of 60"])
        self.assertEqual(self.run_js("texts('#viewer-name')[0] === texts('.caption-name')[2]"), True)
        self.browser.press("Escape")
        self.assertFalse(self.run_js("document.getElementById('viewer').open"))
        self.browser.wait_for("[...document.querySelectorAll('.tile')].indexOf(document.activeElement) === 2")

    def test_the_keyboard_reaches_every_tile(self):
        self.run_js("document.querySelector('.tile[tabindex=\"0\"]').focus()")
        self.browser.press("ArrowRight")
        self.browser.press("Enter")
        self.browser.wait_for("document.getElementById('viewer').open")
        self.assertEqual(self.run_js("texts('#viewer-place')"), ["2 of 60"])

    def test_leaks_are_said_first_and_marked(self):
        self.assertIn("1 near-duplicate pair stands in two splits", self.run_js("texts('.warning')[0]"))
        self.assertEqual(self.run_js("texts('.badge.is-bad').length"), 2)
        self.browser.click(".warning a")
        self.browser.wait_for("isVisible('#duplicates')")
        self.assertEqual(self.run_js("texts('.pair strong')"), ["Leak: train ↔ test"])
        self.assertTrue(self.run_js("document.querySelector('.pair').classList.contains('is-leak')"))
        self.browser.wait_for("document.querySelector('.pair-frame img')?.naturalWidth > 0")

    def test_rejected_files_stand_by_reason(self):
        self.run_js("goToSection('rejected')")
        self.assertEqual(self.run_js("texts('.reason-text')"), ["has no mask masks/*.png", MARKUP])
        self.assertEqual(self.run_js("document.querySelectorAll('.reason')[0].querySelectorAll('tbody tr').length"), 3)

    def test_nothing_is_wider_than_the_window(self):
        self.check_widths()

    def test_its_policy_lets_no_other_script_run(self):
        self.check_policy()


class Phone(OnAPhone, DatasetPageTest):
    enlarging = ".tile"

    def test_filters_are_folded_until_asked_for(self):
        self.assertFalse(self.run_js("isVisible('.facet')"))
        self.browser.click("#facets summary")
        self.browser.wait_for("isVisible('.facet')")


if __name__ == "__main__":
    # The base class has no tests of its own.
    unittest.main(verbosity=2)
