"""`tintype bench product` on a tiny world: it measures all that it promises, and finds nothing that has drifted."""

import json
import os
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from demo import PROGRAM, PROJECT

# What it may take on a machine that does other things besides; then it is ended as Ctrl-C does.
SECONDS_MAX = "400"
OPERATIONS = ["home", "following", "profile", "stories", "thread", "hashtag", "activity",
              "like", "markSeen", "comment", "follow"]


class BenchProductTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="tintype-browser-")
        cls.addClassCleanup(cls.folder.cleanup)
        # Root starts the databases as another user, who has to get in.
        os.chmod(cls.folder.name, 0o755)
        cls.page = os.path.join(cls.folder.name, "product.html")
        done = subprocess.run(
            ["timeout", "--kill-after", "30", SECONDS_MAX, PROGRAM, "bench", "product", "--accounts", "60",
             "--seconds", "1", "--clients", "4", "--json", "--html", cls.page, "--data", cls.folder.name],
            cwd=PROJECT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        cls.rows = {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}

    def value(self, name):
        self.assertIn(name, self.rows)
        return self.rows[name]["value"]

    def test_tells_what_each_operation_costs(self):
        for name in OPERATIONS:
            self.assertGreater(self.value(name + ", memcached"), 0, name)
            self.assertGreater(self.value(name + ", processor"), 0, name)
        # Changes are written, pages are not read from PostgreSQL.
        self.assertGreaterEqual(self.value("like, SQL"), 1)
        self.assertLess(self.value("following, SQL"), 1)

    def test_tells_latencies_at_several_loads(self):
        for gateways in ["1 gateway", "2 gateways"]:
            self.assertGreater(self.value(gateways + ", all at once"), 0)
            loads = [name for name in self.rows if name.startswith(gateways) and name.endswith("/s, p99")]
            self.assertGreaterEqual(len(loads), 5)
            for name in loads:
                self.assertGreaterEqual(self.value(name), self.value(name[:-3] + "p50"))

    def test_finds_no_drift(self):
        for part in ["counts", "inverses", "cache"]:
            self.assertEqual(self.value(f"verified, {part} that are wrong"), 0)
            self.assertGreater(self.value(f"verified, {part}"), 100)

    def test_tells_how_feeds_and_memcached_follow(self):
        self.assertEqual(self.value("fan-out, posts"), 5)
        self.assertGreaterEqual(self.value("fan-out, lag p99"), 0)
        self.assertGreater(self.value("inbox rebuilt, median"), 0)
        for name in ["objects", "lists"]:
            self.assertTrue(0 < self.value(f"at 70 %, {name} that were cached") <= 100)

    def test_draws_curves_on_a_page_that_needs_nothing_else(self):
        with open(self.page) as file:
            text = file.read()
        for word in ["<script", "http:", "https:", "<link", "NaN", "inf"]:
            self.assertNotIn(word, text)
        charts = [part.split("</svg>")[0] for part in text.split("<svg")[1:]]
        self.assertEqual(len(charts), 3)
        for chart in charts:
            root = ElementTree.fromstring("<svg" + chart + "</svg>")
            lines = [line.get("points").split() for line in root.iter("polyline")]
            self.assertTrue(any(len(points) > 2 for points in lines))
            for x, y in (point.split(",") for points in lines for point in points):
                self.assertTrue(0 <= float(x) <= 720 and 0 <= float(y) <= 360, (x, y))


if __name__ == "__main__":
    unittest.main()
