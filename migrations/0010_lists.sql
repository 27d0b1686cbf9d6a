-- Posts that come first on the home page.
alter table published add column is_pinned integer not null default 0 check (is_pinned in (0, 1));

alter table posts add column is_pinned integer not null default 0 check (is_pinned in (0, 1));

-- The home page is read from its index, in its order.
create index published_for_home on published (kind, is_pinned desc, published_at desc, sequence desc);

-- Where a post stands in its series: its number, or more than any number where it has none. Elsewhere it means nothing.
alter table published_terms add column place integer not null default 0;

-- A series is read from its first part to its last.
create index published_terms_in_series on published_terms (slug, place, published_at, sequence) where taxonomy = 'series';
