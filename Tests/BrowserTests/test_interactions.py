"""What a client does with HOME, over HTTP: two servers and a worker on one database, tokens handed back to the
other server, posts hidden and seen, and weights learnt from it all."""

import concurrent.futures
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from demo import PROGRAM, PROJECT, START_SECONDS, Demo
from test_accounts import ask

# How long a consumer of the log may take to have counted.
COUNTED_SECONDS = 60

PAGE = """query($kind: FeedKind!, $after: String, $first: Int!) { viewer { feed(kind: $kind) { items(first: $first, after: $after) {
  edges { trackingToken isSeen node { id author { username } } } pageInfo { hasNextPage endCursor } } } } }"""
RECORD = """mutation($input: FeedInteractionsRecordInput!) {
  feedInteractionsRecord(input: $input) { acceptedCount userErrors { code field limit } } }"""
HIDE = """mutation($input: FeedItemHideInput!) {
  feedItemHide(input: $input) { post { id } userErrors { code field } } }"""
LIKE = "mutation($input: PostLikeInput!) { postLike(input: $input) { userErrors { code } } }"
SIGN_IN = """mutation($input: SessionCreateInput!) {
  sessionCreate(input: $input) { tokens { accessToken } userErrors { code } } }"""


def now(seconds=0):
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class InteractionTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = Demo("--workers", "0")
        cls.addClassCleanup(cls.demo.stop)
        cls.servers = []
        for _ in range(2):
            server = cls.demo.serve("--rate-factor", "100")
            cls.addClassCleanup(server.stop)
            cls.servers.append(server)
        cls.addClassCleanup(cls.demo.work().stop)
        cls.tokens = {name: cls.sign_in(name) for name in ("alice", "bob", "carol")}

    @classmethod
    def sign_in(cls, name):
        _, body = ask(cls.servers[0].address, SIGN_IN, input={"login": name, "password": "tintype-demo"})
        return body["data"]["sessionCreate"]["tokens"]["accessToken"]

    def ask(self, query, name, at=0, **variables):
        status, body = ask(self.servers[at].address, query, self.tokens[name], **variables)
        self.assertEqual(status, 200, body)
        self.assertNotIn("errors", body)
        return body["data"]

    def page(self, name, kind="HOME", at=0, first=20, after=None):
        return self.ask(PAGE, name, at, kind=kind, first=first, after=after)["viewer"]["feed"]["items"]

    def record(self, name, items, at=0):
        told = [{"trackingToken": token, "kind": kind, "at": now(), "seconds": 1.5} for token, kind in items]
        payload = self.ask(RECORD, name, at, input={"interactions": told})["feedInteractionsRecord"]
        self.assertEqual(payload["userErrors"], [])
        return payload["acceptedCount"]

    def train(self, *arguments):
        """The exit status and what it says."""
        done = subprocess.run(
            [PROGRAM, "rank", "train", *self.demo.databases[:2], *arguments], cwd=PROJECT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=START_SECONDS)
        return done.returncode, done.stdout

    def test_takes_each_token_once_from_its_own_viewer(self):
        edges = self.page("bob", first=6)["edges"]
        tokens = [edge["trackingToken"] for edge in edges]
        self.assertEqual(len(set(tokens)), 6)
        self.assertTrue(all(len(token) <= 64 for token in tokens), tokens)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            counts = list(pool.map(
                lambda at: self.record("bob", [(token, "IMPRESSION") for token in tokens], at % 2), range(8)))
        self.assertEqual(sorted(counts), [0] * 7 + [6])
        self.assertEqual(self.record("bob", [(tokens[0], "OPEN"), (tokens[0], "OPEN")], 1), 1)
        # Another's, a forged one, and one of nothing.
        forged = tokens[1][:10] + ("A" if tokens[1][10] != "A" else "B") + tokens[1][11:]
        self.assertEqual(self.record("alice", [(tokens[1], "CLICK")]), 0)
        self.assertEqual(self.record("bob", [(forged, "CLICK"), ("", "CLICK")]), 0)
        self.assertEqual(self.record("bob", []), 0)

    def test_takes_a_hundred_at_once_and_says_so(self):
        token = self.page("bob", first=1)["edges"][0]["trackingToken"]
        told = [{"trackingToken": token, "kind": "CLICK", "at": now(86_400)}] * 101
        payload = self.ask(RECORD, "bob", input={"interactions": told})["feedInteractionsRecord"]
        self.assertEqual(payload, {"acceptedCount": None, "userErrors": [
            {"code": "INVALID", "field": ["input", "interactions"], "limit": 100}]})
        payload = self.ask(RECORD, "bob", input={"interactions": told[:100]})["feedInteractionsRecord"]
        self.assertEqual(payload, {"acceptedCount": 1, "userErrors": []})
        _, body = ask(self.servers[0].address, RECORD, input={"interactions": told[:1]})
        self.assertEqual(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", body)

    def test_shows_what_was_seen_last_and_what_is_hidden_not_at_all(self):
        before = self.page("alice", first=10)["edges"]
        self.assertFalse(any(edge["isSeen"] for edge in before))
        following = [edge["node"]["id"] for edge in self.page("alice", "FOLLOWING", first=50)["edges"]]
        seen = {edge["node"]["id"] for edge in before[:5]}
        self.record("alice", [(edge["trackingToken"], "IMPRESSION") for edge in before[:5]])
        wanted = time.monotonic() + COUNTED_SECONDS
        while True:
            after = self.page("alice", at=1, first=10)["edges"]
            if seen.isdisjoint(edge["node"]["id"] for edge in after):
                break
            self.assertLess(time.monotonic(), wanted, "what was seen comes first still")
            time.sleep(0.2)
        newest = self.page("alice", "FOLLOWING", first=50)["edges"]
        self.assertEqual([edge["node"]["id"] for edge in newest], following)
        self.assertLessEqual(seen & set(following), {edge["node"]["id"] for edge in newest if edge["isSeen"]})
        token, post = after[0]["trackingToken"], after[0]["node"]["id"]
        self.assertEqual(self.ask(HIDE, "alice", 0, input={"trackingToken": token})["feedItemHide"],
                         {"post": {"id": post}, "userErrors": []})
        self.assertEqual(self.ask(HIDE, "bob", 0, input={"trackingToken": token})["feedItemHide"],
                         {"post": None, "userErrors": [{"code": "NOT_FOUND", "field": ["input", "trackingToken"]}]})
        shown, cursor = [], None
        while True:
            page = self.page("alice", at=len(shown) % 2, first=50, after=cursor)
            shown += [edge["node"]["id"] for edge in page["edges"]]
            cursor = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        self.assertNotIn(post, shown)
        # All else is there, what was seen too.
        self.assertLessEqual(set(following) - {post}, set(shown))
        self.assertIn(post, [edge["node"]["id"] for edge in self.page("alice", "FOLLOWING", first=50)["edges"]]
                      if post in following else [post])

    def test_learns_from_the_log_or_says_why_not(self):
        edges = self.page("carol")["edges"]
        self.record("carol", [(edge["trackingToken"], "IMPRESSION") for edge in edges])
        self.ask(LIKE, "carol", input={"postId": edges[0]["node"]["id"]})
        with tempfile.TemporaryDirectory(prefix="tintype-weights-") as folder:
            out = pathlib.Path(folder) / "weights.json"
            status, said = self.train("--out", str(out))
            self.assertEqual(status, 1, said)
            self.assertRegex(said, r"\d+ impressions, of which \d+ led to something, are too few")
            self.assertFalse(out.exists())
            status, said = self.train(
                "--generated", "40000", "--out", str(out), "--share", "0.25", "--version", "7")
            self.assertEqual(status, 0, said)
            scores = {line.split("\t")[0]: line.split("\t")[1:] for line in said.splitlines() if "\t" in line}
            auc, ndcg = ([float(scores[order][column]) for order in ("chronological", "as it is", "trained")]
                         for column in (0, 1))
            self.assertEqual(auc, sorted(auc), said)
            self.assertEqual(ndcg, sorted(ndcg), said)
            self.assertGreater(ndcg[2], 0.98)
            models = json.loads(out.read_text())["models"]
            self.assertEqual([(one["name"], one["share"]) for one in models], [("hand-set", 0.75), ("trained", 0.25)])
            os.chmod(out, 0o644)
            # A server takes it.
            resources = pathlib.Path(folder) / "resources"
            for name in ("Schema", "migrations", "playground"):
                shutil.copytree(PROJECT / name, resources / name)
            os.chmod(folder, 0o755)
            (resources / "Schema" / "ranking-weights.json").write_text(out.read_text())
            server = self.demo.serve("--resources", str(resources))
            self.addCleanup(server.stop)
            query = "{ viewer { feed(kind: HOME) { items(first: 1) { edges { ranking { model } } } } } }"
            told = set()
            for name, token in self.tokens.items():
                _, body = ask(server.address, query, token)
                told |= {edge["ranking"]["model"] for edge in body["data"]["viewer"]["feed"]["items"]["edges"]
                         if edge["ranking"]}
            self.assertLessEqual(told, {"hand-set 1", "trained 7"})
            self.assertTrue(told)


if __name__ == "__main__":
    unittest.main()
