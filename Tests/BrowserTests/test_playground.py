"""The page in a real browser, served by a real demo."""

import os
import re
import shutil
import unittest
import urllib.request

from playwright.sync_api import expect, sync_playwright

from demo import Demo
from test_accounts import ask

BROWSER = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
WAIT_MILLISECONDS = 30_000


expect.set_options(timeout=WAIT_MILLISECONDS)


class BrowserTestCase(unittest.TestCase):
    """A demo and a browser, which go away whatever becomes of the tests, or of starting them."""

    @classmethod
    def setUpClass(cls):
        cls.demo = Demo()
        cls.addClassCleanup(cls.stop_demo)
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = cls.playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-dev-shm-usage"])
        cls.addClassCleanup(cls.browser.close)

    @classmethod
    def stop_demo(cls):
        status = cls.demo.stop()
        if status != 0:
            raise AssertionError("The demo ended with " + str(status) + "".join(cls.demo.output))


class PlaygroundTests(BrowserTestCase):
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

    def test_confirms_an_address_by_the_link_of_a_mail(self):
        _, body = ask(
            self.demo.address, "mutation($input: AccountRegisterInput!) { "
            "accountRegister(input: $input) { userErrors { code } } }",
            input={"username": "linked", "email": "linked@example.org", "password": "a long secret"})
        self.assertEqual(body["data"]["accountRegister"]["userErrors"], [])
        page = self.browser.new_page()
        self.addCleanup(page.close)
        page.set_default_timeout(WAIT_MILLISECONDS)
        mail = page.locator("pre", has_text="To: linked@example.org")
        for _ in range(WAIT_MILLISECONDS // 100):
            page.goto(self.demo.address + "/mails")
            if mail.count():
                break
            page.wait_for_timeout(100)
        token = re.search(r"^[\w-]{70}$", mail.inner_text(), re.MULTILINE)[0]
        page.goto(f"{self.demo.address}/#confirm-email={token}")
        page.wait_for_selector("body[data-ready=true]")
        self.assertEqual(page.evaluate("location.href"), self.demo.address + "/")
        page.click("#run")
        expect(page.locator("#json")).to_contain_text('"verified": true')

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

    def delay_sign_in(self, milliseconds, login):
        """Holds back the sign-in of one account."""
        def hold(route):
            if f'"login":"{login}"' in (route.request.post_data or ""):
                self.page.wait_for_timeout(milliseconds)
            route.continue_()
        self.page.route("**/graphql", hold)

    def run_as_viewer(self):
        """The username that an answer is for, and what stands beside it."""
        with self.page.expect_response(
                lambda answer: "query Viewer" in (answer.request.post_data or "")) as answer:
            self.page.click("#run")
        user = answer.value.json()["data"]["viewer"]
        expect(self.page.locator("#status")).to_contain_text("200 ·")
        return user and user["user"]["username"], self.page.locator("#answered").inner_text()

    def test_tells_who_an_answer_is_for(self):
        self.assertEqual(self.page.locator("#answered").inner_text(), "answered to bob")
        self.page.select_option("#examples", label="Who am I")
        expect(self.page.locator("#query textarea")).to_have_value(re.compile("query Viewer"))
        self.assertEqual(self.run_as_viewer(), ("bob", "answered to bob"))
        self.page.select_option("#account", "carol")
        expect(self.page.locator("#status")).to_contain_text("Signed in as carol")
        # The answer that is still shown was bob's.
        self.assertEqual(self.page.locator("#answered").inner_text(), "answered to bob")
        self.page.select_option("#account", "")
        self.assertEqual(self.run_as_viewer(), (None, "answered to nobody"))

    def test_runs_when_the_sign_in_has_ended(self):
        self.page.select_option("#examples", label="Who am I")
        expect(self.page.locator("#query textarea")).to_have_value(re.compile("query Viewer"))
        self.delay_sign_in(700, "alice")
        self.page.select_option("#account", "alice")
        self.assertEqual(self.run_as_viewer(), ("alice", "answered to alice"))

    def test_is_the_last_of_several_that_were_chosen(self):
        self.page.select_option("#examples", label="Who am I")
        expect(self.page.locator("#query textarea")).to_have_value(re.compile("query Viewer"))
        self.delay_sign_in(700, "alice")
        for name in ["alice", "dan", "carol"]:
            self.page.select_option("#account", name)
        self.assertEqual(self.run_as_viewer(), ("carol", "answered to carol"))
        self.page.wait_for_timeout(1_000)
        self.assertEqual(self.page.locator("#account").input_value(), "carol")
        self.assertEqual(self.run_as_viewer(), ("carol", "answered to carol"))

    def test_does_not_heed_the_failure_of_one_that_was_left(self):
        self.page.select_option("#examples", label="Who am I")
        expect(self.page.locator("#query textarea")).to_have_value(re.compile("query Viewer"))
        self.page.route("**/graphql", lambda route: (
            (self.page.wait_for_timeout(500), route.abort())
            if '"login":"alice"' in (route.request.post_data or "") else route.continue_()))
        self.page.select_option("#account", "alice")
        self.page.select_option("#account", "carol")
        self.assertEqual(self.run_as_viewer(), ("carol", "answered to carol"))
        self.assertEqual(self.page.locator("#account").input_value(), "carol")
        self.page.select_option("#account", "alice")
        expect(self.page.locator("#status")).to_contain_text("Could not sign in")
        self.assertEqual(self.page.locator("#account").input_value(), "")
        self.assertEqual(self.run_as_viewer(), (None, "answered to nobody"))

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


class PageOfServeTests(BrowserTestCase):
    """The page of a server for people, which knows nothing of the demo."""

    def open(self, server):
        self.addCleanup(server.stop)
        page = self.browser.new_page(viewport={"width": 1280, "height": 800})
        self.addCleanup(page.close)
        page.set_default_timeout(WAIT_MILLISECONDS)
        self.complaints = []
        self.requests = []
        page.on("console", lambda message: message.type in ("error", "warning")
                and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request))
        page.goto(server.address + "/")
        page.wait_for_selector("body[data-ready=true]")
        return page

    def test_signs_nobody_in_and_names_no_account(self):
        server = self.demo.serve()
        page = self.open(server)
        self.assertFalse(page.locator("#account").is_visible())
        self.assertEqual(page.locator("#signed-in").inner_text(), "nobody")
        sent = [request.post_data or "" for request in self.requests]
        self.assertFalse(any("sessionCreate" in text for text in sent))
        paths = {request.url for request in self.requests if request.method == "GET"}
        self.assertTrue(any(path.endswith("/mode.json") for path in paths))
        for path in paths:
            with urllib.request.urlopen(path) as answer:
                text = answer.read().decode()
            for word in ["tintype-demo", "alice", "bob", "carol"]:
                self.assertNotIn(word, text, path)
        self.assertEqual(self.complaints, [])

    def test_signs_in_who_has_an_account(self):
        page = self.open(self.demo.serve())
        page.fill("#login", "alice")
        page.fill("#password", "not the password")
        page.click("#own-account [type=submit]")
        expect(page.locator("#status")).to_contain_text("Could not sign in")
        self.assertEqual(page.locator("#signed-in").inner_text(), "nobody")
        page.fill("#password", "tintype-demo")
        page.click("#own-account [type=submit]")
        expect(page.locator("#status")).to_contain_text("Signed in as alice")
        self.assertEqual(page.locator("#signed-in").inner_text(), "alice")
        self.assertEqual(page.locator("#password").input_value(), "")
        page.click("#run")
        expect(page.locator("#answered")).to_have_text("answered to alice")
        page.click("#sign-out")
        expect(page.locator("#status")).to_contain_text("Signed out")
        self.assertEqual(self.complaints, [])

    def test_shows_the_schema_where_it_may_be_asked_for(self):
        page = self.open(self.demo.serve())
        expect(page.locator("#documentation")).to_contain_text("Start here")
        page = self.open(self.demo.serve("--no-introspection"))
        self.assertFalse(page.locator("#explorer").is_visible())
        self.assertEqual(self.complaints, [])


if __name__ == "__main__":
    unittest.main()
