-- The program cuts texts into words itself (src/search/): folded, with their stems by the text's language, and in pairs of
-- characters where a script has no spaces. So the indexes keep words alone, and let go of a text without being shown it
-- again; passages are cut from the texts in search_texts.
drop table search_index;
drop table search_texts;

-- What readers search in. The text is as readers see it, without markup.
create table search_texts (
    sequence integer primary key, -- as in posts
    title    text not null,
    tags     text not null,
    headings text not null, -- one a line
    body     text not null,
    language text not null  -- by whose rules words have their stems (ISO 639-1); empty where there are none
) strict;

create index search_texts_by_language on search_texts (language);

create virtual table search_index using fts5 (
    title, tags, headings, body, title_stems, body_stems,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- The same without the texts: small enough to rank the commonest word, and to look through for words that begin or are
-- spelt like another.
create virtual table search_titles using fts5 (
    title, tags, headings, title_stems,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);

create virtual table search_title_words using fts5vocab (search_titles, row);
