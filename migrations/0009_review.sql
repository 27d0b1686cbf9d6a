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
