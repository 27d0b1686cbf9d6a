-- What readers say under posts. One that its writer took away stays as a row without words: others may have answered it, and
-- whoever erases the post finds its stream.
create table comments (
    comment_id  text    primary key,
    post_id     text    not null,
    created_by  text    not null, -- who created the post
    thread_id   text    not null, -- the comment that answers the post and began it all; its own where it did itself
    parent_id   text,             -- the comment that it answers
    depth       integer not null, -- how many comments lie above it
    status      text    not null check (status in ('waiting', 'approved', 'spam', 'trash', 'withdrawn')),
    hold        text,             -- why nobody saw it at first
    name        text    not null,
    email       text,
    website     text,
    text        text    not null,
    search_text text    not null, -- what people who moderate find it by, in lower case and without accents
    written_by  text    not null,
    written_at  integer not null,
    edited_at   integer,
    decided_at  integer not null, -- when what became of it changed last
    secret_hash text,             -- of the secret by which its writer changes it
    is_purged   integer not null  -- whether its words are out of the log as well
) strict, without rowid;

-- The threads under a post, and what stands in them.
create index comments_by_post on comments (post_id, status, thread_id, written_at);
create index comments_by_thread on comments (thread_id, written_at, comment_id);
-- The inbox, and the feed of all comments.
create index comments_by_status on comments (status, written_at desc, comment_id desc);
create index comments_by_secret on comments (secret_hash) where secret_hash is not null;
-- What is to be purged.
create index comments_by_decision on comments (decided_at) where not is_purged and status in ('spam', 'trash', 'withdrawn');
