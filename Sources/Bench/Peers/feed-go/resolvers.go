package main

import (
	"context"
	"errors"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
)

// request is what one operation knows: whose it is, when it began, what it has read.
type request struct {
	*loader
	server *server
	viewer int64
	now    int64
	origin string
}

type requestKey struct{}

func requestOf(ctx context.Context) *request { return ctx.Value(requestKey{}).(*request) }

type rootResolver struct{}

func (*rootResolver) Viewer(ctx context.Context) (*viewerResolver, error) {
	r := requestOf(ctx)
	users, err := r.objects(r.viewer)
	if err != nil || !isActive(users[0], r.now) {
		return nil, err
	}
	return &viewerResolver{r}, nil
}

type viewerResolver struct{ r *request }

func (v *viewerResolver) Feed(args struct{ Kind string }) (*feedResolver, error) {
	if args.Kind != "FOLLOWING" {
		return nil, errors.New("only FOLLOWING is served here")
	}
	return &feedResolver{v.r}, nil
}

type feedResolver struct{ r *request }

const pageDefault, pageMax = 20, 100

func (f *feedResolver) Items(args struct {
	First *int32
	After *string
}) (*feedConnectionResolver, error) {
	first := pageDefault
	if args.First != nil {
		first = int(*args.First)
	}
	if args.After != nil || first < 1 || first > pageMax {
		return nil, errors.New("only first pages of 1 to 100 are served here")
	}
	return &feedConnectionResolver{f.r, first}, nil
}

type feedConnectionResolver struct {
	r     *request
	first int
}

func (c *feedConnectionResolver) Nodes(ctx context.Context) ([]*postResolver, error) {
	return c.r.followingPosts(c.first)
}

type postResolver struct {
	r        *request
	id       int64
	post     *object
	author   int64
	relation relation
}

func (p *postResolver) ID() graphql.ID   { return p.r.globalID(kindPost, p.id) }
func (p *postResolver) Caption() *string { return p.post.data.text(postCaption) }

func (p *postResolver) CreatedAt() dateTime {
	moment := time.UnixMilli(idMilliseconds(p.id)).UTC()
	return dateTime(moment.Format("2006-01-02T15:04:05.000Z"))
}

func (p *postResolver) LikeCount(ctx context.Context) (*int32, error) {
	items, err := p.r.load(key{p.id, listLikedBy}, key{id: settingsID(p.r.viewer)}, key{p.r.viewer, listBlocks})
	if err != nil {
		return nil, err
	}
	if len(items[2].list.edges) > 0 {
		return nil, errUnsupported
	}
	settings := items[1].object
	if settings != nil && settings.data.boolean(settingsHidesCounts) ||
		p.post.data.boolean(postHidesCounts) && !p.relation.isOwner {
		return nil, nil
	}
	count := int32(items[0].list.count)
	return &count, nil
}

func (p *postResolver) CommentCount(ctx context.Context) (int32, error) {
	keys := []key{{p.id, listCommented}, {p.r.viewer, listWroteHeldBack}, {p.r.viewer, listBlocks}}
	if p.relation.isOwner {
		keys = append(keys, key{p.id, listHeldBack})
	}
	items, err := p.r.load(keys...)
	if err != nil {
		return 0, err
	}
	if len(items[1].list.edges) > 0 || len(items[2].list.edges) > 0 {
		return 0, errUnsupported
	}
	count := items[0].list.count
	if p.relation.isOwner {
		count += items[3].list.count
	}
	return int32(count), nil
}

func (p *postResolver) ViewerHasLiked(ctx context.Context) (bool, error) {
	likes, err := p.r.hasEdges(p.r.viewer, listLikes, []int64{p.id})
	return likes[p.id], err
}

func (p *postResolver) Author() *userResolver {
	return &userResolver{p.r, p.author, p.relation.owner, p.relation}
}

func (p *postResolver) Media(ctx context.Context) ([]*mediaResolver, error) {
	ids := p.post.data.ids(postMedia)
	objects, err := p.r.objects(ids...)
	if err != nil {
		return nil, err
	}
	media := make([]*mediaResolver, 0, len(ids))
	for i, object := range objects {
		// What is shown elsewhere is decided about elsewhere.
		if object == nil || object.kind != kindMedia {
			continue
		}
		parent, _ := object.data.integer(mediaParent)
		if parent != p.id {
			return nil, errUnsupported
		}
		image := &imageResolver{p.r, ids[i], object, isPublicPost(p.post, p.relation)}
		media = append(media, &mediaResolver{image})
	}
	return media, nil
}

type mediaResolver struct{ *imageResolver }

func (m *mediaResolver) ToImage() (*imageResolver, bool) { return m.imageResolver, true }

type userResolver struct {
	r        *request
	id       int64
	user     *object
	relation relation
}

func (u *userResolver) ID() graphql.ID { return u.r.globalID(kindUser, u.id) }

func (u *userResolver) Username() string {
	if name := u.user.data.text(userUsername); name != nil {
		return *name
	}
	return ""
}

func (u *userResolver) DisplayName() *string { return u.user.data.text(userDisplayName) }

func (u *userResolver) Avatar(ctx context.Context) (*imageResolver, error) {
	id, ok := u.user.data.integer(userAvatar)
	if !ok {
		return nil, nil
	}
	objects, err := u.r.objects(id)
	if err != nil || objects[0] == nil || objects[0].kind != kindMedia {
		return nil, err
	}
	if parent, _ := objects[0].data.integer(mediaParent); parent != u.id {
		return nil, errUnsupported
	}
	// Pictures of accounts are for everyone.
	return &imageResolver{u.r, id, objects[0], true}, nil
}

type imageResolver struct {
	r      *request
	id     int64
	image  *object
	public bool
}

func (i *imageResolver) ID() graphql.ID { return i.r.globalID(kindMedia, i.id) }

var sizes = map[string]byte{"THUMBNAIL": 0, "SMALL": 1, "MEDIUM": 2, "LARGE": 3, "XLARGE": 5}
var formats = map[string]byte{"JPEG": 0, "WEBP": 1}

const blankPicture = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

func (i *imageResolver) URL(args struct{ Size, Format string }) (url, error) {
	size, ok := sizes[args.Size]
	if !ok {
		return "", errors.New("originals are not served here")
	}
	format := formats[args.Format]
	digest, ok := i.image.data.variant(mediaVariants, size, format)
	if !ok {
		return blankPicture, nil
	}
	return url(i.r.origin + i.r.server.signer.picture(digest, format, i.public, i.r.now)), nil
}

func (r *request) globalID(kind byte, id int64) graphql.ID {
	return graphql.ID(r.server.ids.text(kind, id))
}

type dateTime string

func (dateTime) ImplementsGraphQLType(name string) bool { return name == "DateTime" }
func (*dateTime) UnmarshalGraphQL(any) error            { return errors.New("no input") }

type url string

func (url) ImplementsGraphQLType(name string) bool { return name == "URL" }
func (*url) UnmarshalGraphQL(any) error            { return errors.New("no input") }
