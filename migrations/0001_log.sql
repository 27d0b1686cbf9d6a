-- The log: every change, in the order in which it was recorded. All other tables but sessions and media_blobs
-- are derived from it.
create table events (
    -- Order in the whole log; the writer counts, so that there are no gaps.
    global_position integer primary key check (global_position > 0),
    stream_id       text    not null,
    -- Order in the stream, from 1.
    stream_version  integer not null check (stream_version > 0),
    kind            text    not null,
    schema_version  integer not null check (schema_version > 0),
    payload         blob    not null,
    -- The chain covers this hash instead of the payload, so that a payload erased on legal demand leaves it whole.
    payload_hash    blob    not null check (length(payload_hash) = 32),
    actor           text    not null,
    -- Milliseconds since 1970-01-01T00:00:00Z; never less than the event before.
    at              integer not null,
    correlation_id  text,
    causation_id    text,
    -- BLAKE3 over the event before's hash and this event's envelope.
    hash            blob    not null check (length(hash) = 32),
    -- The guard against lost updates.
    unique (stream_id, stream_version)
) strict;

create trigger events_are_never_changed before update on events
begin
    select raise(abort, 'events are immutable');
end;

create trigger events_are_never_deleted before delete on events
begin
    select raise(abort, 'events are immutable');
end;

-- The state of a stream at a version, so that reading it need not begin at its first event. Changed in the same
-- transaction as the log; never trusted when its hash or format differs.
create table snapshots (
    stream_id      text    primary key,
    stream_version integer not null check (stream_version > 0),
    format_version integer not null,
    state          blob    not null,
    state_hash     blob    not null check (length(state_hash) = 32)
) strict, without rowid;
