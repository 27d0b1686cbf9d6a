-- What writers list.
create table posts (
    -- The position of the post's first event: the same number on every node and after every rebuild.
    sequence                integer primary key,
    post_id                 text    not null unique,
    version                 integer not null,
    kind                    text    not null,
    status                  text    not null,
    title                   text    not null,
    slug                    text    not null,
    authors                 text    not null, -- JSON list of names
    tags                    text    not null, -- JSON list of slugs
    created_by              text    not null,
    updated_at              integer not null,
    published_at            integer,
    has_unpublished_changes integer not null,
    deleted_at              integer
) strict;

create index posts_by_change on posts (updated_at desc, sequence desc);
create index posts_by_date on posts (coalesce(published_at, updated_at) desc, sequence desc);

-- Every slug that leads to a post, in lower case: two posts never share one, not even a former one.
create table slugs (
    slug_key text primary key,
    post_id  text not null
) strict, without rowid;

create index slugs_by_post on slugs (post_id);

-- Addresses from elsewhere, for ever. Either a post's or a path of the site.
create table redirects (
    path    text primary key,
    post_id text,
    target  text,
    check ((post_id is null) <> (target is null))
) strict, without rowid;

create index redirects_by_post on redirects (post_id) where post_id is not null;

-- What readers list: published copies of posts and pages that are not deleted.
create table published (
    sequence      integer primary key, -- as in posts
    post_id       text    not null unique,
    kind          text    not null,
    slug          text    not null,
    title         text    not null,
    excerpt       text    not null,
    language      text,
    cover         text,
    word_count    integer not null,
    published_at  integer not null,
    updated_at    integer not null,
    authors       text    not null, -- JSON list of {handle, name}
    tags          text    not null  -- JSON list of {slug, label}
) strict;

create index published_by_date on published (kind, published_at desc, sequence desc);

-- What published posts are listed under: their tags, category and authors, each list in reading order.
create table published_terms (
    taxonomy     text    not null, -- tag, category, author
    slug         text    not null,
    published_at integer not null,
    sequence     integer not null,
    label        text    not null,
    primary key (taxonomy, slug, published_at desc, sequence desc)
) strict, without rowid;

create index published_terms_by_post on published_terms (sequence);

-- The text that search looks through, and shows passages of.
create table search_texts (
    sequence integer primary key,
    title    text not null,
    tags     text not null,
    body     text not null
) strict;

create virtual table search_index using fts5 (
    title, tags, body,
    content = 'search_texts', content_rowid = 'sequence',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

-- HTML by what it was made from (text, language, renderer's version): made once, not each time a cache is cold.
create table renderings (
    source_hash blob primary key check (length(source_hash) = 32),
    rendering   blob not null
) strict, without rowid;
