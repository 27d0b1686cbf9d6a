-- Which posts have which labels: in their working copies, in what readers see, and in the trash.
create table post_labels (
    taxonomy text    not null, -- tag, category, series
    slug     text    not null,
    sequence integer not null, -- as in posts
    label    text    not null,
    primary key (taxonomy, slug, sequence)
) strict, without rowid;

create index post_labels_by_post on post_labels (sequence);

-- How many posts have each, in the table that keeps the lengths of lists.
create trigger post_labels_grow after insert on post_labels
begin
    insert into list_lengths (list, part, length) values ('labelled ' || new.taxonomy, new.slug, 1)
    on conflict do update set length = length + 1;
end;

create trigger post_labels_shrink after delete on post_labels
begin
    update list_lengths set length = length - 1 where (list, part) = ('labelled ' || old.taxonomy, old.slug);
    delete from list_lengths where (list, part) = ('labelled ' || old.taxonomy, old.slug) and length = 0;
end;
