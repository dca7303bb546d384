"use strict";

const { idMilliseconds } = require("./store.cjs");

// Numbers of Sources/Social/Graph: kinds of objects, types of associations, fields of records.
const Kind = { user: 1, post: 2, media: 3 };
const Lists = {
  follows: 1, blocks: 5, blockedBy: 6, closeFriendOf: 8, authored: 9, likes: 11, likedBy: 12,
  commented: 15, mutes: 44, inbox: 63, pulls: 64, heldBack: 95, wroteHeldBack: 97,
};
const UserField = {
  username: 1, displayName: 2, avatar: 5, isPrivate: 6, isSuspended: 8, suspendedUntil: 27,
  deletionAt: 28,
};
const PostField = { author: 1, media: 2, caption: 3, audience: 4, status: 5, hidesCounts: 8 };
const MediaField = { variants: 10, parent: 12 };
const SettingsField = { hidesCounts: 9 };
const InboxField = { filledAt: 2, readAt: 3, horizonTime: 4, horizonPost: 5 };
const MuteField = { hasPosts: 1, until: 3 };
const Audience = { everyone: 0n, followers: 1n, closeFriends: 2n };
const Status = { published: 1n, removed: 3n };
const Size = { THUMBNAIL: 0, SMALL: 1, MEDIUM: 2, LARGE: 3, XLARGE: 5 };
const Format = { JPEG: 0, WEBP: 1 };

const MINUTE = 60_000n;
const DAY = 24n * 60n * MINUTE;
const PAGE_DEFAULT = 20;
const PAGE_MAX = 100;
const BLANK_PICTURE =
  "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

const inboxID = (account) => BigInt.asIntN(64, account | 3n << 62n);
const settingsID = (account) => BigInt.asIntN(64, account | 1n << 63n);

/** An answer without what this peer does not do would be another one. */
function unsupported() {
  return new Error("only readers with an inbox who block nobody are served here");
}

function isActive(user, now) {
  if (user?.type !== Kind.user || user.data.integer(UserField.deletionAt) !== null) return false;
  if (!user.data.boolean(UserField.isSuspended)) return true;
  const until = user.data.integer(UserField.suspendedUntil);
  return until !== null && until <= now;
}

/** How the viewer and each of these accounts stand: one trip. */
async function relations({ loader, viewer, now }, owners) {
  const [users, blocks, blockedBy, closeFriendOf, follows] = await Promise.all([
    loader.loadAll(owners),
    ...[Lists.blocks, Lists.blockedBy, Lists.closeFriendOf, Lists.follows].map(
      (list) => loader.edges(viewer, list, owners)),
  ]);
  return new Map(owners.map((id, i) => {
    const isOwner = id === viewer;
    const active = isActive(users[i], now);
    return [id, {
      owner: users[i], isOwner, isActive: active,
      isPrivate: active && users[i].data.boolean(UserField.isPrivate),
      blocks: !isOwner && blocks.has(id), isBlockedBy: !isOwner && blockedBy.has(id),
      isCloseFriend: !isOwner && closeFriendOf.has(id), follows: !isOwner && follows.has(id),
    }];
  }));
}

/** The policy of posts (Sources/Social/Posts/Post.swift). */
function showsPost({ data }, relation) {
  const status = data.integer(PostField.status) ?? Status.removed;
  if (!relation.isActive || relation.blocks || relation.isBlockedBy) return false;
  if (status === Status.removed) return false;
  if (relation.isOwner) return true;
  if (status !== Status.published || (relation.isPrivate && !relation.follows)) return false;
  switch (data.integer(PostField.audience) ?? Audience.closeFriends) {
    case Audience.followers: return relation.follows;
    case Audience.closeFriends: return relation.isCloseFriend;
    default: return true;
  }
}

/** Whether everyone may see a post that the viewer sees. */
function isPublicPost({ data }, relation) {
  return data.integer(PostField.audience) === Audience.everyone
    && data.integer(PostField.status) === Status.published && !relation.isPrivate;
}

const isOlder = (a, b) => a.time < b.time || (a.time === b.time && a.id2 < b.id2);

/** The k-way merge of lists, each post once, as far as their cached beginnings reach. */
function mergeNewest(lists) {
  const places = lists.map(() => 0);
  const edges = [];
  for (;;) {
    let newest = -1;
    for (let i = 0; i < lists.length; i += 1) {
      const edge = lists[i].edges[places[i]];
      if (!edge) {
        if (!lists[i].isComplete) return edges;
      } else if (newest < 0 || isOlder(lists[newest].edges[places[newest]], edge)) {
        newest = i;
      }
    }
    if (newest < 0) return edges;
    const edge = lists[newest].edges[places[newest]];
    places[newest] += 1;
    if (edges.at(-1)?.id2 !== edge.id2) edges.push(edge);
  }
}

/** The posts of the inbox and of the accounts whose posts are pulled, newest first; whom to leave out. */
async function feedEdges({ loader, viewer, now }) {
  const [inbox, mutes, pulls, ...lists] = await Promise.all([
    loader.load(inboxID(viewer)), loader.load(viewer, Lists.mutes), loader.load(viewer, Lists.pulls),
    loader.load(viewer, Lists.inbox), loader.load(viewer, Lists.authored),
  ]);
  const filledAt = inbox?.data.integer(InboxField.filledAt) ?? null;
  const readAt = inbox?.data.integer(InboxField.readAt) ?? 0n;
  if (filledAt === null || now - filledAt < MINUTE || now - readAt >= 29n * DAY) throw unsupported();
  if (!mutes.isComplete || !pulls.isComplete) throw unsupported();
  const muted = new Set();
  for (const { id2, data } of mutes.edges) {
    const until = data?.integer(MuteField.until) ?? null;
    if (data?.boolean(MuteField.hasPosts) && (until === null || until > now)) muted.add(id2);
  }
  lists.push(...await loader.loadAll(pulls.edges.map(({ id2 }) => id2), Lists.authored));
  let edges = mergeNewest(lists);
  const time = inbox.data.integer(InboxField.horizonTime);
  const id2 = inbox.data.integer(InboxField.horizonPost);
  if (time !== null && id2 !== null) {
    const behind = edges.findIndex((edge) => isOlder(edge, { time, id2 }));
    if (behind >= 0) edges = edges.slice(0, behind);
  }
  return { edges, muted };
}

/** Those that the viewer may see, of accounts that it follows and does not mute. */
async function shownPosts(context, edges, muted) {
  const objects = await context.loader.loadAll(edges.map(({ id2 }) => id2));
  const authorOf = (post) => (post?.type === Kind.post ? post.data.integer(PostField.author) : null);
  const authors = new Set(objects.map(authorOf));
  authors.delete(null);
  const known = await relations(context, [...authors]);
  const posts = [];
  objects.forEach((object, i) => {
    const author = authorOf(object);
    const relation = known.get(author);
    if (!relation || muted.has(author) || !(relation.follows || relation.isOwner)) return;
    if (showsPost(object, relation)) posts.push(new Post(edges[i].id2, object, author, relation));
  });
  return posts;
}

class Viewer {
  feed({ kind }) {
    if (kind !== "FOLLOWING") throw new Error("only FOLLOWING is served here");
    return new Feed();
  }
}

class Feed {
  items({ first, after }) {
    const count = first ?? PAGE_DEFAULT;
    if (after != null || count < 1 || count > PAGE_MAX) {
      throw new Error("only first pages of 1 to 100 are served here");
    }
    return new FeedConnection(count);
  }
}

class FeedConnection {
  constructor(first) {
    this.first = first;
  }

  async nodes(_, context) {
    const { edges, muted } = await feedEdges(context);
    const posts = [];
    let at = 0;
    while (posts.length < this.first && at < edges.length) {
      // One more tells whether there is a next page.
      const part = edges.slice(at, at + this.first + 1 - posts.length);
      at += part.length;
      posts.push(...await shownPosts(context, part, muted));
    }
    return posts.slice(0, this.first);
  }
}

class Post {
  constructor(id, object, author, relation) {
    this.key = id;
    this.object = object;
    this.authorKey = author;
    this.relation = relation;
  }

  id(_, { ids }) { return ids.text(Kind.post, this.key); }

  get caption() { return this.object.data.text(PostField.caption); }

  get createdAt() { return new Date(Number(idMilliseconds(this.key))).toISOString(); }

  async likeCount(_, { loader, viewer }) {
    const [likes, settings, blocks] = await Promise.all([
      loader.load(this.key, Lists.likedBy), loader.load(settingsID(viewer)),
      loader.load(viewer, Lists.blocks),
    ]);
    if (blocks.edges.length > 0) throw unsupported();
    const isHidden = settings?.data.boolean(SettingsField.hidesCounts)
      || (this.object.data.boolean(PostField.hidesCounts) && !this.relation.isOwner);
    return isHidden ? null : likes.count;
  }

  async commentCount(_, { loader, viewer }) {
    const [comments, own, heldBack, blocks] = await Promise.all([
      loader.load(this.key, Lists.commented), loader.load(viewer, Lists.wroteHeldBack),
      this.relation.isOwner ? loader.load(this.key, Lists.heldBack) : null,
      loader.load(viewer, Lists.blocks),
    ]);
    if (own.edges.length > 0 || blocks.edges.length > 0) throw unsupported();
    return comments.count + (heldBack?.count ?? 0);
  }

  async viewerHasLiked(_, { loader, viewer }) {
    return (await loader.edges(viewer, Lists.likes, [this.key])).has(this.key);
  }

  get author() { return new User(this.authorKey, this.relation.owner); }

  async media(_, { loader }) {
    const ids = this.object.data.ids(PostField.media);
    const isPublic = isPublicPost(this.object, this.relation);
    return images(ids, await loader.loadAll(ids), this.key, isPublic);
  }
}

class User {
  constructor(id, object) {
    this.key = id;
    this.object = object;
  }

  id(_, { ids }) { return ids.text(Kind.user, this.key); }

  get username() { return this.object.data.text(UserField.username) ?? ""; }

  get displayName() { return this.object.data.text(UserField.displayName); }

  async avatar(_, { loader }) {
    const id = this.object.data.integer(UserField.avatar);
    if (id === null) return null;
    // Pictures of accounts are for everyone.
    return images([id], [await loader.load(id)], this.key, true)[0] ?? null;
  }
}

/** What is shown elsewhere is decided about elsewhere. */
function images(ids, objects, parent, isPublic) {
  const found = [];
  objects.forEach((object, i) => {
    if (object?.type !== Kind.media) return;
    if (object.data.integer(MediaField.parent) !== parent) throw unsupported();
    found.push(new Image(ids[i], object, isPublic));
  });
  return found;
}

class Image {
  constructor(id, object, isPublic) {
    this.key = id;
    this.object = object;
    this.isPublic = isPublic;
  }

  get __typename() { return "Image"; }

  id(_, { ids }) { return ids.text(Kind.media, this.key); }

  url({ size, format }, { signer, origin, time }) {
    if (Size[size] === undefined) throw new Error("originals are not served here");
    const digest = this.object.data.variant(MediaField.variants, Size[size], Format[format]);
    if (!digest) return BLANK_PICTURE;
    return origin + signer.picture(digest, Format[format], this.isPublic, time);
  }
}

/** The root of queries. */
const root = {
  async viewer(_, { loader, viewer, now }) {
    return isActive(await loader.load(viewer), now) ? new Viewer() : null;
  },
};

module.exports = { root };
