create table accounts (
    account_id    text primary key,
    handle        text not null unique,
    name          text not null,
    role          text not null,
    password_hash text not null
) strict, without rowid;

create table access_tokens (
    token_hash text primary key,
    account_id text not null references accounts
) strict, without rowid;

create index access_tokens_by_account on access_tokens (account_id);

-- Not derived from the log: a session is nobody's history.
create table sessions (
    session_hash text    primary key,
    account_id   text    not null,
    created_at   integer not null,
    expires_at   integer not null
) strict, without rowid;

create index sessions_by_account on sessions (account_id);

create table media (
    hash         text    primary key,
    name         text    not null,
    content_type text    not null,
    length_bytes integer not null,
    created_at   integer not null
) strict, without rowid;

-- Not derived from the log, which keeps the hash alone.
create table media_blobs (
    hash  text primary key,
    bytes blob not null
) strict;
