//! What `script/bench` asks of the log. Each command prints one line of JSON.
//!
//! ```text
//! measure append DATA_DIR WRITERS SECONDS    saves of one writer or many, through the service
//! measure raw DATA_DIR BATCH SECONDS         the same rows by a bare SQLite loop, so many a transaction
//! measure replay DATA_DIR                    every event of a log read and folded
//! measure seal DATA_DIR                      the whole log moved into segments
//! measure intervals DATA_DIR                 what a save and a read cost with a snapshot every so many events
//! measure relabel DATA_DIR                   the commonest tag renamed, and what somebody else's saves wait meanwhile
//! measure search DATA_DIR                    how long readers' searches take, for common and rare words, phrases, beginnings
//! measure levels DATA_DIR                    what segments of a sealed log come to by their size and zstd's level
//! ```

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use blog::domain::post::{ContentChange, Post, PostEdited, PostEvent, PostInput, Saving, Taxonomy};
use blog::domain::{Actor, Aggregate, AnyState, Principal, Recorded, StreamId, Timestamp};
use blog::service::cache::Dependencies;
use blog::service::{Blog, BlogOptions};
use blog::store::compaction::{Compactor, Policy};
use blog::store::log::{self, Metadata, Scan, segment};
use blog::store::{Database, StoreError, snapshots};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A text of the length that posts have.
const PARAGRAPH: &str = "Every change is an event, and every event is kept. What people read is made from the events, \
    and made again when one of them is new. A text of this length is nothing special, and so it stands here.\n\n";
const PARAGRAPHS: usize = 12;

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let measured = match arguments.as_slice() {
        ["append", data_dir, writers, seconds] => append(data_dir, writers.parse()?, seconds.parse()?).await?,
        ["raw", data_dir, batch, seconds] => raw(Path::new(data_dir), batch.parse()?, seconds.parse()?).await?,
        ["replay", data_dir] => replay(Path::new(data_dir))?,
        ["seal", data_dir] => seal(Path::new(data_dir))?,
        ["intervals", data_dir] => intervals(Path::new(data_dir)).await?,
        ["relabel", data_dir] => relabel(data_dir).await?,
        ["search", data_dir] => search(PathBuf::from(data_dir)).await?,
        ["levels", data_dir] => levels(Path::new(data_dir))?,
        _ => return Err("usage: measure append|raw|replay|seal|intervals|relabel|search|levels DATA_DIR …".into()),
    };
    println!("{measured}");
    Ok(())
}

/// Saves of published posts, each writer on a post of its own: event, projections, search when it publishes.
async fn append(data_dir: &str, writers: u64, seconds: u64) -> Outcome<Value> {
    let blog = Blog::open(BlogOptions::local(PathBuf::from(data_dir))).await?;
    let saves = Arc::new(AtomicU64::new(0));
    let mut tasks = Vec::new();
    let mut posts = Vec::new();
    for writer in 0..writers {
        let title = format!("Writer {writer} of {writers} at {}", blog.now());
        posts.push((blog.create_post(&Principal::OPERATOR, &input(&title, 0)).await?.id, title));
    }
    let (began, before) = (Instant::now(), cpu_seconds()?);
    let deadline = began + Duration::from_secs(seconds);
    for (id, title) in posts {
        let (blog, saves) = (Arc::clone(&blog), Arc::clone(&saves));
        tasks.push(tokio::spawn(async move {
            let mut latencies = Vec::new();
            for number in 1.. {
                let began = Instant::now();
                if began >= deadline {
                    break;
                }
                blog.save_post(&Principal::OPERATOR, id, None, &input(&title, number)).await?;
                latencies.push(began.elapsed());
                saves.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<_, blog::service::ServiceError>(latencies)
        }));
    }
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await??);
    }
    let (elapsed, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds()? - before);
    blog.close().await;
    latencies.sort_unstable();
    let at =
        |share: usize| latencies.get(latencies.len() * share / 100).map_or(0.0, |latency| latency.as_secs_f64() * 1e3);
    let saves = saves.load(Ordering::Relaxed);
    Ok(json!({
        "per_second": saves as f64 / elapsed, "per_cpu_second": saves as f64 / cpu,
        "p50_milliseconds": at(50), "p99_milliseconds": at(99),
    }))
}

/// The commonest tag gets another name, while somebody saves a post of their own.
async fn relabel(data_dir: &str) -> Outcome<Value> {
    let (blog, who) = (Blog::open(BlogOptions::local(PathBuf::from(data_dir))).await?, Principal::OPERATOR);
    let tags = blog.label_list(&who, Taxonomy::Tag, "", 1).await?.labels;
    let tag = tags.into_iter().max_by_key(|tag| tag.posts).ok_or("there is no tag")?;
    let own = blog.create_post(&who, &input(&format!("Own at {}", blog.now()), 0)).await?.id;
    let name = format!("{} at {}", tag.name, blog.now());
    let (began, before) = (Instant::now(), cpu_seconds()?);
    let renaming = {
        let (blog, slug) = (Arc::clone(&blog), tag.slug.clone());
        tokio::spawn(async move { blog.rename_label(&who, Taxonomy::Tag, &slug, &name, false).await })
    };
    let mut waits = Vec::new();
    for number in 1.. {
        if renaming.is_finished() {
            break;
        }
        let began = Instant::now();
        blog.save_post(&who, own, None, &input("Own", number)).await?;
        waits.push(began.elapsed().as_secs_f64() * 1e3);
    }
    renaming.await??;
    let (elapsed, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds()? - before);
    blog.close().await;
    waits.sort_unstable_by(f64::total_cmp);
    let at = |share: usize| waits.get(waits.len() * share / 100).or(waits.last()).copied().unwrap_or_default();
    Ok(json!({
        "posts": tag.posts, "seconds": elapsed, "per_cpu_second": tag.posts as f64 / cpu,
        "save_p50_milliseconds": at(50), "save_max_milliseconds": at(100),
    }))
}

/// Searches without any cache of pages, one after the other.
async fn search(data_dir: PathBuf) -> Outcome<Value> {
    const ROUNDS: usize = 40;
    const QUERIES: [&str; 16] = [
        "the",
        "rust",
        "releases",
        "zeppelin",
        "compiler error",
        "the rust compiler",
        "trait objects",
        "\"working group\"",
        "\"of the\"",
        "embedded working group -async",
        "comp",
        "tag:compiler",
        "incremetal compilation",
        "how do I use the async traits of a library",
        "to be or not to be",
        "東京",
    ];
    let bytes = std::fs::metadata(Database::file(&data_dir))?.len();
    let blog = Blog::open(BlogOptions::local(data_dir)).await?;
    let (mut every, mut measured) = (Vec::new(), serde_json::Map::new());
    for query in QUERIES {
        let (mut latencies, mut found) = (Vec::new(), 0);
        for _ in 0..ROUNDS {
            let began = Instant::now();
            found = blog.search(query, 1, &mut Dependencies::default()).await?.pagination.total;
            latencies.push(began.elapsed().as_secs_f64() * 1e3);
        }
        latencies.sort_unstable_by(f64::total_cmp);
        let slowest = latencies[ROUNDS * 99 / 100];
        measured.insert(query.to_owned(), json!({ "found": found, "p50": latencies[ROUNDS / 2], "p99": slowest }));
        every.extend(latencies);
    }
    blog.close().await;
    every.sort_unstable_by(f64::total_cmp);
    let p99 = every[every.len() * 99 / 100];
    Ok(json!({ "database_bytes": bytes, "milliseconds": measured, "p99_milliseconds": p99 }))
}

/// A draft: what is measured is the log, not the renderer.
fn input(title: &str, number: u64) -> PostInput {
    let body = PARAGRAPH.repeat(PARAGRAPHS);
    PostInput { title: title.to_owned(), body: format!("{body}{number}"), ..PostInput::default() }
}

/// The rows that such a save writes (an event, every eighth time a snapshot, the projections), without anything else.
async fn raw(data_dir: &Path, batch: u64, seconds: u64) -> Outcome<Value> {
    let (_, writer) = Database::open(data_dir).await?;
    writer.close()?;
    let mut connection = rusqlite::Connection::open(Database::file(data_dir))?;
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full;")?;
    let body = PARAGRAPH.repeat(PARAGRAPHS).into_bytes();
    let first: i64 =
        connection.query_row("select coalesce(max(global_position), 0) + 1 from events", [], |row| row.get(0))?;
    let (began, before, mut saves) = (Instant::now(), cpu_seconds()?, 0);
    while began.elapsed() < Duration::from_secs(seconds) {
        let transaction = connection.transaction()?;
        for _ in 0..batch {
            write_rows(&transaction, first, saves, batch, &body)?;
            saves += 1;
        }
        transaction.commit()?;
    }
    let (elapsed, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds()? - before);
    Ok(json!({ "per_second": saves as f64 / elapsed, "per_cpu_second": saves as f64 / cpu }))
}

fn write_rows(
    transaction: &rusqlite::Transaction<'_>,
    first: i64,
    number: i64,
    streams: u64,
    body: &[u8],
) -> Result<(), rusqlite::Error> {
    let streams = i64::try_from(streams).unwrap_or(i64::MAX);
    let (stream, version) = (number % streams, number / streams + 1);
    let stream_id = format!("post-0198aaaa-0000-7000-8000-{:012x}", first * 1_000 + stream);
    transaction
        .prepare_cached(
            "insert into events (global_position, stream_id, stream_version, kind, schema_version, payload,
                payload_hash, actor, at, correlation_id, causation_id, hash)
             values (?, ?, ?, 'PostEdited', 1, ?, ?, 'operator', ?, null, null, ?)",
        )?
        .execute(rusqlite::params![
            first + number,
            stream_id,
            version,
            body,
            blake3::hash(body).as_bytes(),
            number,
            blake3::hash(&number.to_le_bytes()).as_bytes(),
        ])?;
    if version % 8 == 0 {
        transaction
            .prepare_cached(
                "insert into snapshots (stream_id, stream_version, format_version, state, state_hash)
                 values (?1, ?2, 1, ?3, ?4) on conflict (stream_id) do update set stream_version = ?2, state = ?3,
                    state_hash = ?4",
            )?
            .execute(rusqlite::params![stream_id, version, body, blake3::hash(body).as_bytes()])?;
    }
    let post_id = &stream_id[5..];
    transaction
        .prepare_cached("insert into slugs (slug_key, post_id) values (?1, ?1) on conflict do nothing")?
        .execute([post_id])?;
    transaction
        .prepare_cached(
            "insert into posts (sequence, post_id, version, kind, status, title, slug, authors, tags, created_by,
                updated_at, published_at, has_unpublished_changes, deleted_at)
             values (?1, ?2, ?3, 'post', 'draft', 'A title', ?2, '[]', '[]', 'operator', ?4, null, 0, null)
             on conflict (post_id) do update set version = ?3, updated_at = ?4",
        )?
        .execute(rusqlite::params![first + number, post_id, version, number])?;
    let words = String::from_utf8_lossy(body);
    transaction
        .prepare_cached("insert or replace into working_words (rowid, words) values (?, ?)")?
        .execute(rusqlite::params![first + stream, words])?;
    Ok(())
}

/// Reads and folds every event, all streams side by side, as `verify` and `rebuild` do.
fn replay(data_dir: &Path) -> Outcome<Value> {
    let file = Database::file(data_dir);
    let (began, before, mut events) = (Instant::now(), cpu_seconds()?, 0_u64);
    let mut states: HashMap<String, AnyState> = HashMap::new();
    Scan::open(&file)?.for_each(0, |event| {
        events += 1;
        if let Some(state) = states.get_mut(event.stream_id) {
            return log::fold_any(state, event);
        }
        let id = StreamId::from(event.stream_id.to_owned());
        let Some(mut state) = AnyState::of_category(id.parts().0) else { return Ok(()) };
        log::fold_any(&mut state, event)?;
        states.insert(event.stream_id.to_owned(), state);
        Ok::<_, StoreError>(())
    })?;
    let (elapsed, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds()? - before);
    Ok(json!({
        "events": events, "streams": states.len(), "seconds": elapsed, "per_cpu_second": events as f64 / cpu,
    }))
}

fn seal(data_dir: &Path) -> Outcome<Value> {
    let file = Database::file(data_dir);
    let bytes_before = std::fs::metadata(&file)?.len();
    let mut compactor = Compactor::open(&file)?;
    let policy = Policy { seals_remainder: true, ..Policy::until(Timestamp::MAX) };
    let (began, before) = (Instant::now(), cpu_seconds()?);
    let (mut segments, mut events, mut row_bytes, mut segment_bytes) = (0, 0, 0, 0);
    while let Some(sealed) = compactor.seal_next(&policy)? {
        segments += 1;
        events += sealed.events;
        row_bytes += sealed.row_bytes;
        segment_bytes += sealed.segment_bytes;
    }
    drop(compactor);
    let connection = rusqlite::Connection::open(&file)?;
    connection.execute_batch("pragma wal_checkpoint(truncate)")?;
    Ok(json!({
        "segments": segments, "events": events, "row_bytes": row_bytes, "segment_bytes": segment_bytes,
        "file_bytes_before": bytes_before, "file_bytes_after": std::fs::metadata(&file)?.len(),
        "seconds": began.elapsed().as_secs_f64(), "cpu_seconds": cpu_seconds()? - before,
    }))
}

/// Edits of one post, 64 a transaction, with a snapshot every so many of them; then reads of that post with as many
/// events behind its snapshot as it has between two of them on average.
async fn intervals(data_dir: &Path) -> Outcome<Value> {
    const EDITS: u64 = 64;
    const ROUNDS: u64 = 40;
    let (_, writer) = Database::open(data_dir).await?;
    writer.close()?;
    let mut connection = rusqlite::Connection::open(Database::file(data_dir))?;
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full;")?;
    let mut head = log::head(&connection)?;
    let mut measured = Vec::new();
    for interval in [2, 4, 8, 16, 32, 64] {
        let began = cpu_seconds()?;
        let mut streams = Vec::new();
        for _ in 0..ROUNDS {
            let stream_id = blog::domain::PostId(uuid::Uuid::from_u128(u128::from(head.position))).stream_id();
            let transaction = connection.transaction()?;
            let mut post = Post::default();
            for version in 1..=EDITS {
                let text = format!("{}{version}", PARAGRAPH.repeat(PARAGRAPHS));
                let change = ContentChange { body: Some(&text), ..ContentChange::default() };
                let event = PostEvent::Edited(PostEdited { saving: Saving::Explicit, change });
                let metadata =
                    Metadata { actor: Actor::Operator, at: Timestamp::MAX, correlation_id: None, causation_id: None };
                head = log::append(&transaction, &head, &stream_id, version, &event, &metadata)?;
                let recorded = Recorded { stream_version: version, at: Timestamp::MAX, actor: Actor::Operator };
                post.evolve(&event, &recorded);
                // The last one is left out, so that reads find as much behind it as they do on average.
                if version % interval == 0 && version + interval / 2 <= EDITS {
                    snapshots::write(&transaction, &stream_id, &post)?;
                }
            }
            transaction.commit()?;
            streams.push(stream_id);
        }
        let written = cpu_seconds()?;
        let reads = 100;
        for stream_id in streams.iter().cycle().take(streams.len() * reads) {
            snapshots::load::<Post>(&connection, stream_id)?;
        }
        measured.push(json!({
            "interval": interval,
            "save_microseconds": (written - began) * 1e6 / (EDITS * ROUNDS) as f64,
            "read_microseconds": (cpu_seconds()? - written) * 1e6 / (streams.len() * reads) as f64,
        }));
    }
    Ok(json!(measured))
}

/// The segments of a sealed log, and smaller ones of the same events, compressed at several levels.
fn levels(data_dir: &Path) -> Outcome<Value> {
    const SEGMENTS_MAX: usize = 16;
    const LEVELS: [(usize, i32); 7] =
        [(256, 12), (1_024, 12), (4_096, 3), (4_096, 9), (4_096, 12), (4_096, 15), (4_096, 19)];
    let mut contents: BTreeMap<usize, Vec<Vec<u8>>> = BTreeMap::new();
    let scan = Scan::open(&Database::file(data_dir))?;
    scan.for_each_segment(0, |_, events| {
        for size in [256, 1_024, 4_096] {
            let of_size = contents.entry(size).or_default();
            if of_size.len() * size < SEGMENTS_MAX * 4_096 {
                for part in events.as_ref().map_or(&[][..], |events| events).chunks(size) {
                    of_size.push(segment::encode(part.iter().copied())?.0);
                }
            }
        }
        Ok::<_, StoreError>(())
    })?;
    let dictionary: Vec<u8> =
        scan.connection().query_row("select bytes from dictionaries limit 1", [], |row| row.get(0))?;
    let mut measured = Vec::new();
    for (size, level) in LEVELS {
        let contents = contents.get(&size).map_or(&[][..], Vec::as_slice);
        let raw: usize = contents.iter().map(Vec::len).sum();
        for used in [&[][..], &dictionary] {
            let mut compressor = zstd::bulk::Compressor::with_dictionary(level, used)?;
            let (began, mut bytes) = (cpu_seconds()?, 0);
            for content in contents {
                bytes += compressor.compress(content)?.len();
            }
            measured.push(json!({
                "events": size, "level": level, "dictionary": !used.is_empty(), "ratio": raw as f64 / bytes as f64,
                "megabytes_per_cpu_second": raw as f64 / 1e6 / (cpu_seconds()? - began),
            }));
        }
    }
    Ok(json!(measured))
}

/// Processor time that this process has used so far, in seconds (Linux).
fn cpu_seconds() -> Outcome<f64> {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    Ok((ticks(11) + ticks(12)) / TICKS_PER_SECOND)
}
