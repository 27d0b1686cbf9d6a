-- A file that was purged: its row says that its address stays gone, and nothing else of it.
alter table media add column is_purged integer not null default 0;
