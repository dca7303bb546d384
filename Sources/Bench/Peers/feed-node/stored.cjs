// The stored form of Sources/TAO/Cache/CacheValue.swift, EdgeList.swift and Graph/Record.swift. The
// checksum is not looked at: it guards against a memory that changes bytes, and no answer depends on it.
"use strict";

const VALUE_FORMAT = 2;
const HEADER_BYTES = 32;
const EDGE_BYTES = 16;
const Kind = { object: 1, list: 2 };
const Flag = { missing: 1, complete: 2, payload: 4 };
const RecordKind = { integer: 1, double: 2, boolean: 3, string: 4, bytes: 5, ids: 6 };

/** The properties of an object or edge by field number: { field, kind, value }…, ascending. */
class Record {
  constructor(bytes) {
    this.bytes = bytes;
  }

  value(field, kind) {
    const { bytes } = this;
    let at = 0;
    while (bytes.length - at >= 3 && bytes[at] <= field) {
      let from = at + 2;
      let length;
      switch (bytes[at + 1]) {
        case RecordKind.integer:
        case RecordKind.double:
          length = 8;
          break;
        case RecordKind.boolean:
          length = 1;
          break;
        case RecordKind.string:
        case RecordKind.bytes:
        case RecordKind.ids:
          if (bytes.length - from < 4) return null;
          length = bytes.readUInt32LE(from);
          from += 4;
          break;
        default:
          return null;
      }
      if (bytes.length - from < length) return null;
      if (bytes[at] === field) {
        return bytes[at + 1] === kind ? bytes.subarray(from, from + length) : null;
      }
      at = from + length;
    }
    return null;
  }

  /** A BigInt: ids and times have 64 bits. */
  integer(field) {
    return this.value(field, RecordKind.integer)?.readBigInt64LE(0) ?? null;
  }

  boolean(field) {
    return (this.value(field, RecordKind.boolean)?.[0] ?? 0) !== 0;
  }

  text(field) {
    return this.value(field, RecordKind.string)?.toString("utf8") ?? null;
  }

  ids(field) {
    const bytes = this.value(field, RecordKind.ids);
    if (!bytes) return [];
    return Array.from({ length: bytes.length >> 3 }, (_, i) => bytes.readBigInt64LE(i * 8));
  }

  /**
   * The digest of a stored file, from the table of Sources/Social/Media/VariantTable.swift:
   * { size, format: u8, width, height: u16, bytes: u32, digest: 32 bytes }…
   */
  variant(field, size, format) {
    const table = this.value(field, RecordKind.bytes);
    if (!table) return null;
    for (let at = 0; at + 42 <= table.length; at += 42) {
      if (table[at] === size && table[at + 1] === format) return table.subarray(at + 10, at + 42);
    }
    return null;
  }
}

/** The beginning of an association list, newest first. */
class List {
  constructor(edges, isComplete, count) {
    this.edges = edges;
    this.isComplete = isComplete;
    this.count = count;
  }

  /** Whether an edge that is not older than `notBefore` is there; null if that is not known here. */
  find(id2, notBefore) {
    for (const edge of this.edges) {
      if (edge.id2 === id2) return true;
    }
    if (this.isComplete) return false;
    const last = this.edges.at(-1);
    return last && last.time < notBefore ? false : null;
  }
}

function parseEdges(bytes, count, flags) {
  const edges = new Array(count);
  for (let i = 0; i < count; i += 1) {
    const at = HEADER_BYTES + i * EDGE_BYTES;
    edges[i] = { id2: bytes.readBigInt64LE(at), time: bytes.readBigInt64LE(at + 8), data: null };
  }
  if (flags & Flag.payload) {
    const ends = HEADER_BYTES + count * EDGE_BYTES;
    const data = ends + count * 4;
    let start = 0;
    for (let i = 0; i < count; i += 1) {
      const end = bytes.readUInt32LE(ends + i * 4);
      edges[i].data = new Record(bytes.subarray(data + start, data + end));
      start = end;
    }
  }
  return edges;
}

/**
 * What a cached value holds: { type, data } or null for an object that is not there, a List for a list;
 * undefined for leases, other formats and damage, which are no values.
 */
function parseValue({ id, list }, bytes) {
  if (bytes.length < HEADER_BYTES || bytes[0] !== VALUE_FORMAT) return undefined;
  if (bytes.readBigInt64LE(16) !== id) return undefined;
  const type = bytes.readInt16LE(4);
  if (list === 0) {
    if (bytes[1] !== Kind.object) return undefined;
    if (bytes[2] & Flag.missing) return null;
    return { type, data: new Record(bytes.subarray(HEADER_BYTES)) };
  }
  const count = bytes.readUInt16LE(6);
  const isList = bytes[1] === Kind.list && type === list;
  if (!isList || bytes.length < HEADER_BYTES + count * EDGE_BYTES) return undefined;
  return new List(
    parseEdges(bytes, count, bytes[2]), (bytes[2] & Flag.complete) !== 0,
    Number(bytes.readBigInt64LE(24)));
}

module.exports = { List, Record, parseValue };
