// A client of memcached's text protocol: multi-gets over one connection, which answers in order.
"use strict";

const net = require("node:net");

const TIMEOUT_MILLISECONDS = 1000;
const CRLF = Buffer.from("\r\n");

class Memcached {
  constructor(path) {
    this.path = path;
    this.socket = null;
  }

  /** Values by key; keys that are not there are left out. */
  get(keys) {
    if (!this.socket) this.connect();
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject, values: new Map() });
      this.socket.write(`get ${keys.join(" ")}\r\n`);
    });
  }

  connect() {
    const socket = net.connect(this.path);
    this.socket = socket;
    this.waiting = [];
    this.rest = null;
    socket.setTimeout(TIMEOUT_MILLISECONDS, () => {
      // Silence is a fault only where an answer is due.
      if (this.socket === socket && this.waiting.length > 0) socket.destroy(new Error("time-out"));
    });
    socket.on("data", (bytes) => this.take(bytes));
    socket.on("error", () => {});
    socket.on("close", () => this.fail(socket, new Error("memcached is away")));
  }

  fail(socket, error) {
    if (this.socket !== socket) return;
    this.socket = null;
    for (const { reject } of this.waiting) reject(error);
  }

  take(bytes) {
    const buffer = this.rest ? Buffer.concat([this.rest, bytes]) : bytes;
    let at = 0;
    for (;;) {
      const end = buffer.indexOf(CRLF, at);
      if (end < 0) break;
      // VALUE key flags bytes
      const line = buffer.latin1Slice(at, end);
      if (line === "END") {
        const { resolve, values } = this.waiting.shift();
        resolve(values);
        at = end + 2;
        continue;
      }
      const words = line.split(" ");
      const size = Number(words[3]);
      if (words[0] !== "VALUE" || !Number.isInteger(size)) {
        this.socket.destroy(new Error(`memcached said ${line}`));
        return;
      }
      const start = end + 2;
      if (buffer.length < start + size + 2) break;
      this.waiting[0].values.set(words[1], buffer.subarray(start, start + size));
      at = start + size + 2;
    }
    this.rest = at < buffer.length ? buffer.subarray(at) : null;
  }
}

module.exports = { Memcached };
