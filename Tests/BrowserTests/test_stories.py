"""Stories over HTTP, at two servers on one database: made, watched, counted, deleted."""

import datetime
import time
import unittest

from house import House

# How long pictures of this size may take to be READY on a busy machine.
READY_SECONDS = 120

TRAYS = """{ viewer { storyTrays(first: 10) {
  nodes { author { username } unseenCount startStory { text } stories { id text status viewerHasSeen } }
  pageInfo { hasNextPage } } } }"""
MINE = """{ viewer {
  pendingStories { nodes { id status failure { code } } }
  archivedStories { nodes { id } }
  user { storyTray { stories { id text status createdAt expiresAt viewCount
    mentions { username } viewers { totalCount nodes { username } } } } } } }"""


class StoryTests(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teller, cls.watcher, cls.other = (cls.register(name) for name in ("teller", "watcher", "other"))

    def story(self, text, media, **input):
        made = self.mutate(
            "storyCreate", self.teller, "story { id status }", mediaId=media, text=text, audience="EVERYONE",
            **input)
        self.assertEqual(made["userErrors"], [])
        return made["story"]["id"]

    def wait(self, story, status, at=0):
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            found = self.query('{ node(id: "%s") { ... on Story { status } } }' % story, self.teller, at)["node"]
            if found and found["status"] == status:
                return
            time.sleep(0.2)
        self.fail("it is not %s" % status)

    def test_a_story_is_watched_and_counted_and_deleted_at_every_server(self):
        self.mutate("userFollow", self.watcher, "user { id }", userId=self.teller[1])
        stories = [
            self.story("No. %d" % number, self.upload(self.teller), mentionUserIds=[self.watcher[1]],
                       hideFromUserIds=[self.other[1]]) for number in (1, 2, 3)]
        for story in stories:
            self.wait(story, "PUBLISHED", at=1)
        mine = self.query(MINE, self.teller)["viewer"]
        self.assertEqual(mine["pendingStories"]["nodes"], [])
        for story in mine["user"]["storyTray"]["stories"]:
            begin, end = (datetime.datetime.fromisoformat(story[name].replace("Z", "+00:00"))
                          for name in ("createdAt", "expiresAt"))
            self.assertEqual(end - begin, datetime.timedelta(hours=24))
            self.assertEqual(story["mentions"], [{"username": "watcher"}])
        for at in (0, 1):
            self.assertIsNone(self.query('{ user(username: "teller") { storyTray { id } } }', self.other, at)
                              ["user"]["storyTray"])

        # The order of publication is that of the photos, whichever was READY first.
        tray = self.query(TRAYS, self.watcher, at=1)["viewer"]["storyTrays"]["nodes"][0]
        self.assertEqual((tray["author"]["username"], tray["unseenCount"]), ("teller", 3))
        last = tray["stories"][-1]["id"]
        self.mutate("storiesMarkSeen", self.watcher, "storyTrays { unseenCount }", storyIds=[last])
        for at in (1, 0):
            tray = self.query(TRAYS, self.watcher, at)["viewer"]["storyTrays"]["nodes"][0]
            self.assertEqual(tray["unseenCount"], 2)
            self.assertEqual([story["viewerHasSeen"] for story in tray["stories"]], [False, False, True])
            seen = self.query(MINE, self.teller, at)["viewer"]["user"]["storyTray"]["stories"]
            self.assertEqual([story["viewCount"] for story in seen], [0, 0, 1])
            self.assertEqual(seen[2]["viewers"]["nodes"], [{"username": "watcher"}])

        self.mutate("storyDelete", self.teller, "deletedStoryId", storyId=last)
        for at in (0, 1):
            for account in (self.teller, self.watcher):
                self.assertIsNone(self.query('{ node(id: "%s") { id } }' % last, account, at)["node"])
            tray = self.query(TRAYS, self.watcher, at)["viewer"]["storyTrays"]["nodes"][0]
            self.assertEqual([story["viewerHasSeen"] for story in tray["stories"]], [False, False])

    def test_a_story_that_failed_is_listed_and_tried_again(self):
        # Made before its photo has come, of which nothing can be made.
        content = b"\x89PNG\r\n\x1a\n" + bytes(200)
        upload = self.announce(self.teller, content)
        story = self.story("Broken", upload["media"]["id"])
        self.send(self.teller, upload, content)
        self.wait(story, "FAILED")
        pending = self.query(MINE, self.teller, at=1)["viewer"]["pendingStories"]["nodes"]
        self.assertEqual([(one["id"], one["status"]) for one in pending], [(story, "FAILED")])
        self.assertEqual(
            self.mutate("storyRetry", self.teller, "story { id }", storyId=story)["userErrors"],
            [{"code": "BAD_MEDIA"}])
        retried = self.mutate(
            "storyRetry", self.teller, "story { id status }", storyId=story, mediaId=self.upload(self.teller))
        self.assertEqual(retried["userErrors"], [])
        self.wait(story, "PUBLISHED", at=1)
        self.assertEqual(self.query(MINE, self.teller)["viewer"]["pendingStories"]["nodes"], [])
        self.assertEqual(
            self.mutate("storyRetry", self.teller, "story { id }", storyId=story)["userErrors"],
            [{"code": "WRONG_STATUS"}])


if __name__ == "__main__":
    unittest.main()
