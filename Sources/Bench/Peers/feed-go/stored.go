package main

import (
	"encoding/binary"
	"errors"
)

// The stored form of Sources/TAO/Cache/CacheValue.swift, EdgeList.swift and Graph/Record.swift. The
// checksum is not looked at: it guards against a memory that changes bytes, and no answer depends on it.

const (
	valueFormat = 2
	valueHeader = 32
	kindObject  = 1
	kindList    = 2

	flagMissing  = 1
	flagComplete = 2
	flagPayload  = 4

	edgeBytes = 16
)

var errStored = errors.New("a cached value cannot be understood")

type object struct {
	kind int16
	data record
}

type edge struct {
	id2, time int64
	data      record
}

// list is the beginning of an association list, newest first.
type list struct {
	edges    []edge
	complete bool
	count    int64
}

// parseValue reads a value of the cache. Leases and other formats are no values: ok is false.
func parseValue(k key, value []byte) (o *object, l *list, ok bool) {
	if len(value) < valueHeader || value[0] != valueFormat ||
		int64(binary.LittleEndian.Uint64(value[16:])) != k.id {
		return nil, nil, false
	}
	flags, small := value[2], int16(binary.LittleEndian.Uint16(value[4:]))
	if k.list == 0 {
		if value[1] != kindObject || flags&flagMissing != 0 {
			return nil, nil, value[1] == kindObject
		}
		return &object{small, record(value[valueHeader:])}, nil, true
	}
	if value[1] != kindList || small != k.list {
		return nil, nil, false
	}
	l = &list{
		complete: flags&flagComplete != 0,
		count:    int64(binary.LittleEndian.Uint64(value[24:])),
	}
	l.edges, ok = parseEdges(value[valueHeader:], int(binary.LittleEndian.Uint16(value[6:])), flags)
	return nil, l, ok
}

func parseEdges(bytes []byte, count int, flags byte) ([]edge, bool) {
	if len(bytes) < count*edgeBytes {
		return nil, false
	}
	edges := make([]edge, count)
	for i := range edges {
		edges[i].id2 = int64(binary.LittleEndian.Uint64(bytes[i*edgeBytes:]))
		edges[i].time = int64(binary.LittleEndian.Uint64(bytes[i*edgeBytes+8:]))
	}
	if flags&flagPayload == 0 {
		return edges, true
	}
	ends := bytes[count*edgeBytes:]
	if len(ends) < count*4 {
		return nil, false
	}
	data, start := ends[count*4:], uint32(0)
	for i := range edges {
		end := binary.LittleEndian.Uint32(ends[i*4:])
		if end < start || int(end) > len(data) {
			return nil, false
		}
		edges[i].data, start = record(data[start:end]), end
	}
	return edges, true
}

// find says whether an edge that is not older than notBefore is in the list; known is false when the
// cached beginning cannot tell.
func (l *list) find(id2, notBefore int64) (found, known bool) {
	for _, e := range l.edges {
		if e.id2 == id2 {
			return true, true
		}
	}
	if l.complete {
		return false, true
	}
	last := len(l.edges) - 1
	return false, last >= 0 && l.edges[last].time < notBefore
}

// record holds properties by field number: { field, kind, value }…, ascending.
type record []byte

const (
	recordInteger = 1
	recordDouble  = 2
	recordBoolean = 3
	recordString  = 4
	recordBytes   = 5
	recordIDs     = 6
)

func (r record) value(field, kind byte) ([]byte, bool) {
	for len(r) >= 3 && r[0] <= field {
		length, from := 0, 2
		switch r[1] {
		case recordInteger, recordDouble:
			length = 8
		case recordBoolean:
			length = 1
		case recordString, recordBytes, recordIDs:
			if len(r) < 6 {
				return nil, false
			}
			length, from = int(binary.LittleEndian.Uint32(r[2:])), 6
		default:
			return nil, false
		}
		if len(r)-from < length {
			return nil, false
		}
		if r[0] == field {
			return r[from : from+length], r[1] == kind
		}
		r = r[from+length:]
	}
	return nil, false
}

func (r record) integer(field byte) (int64, bool) {
	value, ok := r.value(field, recordInteger)
	if !ok {
		return 0, false
	}
	return int64(binary.LittleEndian.Uint64(value)), true
}

func (r record) boolean(field byte) bool {
	value, ok := r.value(field, recordBoolean)
	return ok && value[0] != 0
}

func (r record) text(field byte) *string {
	value, ok := r.value(field, recordString)
	if !ok {
		return nil
	}
	text := string(value)
	return &text
}

func (r record) ids(field byte) []int64 {
	value, _ := r.value(field, recordIDs)
	ids := make([]int64, len(value)/8)
	for i := range ids {
		ids[i] = int64(binary.LittleEndian.Uint64(value[i*8:]))
	}
	return ids
}

// variant is the name of a stored file, from the table of Sources/Social/Media/VariantTable.swift:
// { size, format: u8, width, height: u16, bytes: u32, digest: 32 bytes }…
func (r record) variant(field, size, format byte) (digest []byte, ok bool) {
	const entryBytes = 42
	table, _ := r.value(field, recordBytes)
	for ; len(table) >= entryBytes; table = table[entryBytes:] {
		if table[0] == size && table[1] == format {
			return table[10:entryBytes], true
		}
	}
	return nil, false
}
