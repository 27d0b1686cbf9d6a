//! What folding an event costs, in time and in allocations: `cargo bench --features ssr`.
//!
//! The texts of an event are borrowed from where it was read, and `evolve` writes into buffers that the state has
//! already. So an edit that follows others should allocate next to nothing.

use blog::domain::post::{ContentChange, Post, PostCreated, PostEdited, PostEvent, Saving};
use blog::domain::{Actor, Aggregate, EventPayload, Recorded, Timestamp};
use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// A post's events as the log has them: kind and payload.
fn stream(edits: usize) -> Vec<(&'static str, u32, Vec<u8>)> {
    let texts: Vec<String> = (0..edits).map(|edit| format!("{} {edit}", "Some words of a text. ".repeat(80))).collect();
    let content =
        ContentChange { title: Some("A title"), slug: Some("a-title"), body: Some("Text"), ..ContentChange::default() };
    let created = PostEvent::Created(PostCreated { content, feed_id: "urn:uuid:1", ..PostCreated::default() });
    let edited = texts.iter().map(|text| {
        let change = ContentChange { body: Some(text), ..ContentChange::default() };
        PostEvent::Edited(PostEdited { saving: Saving::Explicit, change })
    });
    std::iter::once(created)
        .chain(edited)
        .map(|event| (event.kind(), event.schema_version(), event.encode(Vec::new()).unwrap_or_default()))
        .collect()
}

fn fold(mut post: Post, events: &[(&'static str, u32, Vec<u8>)]) -> Post {
    for (version, (kind, schema_version, payload)) in (1..).zip(events) {
        let recorded =
            Recorded { stream_version: version, at: Timestamp::from_milliseconds(1), actor: Actor::Operator };
        if let Ok(event) = PostEvent::decode(kind, *schema_version, black_box(payload)) {
            post.evolve(&event, &recorded);
        }
    }
    post
}

/// A stream of so many edits, from its first event.
#[divan::bench(args = [10, 100, 1_000])]
fn a_stream(bencher: Bencher<'_, '_>, edits: usize) {
    let events = stream(edits);
    bencher.counter(ItemsCount::new(events.len())).bench(|| fold(Post::default(), &events));
}

/// One more edit of a post whose buffers are large enough.
#[divan::bench]
fn one_edit(bencher: Bencher<'_, '_>) {
    let events = stream(1);
    bencher
        .counter(ItemsCount::new(1_usize))
        .with_inputs(|| fold(Post::default(), &events))
        .bench_values(|post| fold(post, &events[1..]));
}
