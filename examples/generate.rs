//! Makes a large site out of a small one, or a small one older.
//!
//! ```text
//! generate FOLDER DATA_DIR POSTS EVENTS    a site of so many posts and events
//! generate DATA_DIR SAVES                  so many further saves of the posts of a site: a sentence more each time
//! ```
//!
//! FOLDER is what `lithair-blog import` reads. Its texts are cut into passages, and passages drawn from them by a
//! generator with a fixed seed become posts, so that the same numbers always give the same site. Every post is written
//! and published through the service; the other events are edits, most of a title or tags, every fourth of the text.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use blog::domain::post::PostInput;
use blog::domain::post_list::PostListQuery;
use blog::domain::{PostId, Principal};
use blog::service::{Blog, BlogOptions};
use tokio::task::JoinSet;

/// Requests that wait for a commit together.
const WRITERS: u64 = 128;
const TAGS: [&str; 24] = [
    "Rust",
    "Releases",
    "Compiler",
    "Cargo",
    "Async",
    "Tooling",
    "Community",
    "Governance",
    "Survey",
    "Security",
    "Embedded",
    "WebAssembly",
    "Editions",
    "Language",
    "Library",
    "Performance",
    "Documentation",
    "Events",
    "Infra",
    "Roadmap",
    "Diagnostics",
    "Testing",
    "Networking",
    "Types",
];

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [folder, data_dir, posts, events] => {
            make(Path::new(folder), PathBuf::from(data_dir), posts.parse()?, events.parse()?).await
        }
        [data_dir, saves] => edit(PathBuf::from(data_dir), saves.parse()?).await,
        _ => Err("usage: generate FOLDER DATA_DIR POSTS EVENTS, or generate DATA_DIR SAVES".into()),
    }
}

async fn edit(data_dir: PathBuf, saves: u64) -> Outcome<()> {
    let blog = Blog::open(BlogOptions::local(data_dir)).await?;
    let mut posts = Vec::new();
    for page in 1.. {
        let listed = blog.post_list(&Principal::OPERATOR, &PostListQuery { page, ..PostListQuery::default() }).await?;
        for item in listed.items {
            posts.push(blog.post(Some(&Principal::OPERATOR), item.id).await?);
        }
        if page >= listed.pagination.pages {
            break;
        }
    }
    let mut random = Random(1);
    for number in 0..saves {
        let post = random.below(posts.len());
        let post = &mut posts[post];
        post.body
            .push_str(&format!("\n\nWhat was found out since, in the {number}th save of the year, stands here.\n"));
        let input = PostInput {
            title: post.title.clone(),
            body: post.body.clone(),
            excerpt: post.excerpt.clone(),
            tags: post.tags.clone(),
            category: post.category.clone(),
            ..PostInput::default()
        };
        blog.save_post(&Principal::OPERATOR, post.id, None, &input).await?;
    }
    blog.close().await;
    Ok(())
}

async fn make(folder: &Path, data_dir: PathBuf, posts: u64, events: u64) -> Outcome<()> {
    let passages: Arc<[String]> = passages(folder)?.into();
    let blog = Blog::open(BlogOptions::local(data_dir)).await?;
    let ids = in_parallel(posts, |number| {
        let (blog, passages) = (Arc::clone(&blog), Arc::clone(&passages));
        async move {
            let mut random = Random(number + 1);
            let input = PostInput { status: Some("published".to_owned()), ..input(&mut random, &passages, number) };
            Ok(blog.create_post(&Principal::OPERATOR, &input).await?.id)
        }
    })
    .await?;
    let ids: Arc<[PostId]> = ids.into();
    // Writing and publishing a post is two events.
    in_parallel(events.saturating_sub(2 * posts), |number| {
        let (blog, passages, ids) = (Arc::clone(&blog), Arc::clone(&passages), Arc::clone(&ids));
        async move {
            let post = number % ids.len() as u64;
            let mut random = Random(post + 1);
            let mut edited = input(&mut random, &passages, post);
            edited.title.push_str(&format!(" ({number})"));
            if number % 4 == 0 {
                edited.body.push_str(&format!("\n\nAn addition with the number {number}."));
            }
            blog.save_post(&Principal::OPERATOR, ids[usize::try_from(post)?], None, &edited).await?;
            Ok(())
        }
    })
    .await?;
    blog.tidy_search().await?;
    blog.close().await;
    Ok(())
}

/// Paragraphs of every Markdown file of a folder, in the order of the files' names.
fn passages(folder: &Path) -> Outcome<Vec<String>> {
    let mut passages = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "md") {
            let text = std::fs::read_to_string(entry.path())?;
            let is_plain = |part: &str| !part.contains(|letter: char| letter.is_control() && letter != '\n');
            let is_prose = |part: &&str| part.len() > 80 && part.starts_with(char::is_alphabetic) && is_plain(part);
            passages.extend(text.split("\n\n").filter(is_prose).map(str::to_owned));
        }
    }
    if passages.is_empty() { Err("the folder has no text".into()) } else { Ok(passages) }
}

fn input(random: &mut Random, passages: &[String], number: u64) -> PostInput {
    let mut paragraphs = Vec::new();
    for part in 0..2 + random.below(5) {
        if part == 1 {
            paragraphs.push(format!("## Part of {number}"));
        }
        paragraphs.push(passages[random.below(passages.len())].clone());
    }
    let words: Vec<&str> = passages[random.below(passages.len())].split_whitespace().take(6).collect();
    PostInput {
        title: format!("{} {number}", words.join(" ")),
        slug: Some(format!("post-{number}")),
        body: paragraphs.join("\n\n"),
        tags: (0..1 + random.below(3)).map(|_| TAGS[random.below(TAGS.len())].to_owned()).collect(),
        published_at: Some(format!(
            "20{:02}-{:02}-{:02}",
            10 + random.below(16),
            1 + random.below(12),
            1 + random.below(28)
        )),
        ..PostInput::default()
    }
}

/// Does something for every number, as many at once as may wait for one commit; the results in the numbers' order.
async fn in_parallel<T: Send + 'static, F: Future<Output = Outcome<T>> + Send + 'static>(
    count: u64,
    each: impl Fn(u64) -> F,
) -> Outcome<Vec<T>> {
    let mut results = Vec::new();
    let (mut running, mut next) = (JoinSet::new(), 0);
    while next < count || !running.is_empty() {
        while next < count && (running.len() as u64) < WRITERS {
            let (number, work) = (next, each(next));
            running.spawn(async move { work.await.map(|result| (number, result)) });
            next += 1;
        }
        if let Some(done) = running.join_next().await {
            results.push(done??);
        }
    }
    results.sort_by_key(|(number, _)| *number);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

/// SplitMix64 (Steele, Lea, Flood, 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or(0)
    }
}
