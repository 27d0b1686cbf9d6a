-- Old, sealed ranges of the log, compressed. Nothing is lost: every row of `events` can be written down again from
-- its segment, hashes included.
create table segments (
    first_position integer primary key check (first_position > 0),
    last_position  integer not null,
    -- When its last event was recorded: an instant leads to its segment.
    last_at        integer not null,
    -- The chain's hash at its last event.
    last_hash      blob    not null check (length(last_hash) = 32),
    dictionary_id  integer references dictionaries,
    raw_bytes      integer not null,
    -- A zstd frame; its content is described in src/store/log/segment.rs.
    bytes          blob    not null,
    -- BLAKE3 of the frame, compared before it is read.
    bytes_hash     blob    not null check (length(bytes_hash) = 32),
    check (last_position >= first_position)
) strict;

-- What zstd knows of texts like these before it begins. Trained on posts alone.
create table dictionaries (
    dictionary_id integer primary key,
    bytes         blob not null,
    bytes_hash    blob not null check (length(bytes_hash) = 32)
) strict;

-- Which segments have events of a stream.
create table sealed_streams (
    stream_id      text    not null,
    first_version  integer not null,
    last_version   integer not null,
    -- Where the segment begins.
    first_position integer not null,
    -- When the stream's first event in the segment was recorded.
    first_at       integer not null,
    primary key (stream_id, first_version)
) strict, without rowid;

-- Payloads that were replaced on purpose, by erasures that are events themselves: the hash of what is there now.
create table erased_payloads (
    global_position integer primary key,
    payload_hash    blob not null check (length(payload_hash) = 32)
) strict;

-- Which events there are, so that a program that doesn't know one of them finds out when it starts.
create table event_kinds (
    kind           text    not null,
    schema_version integer not null,
    primary key (kind, schema_version)
) strict, without rowid;

insert into event_kinds (kind, schema_version) select distinct kind, schema_version from events;

create trigger event_kinds_are_noted after insert on events
begin
    insert into event_kinds (kind, schema_version) values (new.kind, new.schema_version) on conflict do nothing;
end;

-- An event may leave this table for its segment, and nowhere else.
drop trigger events_are_never_deleted;

create trigger events_are_only_deleted_when_sealed before delete on events
when coalesce((
    select last_position from segments where first_position <= old.global_position order by first_position desc limit 1
), 0) < old.global_position
begin
    select raise(abort, 'events are immutable');
end;

-- A payload may be replaced where an erasure says so; nothing else of an event ever changes.
drop trigger events_are_never_changed;

create trigger events_are_never_changed before update on events
when not exists (select 1 from erased_payloads where global_position = old.global_position)
    or (new.global_position, new.stream_id, new.stream_version, new.kind, new.schema_version, new.payload_hash,
        new.actor, new.at, new.correlation_id, new.causation_id, new.hash)
    is not (old.global_position, old.stream_id, old.stream_version, old.kind, old.schema_version, old.payload_hash,
        old.actor, old.at, old.correlation_id, old.causation_id, old.hash)
begin
    select raise(abort, 'events are immutable');
end;

create trigger segments_are_never_deleted before delete on segments
begin
    select raise(abort, 'segments are immutable');
end;

-- An erasure seals its segments again; which events they hold never changes.
create trigger segments_are_never_changed before update on segments
when not exists (select 1 from erased_payloads)
    or (new.first_position, new.last_position, new.last_at, new.last_hash)
    is not (old.first_position, old.last_position, old.last_at, old.last_hash)
begin
    select raise(abort, 'segments are immutable');
end;

-- What the program notes about the database as a whole.
create table notes (
    name  text primary key,
    value text not null
) strict, without rowid;

-- A rendering is compared with its hash before it is shown.
drop table renderings;

create table renderings (
    source_hash    blob primary key check (length(source_hash) = 32),
    rendering      blob not null,
    rendering_hash blob not null check (length(rendering_hash) = 32)
) strict, without rowid;
