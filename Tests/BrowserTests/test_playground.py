"""The page in a real browser, served by a real demo."""

import os
import shutil
import unittest

from playwright.sync_api import expect, sync_playwright

from demo import Demo

BROWSER = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
WAIT_MILLISECONDS = 30_000


expect.set_options(timeout=WAIT_MILLISECONDS)


class PlaygroundTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = Demo()
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-dev-shm-usage"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()
        cls.status = cls.demo.stop()
        if cls.status != 0:
            raise AssertionError("The demo ended with " + str(cls.status) + "".join(cls.demo.output))

    def setUp(self):
        self.page = self.browser.new_page(viewport={"width": 1280, "height": 800})
        self.page.set_default_timeout(WAIT_MILLISECONDS)
        self.complaints = []
        self.requests = []
        self.page.on("console", lambda message: message.type in ("error", "warning")
                     and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(self.demo.address + "/")
        self.page.wait_for_selector("body[data-ready=true]")

    def tearDown(self):
        self.page.close()

    def status(self):
        return self.page.locator("#status").inner_text()

    def test_opens_with_an_example_and_its_answer(self):
        self.assertIn("200 ·", self.status())
        self.assertIn('"edges"', self.page.locator("#json").inner_text())

    def test_has_nothing_to_complain_of(self):
        self.assertEqual(self.complaints, [])

    def test_asks_no_other_server(self):
        inline = ("data:", "blob:")
        foreign = [url for url in self.requests
                   if not url.startswith(self.demo.address + "/") and not url.startswith(inline)]
        self.assertEqual(foreign, [])

    def test_shows_the_pictures_of_an_answer(self):
        self.page.click("#tab-pictures")
        first = self.page.locator("#pictures figure").first
        expect(first).to_contain_text("×")
        width = first.locator("img").evaluate("(image) => image.naturalWidth")
        self.assertGreater(width, 0)
        self.assertGreater(self.page.locator("#pictures img").count(), 3)
        self.assertEqual(self.complaints, [])

    def test_shows_pictures_under_every_name_of_this_machine(self):
        port = self.demo.address.rsplit(":", 1)[1]
        for name in ("localhost", "127.0.0.1"):
            with self.subTest(name):
                self.page.goto(f"http://{name}:{port}/")
                self.page.wait_for_selector("body[data-ready=true]")
                self.page.click("#tab-pictures")
                first = self.page.locator("#pictures figure img").first
                expect(first).to_have_js_property("complete", True)
                self.assertGreater(first.evaluate("(image) => image.naturalWidth"), 0)
                self.assertTrue(first.get_attribute("src").startswith(f"http://{name}:{port}/"))
                self.assertEqual(self.complaints, [])

    def test_runs_every_example(self):
        names = self.page.locator("#examples option").all_inner_texts()
        self.assertGreater(len(names), 2)
        for index, name in enumerate(names):
            with self.subTest(name):
                with self.page.expect_response("**/queries/*.graphql"):
                    self.page.select_option("#examples", str(index))
                self.page.wait_for_timeout(200)
                with self.page.expect_response("**/graphql") as answer:
                    self.page.click("#run")
                self.assertEqual(answer.value.status, 200)
                self.assertNotIn("errors", answer.value.json())

    def test_signs_in_and_out(self):
        self.page.select_option("#account", "alice")
        expect(self.page.locator("#status")).to_contain_text("Signed in as alice")
        self.page.select_option("#account", "")
        expect(self.page.locator("#status")).to_contain_text("Signed out")
        self.assertEqual(self.complaints, [])

    def test_cannot_be_framed(self):
        frame = self.browser.new_page()
        frame.set_content(f'<iframe src="{self.demo.address}/"></iframe>')
        frame.wait_for_timeout(1_000)
        inner = frame.frames[1]
        self.assertFalse(inner.url.startswith(self.demo.address) and inner.query_selector("#run"))
        frame.close()

    def test_runs_no_script_of_another_place(self):
        self.page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.evil = 1';"
            " document.body.append(s); }")
        self.assertIsNone(self.page.evaluate("() => window.evil ?? null"))


if __name__ == "__main__":
    unittest.main()
