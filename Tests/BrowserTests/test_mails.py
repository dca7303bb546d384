"""Addresses and passwords over HTTP: mails come from a folder, and from a demo's page."""

import email
import email.policy
import html
import pathlib
import re
import time
import unittest
import urllib.error
import urllib.request

from demo import Demo
from test_accounts import PASSWORD, ask

MAIL_SECONDS = 30
CLIENT = "https://client.example"


class MailTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # The server does all jobs, since its tokens are made with a key of its own, and puts mails where
        # the demo would put them.
        cls.demo = Demo("--workers", "0")
        cls.addClassCleanup(cls.demo.stop)
        cls.folder = pathlib.Path(cls.demo.folder.name, "mails")
        cls.server = cls.demo.serve(
            "--workers", "2", "--rate-factor", "100", "--mail-folder", str(cls.folder),
            "--client-url", CLIENT, "--mail-from", "Tint\u00ffpe <no-reply@tintype.example>")
        cls.addClassCleanup(cls.server.stop)

    def mutate(self, field, input=None, token=None, fields="userErrors { code field message }"):
        kind = field[0].upper() + field[1:] + "Input"
        if input is None:
            query, variables = "mutation { %s { %s } }" % (field, fields), {}
        else:
            query = "mutation($input: %s!) { %s(input: $input) { %s } }" % (kind, field, fields)
            variables = {"input": input}
        status, body = ask(self.server.address, query, token, **variables)
        self.assertEqual(status, 200, body)
        self.assertNotIn("errors", body)
        return body["data"][field]

    def mails(self):
        """All mails, the oldest first."""
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                for file in sorted(self.folder.glob("*.eml"))]

    def mail(self, address, subject):
        """The last mail of a kind, when it has come."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            found = [mail for mail in self.mails()
                     if mail["To"] == address and mail["Subject"] == subject]
            if found:
                return found[-1]
            time.sleep(0.1)
        self.fail("%s: no mail %s among %s" % (
            address, subject, [(mail["To"], mail["Subject"]) for mail in self.mails()]))

    def text(self, mail):
        return mail.get_content().replace("\r\n", "\n")

    def token(self, mail):
        return re.search(r"^[\w-]{70}$", self.text(mail), re.MULTILINE)[0]

    def viewer(self, token):
        status, body = ask(
            self.server.address, "{ viewer { email emailVerified pendingEmail } }", token)
        return body["data"]["viewer"] if status == 200 else None

    def test_registers_confirms_resets_and_signs_in(self):
        address = "mailed@example.org"
        made = self.mutate(
            "accountRegister",
            {"username": "mailed", "email": address, "password": PASSWORD},
            fields="viewer { email emailVerified } tokens { accessToken } userErrors { code }")
        self.assertEqual(made["viewer"], {"email": address, "emailVerified": False})
        mail = self.mail(address, "Confirm your e-mail address")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertIsNotNone(mail["Message-ID"])
        self.assertEqual(mail["From"].addresses[0].display_name, "Tint\u00ffpe")
        token = self.token(mail)
        self.assertIn("\n%s/#confirm-email=%s\n" % (CLIENT, token), self.text(mail))
        verified = self.mutate("emailVerify", {"token": token}, fields="verified userErrors { code }")
        self.assertEqual(verified, {"verified": True, "userErrors": []})
        self.assertTrue(self.viewer(made["tokens"]["accessToken"])["emailVerified"])

        asked = self.mutate(
            "passwordResetRequest", {"login": address}, fields="accepted userErrors { code }")
        self.assertEqual(asked, {"accepted": True, "userErrors": []})
        token = self.token(self.mail(address, "Set a new password"))
        reset = self.mutate(
            "passwordReset", {"token": token, "newPassword": "a password of mine"},
            fields="viewer { email } tokens { accessToken } userErrors { code message }")
        self.assertEqual(reset["userErrors"], [])
        self.assertIsNotNone(self.viewer(reset["tokens"]["accessToken"]))
        # The session of before has ended.
        self.assertIsNone(self.viewer(made["tokens"]["accessToken"]))
        for password, count in ((PASSWORD, 1), ("a password of mine", 0)):
            signed_in = self.mutate("sessionCreate", {"login": address, "password": password})
            self.assertEqual(len(signed_in["userErrors"]), count)
        again = self.mutate("passwordReset", {"token": token, "newPassword": "one more password"})
        self.assertEqual([error["code"] for error in again["userErrors"]], ["TOKEN_EXPIRED"])
        output = "".join(self.server.output + self.demo.output)
        self.assertNotIn(token, output)
        self.assertNotIn(address, output)

    def test_shows_the_mails_of_a_demo_and_of_no_other_server(self):
        self.mutate("passwordResetRequest", {"login": "carol"})
        mail = self.mail("carol@example.com", "Set a new password")
        with urllib.request.urlopen(self.demo.address + "/mails") as response:
            page = html.unescape(response.read().decode())
        self.assertIn(self.token(mail), page)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(self.server.address + "/mails")
        self.assertEqual(refused.exception.code, 404)


if __name__ == "__main__":
    unittest.main()
