-- What pages of other sites say of posts stands among the comments: it is looked at by the same people in the same inbox, and
-- read in the same place. A comment that was made here has none of these.
alter table comments add column source text;        -- the address of the page
alter table comments add column mention_kind text;  -- what the page does: mention, reply, like, repost
alter table comments add column mention_title text; -- what the page is called

-- Mentions that somebody told of and nobody has looked at yet. They are no part of the log, and each node has its own: whoever
-- took one looks at it, also after a restart.
create table webmentions_received (
    source   text    not null, -- the address of the page that is said to link to the post
    target   text    not null, -- the address of the post, as whoever told of it wrote it
    post_id  text    not null,
    attempts integer not null, -- how often the page was asked in vain
    due_at   integer not null, -- when it is asked, or asked again
    primary key (source, target)
) strict, without rowid;

create index webmentions_received_by_due on webmentions_received (due_at);

-- Posts that link to other sites, or did, and of which readers see something else now: these sites are told. It is written with
-- the change itself, on every node, so that whoever tells next knows what is left; what was told and answered is in the log.
create table webmentions_due (
    post_id      text    primary key,
    post_version integer not null, -- the post's version since then
    is_new       integer not null, -- whether no reader had seen it before
    attempts     integer not null, -- how often somebody was told in vain
    due_at       integer not null  -- when it changed, or when they are told again
) strict, without rowid;

create index webmentions_due_by_due on webmentions_due (due_at);
