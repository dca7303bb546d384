"""Videos, from the upload to the screen of a browser, and what is left when a worker is killed."""

import os
import re
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from playwright.sync_api import sync_playwright

from house import House
from test_playground import BROWSER, WAIT_MILLISECONDS

READY_SECONDS = 120

LOOK = """{ node(id: "%s") { ... on Video {
    status width height duration hasAudio url playlistUrl blurHash
    poster { width url(size: LARGE, format: JPEG) } variants { width height bitrate url }
    failure { code message } } } }"""

# Fills a player with all segments of a playlist, as the scripts do that play HLS in browsers without it.
PLAY_SEGMENTS = """async ([pieces, codecs]) => {
    const video = document.createElement("video");
    const source = new MediaSource();
    video.muted = true;
    video.src = URL.createObjectURL(source);
    document.body.append(video);
    await new Promise(done => source.addEventListener("sourceopen", done, { once: true }));
    const buffer = source.addSourceBuffer(`video/mp4; codecs="${codecs}"`);
    for (const [url, first, last] of pieces) {
        const answer = await fetch(url, { headers: { Range: `bytes=${first}-${last}` } });
        if (answer.status !== 206) throw new Error("status " + answer.status);
        buffer.appendBuffer(await answer.arrayBuffer());
        await new Promise((done, fail) => {
            buffer.addEventListener("updateend", done, { once: true });
            buffer.addEventListener("error", fail, { once: true });
        });
    }
    source.endOfStream();
    await video.play();
    const start = performance.now();
    while (video.currentTime < 0.3 && performance.now() - start < 20000)
        await new Promise(done => setTimeout(done, 50));
    return [video.currentTime, video.videoWidth, video.videoHeight, video.duration];
}"""

PLAY_FILE = """async ([url, poster]) => {
    const still = new Image();
    still.src = poster;
    await still.decode();
    const video = document.createElement("video");
    video.muted = true;
    video.poster = poster;
    video.src = url;
    document.body.append(video);
    await video.play();
    const start = performance.now();
    while (video.currentTime < 0.3 && performance.now() - start < 20000)
        await new Promise(done => setTimeout(done, 50));
    return [video.currentTime, video.videoWidth, video.videoHeight, still.naturalWidth];
}"""


def clip(*arguments, size="1280x720", seconds=2, suffix=".mp4"):
    """A moving picture with a tone."""
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", f"testsrc2=s={size}:r=15:d={seconds}",
             "-f", "lavfi", "-i", f"sine=d={seconds}", *arguments, "-y", file.name], check=True, timeout=300)
        return file.read()


H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
WEBM = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "16", "-c:a", "libopus"]


class VideoTests(House):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = cls.playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-dev-shm-usage"])
        cls.addClassCleanup(cls.browser.close)
        cls.author = cls.register("filmer")

    def setUp(self):
        self.page = self.browser.new_page()
        self.addCleanup(self.page.close)
        self.page.set_default_timeout(WAIT_MILLISECONDS)
        # An empty page of the server, so that what the server lets pages of others do does not matter.
        self.page.route("**/empty.html", lambda route: route.fulfill(body="<body>", content_type="text/html"))
        self.page.goto(self.servers[0].address + "/empty.html")

    def film(self, account, content, kind="video/mp4", post=True):
        """A video that has been sent, in a post if it shall be: the id of the video and of the post."""
        upload = self.mutate(
            "mediaUploadCreate", account, "upload { media { id __typename } url headers { name value } }",
            contentType=kind, byteCount=len(content))["upload"]
        self.assertEqual(upload["media"]["__typename"], "Video")
        self.send(account, upload, content)
        video = upload["media"]["id"]
        if not post:
            return video, None
        made = self.mutate("postCreate", account, "post { id kind }", media=[{"mediaId": video}])
        self.assertEqual(made["post"]["kind"], "VIDEO")
        return video, made["post"]["id"]

    def until(self, video, account, is_so, seconds=READY_SECONDS):
        end = time.monotonic() + seconds
        while True:
            node = self.query(LOOK % video, account)["node"]
            if node and (node["status"] == "FAILED" or is_so(node)):
                return node
            self.assertLess(time.monotonic(), end, node)
            time.sleep(0.2)

    def fetch(self, url, **headers):
        request = urllib.request.Request(url, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.read().decode(), response.headers

    def pieces(self, playlist):
        """The address, first and last byte of what a playlist leads to, in its order."""
        text, headers = self.fetch(playlist)
        self.assertEqual(headers["Content-Type"], "application/vnd.apple.mpegurl")
        file, length, start = re.search(r'URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"', text).groups()
        spans = [(file, start, length)]
        for length, start, name in re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)", text):
            spans.append((name, start, length))
        self.assertIn("#EXT-X-ENDLIST", text)
        return [[urllib.parse.urljoin(playlist, name), int(start), int(start) + int(length) - 1]
                for name, start, length in spans]

    def plays(self, playlist, variant, codecs):
        now, width, height, duration = self.page.evaluate(PLAY_SEGMENTS, [self.pieces(playlist), codecs])
        self.assertGreaterEqual(now, 0.3)
        self.assertEqual((width, height), (variant["width"], variant["height"]))
        self.assertAlmostEqual(duration, 2, delta=0.3)

    def test_plays_in_a_browser(self):
        video, _ = self.film(self.author, clip(*H264, "-metadata", "title=<script>alert(1)</script>"))
        ready = self.until(video, self.author, lambda node: node["status"] == "READY")
        self.assertEqual(ready["status"], "READY", ready)
        self.assertTrue(ready["hasAudio"] and ready["blurHash"])
        self.assertAlmostEqual(ready["duration"], 2, delta=0.2)
        now, width, height, still = self.page.evaluate(PLAY_FILE, [ready["url"], ready["poster"]["url"]])
        self.assertGreaterEqual(now, 0.3)
        self.assertEqual((width, height, still), (1280, 720, 1080))

        whole = self.until(video, self.author, lambda node: node["playlistUrl"])
        self.assertEqual([(variant["height"]) for variant in whole["variants"]], [480, 720])
        master, _ = self.fetch(whole["playlistUrl"])
        streams = re.findall(r'RESOLUTION=(\d+)x(\d+),CODECS="([^"]+)"\n(\S+)', master)
        self.assertEqual(len(streams), 2)
        for variant, (width, height, codecs, name) in zip(whole["variants"], streams):
            self.assertEqual((int(width), int(height)), (variant["width"], variant["height"]))
            playlist = urllib.parse.urljoin(whole["playlistUrl"], name)
            self.assertEqual(playlist, variant["url"])
            self.plays(playlist, variant, codecs)

    def test_webm_plays_too(self):
        video, _ = self.film(self.author, clip(*WEBM, size="320x240", suffix=".webm"), "video/webm")
        ready = self.until(video, self.author, lambda node: node["variants"])
        self.assertEqual(ready["status"], "READY", ready)
        now, width, height, _ = self.page.evaluate(PLAY_FILE, [ready["url"], ready["poster"]["url"]])
        self.assertGreaterEqual(now, 0.3)
        self.assertEqual((width, height), (320, 240))

    def test_of_a_private_account_is_sealed_at_every_step(self):
        account = self.register("hidden_filmer")
        self.mutate("settingsUpdate", account, "__typename", privacy={"isPrivate": True})
        video, _ = self.film(account, clip(*H264))
        whole = self.until(video, account, lambda node: node["playlistUrl"])
        for address in [whole["url"], whole["poster"]["url"], whole["playlistUrl"]]:
            self.assertIn("/private/", address)
        master, headers = self.fetch(whole["playlistUrl"])
        self.assertIn("private", headers["Cache-Control"])
        codecs, name = re.findall(r'CODECS="([^"]+)"\n(\S+)', master)[0]
        playlist = urllib.parse.urljoin(whole["playlistUrl"], name)
        self.plays(playlist, whole["variants"][0], codecs)
        file = self.pieces(playlist)[0][0]
        for address in [whole["playlistUrl"], playlist, file, whole["url"]]:
            for broken in [address.split("?")[0], address[:-2] + ("AA" if address[-2:] != "AA" else "BB")]:
                with self.assertRaises(urllib.error.HTTPError) as refusal:
                    self.fetch(broken)
                self.assertEqual(refusal.exception.code, 403)
                refusal.exception.close()

    def running(self):
        """Command lines of programs that work on videos of this house."""
        found = []
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{process}/cmdline", "rb") as file:
                    line = file.read().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if "ffmpeg" in line and self.demo.folder.name in line:
                found.append(line)
        return found

    def test_goes_on_when_a_worker_is_killed(self):
        # Large enough to be on its way for a while.
        video, _ = self.film(
            self.author, clip(*WEBM, size="1280x720", seconds=12, suffix=".webm"), "video/webm")
        end = time.monotonic() + READY_SECONDS
        while not self.running():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)
        type(self).worker.kill()
        time.sleep(2)
        self.assertEqual(self.running(), [], "programs outlive their worker")
        type(self).worker = self.demo.work()
        ready = self.until(video, self.author, lambda node: node["status"] == "READY")
        self.assertEqual(ready["status"], "READY", ready)

    def test_what_is_no_video_says_so(self):
        content = clip(*H264, size="320x240", seconds=1)
        for broken, code in [(content[:len(content) // 2], "DAMAGED"),
                             (b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n", "UNSUPPORTED_TYPE")]:
            # It may have failed before a post could be made of it.
            video, _ = self.film(self.author, broken, post=False)
            failed = self.until(video, self.author, lambda node: False)
            self.assertEqual(failed["failure"]["code"], code)
            self.assertTrue(failed["failure"]["message"].endswith("."))


if __name__ == "__main__":
    unittest.main()
