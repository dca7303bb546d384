"""Accounts over HTTP, at two servers on one database."""

import base64
import concurrent.futures
import json
import time
import unittest
import urllib.error
import urllib.request

from demo import Demo

PASSWORD = "quite a long secret"
# How long a session's tokens may work at other servers after its end.
STOP_SECONDS = 5
GRACE_SECONDS = 30


def ask(address, query, token=None, **variables):
    """Status and body of an operation."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(address + "/graphql", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


class AccountTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = Demo()
        cls.addClassCleanup(cls.demo.stop)
        cls.servers = []
        for _ in range(2):
            # All come from one address, which may register a few accounts an hour.
            server = cls.demo.serve("--rate-factor", "100")
            cls.addClassCleanup(server.stop)
            cls.servers.append(server)
        cls.names = 0

    def mutate(self, field, input, at=0, token=None, fields="tokens { accessToken refreshToken }"):
        kind = field[0].upper() + field[1:] + "Input"
        status, body = ask(
            self.servers[at].address,
            "mutation($input: %s!) { %s(input: $input) { %s userErrors { code field message } } }"
            % (kind, field, fields), token, input=input)
        self.assertEqual(status, 200, body)
        self.assertNotIn("errors", body)
        return body["data"][field]

    def codes(self, payload):
        return [error["code"] for error in payload["userErrors"]]

    def register(self, **changes):
        type(self).names += 1
        name = "person%d" % self.names
        input = {"username": name, "email": name + "@example.org", "password": PASSWORD}
        return self.mutate("accountRegister", {**input, **changes})

    def sign_in(self, login, password=PASSWORD, at=0):
        return self.mutate("sessionCreate", {"login": login, "password": password}, at)

    def test_registers_and_says_which_rule_a_text_breaks(self):
        self.assertIsNotNone(self.register(displayName="Zoe\u0308")["tokens"])
        for changes, field, words in [
                ({"displayName": "\u200b\u2800"}, "displayName", "can be seen"),
                ({"displayName": "a\u2029b"}, "displayName", "one line"),
                ({"displayName": "a\u202eb"}, "displayName", "direction"),
                ({"displayName": "a\u0007b"}, "displayName", "control"),
                ({"displayName": "x" * 65}, "displayName", "at most 64"),
                ({"password": " " * 8}, "password", "can be seen"),
                ({"password": "P@ssw0rd"}, "password", "easy to guess"),
                ({"password": "iloveyou1"}, "password", "easy to guess"),
                ({"email": "a@b.c,d"}, "email", "no"),
                ({"email": "<x>@y.z"}, "email", "no"),
                ({"email": "a\u200b@b.example"}, "email", "no")]:
            payload = self.register(**changes)
            self.assertEqual(self.codes(payload), ["INVALID"], changes)
            self.assertEqual(payload["userErrors"][0]["field"], ["input", field])
            self.assertIn(words, payload["userErrors"][0]["message"])

    def test_keeps_names_of_its_own(self):
        for name in ["health", "ready", "upload", "main.js", "robots.txt", "login", "www", "abuse",
                     "postmaster", "hea1th", "p0stmaster", "_www_", "ma1njs", "graphql", "private"]:
            self.assertEqual(self.codes(self.register(username=name)), ["TAKEN"], name)

    def test_takes_long_addresses_and_one_spelling_of_each(self):
        for length in (161, 200, 254):
            rest = length - len("@.example") - 40
            labels = (("d" * 49 + ".") * 5)[:rest - 1] + "d"
            address = "x" * 40 + "@" + labels + ".example"
            self.assertEqual(len(address), length)
            self.assertEqual(self.codes(self.register(email=address)), [])
            self.assertEqual(self.codes(self.sign_in(address.upper())), [])
        # Many may say that it is theirs, and are told nothing of each other; it signs the first in.
        one, other = "Zo\u00eb@b\u00fccher.example", "Zoe\u0308@bu\u0308cher.example"
        for name, address in (("zoe1", one), ("zoe2", other)):
            self.assertEqual(self.codes(self.register(username=name, email=address)), [])
        for address in (one, other):
            payload = self.mutate(
                "sessionCreate", {"login": address, "password": PASSWORD},
                fields="viewer { user { username } }")
            self.assertEqual(payload["viewer"], {"user": {"username": "zoe1"}})

    def test_signs_a_retried_registration_in(self):
        changes = {"username": "retried", "email": "r@example.org", "idempotencyKey": "k"}
        first, second = self.register(**changes), self.register(**changes)
        self.assertNotEqual(first["tokens"]["refreshToken"], second["tokens"]["refreshToken"])
        changes["password"] = "another long secret"
        self.assertEqual(self.codes(self.register(**changes)), ["IDEMPOTENCY_CONFLICT"])

    def refresh(self, token, at):
        return self.mutate("sessionRefresh", {"refreshToken": token}, at)

    def test_keeps_two_tabs_signed_in_and_ends_stolen_sessions(self):
        token = self.register()["tokens"]["refreshToken"]
        with concurrent.futures.ThreadPoolExecutor(2) as tabs:
            for _ in range(100):
                answers = list(tabs.map(lambda at: self.refresh(token, at), [0, 1]))
                self.assertEqual(*[answer["tokens"]["refreshToken"] for answer in answers])
                last, token = token, answers[0]["tokens"]["refreshToken"]
        self.assertEqual(self.refresh(last, 0)["tokens"]["refreshToken"], token)
        time.sleep(GRACE_SECONDS + 1)
        self.assertEqual(self.codes(self.refresh(last, 1)), ["TOKEN_EXPIRED"])
        self.assertEqual(self.codes(self.refresh(token, 0)), ["TOKEN_EXPIRED"])

    def viewer(self, token, at):
        """Nil without a session."""
        status, body = ask(
            self.servers[at].address,
            "{ viewer { user { username } sessions { nodes { id isCurrent clientName } } } }", token)
        self.assertIn(status, (200, 401))
        return body["data"]["viewer"] if status == 200 else None

    def seconds_until_stopped(self, token, at):
        start = time.monotonic()
        while self.viewer(token, at):
            time.sleep(0.05)
        return time.monotonic() - start

    def test_ends_sessions_everywhere(self):
        changes = {"username": "devices", "email": "devices@example.org", "clientName": "phone"}
        phone = self.register(**changes)["tokens"]["accessToken"]
        others = [self.sign_in("devices", at=1)["tokens"]["accessToken"] for _ in range(3)]
        for at in (0, 1):
            self.assertEqual(len(self.viewer(phone, at)["sessions"]["nodes"]), 4)
            self.assertIsNotNone(self.viewer(others[2], at))
        current, = [session for session in self.viewer(others[0], 1)["sessions"]["nodes"]
                    if session["isCurrent"]]
        payload = self.mutate(
            "sessionRevoke", {"sessionId": current["id"]}, token=phone, fields="revokedSessionId")
        self.assertEqual(payload["revokedSessionId"], current["id"])
        self.assertIsNone(self.viewer(others[0], 0))
        waits = [self.seconds_until_stopped(others[0], 1)]
        status, body = ask(
            self.servers[0].address, "mutation { sessionRevokeOthers { revokedCount } }", phone)
        self.assertEqual(body["data"]["sessionRevokeOthers"]["revokedCount"], 2)
        waits += [self.seconds_until_stopped(token, 1) for token in others[1:]]
        print("ended sessions stopped at the other server after", waits)
        self.assertLess(max(waits), STOP_SECONDS)
        self.assertEqual(len(self.viewer(phone, 1)["sessions"]["nodes"]), 1)
        payload = self.mutate("sessionRevoke", {}, token=phone, fields="revokedSessionId")
        self.assertIsNotNone(payload["revokedSessionId"])
        self.assertLess(self.seconds_until_stopped(phone, 1), STOP_SECONDS)

    def test_tells_the_bound_that_was_crossed(self):
        query = """mutation($input: AccountRegisterInput!) {
            accountRegister(input: $input) { userErrors { code field limit retryAfter } } }"""
        for changes, limit in [
                ({"username": "x" * 31}, 30), ({"password": "short"}, 8),
                ({"password": "x" * 1025}, 1024), ({"displayName": "x" * 65}, 64),
                ({"email": "x" * 60 + "@" + "d" * 60 + "." + ("d" * 49 + ".") * 3 + "example"}, 254),
                ({"email": "nobody"}, None), ({"displayName": "\u200b"}, None)]:
            input = {"username": "bounds", "email": "b@example.org", "password": PASSWORD}
            status, body = ask(self.servers[0].address, query, input={**input, **changes})
            self.assertEqual(status, 200)
            error, = body["data"]["accountRegister"]["userErrors"]
            self.assertEqual(error["code"], "INVALID")
            self.assertEqual(error["field"], ["input", *changes])
            self.assertEqual((error["limit"], error["retryAfter"]), (limit, None), changes)

    def test_gives_tokens_that_hide_what_they_name(self):
        payload = self.register()
        access, refresh = payload["tokens"]["accessToken"], payload["tokens"]["refreshToken"]
        claims = access.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        self.assertEqual(set(claims), {"iss", "sub", "iat", "exp"})
        self.assertFalse(any(character.isspace() for character in claims["sub"]))
        self.assertGreater(len(claims["sub"]), 40)
        again = self.refresh(refresh, 1)["tokens"]
        for one, other in ((refresh, again["refreshToken"]),):
            self.assertEqual(len(one), len(other))
            same = sum(a == b for a, b in zip(one, other))
            self.assertLess(same, 20, "they hold the same account and session")
        self.assertIsNotNone(self.viewer(again["accessToken"], 0))


class StrangerTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = Demo()
        cls.addClassCleanup(cls.demo.stop)
        cls.servers = []
        for _ in range(2):
            server = cls.demo.serve("--trusted-proxies", "127.0.0.0/8")
            cls.addClassCleanup(server.stop)
            cls.servers.append(server)

    def post(self, query, address, at, token=None):
        headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
        if token:
            headers["Authorization"] = "Bearer " + token
        body = json.dumps({"query": query}).encode()
        request = urllib.request.Request(self.servers[at].address + "/graphql", body, headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            body = json.load(response)
        self.assertNotIn("errors", body)
        return body["data"]["result"]

    def sign_in(self, login, password, address, at, token=None):
        return self.post(
            'mutation { result: sessionCreate(input: { login: "%s", password: "%s" }) {'
            " tokens { accessToken } userErrors { code limit } } }" % (login, password),
            address, at, token)

    def test_do_not_keep_the_owner_out(self):
        home = "203.0.113.7"
        registered = self.post(
            'mutation { result: accountRegister(input: { username: "ottilie", password: "%s",'
            ' email: "ottilie@example.org" }) { tokens { accessToken } userErrors { code } } }'
            % PASSWORD, home, 0)
        token = registered["tokens"]["accessToken"]
        for login in ("ottilie", "nobody.at.all"):
            codes = []
            for number in range(50):
                payload = self.sign_in(login, "wrong", "198.51.100.%d" % number, number % 2)
                codes += [(error["code"], error["limit"]) for error in payload["userErrors"]]
            self.assertEqual(codes.count(("BAD_CREDENTIALS", None)), 10, login)
            self.assertEqual(codes.count(("TOO_MANY", 10)), 40, login)
        for at in (0, 1):
            self.assertEqual(self.sign_in("ottilie", PASSWORD, home, at)["userErrors"], [])
        stranger = self.sign_in("ottilie", PASSWORD, "198.51.100.200", 0)["userErrors"]
        self.assertEqual([error["code"] for error in stranger], ["TOO_MANY"])
        signed_in = self.sign_in("ottilie", PASSWORD, "198.51.100.201", 1, token)
        self.assertEqual(signed_in["userErrors"], [])


if __name__ == "__main__":
    unittest.main()
