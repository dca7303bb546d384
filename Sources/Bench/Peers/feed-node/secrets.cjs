"use strict";

const crypto = require("node:crypto");

const HALF = 0xffffff;

/**
 * The ids of clients: Speck96/96 over type and id (Sources/Social/Relay/GlobalID.swift). Words of 48 bits
 * are pairs of 24, which numbers hold exactly.
 */
class GlobalIDs {
  constructor(key) {
    this.roundKeys = [];
    let other = [key.readUIntBE(0, 3), key.readUIntBE(3, 3)];
    let next = [key.readUIntBE(6, 3), key.readUIntBE(9, 3)];
    for (let round = 0; round < 28; round += 1) {
      this.roundKeys.push(next);
      const block = [...other, ...next];
      GlobalIDs.round(block, 0, round);
      other = block.slice(0, 2);
      next = block.slice(2);
    }
  }

  /** One round over [upper, upper, lower, lower]. */
  static round(block, keyUpper, keyLower) {
    const [a, b, c, d] = block;
    const sum = ((b >>> 8 | a << 16) & HALF) + d;
    const upper = ((((a >>> 8 | b << 16) & HALF) + c + (sum >>> 24)) & HALF) ^ keyUpper;
    const lower = (sum & HALF) ^ keyLower;
    block[2] = ((c << 3 | d >>> 21) & HALF) ^ upper;
    block[3] = ((d << 3 | c >>> 21) & HALF) ^ lower;
    block[0] = upper;
    block[1] = lower;
  }

  text(type, id) {
    const bits = BigInt.asUintN(64, id);
    const high = Number(bits >> 32n);
    const low = Number(bits & 0xffffffffn);
    const block = [type >>> 8, (type & 0xff) << 16 | high >>> 16, (high & 0xffff) << 8 | low >>> 24, low & HALF];
    for (const [upper, lower] of this.roundKeys) GlobalIDs.round(block, upper, lower);
    const bytes = Buffer.allocUnsafe(12);
    for (let i = 0; i < 4; i += 1) bytes.writeUIntBE(block[i], i * 3, 3);
    return bytes.toString("base64url");
  }
}

const PRIVATE_MILLISECONDS = 30 * 60 * 1000;
const EXTENSIONS = [".jpg", ".webp"];

/** Addresses of pictures (Sources/Gateway/Signing/Addresses.swift). */
class Signer {
  constructor(key) {
    this.key = crypto.createSecretKey(key);
  }

  code(text) {
    return crypto.createHmac("sha256", this.key).update(text).digest();
  }

  picture(digest, format, isPublic, now) {
    const name = digest.toString("hex") + EXTENSIONS[format];
    if (isPublic) {
      const key = this.code(`public\n${name}`).toString("base64url", 0, 12);
      return `/media/${key}/${name}`;
    }
    const path = `/private/${name}`;
    const expires = (Math.floor(now / PRIVATE_MILLISECONDS) + 2) * PRIVATE_MILLISECONDS;
    const signature = this.code(`get\n${path}\n${expires}`).toString("base64url");
    return `${path}?expires=${expires}&signature=${signature}`;
  }
}

/** Verifies the tokens of Sources/Gateway/Signing/AccessTokens.swift, each once. */
class AccessTokens {
  constructor(key, idKey) {
    this.key = key;
    this.idKey = idKey;
    this.known = new Map();
  }

  /** The account that a token speaks for; null for one that is not good. */
  viewer(token, now) {
    const known = this.known.get(token);
    if (known) return known.expires > now ? known.viewer : null;
    const [head, payload, signature] = token.split(".");
    if (!signature) return null;
    const code = crypto.createHmac("sha256", this.key).update(`${head}.${payload}`).digest();
    const given = Buffer.from(signature, "base64url");
    if (given.length !== code.length || !crypto.timingSafeEqual(given, code)) return null;
    const { sub, exp } = JSON.parse(Buffer.from(payload, "base64url"));
    if (!(exp * 1000 > now)) return null;
    const viewer = this.opened(Buffer.from(sub, "base64url"));
    this.known.set(token, { viewer, expires: exp * 1000 });
    return viewer;
  }

  opened(sealed) {
    const cipher = crypto.createDecipheriv("aes-256-gcm", this.idKey, sealed.subarray(0, 12));
    cipher.setAuthTag(sealed.subarray(-16));
    const ids = Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()]);
    return ids.readBigInt64BE(0);
  }
}

module.exports = { AccessTokens, GlobalIDs, Signer };
