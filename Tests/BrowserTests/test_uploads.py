"""Uploads in parts, by a client that others have written, through two servers on one folder."""

import base64
import hashlib
import os
import random
import socket
import struct
import tempfile
import time
import unittest
import urllib.parse
import urllib.request
import zlib

from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.uploader import Uploader

from demo import Demo
from test_accounts import PASSWORD, ask

READY_SECONDS = 60
LOCK_SECONDS = 30

CREATE = """
mutation($input: MediaUploadCreateInput!) { mediaUploadCreate(input: $input) {
  upload { media { id status } url protocol headers { name value } expiresAt }
  userErrors { code message } } }"""
COMPLETE = """
mutation($id: ID!) { mediaUploadComplete(input: { mediaId: $id }) {
  media { status } userErrors { code } } }"""
LOOK = """
query($id: ID!) { node(id: $id) { ... on Image {
  status filter focalPoint { x y } small: url(size: SMALL, format: JPEG) url(size: ORIGINAL) } } }"""
POST = """
mutation($id: ID!, $filter: ImageFilter) {
  postCreate(input: { media: [{ mediaId: $id, filter: $filter }] }) {
    post { id status } userErrors { code message } } }"""
STATUS = "query($id: ID!) { node(id: $id) { ... on Image { status width url(size: ORIGINAL) } } }"


def png(width, height, seed):
    """A picture of noise, which is as long packed as not."""
    noise = random.Random(seed)
    rows = b"".join(b"\0" + noise.randbytes(width * 3) for _ in range(height))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))

    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


class UploadTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.demo = Demo("--workers", "0")
        cls.addClassCleanup(cls.demo.stop)
        cls.servers = [cls.start(), cls.start()]
        cls.addClassCleanup(lambda: [server.stop() for server in cls.servers])
        cls.worker = cls.demo.work()
        cls.addClassCleanup(cls.worker.stop)
        status, body = ask(
            cls.servers[0].address,
            "mutation($input: AccountRegisterInput!) { accountRegister(input: $input) {"
            " tokens { accessToken } userErrors { code message } } }",
            input={"username": "resumer", "email": "resumer@example.org", "password": PASSWORD})
        cls.token = body["data"]["accountRegister"]["tokens"]["accessToken"]

    @classmethod
    def start(cls):
        return cls.demo.serve("--rate-factor", "100")

    def setUp(self):
        self.bytes = png(400, 300, self.id())
        self.file = tempfile.NamedTemporaryFile(suffix=".png")
        self.addCleanup(self.file.close)
        self.file.write(self.bytes)
        self.file.flush()

    def ask(self, query, **variables):
        status, body = ask(self.servers[1].address, query, self.token, **variables)
        self.assertEqual(status, 200, body)
        self.assertNotIn("errors", body)
        return body["data"]

    def create(self, **input):
        payload = self.ask(CREATE, input={
            "contentType": "image/png", "byteCount": len(self.bytes), "protocol": "TUS",
            "sha256": base64.b64encode(hashlib.sha256(self.bytes).digest()).decode(), **input,
        })["mediaUploadCreate"]
        self.assertEqual(payload["userErrors"], [])
        upload = payload["upload"]
        self.assertEqual(upload["protocol"], "TUS")
        self.assertEqual(upload["headers"], [{"name": "Tus-Resumable", "value": "1.0.0"}])
        self.assertEqual(upload["media"]["status"], "AWAITING_UPLOAD")
        return upload

    def at(self, server, upload):
        """The address of an upload at one of the servers."""
        return self.servers[server].address + urllib.parse.urlsplit(upload["url"]).path

    def ends_ready(self, upload, complete=COMPLETE):
        payload = self.ask(complete, id=upload["media"]["id"])["mediaUploadComplete"]
        self.assertEqual(payload["userErrors"], [])
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            node = self.ask(STATUS, id=upload["media"]["id"])["node"]
            if node["status"] != "PROCESSING":
                break
            time.sleep(0.05)
        self.assertEqual(node["status"], "READY")
        self.assertEqual(node["width"], 400)
        with urllib.request.urlopen(node["url"], timeout=30) as response:
            self.assertEqual(response.headers["Content-Type"], "image/png")

    def test_begins_by_post_and_sends_all_at_once(self):
        upload = self.create()
        client = TusClient(self.at(0, upload))
        uploader = client.uploader(self.file.name, metadata={"filename": "a.png"})
        uploader.upload()
        self.assertEqual(uploader.offset, len(self.bytes))
        self.assertEqual(uploader.get_offset(), len(self.bytes))
        self.ends_ready(upload)

    def test_goes_on_after_a_server_was_killed_and_through_another(self):
        upload = self.create()
        first = Uploader(
            file_path=self.file.name, url=self.at(0, upload), chunk_size=50_000,
            upload_checksum=True)
        for _ in range(2):
            first.upload_chunk()
        self.servers[0].kill()
        with self.assertRaises((TusCommunicationError, TusUploadFailed)):
            first.upload_chunk()
        second = Uploader(
            file_path=self.file.name, url=self.at(1, upload), chunk_size=50_000,
            upload_checksum=True)
        self.assertEqual(second.offset, 100_000)
        second.upload_chunk()
        # The same folder, another process.
        self.servers[0] = self.start()
        third = Uploader(file_path=self.file.name, url=self.at(0, upload), chunk_size=70_000)
        self.assertEqual(third.offset, 150_000)
        third.upload()
        self.ends_ready(upload)

    def test_goes_on_after_a_connection_was_lost(self):
        upload = self.create()
        address = urllib.parse.urlsplit(self.at(0, upload))
        half = len(self.bytes) // 2
        with socket.create_connection((address.hostname, address.port)) as connection:
            connection.sendall((
                f"PATCH {address.path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
                "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
                f"Content-Length: {len(self.bytes)}\r\n\r\n").encode() + self.bytes[:half])
            self.wait_for(upload, half)
            # Gone without a word.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        uploader = Uploader(
            file_path=self.file.name, url=self.at(1, upload), retries=LOCK_SECONDS, retry_delay=1)
        self.assertEqual(uploader.offset, half)
        uploader.upload()
        self.ends_ready(upload)

    def wait_for(self, upload, offset):
        deadline = time.monotonic() + LOCK_SECONDS
        while time.monotonic() < deadline:
            if Uploader(file_path=self.file.name, url=self.at(1, upload)).offset == offset:
                return
            time.sleep(0.05)
        self.fail("%d bytes have not arrived" % offset)

    def test_refuses_a_part_that_was_changed_on_its_way(self):
        upload = self.create()
        uploader = Uploader(
            file_path=self.file.name, url=self.at(0, upload), chunk_size=50_000,
            upload_checksum=True)
        uploader.upload_chunk()
        other = Uploader(
            file_path=self.file.name, url=self.at(0, upload), chunk_size=50_000,
            upload_checksum=True)
        # The checksum of what was to arrive.
        other._BaseUploader__checksum_algorithm = lambda part: hashlib.sha1(part[:-1] + b"\0\0")
        with self.assertRaises(TusUploadFailed) as raised:
            other.upload_chunk()
        self.assertEqual(raised.exception.status_code, 460)
        self.assertEqual(uploader.get_offset(), 50_000)
        uploader.upload()
        self.ends_ready(upload)

    def test_ends_for_good(self):
        upload = self.create()
        uploader = Uploader(file_path=self.file.name, url=self.at(0, upload), chunk_size=50_000)
        uploader.upload_chunk()
        request = urllib.request.Request(
            self.at(1, upload), method="DELETE", headers={"Tus-Resumable": "1.0.0"})
        with urllib.request.urlopen(request, timeout=30) as response:
            self.assertEqual(response.status, 204)
        with self.assertRaises(TusCommunicationError) as raised:
            Uploader(file_path=self.file.name, url=self.at(0, upload))
        self.assertEqual(raised.exception.status_code, 410)
        self.assertIsNone(self.ask(STATUS, id=upload["media"]["id"])["node"])
        folder = os.path.join(self.demo.folder.name, "uploads")
        self.assertEqual([name for name in os.listdir(folder) if name.endswith(".tus")], [])

    def look(self, photo):
        """How a photo is shown, and the bytes of a variant and of the original."""
        node = self.ask(LOOK, id=photo)["node"]
        files = []
        for address in (node["small"], node["url"]):
            with urllib.request.urlopen(address, timeout=30) as response:
                files.append(response.read())
        return node, files[0], files[1]

    def test_is_shown_in_the_look_that_was_chosen(self):
        complete = """
            mutation($id: ID!) { mediaUploadComplete(input: {
              mediaId: $id, filter: MONO, focalPoint: { x: 0.25, y: 0.75 } }) {
              media { status } userErrors { code } } }"""
        shown = {}
        for name, mutation in (("plain", COMPLETE), ("mono", complete)):
            upload = self.create()
            TusClient(self.at(0, upload)).uploader(self.file.name).upload()
            self.ends_ready(upload, mutation)
            shown[name] = upload["media"]["id"], *self.look(upload["media"]["id"])
        photo, node, variant, original = shown["mono"]
        self.assertEqual((node["filter"], node["focalPoint"]), ("MONO", {"x": 0.25, "y": 0.75}))
        self.assertNotEqual(variant, shown["plain"][2])
        self.assertEqual(original, shown["plain"][3], "the original is kept without")
        post = self.ask(POST, id=photo, filter="DUSK")["postCreate"]
        self.assertEqual((post["userErrors"], post["post"]["status"]), ([], "PROCESSING"))
        deadline = time.monotonic() + READY_SECONDS
        status = "query($id: ID!) { node(id: $id) { ... on Post { status } } }"
        while self.ask(status, id=post["post"]["id"])["node"]["status"] == "PROCESSING":
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        node, dusk, original = self.look(photo)
        self.assertEqual(node["filter"], "DUSK")
        self.assertNotIn(dusk, (variant, shown["plain"][2]))
        self.assertEqual(original, shown["plain"][3])

    def test_of_another_file_than_was_announced_comes_to_nothing(self):
        upload = self.create(sha256=base64.b64encode(bytes(32)).decode())
        uploader = Uploader(file_path=self.file.name, url=self.at(0, upload))
        with self.assertRaises(TusUploadFailed) as raised:
            uploader.upload()
        self.assertEqual(raised.exception.status_code, 422)
        self.assertEqual(uploader.get_offset(), 0)
        payload = self.ask(COMPLETE, id=upload["media"]["id"])["mediaUploadComplete"]
        self.assertEqual([error["code"] for error in payload["userErrors"]], ["NOT_UPLOADED"])


if __name__ == "__main__":
    unittest.main()
