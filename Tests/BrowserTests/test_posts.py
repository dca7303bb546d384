"""Posts over HTTP, at two servers on one database: collections, held back comments, second tries, sent on, TOP."""

import struct
import time
import unittest
import zlib

from house import House

# How long pictures of this size may take to be READY on a busy machine.
READY_SECONDS = 120
POST = "id status failure { code canRetry media { id } } media { id status }"
# Little endian: maker, model, time of exposure and when, and a place on earth that nobody is told.
CAMERA, TAKEN = "Plate 7", "2026:02:28 23:59:58"


def exif():
    """A TIFF block: a directory, that of EXIF, that of the position."""
    def directory(entries, offset):
        head, more = struct.pack("<H", len(entries)), b""
        end = offset + 2 + 12 * len(entries) + 4
        for tag, kind, count, data in entries:
            head += struct.pack("<HHI", tag, kind, count)
            if len(data) <= 4:
                head += data.ljust(4, b"\0")
            else:
                head += struct.pack("<I", end + len(more))
                more += data
        return head + struct.pack("<I", 0) + more

    def text(value):
        return 2, len(value) + 1, value.encode() + b"\0"

    def main(details, place):
        return directory([
            (0x110, *text(CAMERA)), (0x8769, 4, 1, struct.pack("<I", details)),
            (0x8825, 4, 1, struct.pack("<I", place))], 8)

    details = directory([
        (0x829A, 5, 1, struct.pack("<II", 1, 250)), (0x9003, *text(TAKEN))], start := 8 + len(main(0, 0)))
    place = directory([(1, *text("N")), (2, 5, 3, struct.pack("<6I", 48, 1, 12, 1, 29, 1))], start + len(details))
    return b"II*\0" + struct.pack("<I", 8) + main(start, start + len(details)) + details + place


def with_exif(content):
    """A PNG with such a block behind its header."""
    data = exif()
    chunk = struct.pack(">I", len(data)) + b"eXIf" + data + struct.pack(">I", zlib.crc32(b"eXIf" + data))
    return content[:33] + chunk + content[33:]


class PostTests(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author, cls.reader, cls.other = (cls.register(name) for name in ("author", "reader", "other"))

    def post(self, account, media, at=0, **input):
        made = self.mutate(
            "postCreate", account, "post { %s }" % POST, at, media=[{"mediaId": one} for one in media], **input)
        self.assertEqual(made["userErrors"], [])
        return made["post"]

    def published(self, account, media=None, **input):
        """The id of a post that everyone sees."""
        post = self.post(account, [media or self.upload(account)], **input)["id"]
        self.wait(account, post, "PUBLISHED")
        return post

    def node(self, selection, id, account, at=0):
        return self.query('{ node(id: "%s") { %s } }' % (id, selection), account, at)["node"]

    def wait(self, account, post, status, at=1):
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            found = self.node("... on Post { %s }" % POST, post, account, at)
            if found and found["status"] == status:
                return found
            time.sleep(0.2)
        self.fail("it is not %s" % status)

    def codes(self, payload):
        return [error["code"] for error in payload["userErrors"]]

    def test_collections_are_kept_for_their_owner_alone(self):
        posts = [self.published(self.author, caption="No. %d" % number) for number in range(3)]
        made = self.mutate(
            "collectionCreate", self.reader, "collection { id name }", name="  Light ", idempotencyKey="light")
        collection = made["collection"]["id"]
        self.assertEqual(made["collection"]["name"], "Light")
        again = self.mutate(
            "collectionCreate", self.reader, "collection { id }", 1, name="  Light ", idempotencyKey="light")
        self.assertEqual(again["collection"]["id"], collection)
        for post in posts:
            saved = self.mutate(
                "postSave", self.reader, "post { viewerHasSaved } collection { postCount }", 1,
                postId=post, collectionId=collection)
            self.assertEqual(saved["userErrors"], [])
        shown = "... on Collection { name postCount cover { id } posts { nodes { id } } }"
        for at in (0, 1):
            found = self.node(shown, collection, self.reader, at)
            self.assertEqual([one["id"] for one in found["posts"]["nodes"]], posts[::-1])
            self.assertEqual((found["postCount"], found["cover"]["id"]), (3, posts[2]))
            # Others are not told that there is one.
            self.assertIsNone(self.node("id", collection, self.other, at))
        refused = self.mutate(
            "postSave", self.other, "post { id }", postId=posts[0], collectionId=collection)
        self.assertEqual(self.codes(refused), ["NOT_FOUND"])
        updated = self.mutate(
            "collectionUpdate", self.reader, "collection { name cover { id } }", 1,
            collectionId=collection, name="Dusk", coverPostId=posts[0])
        self.assertEqual((updated["collection"]["name"], updated["collection"]["cover"]["id"]), ("Dusk", posts[0]))
        # What is taken out stays saved.
        removed = self.mutate(
            "collectionPostsRemove", self.reader, "collection { postCount }",
            collectionId=collection, postIds=[posts[0], posts[0]])
        self.assertEqual(removed, {"collection": {"postCount": 2}, "userErrors": []})
        self.assertTrue(self.node("... on Post { viewerHasSaved }", posts[0], self.reader, 1)["viewerHasSaved"])
        # What its author deletes is gone from it.
        self.mutate("postDelete", self.author, "deletedPostId", postId=posts[1])
        found = self.node(shown, collection, self.reader, 1)
        self.assertEqual([one["id"] for one in found["posts"]["nodes"]], [posts[2]])
        # A save that is taken back is taken out of all collections.
        self.mutate("postUnsave", self.reader, "post { id }", postId=posts[2])
        self.assertEqual(self.node(shown, collection, self.reader, 1)["posts"]["nodes"], [])
        deleted = self.mutate(
            "collectionDelete", self.reader, "deletedCollectionId", 1, collectionId=collection)
        self.assertEqual(deleted["deletedCollectionId"], collection)
        for at in (0, 1):
            self.assertIsNone(self.node("id", collection, self.reader, at))
            kept = self.query("{ viewer { savedPosts { nodes { id } } collections { nodes { id } } } }", self.reader, at)
            self.assertEqual(kept["viewer"]["collections"]["nodes"], [])
            self.assertEqual([one["id"] for one in kept["viewer"]["savedPosts"]["nodes"]], [posts[0]])

    def comments(self, post, account, at=0):
        found = self.node(
            "... on Post { commentCount comments { totalCount nodes { text isHidden } } }", post, account, at)
        return found["commentCount"], found["comments"]["totalCount"], [
            (one["text"], one["isHidden"]) for one in found["comments"]["nodes"]]

    def comment(self, post, account, text, at=0):
        made = self.mutate(
            "commentCreate", account, "commentEdge { node { id isHidden } }", at, postId=post, text=text)
        self.assertEqual(made["userErrors"], [])
        return made["commentEdge"]["node"]["id"]

    def test_comments_are_held_back_until_they_are_approved(self):
        post = self.published(self.author)
        self.mutate(
            "settingsUpdate", self.author, "settings { content { hiddenWords } }",
            content={"hiddenWords": ["Spam"]})
        self.mutate("userRestrict", self.author, "user { id }", 1, userId=self.other[1])
        word = self.comment(post, self.reader, "SPÄM? No, spam!", at=1)
        held = self.comment(post, self.other, "From a restricted account.", at=0)
        self.comment(post, self.reader, "Nice.", at=1)
        word_text, held_text, nice = "SPÄM? No, spam!", "From a restricted account.", ("Nice.", False)
        for at in (0, 1):
            # Neither of the writers is told; each sees its own.
            self.assertEqual(self.comments(post, self.reader, at), (2, 2, [nice, (word_text, False)]))
            self.assertEqual(self.comments(post, self.other, at), (2, 2, [nice, (held_text, False)]))
            count, total, shown = self.comments(post, self.author, at)
            self.assertEqual((count, total), (3, 3))
            self.assertEqual(shown, [nice, (held_text, True), (word_text, True)])
            # Who writes nothing sees the rest.
            stranger = self.node("... on Post { commentCount comments { nodes { text } } }", post, (None,), at)
            self.assertEqual(stranger, {"commentCount": 1, "comments": {"nodes": [{"text": "Nice."}]}})
        for account in (self.reader, self.other):
            refused = self.mutate("commentApprove", account, "comment { id }", commentId=word)
            self.assertNotEqual(refused["userErrors"], [])
        for _ in range(2):
            approved = self.mutate("commentApprove", self.author, "comment { isHidden }", 1, commentId=held)
            self.assertEqual(approved, {"comment": {"isHidden": False}, "userErrors": []})
        for at in (0, 1):
            self.assertEqual(
                self.comments(post, self.reader, at),
                (3, 3, [nice, (held_text, False), (word_text, False)]))
            self.assertEqual(self.comments(post, self.other, at), (2, 2, [nice, (held_text, False)]))
        self.mutate("userUnrestrict", self.author, "user { id }", userId=self.other[1])
        self.mutate("commentDelete", self.author, "deletedCommentId", commentId=word)
        self.assertEqual(self.comments(post, self.reader, 1), (2, 2, [nice, (held_text, False)]))

    def test_a_post_that_failed_is_listed_and_tried_again(self):
        # A carousel of which one photo cannot be read.
        content = b"\x89PNG\r\n\x1a\n" + bytes(200)
        broken = self.announce(self.author, content)
        good = self.upload(self.author)
        post = self.post(self.author, [good, broken["media"]["id"]])["id"]
        self.send(self.author, broken, content)
        failed = self.wait(self.author, post, "FAILED")
        self.assertEqual(failed["failure"]["media"]["id"], broken["media"]["id"])
        pending = self.query("{ viewer { pendingPosts { nodes { %s } } } }" % POST, self.author, 1)
        self.assertIn(post, [one["id"] for one in pending["viewer"]["pendingPosts"]["nodes"]])
        self.assertIsNone(self.node("id", post, self.reader))
        shows = "post { %s }" % POST
        self.assertEqual(
            self.codes(self.mutate("postRetry", self.author, shows, postId=post)), ["BAD_MEDIA"])
        other = self.upload(self.author)
        retried = self.mutate(
            "postRetry", self.author, shows, 1, postId=post,
            replacements=[{"mediaId": broken["media"]["id"], "byMediaId": other}])
        self.assertEqual(retried["userErrors"], [])
        done = self.wait(self.author, post, "PUBLISHED", at=0)
        self.assertEqual([one["id"] for one in done["media"]], [good, other])
        self.assertIsNone(done["failure"])
        self.assertIsNotNone(self.node("id", post, self.reader, 1))
        self.assertEqual(
            self.codes(self.mutate("postRetry", self.author, shows, postId=post)), ["WRONG_STATUS"])

    def test_a_photo_tells_how_it_was_taken_and_never_where(self):
        content = with_exif(self.picture())
        upload = self.announce(self.author, content)
        self.send(self.author, upload, content)
        photo = upload["media"]["id"]
        post = self.published(self.author, photo)
        asked = "... on Image { capture { camera lens exposure takenAt } }"
        facts = {"camera": CAMERA, "lens": None, "exposure": 0.004, "takenAt": "2026-02-28T23:59:58.000Z"}
        self.assertEqual(self.node(asked, photo, self.author)["capture"], facts)
        self.assertIsNone(self.node(asked, photo, self.reader, 1)["capture"])
        self.mutate("postUpdate", self.author, "post { id }", postId=post, shareCaptureInfo=True)
        for at in (0, 1):
            self.assertEqual(self.node(asked, photo, self.reader, at)["capture"], facts)

    def test_what_is_sent_on_and_liked_is_counted(self):
        posts = [self.published(self.author, caption="#brandnew %d" % number) for number in range(3)]
        self.mutate("userFollow", self.reader, "user { id }", userId=self.other[1])
        for account, at in ((self.other, 0), (self.author, 1)):
            self.mutate("postLike", account, "post { id }", at, postId=posts[0])
        for number in range(2):
            story = self.mutate(
                "storyCreate", self.other, "story { id }", number, mediaId=self.upload(self.other),
                sharedPostId=posts[0])
            self.assertEqual(story["userErrors"], [])
        asked = "... on Post { shareCount viewCount likedByFollowedSample { totalCount users { username } } }"
        deadline = time.monotonic() + READY_SECONDS
        while self.node(asked, posts[0], self.reader)["shareCount"] == 0 and time.monotonic() < deadline:
            time.sleep(0.2)
        for at in (0, 1):
            self.assertEqual(self.node(asked, posts[0], self.reader, at), {
                "shareCount": 1, "viewCount": None,
                "likedByFollowedSample": {"totalCount": 1, "users": [{"username": "other"}]}})
            for order, expected in (("NEWEST", posts[::-1]), ("TOP", [posts[0], posts[2], posts[1]])):
                cursor, found = "", []
                for _ in posts:
                    page = self.query(
                        '{ hashtag(name: "brandnew") { posts(first: 1, orderBy: %s%s) {'
                        " nodes { id } pageInfo { endCursor } } } }" % (order, cursor), self.reader, at)
                    page = page["hashtag"]["posts"]
                    found += [one["id"] for one in page["nodes"]]
                    cursor = ', after: "%s"' % page["pageInfo"]["endCursor"]
                self.assertEqual(found, expected, order)


if __name__ == "__main__":
    unittest.main()
