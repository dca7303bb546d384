// graph-gophers/graphql-go. It parses and validates in one call, so only whole requests compare.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
)

type given struct {
	SDL       string            `json:"sdl"`
	Documents map[string]string `json:"documents"`
}

type post struct {
	id, caption, createdAt  string
	likeCount, commentCount int32
	viewerHasLiked          bool
}

func (p *post) ID() graphql.ID       { return graphql.ID(p.id) }
func (p *post) Caption() *string     { return &p.caption }
func (p *post) LikeCount() int32     { return p.likeCount }
func (p *post) CommentCount() int32  { return p.commentCount }
func (p *post) CreatedAt() string    { return p.createdAt }
func (p *post) ViewerHasLiked() bool { return p.viewerHasLiked }

type root struct{ feed []*post }

func (r *root) Feed() []*post { return r.feed }

func newRoot(count int) *root {
	feed := make([]*post, count)
	for i := range feed {
		feed[i] = &post{
			id: fmt.Sprintf("post-%d", i), caption: fmt.Sprintf("Caption number %d", i),
			createdAt: "2026-01-01T00:00:00.000Z", likeCount: int32(i * 3),
			commentCount: int32(i), viewerHasLiked: i%2 == 0,
		}
	}
	return &root{feed}
}

func measure(work func(), milliseconds int) float64 {
	start := time.Now()
	end := start.Add(time.Duration(milliseconds) * time.Millisecond)
	count := 0
	now := start
	for now.Before(end) {
		work()
		count++
		now = time.Now()
	}
	return float64(now.Sub(start).Nanoseconds()) / 1000 / float64(count)
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<24)
	first, _ := input.ReadBytes('\n')
	var work given
	if err := json.Unmarshal(first, &work); err != nil {
		panic(err)
	}
	few := graphql.MustParseSchema(work.SDL, newRoot(20))
	many := graphql.MustParseSchema(work.SDL, newRoot(1000))
	run := func(schema *graphql.Schema, document string) func() {
		return func() {
			response := schema.Exec(context.Background(), document, "", nil)
			if _, err := json.Marshal(response); err != nil || len(response.Errors) > 0 {
				panic(fmt.Sprint(err, response.Errors))
			}
		}
	}
	works := map[string]func(){
		"feed-20":       run(few, work.Documents["feed"]),
		"feed-1000":     run(many, work.Documents["feed"]),
		"introspection": run(few, work.Documents["introspection"]),
	}
	fmt.Println("graphql-go 1.5.0")
	for {
		line, err := input.ReadString('\n')
		if err != nil {
			return
		}
		fields := strings.Fields(line)
		milliseconds, _ := strconv.Atoi(fields[1])
		if run, ok := works[fields[0]]; ok {
			fmt.Printf("%.3f\n", measure(run, milliseconds))
		} else {
			fmt.Println("-")
		}
	}
}
