-- How long each list is: counting a hundred thousand rows takes longer than showing twenty of them. Triggers keep it, so
-- whoever changes a listed row can't forget to. Empty lists have no row.
create table list_lengths (
    list   text    not null, -- home, tag, category, author; of writers' lists: draft, published, trash
    part   text    not null, -- which tag, category or author; of writers' lists: who created the posts
    length integer not null,
    primary key (list, part)
) strict, without rowid;

insert into list_lengths (list, part, length) select 'home', '', count(*) from published where kind = 'post' having count(*) > 0;
insert into list_lengths (list, part, length) select taxonomy, slug, count(*) from published_terms group by taxonomy, slug;
insert into list_lengths (list, part, length)
    select case when deleted_at is null then status else 'trash' end as list, created_by, count(*) from posts
    group by list, created_by;

create trigger published_grows after insert on published when new.kind = 'post'
begin
    insert into list_lengths (list, part, length) values ('home', '', 1) on conflict do update set length = length + 1;
end;

create trigger published_shrinks after delete on published when old.kind = 'post'
begin
    update list_lengths set length = length - 1 where (list, part) = ('home', '');
    delete from list_lengths where (list, part) = ('home', '') and length = 0;
end;

create trigger published_terms_grow after insert on published_terms
begin
    insert into list_lengths (list, part, length) values (new.taxonomy, new.slug, 1) on conflict do update set length = length + 1;
end;

create trigger published_terms_shrink after delete on published_terms
begin
    update list_lengths set length = length - 1 where (list, part) = (old.taxonomy, old.slug);
    delete from list_lengths where (list, part) = (old.taxonomy, old.slug) and length = 0;
end;

-- Which of the writers' lists a post is in, for triggers and queries alike.
alter table posts add column list text not null generated always as (
    case when deleted_at is null then status else 'trash' end
) virtual;

create trigger posts_grow after insert on posts
begin
    insert into list_lengths (list, part, length) values (new.list, new.created_by, 1) on conflict do update set length = length + 1;
end;

create trigger posts_shrink after delete on posts
begin
    update list_lengths set length = length - 1 where (list, part) = (old.list, old.created_by);
    delete from list_lengths where (list, part) = (old.list, old.created_by) and length = 0;
end;

create trigger posts_move after update of status, deleted_at on posts when old.list <> new.list
begin
    update list_lengths set length = length - 1 where (list, part) = (old.list, old.created_by);
    delete from list_lengths where (list, part) = (old.list, old.created_by) and length = 0;
    insert into list_lengths (list, part, length) values (new.list, new.created_by, 1) on conflict do update set length = length + 1;
end;

create index posts_by_list on posts (list, updated_at desc, sequence desc);
create index posts_by_creator on posts (created_by, updated_at desc, sequence desc);

-- The archive is read from its index alone.
drop index published_by_date;
create index published_by_date on published (kind, published_at desc, sequence desc, slug, title, language);
