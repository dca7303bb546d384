// Reads the graph: memcached first, PostgreSQL for what it does not have. Nothing is filled: that takes the
// leases of the gateway whose cache it is.
"use strict";

const { List, Record, parseValue } = require("./stored.cjs");

// As many edges as the cache has of a list.
const LIST_EDGES_MAX = 256;
// The first moment of ids: 2024-01-01T00:00Z.
const ID_EPOCH = 1_704_067_200_000n;

const idMilliseconds = (id) => (id >> 23n) + ID_EPOCH;

class Store {
  constructor(memcached, pool, namespace) {
    this.memcached = memcached;
    this.pool = pool;
    this.namespace = namespace;
  }

  name({ id, list }) {
    return list === 0 ? `${this.namespace}:o:${id}` : `${this.namespace}:a:${id}:${list}`;
  }

  /** The items of the keys, in their order. */
  async load(keys) {
    const names = keys.map((key) => this.name(key));
    // PostgreSQL has everything.
    const values = await this.memcached.get(names).catch(() => new Map());
    const items = keys.map((key, i) => {
      const value = values.get(names[i]);
      return value && parseValue(key, value);
    });
    const missing = keys.map((_, i) => i).filter((i) => items[i] === undefined);
    if (missing.length > 0) await this.read(keys, missing, items);
    return items;
  }

  async read(keys, missing, items) {
    const objects = missing.filter((i) => keys[i].list === 0);
    const lists = missing.filter((i) => keys[i].list !== 0);
    const [foundObjects, foundLists] = await Promise.all([
      this.readObjects(objects.map((i) => keys[i].id)),
      this.readLists(lists.map((i) => keys[i])),
    ]);
    for (const i of objects) items[i] = foundObjects.get(keys[i].id) ?? null;
    lists.forEach((i, n) => { items[i] = foundLists[n]; });
  }

  async readObjects(ids) {
    if (ids.length === 0) return new Map();
    const { rows } = await this.pool.query({
      name: "objects", text: "SELECT id, type, data FROM objects WHERE id = ANY($1)", values: [ids],
    });
    return new Map(rows.map((row) => [BigInt(row.id), { type: row.type, data: new Record(row.data) }]));
  }

  async readLists(keys) {
    if (keys.length === 0) return [];
    const { rows } = await this.pool.query({
      name: "lists",
      text: `
        SELECT k.number, a.id2, a.time, a.data, c.count
        FROM unnest($1::bigint[], $2::smallint[]) WITH ORDINALITY AS k (id1, type, number)
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(count), 0)::bigint AS count FROM association_counts
          WHERE id1 = k.id1 AND type = k.type) AS c
        CROSS JOIN LATERAL (
          SELECT id2, time, data FROM associations WHERE id1 = k.id1 AND type = k.type
          ORDER BY time DESC, id2 DESC LIMIT $3) AS a`,
      values: [keys.map(({ id }) => id), keys.map(({ list }) => list), LIST_EDGES_MAX + 1],
    });
    const lists = keys.map(() => new List([], true, 0));
    for (const row of rows) {
      const list = lists[Number(row.number) - 1];
      if (list.edges.length === LIST_EDGES_MAX) {
        list.isComplete = false;
        list.count = Number(row.count);
      } else {
        list.edges.push({ id2: BigInt(row.id2), time: BigInt(row.time), data: new Record(row.data) });
        list.count = list.edges.length;
      }
    }
    return lists;
  }

  /** Which of the edges are there. */
  async edges(id1, list, id2s) {
    const { rows } = await this.pool.query({
      name: "edges",
      text: "SELECT id2 FROM associations WHERE id1 = $1 AND type = $2 AND id2 = ANY($3)",
      values: [id1, list, id2s],
    });
    return rows.map((row) => BigInt(row.id2));
  }
}

/** Batches the reads of one request, as many as are asked for in one turn, and remembers the answers. */
class Loader {
  constructor(store) {
    this.store = store;
    this.memory = new Map();
    this.batch = null;
  }

  load(id, list = 0) {
    const name = list === 0 ? id : `${id}:${list}`;
    let promise = this.memory.get(name);
    if (!promise) {
      promise = new Promise((resolve, reject) => {
        if (!this.batch) {
          this.batch = [];
          // After all that is settled already has asked.
          Promise.resolve().then(() => process.nextTick(() => this.send()));
        }
        this.batch.push({ key: { id, list }, resolve, reject });
      });
      this.memory.set(name, promise);
    }
    return promise;
  }

  loadAll(ids, list = 0) {
    return Promise.all(ids.map((id) => this.load(id, list)));
  }

  async send() {
    const { batch } = this;
    this.batch = null;
    try {
      const items = await this.store.load(batch.map(({ key }) => key));
      batch.forEach(({ resolve }, i) => resolve(items[i]));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** Which edges of a list lead to these ids: a set. An edge is not older than what it leads to. */
  async edges(id, list, id2s) {
    const cached = await this.load(id, list);
    const found = new Set();
    const unknown = [];
    for (const id2 of id2s) {
      const has = cached.find(id2, idMilliseconds(id2));
      if (has) found.add(id2);
      else if (has === null) unknown.push(id2);
    }
    if (unknown.length > 0) {
      for (const id2 of await this.store.edges(id, list, unknown)) found.add(id2);
    }
    return found;
  }
}

module.exports = { Loader, Store, idMilliseconds };
