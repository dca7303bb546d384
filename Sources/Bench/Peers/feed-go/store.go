package main

import (
	"context"
	"strconv"
	"sync/atomic"

	"github.com/bradfitz/gomemcache/memcache"
	"github.com/jackc/pgx/v4/pgxpool"
)

// key names a cached item: an object, or an association list if list is not 0.
type key struct {
	id   int64
	list int16
}

type item struct {
	object *object
	list   *list
}

// store reads the graph: memcached first, PostgreSQL for what it does not have. It fills nothing: that
// takes the leases of the gateway whose cache it is.
type store struct {
	prefix string
	caches []*memcache.Client
	next   uint32
	pool   *pgxpool.Pool
}

// A client of this version keeps two idle connections; several of them are a pool.
const cacheClients = 16

func newStore(ctx context.Context, config *config) (*store, error) {
	pool, err := pgxpool.Connect(ctx, config.Database)
	if err != nil {
		return nil, err
	}
	s := &store{prefix: config.Namespace + ":", pool: pool}
	for i := 0; i < cacheClients; i++ {
		s.caches = append(s.caches, memcache.New(config.Memcached...))
	}
	return s, nil
}

func (s *store) cacheKey(k key) string {
	bytes := make([]byte, 0, 32)
	bytes = append(bytes, s.prefix...)
	if k.list == 0 {
		return string(strconv.AppendInt(append(bytes, "o:"...), k.id, 10))
	}
	bytes = strconv.AppendInt(append(bytes, "a:"...), k.id, 10)
	return string(strconv.AppendInt(append(bytes, ':'), int64(k.list), 10))
}

// load answers all keys: one multi-get, and one query of each kind for what is missing.
func (s *store) load(ctx context.Context, keys []key) (map[key]item, error) {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = s.cacheKey(k)
	}
	cache := s.caches[atomic.AddUint32(&s.next, 1)%cacheClients]
	values, err := cache.GetMulti(names)
	if err != nil {
		// PostgreSQL has everything.
		values = nil
	}
	items := make(map[key]item, len(keys))
	var objects []int64
	var lists []key
	for i, k := range keys {
		if value, ok := values[names[i]]; ok {
			if object, list, ok := parseValue(k, value.Value); ok {
				items[k] = item{object, list}
				continue
			}
		}
		if k.list == 0 {
			objects = append(objects, k.id)
		} else {
			lists = append(lists, k)
		}
	}
	if len(objects) > 0 {
		if err := s.readObjects(ctx, objects, items); err != nil {
			return nil, err
		}
	}
	if len(lists) > 0 {
		if err := s.readLists(ctx, lists, items); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (s *store) readObjects(ctx context.Context, ids []int64, items map[key]item) error {
	rows, err := s.pool.Query(ctx, "SELECT id, type, data FROM objects WHERE id = ANY($1)", ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var o object
		var data []byte
		if err := rows.Scan(&id, &o.kind, &data); err != nil {
			return err
		}
		o.data = data
		items[key{id: id}] = item{object: &o}
	}
	return rows.Err()
}

// As many edges as the cache has of a list.
const listEdgesMax = 256

func (s *store) readLists(ctx context.Context, keys []key, items map[key]item) error {
	ids, types := make([]int64, len(keys)), make([]int16, len(keys))
	for i, k := range keys {
		ids[i], types[i] = k.id, k.list
		items[k] = item{list: &list{complete: true}}
	}
	rows, err := s.pool.Query(ctx, `
		SELECT k.id1, k.type, a.id2, a.time, a.data, c.count
		FROM unnest($1::bigint[], $2::smallint[]) AS k (id1, type)
		CROSS JOIN LATERAL (
			SELECT coalesce(sum(count), 0)::bigint AS count FROM association_counts
			WHERE id1 = k.id1 AND type = k.type) AS c
		CROSS JOIN LATERAL (
			SELECT id2, time, data FROM associations WHERE id1 = k.id1 AND type = k.type
			ORDER BY time DESC, id2 DESC LIMIT $3) AS a`, ids, types, listEdgesMax+1)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		var e edge
		var data []byte
		var count int64
		if err := rows.Scan(&k.id, &k.list, &e.id2, &e.time, &data, &count); err != nil {
			return err
		}
		e.data = data
		l := items[k].list
		if len(l.edges) == listEdgesMax {
			l.complete, l.count = false, count
			continue
		}
		l.edges = append(l.edges, e)
		l.count = int64(len(l.edges))
	}
	return rows.Err()
}

// edges says which of the edges are there.
func (s *store) edges(ctx context.Context, id1 int64, list int16, id2s []int64) (map[int64]bool, error) {
	rows, err := s.pool.Query(ctx,
		"SELECT id2 FROM associations WHERE id1 = $1 AND type = $2 AND id2 = ANY($3)", id1, list, id2s)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := make(map[int64]bool)
	for rows.Next() {
		var id2 int64
		if err := rows.Scan(&id2); err != nil {
			return nil, err
		}
		found[id2] = true
	}
	return found, rows.Err()
}
