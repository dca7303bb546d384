package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"strconv"
	"strings"
	"sync"
	"time"
)

var letters = base64.RawURLEncoding

// globalIDs makes the ids of clients: Speck96/96 over type and id (Sources/Social/Relay/GlobalID.swift).
type globalIDs struct{ roundKeys [28]uint64 }

const wordMask = 1<<48 - 1

func newGlobalIDs(key []byte) *globalIDs {
	word := func(b []byte) uint64 {
		return uint64(binary.BigEndian.Uint16(b))<<32 | uint64(binary.BigEndian.Uint32(b[2:]))
	}
	other, next := word(key[:6]), word(key[6:12])
	ids := &globalIDs{}
	for round := range ids.roundKeys {
		ids.roundKeys[round] = next
		other, next = speckRound(other, next, uint64(round))
	}
	return ids
}

func speckRound(high, low, key uint64) (uint64, uint64) {
	high = ((high>>8|high<<40)&wordMask+low)&wordMask ^ key
	low = (low<<3|low>>45)&wordMask ^ high
	return high, low
}

func (ids *globalIDs) text(kind byte, id int64) string {
	high, low := uint64(kind)<<16|uint64(id)>>48, uint64(id)&wordMask
	for _, key := range ids.roundKeys {
		high, low = speckRound(high, low, key)
	}
	var bytes [12]byte
	binary.BigEndian.PutUint16(bytes[0:], uint16(high>>32))
	binary.BigEndian.PutUint32(bytes[2:], uint32(high))
	binary.BigEndian.PutUint16(bytes[6:], uint16(low>>32))
	binary.BigEndian.PutUint32(bytes[8:], uint32(low))
	return letters.EncodeToString(bytes[:])
}

// signer makes addresses of pictures (Sources/Gateway/Signing/Addresses.swift). A keyed state is used
// again and again: Reset is cheaper than a new key.
type signer struct{ states sync.Pool }

func newSigner(key []byte) *signer {
	return &signer{sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}}
}

func (s *signer) code(text string) []byte {
	state := s.states.Get().(hash.Hash)
	defer s.states.Put(state)
	state.Reset()
	state.Write([]byte(text))
	return state.Sum(nil)
}

const privateMilliseconds = 30 * 60 * 1000

func (s *signer) picture(digest []byte, format byte, public bool, now int64) string {
	extensions := [...]string{".jpg", ".webp"}
	name := hex.EncodeToString(digest) + extensions[format]
	if public {
		return "/media/" + letters.EncodeToString(s.code("public\n" + name)[:12]) + "/" + name
	}
	path := "/private/" + name
	expires := strconv.FormatInt((now/privateMilliseconds+2)*privateMilliseconds, 10)
	return path + "?expires=" + expires + "&signature=" +
		letters.EncodeToString(s.code("get\n"+path+"\n"+expires))
}

// accessTokens verifies the tokens of Sources/Gateway/Signing/AccessTokens.swift, each once.
type accessTokens struct {
	key      []byte
	subjects cipher.AEAD
	known    sync.Map
}

type knownToken struct{ viewer, expires int64 }

func newAccessTokens(key, idKey []byte) (*accessTokens, error) {
	block, err := aes.NewCipher(idKey)
	if err != nil {
		return nil, err
	}
	subjects, err := cipher.NewGCM(block)
	return &accessTokens{key: key, subjects: subjects}, err
}

var errToken = errors.New("the access token is not good")

func (t *accessTokens) viewer(token string, now int64) (int64, error) {
	if known, ok := t.known.Load(token); ok && known.(knownToken).expires > now {
		return known.(knownToken).viewer, nil
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return 0, errToken
	}
	signature, err := letters.DecodeString(parts[2])
	state := hmac.New(sha256.New, t.key)
	state.Write([]byte(parts[0] + "." + parts[1]))
	if err != nil || !hmac.Equal(signature, state.Sum(nil)) {
		return 0, errToken
	}
	var claims struct {
		Sub string
		Exp int64
	}
	payload, err := letters.DecodeString(parts[1])
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.Exp*1000 <= now {
		return 0, errToken
	}
	sealed, err := letters.DecodeString(claims.Sub)
	if err != nil || len(sealed) < t.subjects.NonceSize() {
		return 0, errToken
	}
	nonce := sealed[:t.subjects.NonceSize()]
	ids, err := t.subjects.Open(nil, nonce, sealed[len(nonce):], nil)
	if err != nil || len(ids) != 16 {
		return 0, errToken
	}
	viewer := int64(binary.BigEndian.Uint64(ids))
	t.known.Store(token, knownToken{viewer, claims.Exp * 1000})
	return viewer, nil
}

func nowMilliseconds() int64 { return time.Now().UnixMilli() }
