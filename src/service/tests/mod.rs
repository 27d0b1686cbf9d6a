//! What the service promises as a whole, on real databases in folders of their own.

mod agreement;
mod autosave;
mod comments;
mod erasure;
mod integrity;
mod labels;
mod maintenance;
mod media;
mod notes;
mod once;
mod post_list;
mod posts;
mod pressure;
mod previews;
mod race;
mod schedule;
mod search;
mod shared;
mod time;

use std::sync::Arc;

use rusqlite::Connection;
use tempfile::TempDir;

use super::pictures::MediaLimits;
use super::{AutosaveTimes, Blog, BlogOptions, LinkCardOptions, WebmentionOptions};
use crate::domain::post::PostInput;

/// An empty blog, which is gone with its folder.
struct TestBlog {
    blog: Arc<Blog>,
    folder: TempDir,
}

impl TestBlog {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let blog = Blog::open(options(&folder)).await.unwrap();
        Self { blog, folder }
    }

    /// An empty blog with other settings.
    async fn with(change: impl FnOnce(&mut BlogOptions)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = options(&folder);
        change(&mut options);
        Self { blog: Blog::open(options).await.unwrap(), folder }
    }

    /// The same blog after a restart.
    async fn reopen(self) -> Self {
        self.blog.close().await;
        let blog = Blog::open(options(&self.folder)).await.unwrap();
        Self { blog, folder: self.folder }
    }
}

fn options(folder: &TempDir) -> BlogOptions {
    BlogOptions {
        data_dir: folder.path().join("data"),
        base_url: "http://127.0.0.1:3000".to_owned(),
        page_cache_bytes_max: 1 << 20,
        state_cache_bytes_max: 1 << 20,
        autosave: AutosaveTimes::default(),
        link_cards: LinkCardOptions::default(),
        webmentions: WebmentionOptions::default(),
        mail: None,
        media: MediaLimits::default(),
        cluster: None,
    }
}

/// Every row of some tables, as text.
fn rows_of(connection: &Connection, tables: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for table in tables {
        let columns: Vec<String> = connection
            .prepare("select 'quote(' || name || ')' from pragma_table_info(?)")
            .unwrap()
            .query_map([table], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let query = format!("select {} from {table} order by 1", columns.join(" || '|' || "));
        let mut statement = connection.prepare(&query).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        lines.extend(rows.map(|row| format!("{table}: {}", row.unwrap())));
    }
    lines
}

fn input(title: &str, body: &str) -> PostInput {
    PostInput { title: title.to_owned(), body: body.to_owned(), ..PostInput::default() }
}

fn published(title: &str, body: &str) -> PostInput {
    PostInput { status: Some("published".to_owned()), ..input(title, body) }
}
