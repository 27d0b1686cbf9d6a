-- What the library shows and finds. Rows are made again from the log when a database of an older version is opened.
alter table media add column file_name   text    not null default '';
alter table media add column alt         text    not null default '';
-- In lower case and without accents: what people type is compared with it.
alter table media add column search_text text    not null default '';
alter table media add column width       integer;
alter table media add column height      integer;
alter table media add column is_animated integer not null default 0;
alter table media add column created_by  text    not null default 'system';
alter table media add column deleted_at  integer;

create index media_by_age on media (created_at desc, hash desc);

-- Which posts show which files. A working copy counts as well as what readers see, and so does the trash.
create table media_uses (
    hash     text    not null,
    post_id  text    not null,
    -- working or published
    copy     text    not null,
    is_cover integer not null,
    primary key (hash, post_id, copy, is_cover)
) strict, without rowid;

create index media_uses_by_post on media_uses (post_id);

-- Smaller copies of pictures, made by each node in the background: neither in the log nor derived from it alone.
create table media_variants (
    hash  text    not null,
    width integer not null,
    bytes blob    not null,
    primary key (hash, width)
) strict;

-- Pictures whose copies were made, or can't be: by which version of the program's rules.
create table media_variants_made (
    hash    text    primary key,
    version integer not null
) strict, without rowid;
