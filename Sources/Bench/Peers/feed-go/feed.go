package main

import (
	"errors"
	"math"
)

// Numbers of Sources/Social/Graph: kinds of objects, types of associations, fields of records.
const (
	kindUser  = 1
	kindPost  = 2
	kindMedia = 3

	listFollows       = 1
	listBlocks        = 5
	listBlockedBy     = 6
	listCloseFriendOf = 8
	listAuthored      = 9
	listLikes         = 11
	listLikedBy       = 12
	listCommented     = 15
	listMutes         = 44
	listInbox         = 63
	listPulls         = 64
	listHeldBack      = 95
	listWroteHeldBack = 97

	userUsername       = 1
	userDisplayName    = 2
	userAvatar         = 5
	userIsPrivate      = 6
	userIsSuspended    = 8
	userSuspendedUntil = 27
	userDeletionAt     = 28

	postAuthor      = 1
	postMedia       = 2
	postCaption     = 3
	postAudience    = 4
	postStatus      = 5
	postHidesCounts = 8

	mediaVariants = 10
	mediaParent   = 12

	settingsHidesCounts = 9

	inboxFilledAt    = 2
	inboxReadAt      = 3
	inboxHorizonTime = 4
	inboxHorizonPost = 5

	muteHasPosts = 1
	muteUntil    = 3

	audienceEveryone     = 0
	audienceFollowers    = 1
	audienceCloseFriends = 2

	statusPublished = 1
	statusRemoved   = 3
)

const (
	minute = 60 * 1000
	day    = 24 * 60 * minute
)

// What this peer does not do. An answer without it would be another one.
var errUnsupported = errors.New("only readers with an inbox who block nobody are served here")

func inboxID(account int64) int64    { return account | math.MinInt64 | 1<<62 }
func settingsID(account int64) int64 { return account | math.MinInt64 }

// relation is how the viewer and the owner of something stand.
type relation struct {
	owner                            *object
	isOwner                          bool
	blocks, isBlockedBy, follows     bool
	isCloseFriend, private, isActive bool
}

func isActive(user *object, now int64) bool {
	if user == nil || user.kind != kindUser {
		return false
	}
	if _, ok := user.data.integer(userDeletionAt); ok {
		return false
	}
	if !user.data.boolean(userIsSuspended) {
		return true
	}
	until, ok := user.data.integer(userSuspendedUntil)
	return ok && until <= now
}

// relations of the viewer to accounts: one trip.
func (r *request) relations(owners []int64) (map[int64]relation, error) {
	keys := append(objectKeys(owners), key{r.viewer, listBlocks}, key{r.viewer, listBlockedBy},
		key{r.viewer, listCloseFriendOf}, key{r.viewer, listFollows})
	if _, err := r.load(keys...); err != nil {
		return nil, err
	}
	users, err := r.objects(owners...)
	if err != nil {
		return nil, err
	}
	var edges [4]map[int64]bool
	for i, list := range []int16{listBlocks, listBlockedBy, listCloseFriendOf, listFollows} {
		if edges[i], err = r.hasEdges(r.viewer, list, owners); err != nil {
			return nil, err
		}
	}
	relations := make(map[int64]relation, len(owners))
	for i, id := range owners {
		relation := relation{owner: users[i], isOwner: id == r.viewer, isActive: isActive(users[i], r.now)}
		if relation.isActive {
			relation.private = users[i].data.boolean(userIsPrivate)
		}
		if !relation.isOwner {
			relation.blocks, relation.isBlockedBy = edges[0][id], edges[1][id]
			relation.isCloseFriend, relation.follows = edges[2][id], edges[3][id]
		}
		relations[id] = relation
	}
	return relations, nil
}

// showsPost is the policy of posts (Sources/Social/Posts/Post.swift).
func showsPost(post *object, relation relation) bool {
	status, ok := post.data.integer(postStatus)
	if !relation.isActive || relation.blocks || relation.isBlockedBy || !ok || status == statusRemoved {
		return false
	}
	if relation.isOwner {
		return true
	}
	if status != statusPublished || relation.private && !relation.follows {
		return false
	}
	audience, ok := post.data.integer(postAudience)
	switch {
	case !ok:
		return false
	case audience == audienceFollowers:
		return relation.follows
	case audience == audienceCloseFriends:
		return relation.isCloseFriend
	}
	return true
}

// isPublicPost says whether everyone may see a post that the viewer sees.
func isPublicPost(post *object, relation relation) bool {
	audience, ok := post.data.integer(postAudience)
	status, _ := post.data.integer(postStatus)
	return ok && audience == audienceEveryone && status == statusPublished && !relation.private
}

// followingPosts are the first posts of the viewer's feed FOLLOWING.
func (r *request) followingPosts(first int) ([]*postResolver, error) {
	edges, muted, err := r.feedEdges()
	if err != nil {
		return nil, err
	}
	posts := make([]*postResolver, 0, first)
	for len(posts) < first && len(edges) > 0 {
		// One more tells whether there is a next page.
		part := edges
		if len(part) > first+1-len(posts) {
			part = edges[:first+1-len(posts)]
		}
		edges = edges[len(part):]
		shown, err := r.shownPosts(part, muted)
		if err != nil {
			return nil, err
		}
		posts = append(posts, shown...)
	}
	if len(posts) > first {
		posts = posts[:first]
	}
	return posts, nil
}

// feedEdges are the posts of the inbox and of the accounts whose posts are pulled, newest first.
func (r *request) feedEdges() ([]edge, map[int64]bool, error) {
	items, err := r.load(key{id: inboxID(r.viewer)}, key{r.viewer, listMutes}, key{r.viewer, listPulls},
		key{r.viewer, listInbox}, key{r.viewer, listAuthored})
	if err != nil {
		return nil, nil, err
	}
	inbox := items[0].object
	if inbox == nil || !items[1].list.complete || !items[2].list.complete {
		return nil, nil, errUnsupported
	}
	filledAt, isFilled := inbox.data.integer(inboxFilledAt)
	readAt, _ := inbox.data.integer(inboxReadAt)
	if !isFilled || r.now-filledAt < minute || r.now-readAt >= 29*day {
		return nil, nil, errUnsupported
	}
	muted := make(map[int64]bool)
	for _, e := range items[1].list.edges {
		until, ends := e.data.integer(muteUntil)
		if e.data.boolean(muteHasPosts) && (!ends || until > r.now) {
			muted[e.id2] = true
		}
	}
	lists := []*list{items[3].list, items[4].list}
	if pulls := items[2].list.edges; len(pulls) > 0 {
		keys := make([]key, len(pulls))
		for i, e := range pulls {
			keys[i] = key{e.id2, listAuthored}
		}
		pulled, err := r.load(keys...)
		if err != nil {
			return nil, nil, err
		}
		for i := range pulled {
			lists = append(lists, pulled[i].list)
		}
	}
	edges := mergeNewest(lists)
	time, hasHorizon := inbox.data.integer(inboxHorizonTime)
	post, _ := inbox.data.integer(inboxHorizonPost)
	for i, e := range edges {
		if hasHorizon && (e.time < time || e.time == time && e.id2 < post) {
			edges = edges[:i]
			break
		}
	}
	return edges, muted, nil
}

// mergeNewest is the k-way merge of lists, each post once, as far as their cached beginnings reach.
func mergeNewest(lists []*list) []edge {
	places := make([]int, len(lists))
	var edges []edge
	for {
		newest := -1
		for i, l := range lists {
			if places[i] == len(l.edges) {
				if !l.complete {
					return edges
				}
				continue
			}
			if newest < 0 || isNewer(l.edges[places[i]], lists[newest].edges[places[newest]]) {
				newest = i
			}
		}
		if newest < 0 {
			return edges
		}
		next := lists[newest].edges[places[newest]]
		places[newest]++
		if len(edges) == 0 || edges[len(edges)-1].id2 != next.id2 {
			edges = append(edges, next)
		}
	}
}

func isNewer(a, b edge) bool { return a.time > b.time || a.time == b.time && a.id2 > b.id2 }

// shownPosts are those that the viewer may see, of accounts that it follows and does not mute.
func (r *request) shownPosts(edges []edge, muted map[int64]bool) ([]*postResolver, error) {
	ids := make([]int64, len(edges))
	for i, e := range edges {
		ids[i] = e.id2
	}
	objects, err := r.objects(ids...)
	if err != nil {
		return nil, err
	}
	var authors []int64
	seen := make(map[int64]bool)
	for _, post := range objects {
		if post == nil || post.kind != kindPost {
			continue
		}
		if author, ok := post.data.integer(postAuthor); ok && !seen[author] {
			seen[author] = true
			authors = append(authors, author)
		}
	}
	relations, err := r.relations(authors)
	if err != nil {
		return nil, err
	}
	var posts []*postResolver
	for i, post := range objects {
		if post == nil || post.kind != kindPost {
			continue
		}
		author, _ := post.data.integer(postAuthor)
		relation := relations[author]
		if !muted[author] && (relation.follows || relation.isOwner) && showsPost(post, relation) {
			posts = append(posts, &postResolver{r, ids[i], post, author, relation})
		}
	}
	return posts, nil
}
