-- What writers' lists are ordered by: the title in lower case and without accents.
alter table posts add column title_key text not null default '';

create index posts_by_title on posts (title_key, sequence);
create index posts_by_publication on posts (published_at, sequence);

-- What working copies are found by: their authors, tags and category, and whether they are posts or pages. The list is the
-- one that the post is in (as in posts), so that a list is counted without looking at its posts.
create table working_terms (
    taxonomy text    not null, -- author, tag, category, kind
    slug     text    not null,
    list     text    not null,
    sequence integer not null, -- as in posts
    label    text    not null,
    primary key (taxonomy, slug, list, sequence)
) strict, without rowid;

create index working_terms_by_post on working_terms (sequence);

-- Which words the title and the text of a working copy have. Only that: neither where nor how often, and not the texts
-- themselves, so it is a fraction of their size. The program cuts texts into words (src/store/working_words.rs).
create virtual table working_words using fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
