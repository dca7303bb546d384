"""Two servers and a worker on one database, and accounts that use both."""

import unittest
import urllib.request

from demo import Demo
from test_accounts import PASSWORD, ask
from test_mixed_writes import png


class House(unittest.TestCase):
    """What tests of the product over HTTP need; it has no tests of its own."""

    @classmethod
    def setUpClass(cls):
        # Photos are worked on beside the servers, of which none works.
        cls.demo = Demo("--workers", "0")
        cls.addClassCleanup(cls.demo.stop)
        cls.worker = cls.demo.work()
        cls.addClassCleanup(lambda: cls.worker.stop())
        cls.servers = []
        for _ in range(2):
            server = cls.demo.serve("--rate-factor", "100")
            cls.addClassCleanup(server.stop)
            cls.servers.append(server)
        cls.pictures = 1_000

    @classmethod
    def register(cls, name):
        """The token and the id of an account."""
        _, body = ask(cls.servers[0].address, """mutation($input: AccountRegisterInput!) {
            accountRegister(input: $input) { viewer { user { id } } tokens { accessToken } } }""",
            input={"username": name, "email": name + "@example.org", "password": PASSWORD})
        made = body["data"]["accountRegister"]
        return made["tokens"]["accessToken"], made["viewer"]["user"]["id"]

    def query(self, query, account, at=0):
        status, body = ask(self.servers[at].address, query, account[0])
        self.assertEqual(status, 200, body)
        self.assertNotIn("errors", body)
        return body["data"]

    def mutate(self, field, account, shows, at=0, **input):
        kind = field[0].upper() + field[1:] + "Input"
        status, body = ask(
            self.servers[at].address, "mutation($input: %s!) { %s(input: $input) { %s userErrors { code } } }"
            % (kind, field, shows), account[0], input=input)
        self.assertEqual(status, 200, body)
        self.assertNotIn("errors", body)
        return body["data"][field]

    def announce(self, account, content):
        """Where to send a photo."""
        return self.mutate(
            "mediaUploadCreate", account, "upload { media { id } url headers { name value } }",
            contentType="image/png", byteCount=len(content))["upload"]

    def send(self, account, upload, content):
        request = urllib.request.Request(upload["url"], content, method="PUT", headers={
            header["name"]: header["value"] for header in upload["headers"]})
        with urllib.request.urlopen(request, timeout=60) as response:
            self.assertLess(response.status, 300)
        done = self.mutate("mediaUploadComplete", account, "media { __typename }", mediaId=upload["media"]["id"])
        self.assertEqual(done["userErrors"], [])

    def picture(self):
        type(self).pictures += 1
        return png(self.pictures)

    def upload(self, account):
        """A photo that has been sent."""
        content = self.picture()
        upload = self.announce(account, content)
        self.send(account, upload, content)
        return upload["media"]["id"]
