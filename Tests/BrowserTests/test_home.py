"""HOME over HTTP, at two servers on one database: ranked, explained, scrolled; weights that change."""

import json
import math
import os
import pathlib
import shutil
import tempfile
import time
import unittest

from demo import PROJECT, Demo
from test_accounts import ask

# How long a server may take to notice another file of weights.
NOTICE_SECONDS = 30

PAGE = """query($after: String, $first: Int!) { viewer { feed(kind: HOME, context: { timeZone: "Europe/Berlin" }) {
  kind items(first: $first, after: $after) { generatedAt newItemCount
    edges { cursor reason node { id createdAt author { username } }
      ranking { model probability bias rankBeforeDiversity
        contributions { signal value weight contribution } sensitivities { signal change } } }
    pageInfo { hasNextPage endCursor } } } } }"""
SIGN_IN = """mutation($input: SessionCreateInput!) {
  sessionCreate(input: $input) { tokens { accessToken } userErrors { code } } }"""
SETTINGS = """mutation($input: SettingsUpdateInput!) {
  settingsUpdate(input: $input) { settings { feed { defaultFeed } } userErrors { code } } }"""


class HomeTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = Demo()
        cls.addClassCleanup(cls.demo.stop)
        # Weights of their own, beside the schema.
        folder = tempfile.TemporaryDirectory(prefix="tintype-weights-")
        cls.addClassCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)
        for name in ("Schema", "migrations", "playground"):
            shutil.copytree(PROJECT / name, os.path.join(folder.name, name))
        cls.resources = folder.name
        cls.weights = pathlib.Path(folder.name) / "Schema/ranking-weights.json"
        cls.servers = []
        for _ in range(2):
            server = cls.demo.serve("--rate-factor", "100", "--resources", cls.resources)
            cls.addClassCleanup(server.stop)
            cls.servers.append(server)
        cls.tokens = [cls.sign_in(name) for name in ("alice", "bob")]

    @classmethod
    def sign_in(cls, name):
        _, body = ask(cls.servers[0].address, SIGN_IN, input={"login": name, "password": "tintype-demo"})
        return body["data"]["sessionCreate"]["tokens"]["accessToken"]

    def page(self, at=0, first=5, after=None, token=None):
        status, body = ask(self.servers[at].address, PAGE, token or self.tokens[0], first=first, after=after)
        self.assertEqual(status, 200, body)
        self.assertNotIn("errors", body)
        return body["data"]["viewer"]["feed"]["items"]

    def scroll(self, pages):
        """Pages from the two servers by turns."""
        after, found = None, []
        for number in range(pages):
            items = self.page(at=number % 2, after=after)
            found.append(items)
            after = items["pageInfo"]["endCursor"]
            if not items["pageInfo"]["hasNextPage"]:
                break
        return found

    def test_explains_what_it_shows(self):
        edges = [edge for page in self.scroll(8) for edge in page["edges"]]
        ranked = [edge["ranking"] for edge in edges if edge["ranking"]]
        self.assertGreater(len(ranked), 10)
        for told in ranked:
            total = told["bias"] + sum(part["contribution"] for part in told["contributions"])
            chance = told["probability"]
            self.assertAlmostEqual(total, math.log(chance / (1 - chance)), delta=1e-9)
            self.assertEqual(len(told["contributions"]), 7)
            for part in told["contributions"]:
                self.assertAlmostEqual(part["value"] * part["weight"], part["contribution"], delta=1e-12)
        by_rank = sorted(ranked, key=lambda told: told["rankBeforeDiversity"])
        chances = [told["probability"] for told in by_rank]
        self.assertEqual(chances, sorted(chances, reverse=True))
        self.assertEqual(len({told["rankBeforeDiversity"] for told in ranked}), len(ranked))

    def test_says_the_same_when_it_is_asked_the_same(self):
        first = self.page()
        after = first["pageInfo"]["endCursor"]
        pages = [self.page(at=at, after=after) for at in (0, 1, 0)]
        self.assertEqual(pages[0], pages[1])
        self.assertEqual(pages[0], pages[2])

    def test_scrolls_through_two_servers_without_repeating(self):
        pages = self.scroll(8)
        self.assertGreater(len(pages), 4)
        posts = [edge["node"]["id"] for page in pages for edge in page["edges"]]
        self.assertEqual(len(posts), len(set(posts)))
        self.assertEqual(len({page["generatedAt"] for page in pages}), 1)
        self.assertTrue(all(page["newItemCount"] == 0 for page in pages))
        window = [edge["node"]["author"]["username"] for page in pages for edge in page["edges"]]
        self.assertGreater(len(set(window)), 1)

    def test_refuses_cursors_of_other_lists(self):
        end = self.page()["pageInfo"]["endCursor"]
        following = PAGE.replace("kind: HOME", "kind: FOLLOWING")
        _, body = ask(self.servers[0].address, following, self.tokens[0], first=3, after=None)
        other = body["data"]["viewer"]["feed"]["items"]["pageInfo"]["endCursor"]
        for query, token, cursor in (
            (PAGE, self.tokens[1], end), (following, self.tokens[0], end), (PAGE, self.tokens[0], other),
            (PAGE, self.tokens[0], end[:-2] + ("AA" if end[-2:] != "AA" else "BB")), (PAGE, self.tokens[0], ""),
        ):
            _, body = ask(self.servers[1].address, query, token, first=3, after=cursor)
            self.assertEqual(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", body)

    def test_takes_new_weights_while_it_runs_and_no_broken_ones(self):
        def model():
            return self.page()["edges"][0]["ranking"]["model"]

        kept = self.weights.read_text()
        self.addCleanup(self.weights.write_text, kept)
        self.assertEqual(model(), "hand-set 1")
        # Whole, but for one number.
        self.weights.write_text(kept.replace('"bias": -2.2,', ""))
        wanted = time.monotonic() + NOTICE_SECONDS
        while not any("lack models.0.bias" in line for line in self.servers[0].output):
            self.assertLess(time.monotonic(), wanted, "".join(self.servers[0].output))
            time.sleep(0.1)
        self.assertEqual(model(), "hand-set 1")
        with self.assertRaisesRegex(RuntimeError, "lack models.0.bias"):
            self.demo.serve("--resources", self.resources).stop()
        changed = json.loads(kept)
        changed["models"][0]["version"] = 2
        self.weights.write_text(json.dumps(changed))
        wanted = time.monotonic() + NOTICE_SECONDS
        while model() != "hand-set 2":
            self.assertLess(time.monotonic(), wanted)
            time.sleep(0.1)

    def test_refuses_time_zones_that_are_none(self):
        query = PAGE.replace("Europe/Berlin", "Berlin")
        _, body = ask(self.servers[0].address, query, self.tokens[0], first=1)
        self.assertEqual(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", body)

    def test_is_chronological_where_recency_alone_counts(self):
        signals = [part["signal"] for part in self.page(first=1)["edges"][0]["ranking"]["contributions"]]
        chosen = [{"signal": signal, "factor": 1 if signal == "RECENCY" else 0} for signal in signals]
        _, body = ask(self.servers[0].address, SETTINGS, self.tokens[1],
                      input={"feed": {"rankingPreferences": chosen}})
        self.assertEqual(body["data"]["settingsUpdate"]["userErrors"], [])
        home = self.page(first=50, token=self.tokens[1])
        _, body = ask(self.servers[1].address, PAGE.replace("kind: HOME", "kind: FOLLOWING"), self.tokens[1],
                      first=50, after=None)
        following = body["data"]["viewer"]["feed"]["items"]
        self.assertEqual([edge["node"]["id"] for edge in home["edges"]],
                         [edge["node"]["id"] for edge in following["edges"]])


if __name__ == "__main__":
    unittest.main()
