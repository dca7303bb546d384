"""A mail server for tests, which does what the recipient's name says.

    smtp_server.py MODE FOLDER

Modes: tls, starttls, plain; injecting: says more before TLS than it was asked. It prints its port, and
writes what it takes to FOLDER: sender and recipient in the first line, then the mail. With TLS, its name
is localhost, its certificate FOLDER/certificate.pem, and it takes one user with one password.
"""

import asyncio
import os
import pathlib
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

MODE, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
USER, PASSWORD = b"user@example", b"pass word\xc3\xa9"
REPLIES = {
    "later": "451 4.3.2 later@example.org: try again later",
    "never": "550 5.1.1 never@example.org: no such mailbox",
}


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "slow":
            await asyncio.sleep(60)
        session.stays = name == "staying"
        if name in REPLIES:
            return REPLIES[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("unwanted@"):
            return "554 5.7.1 unwanted@example.org does not want this"
        Handler.count += 1
        part = FOLDER / ("%d.part" % Handler.count)
        part.write_bytes(
            ("%s %s %s\n" % (envelope.mail_from, envelope.rcpt_tos[0], server.transport.get_extra_info("ssl_object") is not None))
            .encode() + envelope.content)
        part.rename(FOLDER / ("%d.eml" % Handler.count))
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope):
        if getattr(session, "stays", False):
            await asyncio.sleep(60)
        return "221 bye"


def authenticate(server, session, envelope, mechanism, data):
    is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=is_right, handled=False)


def certificate():
    key, chain = FOLDER / "key.pem", FOLDER / "certificate.pem"
    if not chain.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-keyout", key, "-out", chain, "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost"],
            check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


async def inject(reader, writer):
    """Takes STARTTLS, and answers the next command before TLS protects it."""
    writer.write(b"220 here\r\n")
    while line := await reader.readline():
        word = line.split()[0].upper()
        writer.write({b"EHLO": b"250-here\r\n250 STARTTLS\r\n",
                      b"STARTTLS": b"220 go\r\n250 AUTH PLAIN\r\n"}.get(word, b"250 OK\r\n"))


def protocol(context):
    options = {"enable_SMTPUTF8": True, "hostname": "here"}
    if MODE == "plain":
        return SMTP(Handler(), **{**options, "enable_SMTPUTF8": False})
    if MODE == "starttls":
        options.update(tls_context=context, require_starttls=True)
    return SMTP(Handler(), authenticator=authenticate, auth_required=True,
                auth_require_tls=MODE == "starttls", **options)


async def main():
    parent = os.getppid()
    loop = asyncio.get_running_loop()
    if MODE == "injecting":
        server = await asyncio.start_server(inject, "127.0.0.1", 0)
    else:
        context = certificate() if MODE != "plain" else None
        server = await loop.create_server(
            lambda: protocol(context), "127.0.0.1", 0, ssl=context if MODE == "tls" else None)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    # It ends with the tests, however they end.
    while os.getppid() == parent:
        await asyncio.sleep(0.5)


asyncio.run(main())
