"""Hashtags, mentions, places and tags over HTTP, at two servers on one database."""

import unittest

from house import House
from test_accounts import ask

PASSWORD = "tintype-demo"
POST = """
  caption captionEntities { offset length url target {
    __typename ... on Hashtag { name } ... on User { username } } }
  hashtags { name } location { id name point { latitude longitude } }
  media { id ... on Image { tags { user { username } position { x y } } } }
"""


class WordTests(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.other = cls.servers
        cls.tokens = {name: cls.sign_in(name) for name in ["alice", "bob"]}

    @classmethod
    def ask(cls, query, account=None, server=None, /, **variables):
        """The data of an operation without errors."""
        status, answer = ask(
            (server or cls.one).address, query, cls.tokens[account] if account else None, **variables)
        assert status == 200 and "errors" not in answer, answer
        return answer["data"]

    @classmethod
    def sign_in(cls, name):
        return cls.ask(
            """mutation($input: SessionCreateInput!) { sessionCreate(input: $input) {
                 tokens { accessToken } } }""",
            input={"login": name, "password": PASSWORD})["sessionCreate"]["tokens"]["accessToken"]

    def own_post(self, name):
        """The id of a post for everyone, and that of its first photo."""
        posts = self.ask(
            "query($name: String!) { user(username: $name) { posts(first: 50) { nodes { id audience media { id } } } } }",
            name, name=name)["user"]["posts"]["nodes"]
        post = next(one for one in posts if one["audience"] == "EVERYONE" and len(one["media"]) == 1)
        return post["id"], post["media"][0]["id"]

    def update(self, name, **input):
        return self.ask(
            "mutation($input: PostUpdateInput!) { postUpdate(input: $input) { post { %s } userErrors { code field } } }"
            % POST, name, input=input)["postUpdate"]

    def user_id(self, name):
        return self.ask("query($name: String!) { user(username: $name) { id } }", name, name=name)["user"]["id"]

    def test_the_demo_has_hashtags_with_posts(self):
        hashtag = self.ask("{ hashtag(name: \"SEA\") { name postCount posts(first: 5) { nodes { caption hashtags { name } } } } }")
        self.assertGreater(hashtag["hashtag"]["postCount"], 0)
        for post in hashtag["hashtag"]["posts"]["nodes"]:
            self.assertIn("#sea", post["caption"])
            self.assertIn({"name": "sea"}, post["hashtags"])

    def test_offsets_are_of_code_points(self):
        post, _ = self.own_post("alice")
        caption = "👩‍🚀 #Été, mit @bob: https://bücher.example/ä#x 日本 #日本"
        payload = self.update("alice", postId=post, caption=caption, hashtags=["مرحبا"])
        self.assertEqual(payload["userErrors"], [])
        # Python counts in code points, too.
        found = [(caption[one["offset"]:one["offset"] + one["length"]],
                  (one["target"] or {}).get("name") or (one["target"] or {}).get("username") or one["url"])
                 for one in payload["post"]["captionEntities"]]
        self.assertEqual(found, [
            ("#Été", "été"), ("@bob", "bob"),
            ("https://bücher.example/ä#x", "https://xn--bcher-kva.example/%C3%A4#x"), ("#日本", "日本")])
        names = [one["name"] for one in payload["post"]["hashtags"]]
        self.assertEqual(names, ["été", "日本", "مرحبا"])
        # The other server knows it at once, under any spelling.
        for name in ["E\u0301TE\u0301", "été"]:
            posts = self.ask(
                "query($name: String!) { hashtag(name: $name) { posts(first: 1) { nodes { id } } } }",
                None, self.other, name=name)["hashtag"]["posts"]["nodes"]
            self.assertEqual(posts, [{"id": post}])
        self.update("alice", postId=post, caption=None, hashtags=None)
        gone = self.ask("{ hashtag(name: \"été\") { postCount posts { nodes { id } } } }", None, self.other)
        self.assertEqual(gone["hashtag"], {"postCount": 0, "posts": {"nodes": []}})

    def test_points_are_kept_to_about_100_metres(self):
        post, _ = self.own_post("alice")
        payload = self.update("alice", postId=post, location={"point": {"latitude": 12.3456789, "longitude": -98.7654321}})
        place = payload["post"]["location"]
        self.assertEqual(place["point"], {"latitude": 12.346, "longitude": -98.765})
        self.assertEqual(place["name"], "12.346, -98.765")
        named = self.update("alice", postId=post, location={"newLocation": {
            "name": "The  Pier", "point": {"latitude": 12.3457, "longitude": -98.7654}}})["post"]["location"]
        self.assertNotEqual(named["id"], place["id"])
        again = self.update("alice", postId=post, location={"newLocation": {
            "name": "THE PIER", "point": {"latitude": 12.3461, "longitude": -98.765}}})["post"]["location"]
        self.assertEqual(again, named)
        wrong = self.update("alice", postId=post, location={"point": {"latitude": 90.1, "longitude": 0}})
        self.assertEqual(wrong["userErrors"], [
            {"code": "INVALID", "field": ["input", "location", "point", "latitude"]}])
        self.assertIsNone(self.update("alice", postId=post, location=None)["post"]["location"])

    def test_tags_are_taken_away_by_whom_they_mark(self):
        post, photo = self.own_post("alice")
        tags = [{"userId": self.user_id("bob"), "position": {"x": 0.125, "y": 1}}]
        payload = self.update("alice", postId=post, media=[{"mediaId": photo, "tags": tags}])
        self.assertEqual(payload["post"]["media"][0]["tags"], [
            {"user": {"username": "bob"}, "position": {"x": 0.125, "y": 1}}])
        tagged = "{ user(username: \"bob\") { taggedPosts { nodes { id } } } }"
        self.assertIn({"id": post}, self.ask(tagged, None, self.other)["user"]["taggedPosts"]["nodes"])
        for _ in range(2):
            removed = self.ask(
                "mutation($id: ID!) { mediaTagRemove(input: { mediaId: $id }) { media { id } userErrors { code } } }",
                "bob", self.other, id=photo)["mediaTagRemove"]
            self.assertEqual(removed, {"media": {"id": photo}, "userErrors": []})
        self.assertNotIn({"id": post}, self.ask(tagged)["user"]["taggedPosts"]["nodes"])
        again = self.update("alice", postId=post, media=[{"mediaId": photo, "tags": tags}])
        self.assertEqual([one["code"] for one in again["userErrors"]], ["TAG_NOT_ALLOWED"])

    def test_hashtags_are_followed(self):
        for mutation, follows in [("hashtagFollow", True), ("hashtagUnfollow", False)]:
            for _ in range(2):
                payload = self.ask(
                    "mutation { r: %s(input: { name: \"Unheard_Of\" }) { hashtag { name postCount viewerIsFollowing } userErrors { code } } }"
                    % mutation, "bob")["r"]
                self.assertEqual(payload, {"userErrors": [], "hashtag": {
                    "name": "unheard_of", "postCount": 0, "viewerIsFollowing": follows}})
            followed = self.ask("{ viewer { followedHashtags { nodes { name } } } }", "bob", self.other)
            self.assertEqual({"name": "unheard_of"} in followed["viewer"]["followedHashtags"]["nodes"], follows)


if __name__ == "__main__":
    unittest.main()
