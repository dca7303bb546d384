package main

import (
	"context"
	"runtime"
	"sync"
)

// loader batches the reads of one request and remembers their answers. A batch leaves when no resolver
// has asked for more while all others had their turn.
type loader struct {
	store *store
	ctx   context.Context

	mutex  sync.Mutex
	batch  *batch
	memory map[key]*batch
}

type batch struct {
	keys  []key
	done  chan struct{}
	items map[key]item
	err   error
}

func newLoader(ctx context.Context, store *store) *loader {
	return &loader{store: store, ctx: ctx, memory: make(map[key]*batch, 128)}
}

// load returns the items of the keys, in their order.
func (l *loader) load(keys ...key) ([]item, error) {
	batches := make([]*batch, len(keys))
	l.mutex.Lock()
	for i, k := range keys {
		b, ok := l.memory[k]
		if !ok {
			if l.batch == nil {
				l.batch = &batch{done: make(chan struct{})}
				go l.send(l.batch)
			}
			b = l.batch
			b.keys = append(b.keys, k)
			l.memory[k] = b
		}
		batches[i] = b
	}
	l.mutex.Unlock()
	items := make([]item, len(keys))
	for i, b := range batches {
		<-b.done
		if b.err != nil {
			return nil, b.err
		}
		items[i] = b.items[keys[i]]
	}
	return items, nil
}

// How often others get their turn before a batch that has not grown is sent.
const quietTurns = 2

func (l *loader) send(b *batch) {
	for size, quiet := 0, 0; quiet < quietTurns; quiet++ {
		runtime.Gosched()
		l.mutex.Lock()
		if len(b.keys) != size {
			size, quiet = len(b.keys), 0
		}
		if quiet == quietTurns-1 {
			l.batch = nil
		}
		l.mutex.Unlock()
	}
	b.items, b.err = l.store.load(l.ctx, b.keys)
	close(b.done)
}

func objectKeys(ids []int64) []key {
	keys := make([]key, len(ids))
	for i, id := range ids {
		keys[i] = key{id: id}
	}
	return keys
}

// objects returns the objects with these ids, nil for those that are not there.
func (l *loader) objects(ids ...int64) ([]*object, error) {
	items, err := l.load(objectKeys(ids)...)
	if err != nil {
		return nil, err
	}
	objects := make([]*object, len(ids))
	for i := range items {
		objects[i] = items[i].object
	}
	return objects, nil
}

func (l *loader) list(id int64, list int16) (*list, error) {
	items, err := l.load(key{id, list})
	if err != nil {
		return nil, err
	}
	return items[0].list, nil
}

// hasEdges says which edges of a list lead to these ids. An edge is not older than what it leads to.
func (l *loader) hasEdges(id int64, list int16, id2s []int64) (map[int64]bool, error) {
	cached, err := l.list(id, list)
	if err != nil {
		return nil, err
	}
	found := make(map[int64]bool, len(id2s))
	var unknown []int64
	for _, id2 := range id2s {
		has, known := cached.find(id2, idMilliseconds(id2))
		if has {
			found[id2] = true
		} else if !known {
			unknown = append(unknown, id2)
		}
	}
	if len(unknown) == 0 {
		return found, nil
	}
	stored, err := l.store.edges(l.ctx, id, list, unknown)
	for id2 := range stored {
		found[id2] = true
	}
	return found, err
}

// The first moment of ids: 2024-01-01T00:00Z.
const idEpoch = 1_704_067_200_000

func idMilliseconds(id int64) int64 { return id>>23 + idEpoch }
