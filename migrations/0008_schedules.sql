-- When a post is to be given to readers, and when it is to be taken from them.
alter table posts add column publish_at integer;
alter table posts add column unpublish_at integer;
-- Why the last schedule was not carried out, until its writer does something about it.
alter table posts add column schedule_failure text;

-- What is due next. A post is never to be taken from readers before it is given to them.
create index posts_by_schedule on posts (coalesce(publish_at, unpublish_at))
    where publish_at is not null or unpublish_at is not null;
