-- What was answered to requests that may be sent again. Like a session, an answer is nobody's history: it is no part
-- of the log and not derived from it, and is forgotten after a day.
create table answers (
    -- BLAKE3 over who asked and the key that they gave: the key itself is nobody else's business.
    key_hash        blob    primary key check (length(key_hash) = 32),
    -- BLAKE3 over the request, to tell a repeated one from another one under the same key.
    request_hash    blob    not null check (length(request_hash) = 32),
    -- The post that the answer showed, and where the log ended: the same answer can be given however the post has
    -- changed since.
    post_id         text,
    stream_version  integer not null,
    global_position integer not null,
    answered_at     integer not null
) strict, without rowid;

create index answers_by_age on answers (answered_at);
