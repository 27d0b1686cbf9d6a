//! Which posts show which files, and which the site's settings show.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem::Finder;
use rusqlite::{Connection, params};
use sqlx::{Row, SqlitePool};

use super::{StoreError, execute};
use crate::domain::media::{PATH_PREFIX, SiteUse, is_hash};
use crate::domain::post::{Content, Post, PostKind};
use crate::domain::site::Site;
use crate::domain::{Actor, PostId};

const HASH_CHARS: usize = 64;

/// A file in a copy of a post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// The hash of the file's bytes.
    hash: String,
    copy: Copy,
    is_cover: bool,
}

/// A copy of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Copy {
    /// What its writers see.
    Working,
    /// What readers see.
    Published,
    /// What readers would see again if the post came out of the trash.
    Kept,
}

impl Copy {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Published => "published",
            Self::Kept => "kept",
        }
    }
}

/// Every file that a post shows, by its address in a text or as a cover.
pub fn shown_by(post: &Post) -> BTreeSet<Shown> {
    let mut shown = BTreeSet::new();
    add(&mut shown, &post.working, Copy::Working);
    if let Some(published) = &post.published {
        let copy = if post.live().is_some() { Copy::Published } else { Copy::Kept };
        add(&mut shown, &published.content, copy);
    }
    shown
}

/// Every file that the site's settings show, by hash, with the places that show it.
pub fn shown_by_site(site: &Site) -> BTreeMap<String, BTreeSet<SiteUse>> {
    let mut shown = BTreeMap::<String, BTreeSet<SiteUse>>::new();
    for (place, text) in site.texts() {
        for hash in hashes(text) {
            shown.entry(hash.to_owned()).or_default().insert(place);
        }
    }
    shown
}

fn add(shown: &mut BTreeSet<Shown>, content: &Content, copy: Copy) {
    let social_image = content.social_image.as_deref();
    let texts = [(Some(content.body.as_str()), false), (content.cover.as_deref(), true), (social_image, false)];
    for (text, is_cover) in texts {
        let text = text.unwrap_or_default();
        shown.extend(hashes(text).map(|hash| Shown { hash: hash.to_owned(), copy, is_cover }));
    }
}

/// The hashes of all addresses of files in a text.
fn hashes(text: &str) -> impl Iterator<Item = &str> {
    let finder = Finder::new(PATH_PREFIX);
    let places: Vec<usize> = finder.find_iter(text.as_bytes()).collect();
    places.into_iter().filter_map(move |place| {
        let begin = place + PATH_PREFIX.len();
        text.get(begin..begin + HASH_CHARS).filter(|hash| is_hash(hash))
    })
}

/// Writes down what a post shows.
///
/// # Errors
/// When SQLite fails.
pub fn project(connection: &Connection, id: PostId, shown: &BTreeSet<Shown>) -> Result<(), StoreError> {
    execute(connection, "delete from media_uses where post_id = ?", [id.to_string()])?;
    for Shown { hash, copy, is_cover } in shown {
        execute(
            connection,
            "insert into media_uses (hash, post_id, copy, is_cover) values (?, ?, ?, ?)",
            params![hash, id.to_string(), copy.as_str(), is_cover],
        )?;
    }
    Ok(())
}

/// Whether any post shows a file.
///
/// # Errors
/// When SQLite fails.
pub fn is_used(connection: &Connection, hash: &str) -> Result<bool, StoreError> {
    let select = "select exists (select 1 from media_uses where hash = ?)";
    Ok(connection.prepare_cached(select)?.query_row([hash], |row| row.get(0))?)
}

/// A post that shows a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseRow {
    /// Which post.
    pub id: PostId,
    /// Who created it.
    pub created_by: Actor,
    /// Its working title.
    pub title: String,
    /// The title that readers see, where they see the post, and its address.
    pub published: Option<(String, String)>,
    /// Whether readers see the file there.
    pub is_published: bool,
    /// Whether it is the post's cover.
    pub is_cover: bool,
    /// Whether the post is in the trash.
    pub is_deleted: bool,
}

/// The posts that show a file, the latest first.
///
/// # Errors
/// When SQLite fails.
pub async fn of(pool: &SqlitePool, hash: &str, limit: u32) -> Result<Vec<UseRow>, StoreError> {
    let rows = sqlx::query(
        "select posts.post_id, posts.created_by, posts.title, published.title, published.kind, published.slug,
            max(copy = 'published'), max(is_cover), posts.deleted_at is not null
         from media_uses join posts using (post_id) left join published on published.sequence = posts.sequence
         where hash = ? group by posts.post_id order by posts.updated_at desc, posts.sequence desc limit ?",
    )
    .bind(hash)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| {
            let kind: Option<PostKind> = row.try_get::<Option<&str>, _>(4)?.and_then(|kind| kind.parse().ok());
            let path = kind.zip(row.try_get::<Option<&str>, _>(5)?).map(|(kind, slug)| kind.path(slug));
            Ok(UseRow {
                id: row.try_get::<&str, _>(0)?.parse().unwrap_or_default(),
                created_by: Actor::from(row.try_get::<&str, _>(1)?),
                title: row.try_get(2)?,
                published: row.try_get::<Option<String>, _>(3)?.zip(path),
                is_published: row.try_get(6)?,
                is_cover: row.try_get(7)?,
                is_deleted: row.try_get(8)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_settings_counts() {
        use crate::domain::site::{Appearance, NavigationEntry};
        let file = |digit: &str| format!("/media/{}/a.png", digit.repeat(HASH_CHARS));
        let appearance = Appearance {
            logo: Some(file("1")),
            icon: Some(file("1")),
            social_image: Some(format!("https://blog.example.org{}", file("2"))),
            accent: None,
            footer: format!("![]({})", file("3")),
        };
        let navigation = vec![NavigationEntry { label: "Map".into(), address: file("4") }];
        let stylesheet = format!("body {{ background: url({}) }}", file("5"));
        let site = Site { appearance, navigation, stylesheet, ..Site::default() };
        let shown = shown_by_site(&site);
        let places = shown.values().map(|places| places.iter().copied().collect::<Vec<_>>());
        let expected = [
            vec![SiteUse::Logo, SiteUse::Icon],
            vec![SiteUse::SocialImage],
            vec![SiteUse::Footer],
            vec![SiteUse::Navigation],
            vec![SiteUse::Stylesheet],
        ];
        assert_eq!(places.collect::<Vec<_>>(), expected);
        assert_eq!(shown_by_site(&Site::default()).len(), 0);
    }

    #[test]
    fn addresses_of_files_are_found_wherever_they_stand() {
        let hash = "0123456789abcdef".repeat(4);
        let other = "f".repeat(HASH_CHARS);
        let cases = [
            (String::new(), vec![]),
            (format!("![a](/media/{hash}/a.png)"), vec![hash.as_str()]),
            (
                format!("<img src=\"https://blog.example.org/media/{hash}/480/a.webp\">/media/{other}/"),
                vec![&hash, &other],
            ),
            (format!("/media/{}/a.png", hash.to_uppercase()), vec![]),
            ("/media/short/a.png /media/".to_owned(), vec![]),
            (format!("/media/{}é", "0".repeat(HASH_CHARS - 1)), vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(hashes(&text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
