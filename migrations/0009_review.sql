-- Whom a post waits for in its review: submitted (an editor), returned (its writer), or nobody.
alter table posts add column review text check (review in ('submitted', 'returned'));

-- What editors see in the list "in review", for triggers and queries alike.
alter table posts add column in_review integer not null generated always as (
    deleted_at is null and review is 'submitted'
) virtual;

create index posts_in_review on posts (updated_at desc, sequence desc) where in_review;

-- A post in review is a draft or published as well, so this list has a length beside theirs.
create trigger posts_in_review_grow after insert on posts when new.in_review
begin
    insert into list_lengths (list, part, length) values ('review', new.created_by, 1) on conflict do update set length = length + 1;
end;

create trigger posts_in_review_shrink after delete on posts when old.in_review
begin
    update list_lengths set length = length - 1 where (list, part) = ('review', old.created_by);
    delete from list_lengths where (list, part) = ('review', old.created_by) and length = 0;
end;

create trigger posts_in_review_come after update of review, deleted_at on posts when new.in_review and not old.in_review
begin
    insert into list_lengths (list, part, length) values ('review', new.created_by, 1) on conflict do update set length = length + 1;
end;

create trigger posts_in_review_go after update of review, deleted_at on posts when old.in_review and not new.in_review
begin
    update list_lengths set length = length - 1 where (list, part) = ('review', old.created_by);
    delete from list_lengths where (list, part) = ('review', old.created_by) and length = 0;
end;

-- Secret links at which a post's working copy is read, by the hash of the secret in them. One that ended stays here, so that
-- whoever follows it is told that it ended.
create table preview_links (
    preview_id text    primary key,
    post_id    text    not null,
    link_hash  text    not null unique,
    label      text    not null,
    made_by    text    not null,
    made_at    integer not null,
    expires_at integer not null,
    revoked_at integer
) strict, without rowid;

create index preview_links_by_post on preview_links (post_id, made_at desc, preview_id desc);

-- What those who may write a post say about it to each other. A note that its writer took away stays as a row without words,
-- so that whoever erases the post finds its stream.
create table post_notes (
    note_id     text    primary key,
    post_id     text    not null,
    written_by  text    not null,
    written_at  integer not null,
    text        text    not null,
    quote       text,
    resolved_by text,
    resolved_at integer,
    is_deleted  integer not null
) strict, without rowid;

create index post_notes_by_post on post_notes (post_id, written_at, note_id);
