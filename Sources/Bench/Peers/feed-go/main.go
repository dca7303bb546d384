// The FOLLOWING feed of Tintype as a team would build it in Go: graph-gophers/graphql-go, gomemcache and
// pgx. It reads what Tintype has stored and cached. Protocol: README.md of this folder's parent.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"

	graphql "github.com/graph-gophers/graphql-go"
)

type config struct {
	SDL, Database, Namespace          string
	Memcached                         []string
	IDKey, URLKey, TokenKey, TokenIDs []byte
}

type server struct {
	schema *graphql.Schema
	store  *store
	ids    *globalIDs
	signer *signer
	tokens *accessTokens
}

// Resolvers that wait for one batch must all run at once.
const resolversMax = 1024

const bodyBytesMax = 1 << 20

func (s *server) ServeHTTP(w http.ResponseWriter, incoming *http.Request) {
	var operation struct {
		Query, OperationName string
		Variables            map[string]any
	}
	if err := json.NewDecoder(io.LimitReader(incoming.Body, bodyBytesMax)).Decode(&operation); err != nil {
		http.Error(w, "not JSON", http.StatusBadRequest)
		return
	}
	now := nowMilliseconds()
	token := strings.TrimPrefix(incoming.Header.Get("Authorization"), "Bearer ")
	viewer, err := s.tokens.viewer(token, now)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	ctx := incoming.Context()
	ctx = context.WithValue(ctx, requestKey{}, &request{
		loader: newLoader(ctx, s.store), server: s, viewer: viewer, now: now,
		origin: "http://" + incoming.Host,
	})
	response := s.schema.Exec(ctx, operation.Query, operation.OperationName, operation.Variables)
	body, err := json.Marshal(response)
	if err != nil {
		http.Error(w, "no JSON", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

func run() error {
	if len(os.Args) != 2 {
		return errors.New("usage: feed-go CONFIG.json")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		return err
	}
	var config config
	if err := json.Unmarshal(text, &config); err != nil {
		return err
	}
	s := &server{ids: newGlobalIDs(config.IDKey), signer: newSigner(config.URLKey)}
	if s.tokens, err = newAccessTokens(config.TokenKey, config.TokenIDs); err != nil {
		return err
	}
	if s.store, err = newStore(context.Background(), &config); err != nil {
		return err
	}
	s.schema, err = graphql.ParseSchema(config.SDL, &rootResolver{}, graphql.MaxParallelism(resolversMax))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	return http.Serve(listener, s)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
