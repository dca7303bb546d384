"""Every mutation of the schema, mixed, at two gateways and a worker that are killed meanwhile.

`TINTYPE_MIXED_WRITES=10000` makes it as long as a release wants it.
"""

import collections
import http.client
import json
import math
import os
import random
import struct
import threading
import time
import unittest
import urllib.parse
import uuid
import zlib

from demo import Demo

WRITES = int(os.environ.get("TINTYPE_MIXED_WRITES", "1200"))
ACTORS = 8
PASSWORD = "quite a long secret"
KILL_EVERY_SECONDS = 6
ANSWER_SECONDS = 60
# How long a request may find no gateway that answers, or only busy ones.
PATIENCE_SECONDS = 300
# How long what a killed gateway has left to others may take.
SETTLING_SECONDS = 3
# After so many cards in a row that cannot be played an actor stops.
VAIN_MAX = 100
# How deep answers are asked for; less deep where that would cost more than an operation may.
DEPTH = 3
DEPTHS = {"storiesMarkSeen": 2}

INTROSPECTION = """
{ __schema { mutationType { name } types { kind name fields {
    name args { name type { ...T } } type { ...T } } } } }
fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
"""


class NotNow(Exception):
    """There is nothing yet that the mutation could be about."""


def an(things):
    if not things:
        raise NotNow()
    return random.choice(list(things))


# Of hashtags, in more than one spelling.
TAGS = ["sea", "Sea", "dawn", "ÉTÉ", "été", "日本"]


def key():
    return str(uuid.uuid4())


# Of each mutation, how many there are of it in a thousand writes, and an input for an actor. What takes
# a password costs as much as a hundred others.
MUTATIONS = {
    "accountRegister": (0.3, lambda actor: actor.a_newcomer()),
    "accountUpdate": (12, lambda actor: {
        "displayName": an(["Zoe", "Zoë", None]), "biography": actor.text(),
        **an([{}, {"avatarMediaId": an(actor.complete or [None])}])}),
    "passwordChange": (0.3, lambda actor: actor.a_new_password()),
    "passwordResetRequest": (1, lambda actor: {"login": actor.name}),
    "sessionCreate": (0.5, lambda actor: {
        "login": actor.name, "password": actor.password, "clientName": "spare"}),
    "sessionRefresh": (10, lambda actor: {"refreshToken": actor.refresh_token}),
    "sessionRevoke": (0.5, lambda actor: {"sessionId": actor.a_spare_session()}),
    "sessionRevokeOthers": (0.5, lambda actor: None),
    "settingsUpdate": (20, lambda actor: {
        "privacy": {"isPrivate": actor.is_private or an([True, False]),
                    "followListAudience": an(["EVERYONE", "FOLLOWERS", "ONLY_ME"])},
        "content": {"hiddenWords": [actor.text()]}}),
    "userFollow": (110, lambda actor: {"userId": actor.somebody()}),
    "userUnfollow": (60, lambda actor: {"userId": actor.somebody()}),
    "followRequestApprove": (20, lambda actor: {"followRequestId": actor.a_request()}),
    "followRequestDecline": (10, lambda actor: {"followRequestId": actor.a_request()}),
    "followerRemove": (15, lambda actor: {"userId": actor.somebody()}),
    "userBlock": (15, lambda actor: {"userId": actor.somebody()}),
    "userUnblock": (30, lambda actor: {"userId": actor.somebody()}),
    "userMute": (20, lambda actor: {
        "userId": actor.somebody(), "stories": an([True, False]),
        "until": an([None, "2100-01-01T00:00:00Z"])}),
    "userUnmute": (15, lambda actor: {"userId": actor.somebody()}),
    "userRestrict": (15, lambda actor: {"userId": actor.somebody()}),
    "userUnrestrict": (10, lambda actor: {"userId": actor.somebody()}),
    "closeFriendsUpdate": (20, lambda actor: actor.members()),
    "favoritesUpdate": (15, lambda actor: actor.members()),
    "hashtagFollow": (20, lambda actor: {"name": an(TAGS)}),
    "hashtagUnfollow": (10, lambda actor: {"name": an(TAGS)}),
    "mediaTagRemove": (10, lambda actor: {"mediaId": actor.a("Image")}),
    "mediaUploadCreate": (60, lambda actor: {
        "contentType": "image/png", "byteCount": len(actor.picture), "idempotencyKey": key()}),
    "mediaUploadComplete": (60, lambda actor: {"mediaId": an(actor.sent)}),
    "postCreate": (40, lambda actor: {
        "media": [{"mediaId": actor.a_photo(), "tags": an([None, [
            {"userId": actor.somebody(), "position": {"x": random.random(), "y": 0.5}}]])}],
        "caption": actor.text() + an(["", " #" + an(TAGS), " @" + actor.name]),
        "hashtags": an([None, [an(TAGS)]]), "location": an([None, {"point": {
            "latitude": random.randrange(3), "longitude": random.randrange(3)}}]),
        "idempotencyKey": key(),
        "isDraft": an([True, False, False]), "audience": an(["EVERYONE", "FOLLOWERS", "CLOSE_FRIENDS"])}),
    "postUpdate": (15, lambda actor: {
        "postId": an(actor.posts), "caption": "#" + an(TAGS) + " " + actor.text(),
        **an([{}, {"hashtags": None}, {"location": None}])}),
    "postDelete": (6, lambda actor: {"postId": an(actor.posts)}),
    "storyDelete": (4, lambda actor: {"storyId": an(actor.stories)}),
    "postPublish": (8, lambda actor: {"postId": an(actor.drafts)}),
    "postArchive": (5, lambda actor: {"postId": an(actor.posts)}),
    "postUnarchive": (8, lambda actor: {"postId": an(actor.posts)}),
    "postPin": (8, lambda actor: {"postId": an(actor.posts)}),
    "postUnpin": (8, lambda actor: {"postId": an(actor.posts)}),
    "postDislike": (30, lambda actor: {"postId": actor.a("Post")}),
    "postUndislike": (15, lambda actor: {"postId": actor.a("Post")}),
    "postSave": (30, lambda actor: {
        "postId": actor.a("Post"), "collectionId": an([None, *actor.collections[-3:]])}),
    "collectionCreate": (8, lambda actor: {"name": actor.text(), "idempotencyKey": key()}),
    "collectionUpdate": (6, lambda actor: {
        "collectionId": an(actor.collections), "name": actor.text(), "coverPostId": None}),
    "collectionPostsRemove": (6, lambda actor: {
        "collectionId": an(actor.collections), "postIds": [actor.a("Post")]}),
    "collectionDelete": (3, lambda actor: {"collectionId": an(actor.collections)}),
    "postUnsave": (15, lambda actor: {"postId": actor.a("Post")}),
    "postLike": (120, lambda actor: {"postId": actor.a("Post")}),
    "postUnlike": (60, lambda actor: {"postId": actor.a("Post")}),
    "commentCreate": (120, lambda actor: {
        "postId": an([actor.a("Post"), *actor.posts[-1:]]), "text": actor.text(),
        "idempotencyKey": an([key(), None])}),
    "commentUpdate": (15, lambda actor: {
        "commentId": an(actor.comments), "text": actor.text()}),
    "commentDelete": (20, lambda actor: {"commentId": an(actor.comments)}),
    "commentApprove": (10, lambda actor: {"commentId": an(actor.below)}),
    "commentPin": (10, lambda actor: {"commentId": an(actor.below)}),
    "commentUnpin": (10, lambda actor: {"commentId": an(actor.below)}),
    "commentLike": (60, lambda actor: {"commentId": actor.a("Comment")}),
    "commentUnlike": (40, lambda actor: {"commentId": actor.a("Comment")}),
    "storyCreate": (15, lambda actor: {
        "mediaId": actor.a_photo(), "text": actor.text(), "idempotencyKey": key(),
        "audience": an(["EVERYONE", "FOLLOWERS", "CLOSE_FRIENDS"])}),
    # Of those that failed too, which are few: most are told that there is nothing to retry.
    "storyRetry": (3, lambda actor: {"storyId": an(actor.stories)}),
    "feedInteractionsRecord": (20, lambda actor: {"interactions": [
        {"trackingToken": token, "kind": an(["IMPRESSION", "OPEN", "PROFILE_OPEN", "CLICK"]),
         "at": "2026-04-08T18:00:00Z", "seconds": an([None, 1.5])} for token in actor.feed_tokens()]}),
    "feedItemHide": (3, lambda actor: {"trackingToken": an(actor.feed_tokens()), "reason": an(
        ["NOT_INTERESTED", "TOO_MUCH_OF_AUTHOR", "SEEN_BEFORE"])}),
    "storiesMarkSeen": (20, lambda actor: {"storyIds": [actor.a("Story") for _ in range(3)]}),
}


# What others try: what needs a token that was mailed, or a role, or ends the account of an actor.
ELSEWHERE = {
    "accountDelete", "accountDeletionCancel", "emailChange", "emailVerify", "emailVerificationResend",
    "passwordReset", "postRetry", "userSuspend", "userUnsuspend", "userVerify", "userUnverify", "userRoleChange",
}

# What may find nothing that it could be done with: no story fails that its photo does not fail. Others see it
# succeed (test_stories.py).
VAIN = {"storyRetry"}


def png(number):
    """A small picture, another one for each number."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    width, height = 24, 30
    row = b"\0" + struct.pack(">I", number)[1:] * width
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b""))


class Schema:
    """What of the schema is needed to ask for all that a mutation gives."""

    def __init__(self, introspection):
        self.types = {one["name"]: one for one in introspection["types"]}
        self.mutations = {
            field["name"]: field
            for field in self.types[introspection["mutationType"]["name"]]["fields"]}

    def document(self, name):
        field = self.mutations[name]
        payload = self.selection(field["type"], DEPTHS.get(name, DEPTH))
        if not field["args"]:
            return "mutation { result: %s %s }" % (name, payload)
        kind = field["args"][0]["type"]
        return "mutation($input: %s!) { result: %s(input: $input) %s }" % (
            self.named(kind), name, payload)

    @staticmethod
    def named(kind):
        while kind.get("ofType"):
            kind = kind["ofType"]
        return kind["name"]

    def selection(self, kind, depth):
        """Fields without arguments, to a depth; of what lies deeper the id."""
        one = self.types[self.named(kind)]
        if not one["fields"]:
            return ""
        parts = ["__typename"]
        for field in one["fields"]:
            if any(argument["type"]["kind"] == "NON_NULL" for argument in field["args"]):
                continue
            inner = self.types[self.named(field["type"])]
            if inner["fields"] is None and inner["kind"] not in ("SCALAR", "ENUM"):
                continue
            if inner["fields"] and (depth == 0 or inner["name"].endswith("Connection")):
                continue
            parts.append(field["name"] + " " + self.selection(field["type"], depth - 1))
        return "{ %s }" % " ".join(parts)


class Fleet:
    """Gateways and a worker on the databases of a demo, which is the third gateway and does no work."""

    def __init__(self, demo):
        self.demo = demo
        self.lock = threading.Lock()
        self.gateways = [self.gateway(), self.gateway()]
        self.worker = self.demo.work()
        self.kills = 0

    def gateway(self):
        return self.demo.serve("--rate-factor", "1000", "--shutdown-grace-seconds", "0")

    def address(self):
        with self.lock:
            return random.choice(self.gateways).address

    def kill_one(self):
        """In turn a gateway and the worker; another one takes its place."""
        self.kills += 1
        if self.kills % 3 == 0:
            self.worker.kill()
            self.worker = self.demo.work()
            return
        with self.lock:
            victim = self.gateways.pop(0)
        victim.kill()
        new = self.gateway()
        with self.lock:
            self.gateways.append(new)

    def stop(self):
        for process in [*self.gateways, self.worker]:
            process.stop()


class Lost(Exception):
    """No answer."""


class Client:
    """One connection that is kept, to a gateway that is left when it does not answer."""

    def __init__(self, fleet):
        self.fleet = fleet
        self.connection = None
        self.ticket = None
        self.lost = 0

    def send(self, method, path, body, headers):
        """Status and body. What is lost is sent again, as all that is asked for may be repeated."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                if self.connection is None:
                    where = urllib.parse.urlsplit(self.fleet.address())
                    self.connection = http.client.HTTPConnection(
                        where.hostname, where.port, timeout=ANSWER_SECONDS)
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                self.ticket = answer.headers.get("Tintype-Ticket", self.ticket)
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.connection.close()
                self.connection = None
                self.lost += 1
                if time.monotonic() > deadline:
                    raise Lost() from error
                time.sleep(0.05)

    def ask(self, query, variables=None, token=None):
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["Authorization"] = "Bearer " + token
        if self.ticket:
            headers["Tintype-Ticket"] = self.ticket
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, text = self.send("POST", "/graphql", body, headers)
            # A line that is too long for a slow machine: what is told is to come again.
            if b'"OVERLOADED"' not in text or time.monotonic() > deadline:
                return status, json.loads(text)
            time.sleep(0.5)


# What there is before the actors come.
DEMO = """
query($name: String!) { result: user(username: $name) { __typename id
  posts(first: 20) { nodes { __typename id comments(first: 5) { nodes { __typename id } } } }
  storyTray { stories { __typename id } } } }
"""


class World:
    """What the actors know of, and what they have been answered."""

    def __init__(self, fleet, schema, deck):
        self.fleet = fleet
        self.schema = schema
        self.deck = deck
        self.lock = threading.Lock()
        self.ids = collections.defaultdict(set)
        self.pictures = 0
        self.newcomers = 0
        self.answers = collections.Counter()
        self.successes = collections.Counter()
        self.codes = collections.Counter()
        self.examples = {}
        self.strange = []

    def look(self, client):
        """Takes note of what the demo has."""
        for name in ["alice", "bob", "carol", "dan"]:
            _, body = client.ask(DEMO, {"name": name})
            self.harvest(body["data"]["result"])

    def draw(self):
        with self.lock:
            return self.deck.pop() if self.deck else None

    def put_back(self, name):
        with self.lock:
            self.deck.insert(random.randrange(len(self.deck) + 1), name)

    def note(self, name, status, body):
        """Keeps what the answer names, and how it went."""
        codes = [(error.get("extensions") or {}).get("code", "none")
                 for error in body.get("errors", [])]
        payload = (body.get("data") or {}).get("result")
        errors = payload["userErrors"] if payload else []
        with self.lock:
            self.answers[name] += 1
            if payload and not errors:
                self.successes[name] += 1
            for code in codes + [error["code"] for error in errors]:
                self.codes[code] += 1
                self.examples.setdefault(code, (name, body))
            if status >= 500 or any(code != "UNAUTHENTICATED" for code in codes):
                self.strange.append((name, status, body))
            self.harvest(payload)
        return payload, codes

    def harvest(self, value):
        if isinstance(value, list):
            for one in value:
                self.harvest(one)
        elif isinstance(value, dict):
            if value.get("id"):
                self.ids[value["__typename"]].add(value["id"])
            for one in value.values():
                self.harvest(one)


class Actor:
    """An account with a device."""

    def __init__(self, world, number):
        self.world = world
        self.name = "actor%d" % number
        # Some stay so, and have requests to answer.
        self.is_private = number % 3 == 0
        self.id = None
        self.password, self.next_password = PASSWORD, None
        self.client = Client(world.fleet)
        self.tokens = None
        self.sent, self.complete, self.used = [], [], set()
        # Of its own: posts, drafts, comments, and those on its own posts.
        self.posts, self.drafts, self.comments, self.below, self.stories = [], [], [], [], []
        self.collections = []
        self.picture = b""
        self.draw_picture()

    @property
    def refresh_token(self):
        return self.tokens["refreshToken"]

    def draw_picture(self):
        with self.world.lock:
            self.world.pictures += 1
            self.picture = png(self.world.pictures)

    # What mutations are about.

    def text(self):
        return "Words %s" % uuid.uuid4()

    def a(self, kind):
        with self.world.lock:
            return an(self.world.ids[kind])

    def somebody(self):
        with self.world.lock:
            return an(self.world.ids["User"] - {self.id})

    def members(self):
        one, other = self.somebody(), self.somebody()
        return {"addUserIds": [one], "removeUserIds": [] if one == other else [other]}

    def a_photo(self):
        photo = an([photo for photo in self.complete if photo not in self.used])
        self.used.add(photo)
        return photo

    def a_newcomer(self):
        with self.world.lock:
            self.world.newcomers += 1
            name = "newcomer%d" % self.world.newcomers
        return {"username": name, "email": name + "@example.org", "password": PASSWORD,
                "idempotencyKey": key()}

    def a_new_password(self):
        self.next_password = "%s %d" % (PASSWORD, random.randrange(1000))
        return {"password": self.password, "newPassword": self.next_password}

    def of_viewer(self, field, selection):
        _, body = self.client.ask(
            "{ viewer { list: %s { nodes { id %s } } } }" % (field, selection),
            token=self.tokens["accessToken"])
        viewer = (body.get("data") or {}).get("viewer")
        if viewer is None:
            raise NotNow()
        return viewer["list"]["nodes"]

    def feed_tokens(self):
        _, body = self.client.ask(
            "{ viewer { feed(kind: HOME) { items(first: 3) { edges { trackingToken } } } } }",
            token=self.tokens["accessToken"])
        viewer = (body.get("data") or {}).get("viewer")
        if viewer is None or not viewer["feed"]["items"]["edges"]:
            raise NotNow()
        return [edge["trackingToken"] for edge in viewer["feed"]["items"]["edges"]]

    def a_request(self):
        return an([one["id"] for one in self.of_viewer("followRequests", "")])

    def a_spare_session(self):
        def spare():
            sessions = self.of_viewer("sessions", "isCurrent")
            return [one["id"] for one in sessions if not one["isCurrent"]]
        found = spare()
        if not found:
            self.mutate("sessionCreate", {"login": self.name, "password": self.password})
            found = spare()
        return an(found)

    # What it does.

    def mutate(self, name, input):
        status, body = self.client.ask(
            self.world.schema.document(name), {"input": input},
            self.tokens["accessToken"] if self.tokens else None)
        return self.world.note(name, status, body)

    def register(self):
        payload, _ = self.mutate("accountRegister", {
            "username": self.name, "email": self.name + "@example.org", "password": PASSWORD,
            "idempotencyKey": key()})
        if not payload or payload["userErrors"]:
            raise AssertionError("%s is not registered: %s" % (self.name, self.world.examples))
        self.tokens, self.id = payload["tokens"], payload["viewer"]["user"]["id"]
        self.mutate("settingsUpdate", {"privacy": {"isPrivate": self.is_private}})

    def sign_in(self):
        # Where the answer to a change was lost, the new one may be right.
        for password in [self.password, self.next_password]:
            payload, _ = self.mutate("sessionCreate", {"login": self.name, "password": password})
            if payload and payload["tokens"]:
                self.tokens, self.password = payload["tokens"], password
                return
        raise AssertionError("%s cannot sign in" % self.name)

    def run(self):
        vain = 0
        while vain < VAIN_MAX and (name := self.world.draw()):
            try:
                input = MUTATIONS[name][1](self)
            except NotNow:
                # What is missing is made by others.
                self.world.put_back(name)
                vain += 1
                time.sleep(0.01)
                continue
            vain = 0
            payload, codes = self.mutate(name, input)
            if "UNAUTHENTICATED" in codes:
                self.sign_in()
            elif payload and not payload["userErrors"]:
                self.follow_up(name, input, payload)
            elif name == "sessionRefresh":
                self.sign_in()

    def follow_up(self, name, input, payload):
        if name == "mediaUploadCreate":
            self.upload(payload["upload"])
        elif name == "mediaUploadComplete":
            self.complete.append(input["mediaId"])
            self.sent.remove(input["mediaId"])
        elif name == "sessionRefresh":
            self.tokens = payload["tokens"]
        elif name == "postCreate":
            (self.drafts if input["isDraft"] else self.posts).append(payload["post"]["id"])
        elif name == "collectionCreate":
            self.collections.append(payload["collection"]["id"])
        elif name == "collectionDelete":
            self.collections.remove(input["collectionId"])
        elif name == "postDelete":
            self.posts.remove(input["postId"])
        elif name == "storyCreate":
            self.stories.append(payload["story"]["id"])
        elif name == "storyDelete":
            self.stories.remove(input["storyId"])
        elif name == "postPublish":
            self.drafts.remove(input["postId"])
            self.posts.append(input["postId"])
        elif name == "commentCreate" and payload["commentEdge"]:
            comment = payload["commentEdge"]["node"]["id"]
            self.comments.append(comment)
            if input["postId"] in self.posts:
                self.below.append(comment)
        elif name == "passwordChange":
            self.password = self.next_password

    def upload(self, upload):
        headers = {header["name"]: header["value"] for header in upload["headers"]}
        path = urllib.parse.urlsplit(upload["url"]).path
        status, body = self.client.send("PUT", path, self.picture, headers)
        if status >= 400:
            self.world.strange.append(("PUT", status, body))
        self.sent.append(upload["media"]["id"])
        self.draw_picture()


def deck(count):
    """Every mutation, by its weight, at least a few times."""
    whole = sum(weight for weight, _ in MUTATIONS.values())
    cards = [name for name, (weight, _) in MUTATIONS.items()
             for _ in range(max(2, math.ceil(count * weight / whole)))]
    random.shuffle(cards)
    return cards


class MixedWriteTests(unittest.TestCase):
    def test_leave_nothing_wrong_while_processes_are_killed(self):
        seed = random.randrange(1 << 32)
        random.seed(seed)
        demo = Demo("--workers", "0")
        self.addCleanup(demo.stop)
        fleet = Fleet(demo)
        self.addCleanup(fleet.stop)
        _, body = Client(fleet).ask(INTROSPECTION)
        schema = Schema(body["data"]["__schema"])
        self.assertEqual(set(schema.mutations), set(MUTATIONS) | ELSEWHERE, "MUTATIONS has every mutation")
        world = World(fleet, schema, deck(WRITES))
        actors = [Actor(world, number) for number in range(ACTORS)]
        world.look(actors[0].client)
        self.start(Actor.register, actors)
        start = time.monotonic()
        threads = self.start(Actor.run, actors, waits=False)
        while any(thread.is_alive() for thread in threads):
            time.sleep(KILL_EVERY_SECONDS)
            fleet.kill_one()
        seconds = time.monotonic() - start
        writes = sum(world.answers.values())
        print("\n%d writes in %.0f s, %d kills, %d requests without an answer; seed %d; %s" % (
            writes, seconds, fleet.kills, sum(actor.client.lost for actor in actors), seed,
            dict(world.codes)))
        self.assertEqual(self.failures, [])
        self.assertEqual(world.strange[:3], [])
        self.assertEqual(set(MUTATIONS) - VAIN - set(world.successes), set(), world.examples)
        self.assertGreaterEqual(writes, WRITES * 0.95)
        self.assertGreater(fleet.kills, 1)
        time.sleep(SETTLING_SECONDS)
        status, said = fleet.demo.run("verify")
        self.assertEqual(status, 0, said)
        self.assertIn("cache", said)

    def start(self, act, actors, waits=True):
        self.failures = []

        def run(actor):
            try:
                act(actor)
            except Exception as error:
                self.failures.append(repr(error))

        threads = [threading.Thread(target=run, args=[actor], daemon=True) for actor in actors]
        for thread in threads:
            thread.start()
        if waits:
            for thread in threads:
                thread.join()
            self.assertEqual(self.failures, [])
        return threads


if __name__ == "__main__":
    unittest.main()
