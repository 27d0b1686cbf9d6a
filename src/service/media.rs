//! The library: files that people bring, what is said of them, and where they are shown.

use std::collections::{BTreeMap, BTreeSet};

use tokio::sync::{Notify, Semaphore};

use super::api_limit::api_limit;
use super::pictures::{self, Checked, MediaLimits};
use super::readers::Lookup;
use super::writer::Command;
use super::{Blog, ServiceError};
use crate::domain::media::{
    self, MediaCommand, MediaDetail, MediaFilter, MediaListPage, MediaUse, MediaView, NewMedia, SiteUse,
};
use crate::domain::views::Pagination;
use crate::domain::{Actor, DomainError, Principal, Role, Rule, Timestamp, Violations, fold_text};
use crate::store::media::{self as stored, LibraryQuery, MediaAddress, MediaFile, MediaRow, Place};
use crate::store::media_uses::{self, UseRow};

/// Files on a page of the library.
const LIBRARY_PAGE_SIZE: u32 = 48;
/// Words of a search that count.
const WORDS_MAX: usize = 8;
/// Posts that are named as showing a file.
const USES_MAX: u32 = 200;
/// Pictures in memory at once, in pixels: each takes some hundred megabytes.
const DECODED_AT_ONCE: usize = 1;

/// Where pictures are looked at and made smaller, one after the other.
#[derive(Debug)]
pub(super) struct Studio {
    pub(super) limits: MediaLimits,
    pub(super) decoding: Semaphore,
    /// Told when there is a picture of which copies are to be made.
    pub(super) wanted: Notify,
}

impl Studio {
    pub(super) fn new(limits: MediaLimits) -> Self {
        Self { limits, decoding: Semaphore::new(DECODED_AT_ONCE), wanted: Notify::new() }
    }
}

/// Which files the API lists, the latest first.
#[derive(Clone, Debug, Default)]
pub struct MediaQuery {
    /// All, unused ones, or deleted ones.
    pub filter: MediaFilter,
    /// Only those with these words in their name or description.
    pub q: Option<String>,
    /// At most so many, 1 to 100; without one, 20.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// One page of files.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MediaPage {
    /// The files.
    pub media: Vec<MediaView>,
    /// What to ask for to get the next page; none on the last.
    pub next_cursor: Option<String>,
}

impl Blog {
    /// How large files may be.
    pub fn media_limits(&self) -> MediaLimits {
        self.media.limits
    }

    /// Looks at a file, takes out of it what isn't the picture, and adds it to the library. One that is there already is
    /// found again, and one that was deleted comes back.
    ///
    /// # Errors
    /// When it is no picture that can be shown, or too large.
    pub async fn add_media(&self, who: &Principal, name: &str, bytes: Vec<u8>) -> Result<MediaView, ServiceError> {
        self.add_media_described(who, name, "", bytes).await
    }

    /// The same with what it shows.
    ///
    /// # Errors
    /// As [`Blog::add_media`], or when the description breaks its rule.
    pub async fn add_media_described(
        &self,
        who: &Principal,
        name: &str,
        alt: &str,
        bytes: Vec<u8>,
    ) -> Result<MediaView, ServiceError> {
        media::rules::ALT.check(alt).map_err(|rule| Violations::one("alt", rule))?;
        let Checked { bytes, content_type, extension, picture } = self.check_picture(bytes).await?;
        let hash = media::hash(&bytes);
        // Before others hear of it; and once more afterwards, should an older one have been purged in between.
        let shared = self.cluster().map(|cluster| (cluster, bytes.clone()));
        if let Some((cluster, bytes)) = &shared {
            cluster.share_media(&hash, bytes).await?;
        }
        let command = MediaCommand::AddMedia(NewMedia {
            file_name: media::file_name(name, picture, extension),
            name: shown_name(name),
            alt: alt.trim().to_owned(),
            content_type: content_type.to_owned(),
            picture,
            bytes,
        });
        self.write(who, vec![Command::Media { hash: hash.clone(), command }]).await?;
        if let Some((cluster, bytes)) = &shared {
            cluster.share_media(&hash, bytes).await?;
        }
        self.media.wanted.notify_one();
        Ok(self.media_row(&hash).await?.view)
    }

    async fn check_picture(&self, bytes: Vec<u8>) -> Result<Checked, ServiceError> {
        let _permit = self.media.decoding.acquire().await.map_err(|_| ServiceError::Stopping)?;
        let limits = self.media.limits;
        let checked = tokio::task::spawn_blocking(move || pictures::check(&bytes, &limits)).await;
        // A decoder that panics has met a file that nobody should be shown.
        let checked = checked.unwrap_or(Err(Rule::Damaged));
        Ok(checked.map_err(|rule| Violations::one("file", rule))?)
    }

    /// A page of the library. Pages count from 1.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn media_list(
        &self,
        who: &Principal,
        filter: MediaFilter,
        search: &str,
        page: u32,
    ) -> Result<MediaListPage, ServiceError> {
        let folded = fold_text(search);
        let words: Vec<&str> = folded.split_whitespace().take(WORDS_MAX).collect();
        let shown_by_site = self.media_of_site().await?;
        let shown_by_site: Vec<String> = shown_by_site.into_keys().collect();
        let visible_to = restricted(who);
        let query = LibraryQuery { filter, words: &words, visible_to, after: None, shown_by_site: &shown_by_site };
        let pool = self.database.readers();
        let mut pagination = Pagination::new(page, stored::count(pool, &query).await?, LIBRARY_PAGE_SIZE);
        pagination.page = page.clamp(1, pagination.pages);
        let offset = u64::from(pagination.page - 1) * u64::from(LIBRARY_PAGE_SIZE);
        let mut media = stored::list(pool, &query, offset, LIBRARY_PAGE_SIZE).await?;
        note_uses_of_site(&mut media, &shown_by_site);
        let purged_after_days = self.purge_after_days.get().copied();
        Ok(MediaListPage { media, pagination, purged_after_days })
    }

    /// Files for the API.
    ///
    /// # Errors
    /// When the limit or the cursor is none.
    pub async fn media_page(&self, who: &Principal, query: &MediaQuery) -> Result<MediaPage, ServiceError> {
        let limit = api_limit(query.limit)?;
        let folded = fold_text(query.q.as_deref().unwrap_or_default());
        let words: Vec<&str> = folded.split_whitespace().take(WORDS_MAX).collect();
        let after = query.cursor.as_deref().map(parse_cursor).transpose()?;
        let (filter, visible_to) = (query.filter, restricted(who));
        let shown_by_site: Vec<String> = self.media_of_site().await?.into_keys().collect();
        let query = LibraryQuery { filter, words: &words, visible_to, after, shown_by_site: &shown_by_site };
        let mut media = stored::list(self.database.readers(), &query, 0, limit + 1).await?;
        note_uses_of_site(&mut media, &shown_by_site);
        let has_more = media.len() > limit as usize;
        media.truncate(limit as usize);
        let next_cursor = media.last().filter(|_| has_more).map(cursor);
        Ok(MediaPage { media, next_cursor })
    }

    /// A file, and where it is shown.
    ///
    /// # Errors
    /// When there is no such file, or the asker may not know of it.
    pub async fn media_detail(&self, who: &Principal, hash: &str) -> Result<MediaDetail, ServiceError> {
        let MediaRow { view, created_by, .. } = self.media_row(hash).await?;
        let rows = media_uses::of(self.database.readers(), hash, USES_MAX).await?;
        let site_uses = match view.used_by_site {
            true => self.media_of_site().await?.remove(hash).into_iter().flatten().collect(),
            false => Vec::new(),
        };
        let is_seen_by_readers = view.used_by_site || rows.iter().any(|row| row.is_published);
        if restricted(who).is_some_and(|actor| actor != created_by && !is_seen_by_readers) {
            return Err(DomainError::NotFound.into());
        }
        let uses: Vec<MediaUse> = rows.into_iter().filter_map(|row| use_for(who, row)).collect();
        let hidden_uses = view.used_by.saturating_sub(u32::try_from(uses.len()).unwrap_or(u32::MAX));
        let may_change = who.role >= Role::Editor || who.actor == created_by;
        Ok(MediaDetail { media: view, uses, hidden_uses, site_uses, may_change })
    }

    /// Says what a file is called and what it shows.
    ///
    /// # Errors
    /// When a field breaks its rule, or the asker may not.
    pub async fn describe_media(
        &self,
        who: &Principal,
        hash: &str,
        name: &str,
        alt: &str,
    ) -> Result<MediaView, ServiceError> {
        let command = MediaCommand::DescribeMedia { name: name.trim().to_owned(), alt: alt.trim().to_owned() };
        self.change_media(who, hash, vec![Command::Media { hash: hash.to_owned(), command }]).await
    }

    /// Takes a file out of the library that nothing shows. Its bytes stay until old trash is purged.
    ///
    /// # Errors
    /// When a post or the site's settings show it, or the asker may not.
    pub async fn delete_media(&self, who: &Principal, hash: &str) -> Result<MediaView, ServiceError> {
        let unused = Command::MediaUnused { hash: hash.to_owned() };
        let delete = Command::Media { hash: hash.to_owned(), command: MediaCommand::DeleteMedia };
        self.change_media(who, hash, vec![delete, unused]).await
    }

    /// Brings a file back that was deleted.
    ///
    /// # Errors
    /// When the asker may not, or it was purged.
    pub async fn restore_media(&self, who: &Principal, hash: &str) -> Result<MediaView, ServiceError> {
        let restore = Command::Media { hash: hash.to_owned(), command: MediaCommand::RestoreMedia };
        let restored = self.change_media(who, hash, vec![restore]).await?;
        if let (Some(cluster), Some(file)) = (self.cluster(), stored::find(self.database.readers(), hash).await?) {
            // A purge that came too late may have had it forgotten where other nodes find it.
            cluster.share_media(hash, &file.bytes).await?;
        }
        Ok(restored)
    }

    async fn change_media(
        &self,
        who: &Principal,
        hash: &str,
        commands: Vec<Command>,
    ) -> Result<MediaView, ServiceError> {
        // What somebody may not know of is not found, whatever they ask of it.
        self.media_detail(who, hash).await?;
        self.write(who, commands).await?;
        Ok(self.media_row(hash).await?.view)
    }

    pub(super) async fn media_row(&self, hash: &str) -> Result<MediaRow, ServiceError> {
        let mut row = stored::find_row(self.database.readers(), hash).await?.ok_or(DomainError::NotFound)?;
        if row.is_purged {
            return Err(DomainError::Gone.into());
        }
        row.view.used_by_site = self.media_of_site().await?.contains_key(hash);
        Ok(row)
    }

    /// What the site's settings show, by hash, with the places that show it.
    async fn media_of_site(&self) -> Result<BTreeMap<String, BTreeSet<SiteUse>>, ServiceError> {
        Ok(media_uses::shown_by_site(&self.site_state().await?))
    }

    /// The file with a hash, for whoever knows its address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn media(&self, hash: &str) -> Result<Lookup<MediaFile>, ServiceError> {
        let pool = self.database.readers();
        let Some(address) = stored::find_address(pool, hash).await? else { return Ok(Lookup::Missing) };
        if address.is_deleted {
            return Ok(Lookup::Gone);
        }
        if let Some(file) = stored::find(pool, hash).await? {
            return Ok(Lookup::Found(file));
        }
        let Some(cluster) = self.cluster() else { return Ok(Lookup::Missing) };
        // Added on another node, a moment ago.
        let bytes = cluster.bring_media(&self.file, hash).await?;
        let MediaAddress { file_name, content_type, .. } = address;
        Ok(match bytes {
            Some(bytes) => Lookup::Found(MediaFile { file_name, content_type, bytes }),
            None => Lookup::Missing,
        })
    }
}

fn note_uses_of_site(media: &mut [MediaView], shown_by_site: &[String]) {
    for view in media {
        view.used_by_site = shown_by_site.contains(&view.hash);
    }
}

/// Whose files alone somebody sees besides those that readers see: a draft's pictures are the draft's.
fn restricted(who: &Principal) -> Option<Actor> {
    (who.role < Role::Editor).then_some(who.actor)
}

/// What somebody is told of a post that shows a file; nothing where they may not know of it.
fn use_for(who: &Principal, row: UseRow) -> Option<MediaUse> {
    let UseRow { id, created_by, title, published, is_published, is_cover, is_deleted } = row;
    let (title, path) = if who.may_write(created_by) {
        (title, format!("/admin/posts/{id}"))
    } else {
        published.filter(|_| is_published)?
    };
    Some(MediaUse { id, title, path, is_published, is_cover, is_deleted })
}

/// What a file is called, from the name it came with.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String =
        last.chars().filter(|character| !character.is_control()).take(media::rules::NAME.chars_max).collect();
    let plain = plain.trim();
    if plain.is_empty() { "file".to_owned() } else { plain.to_owned() }
}

fn cursor(media: &MediaView) -> String {
    format!("{}.{}", media.created_at.as_milliseconds(), media.hash)
}

fn parse_cursor(cursor: &str) -> Result<Place<'_>, Violations> {
    let place = cursor.split_once('.').and_then(|(created_at, hash)| {
        Some(Place { created_at: Timestamp::from_milliseconds(created_at.parse().ok()?), hash })
    });
    place.ok_or_else(|| Violations::one("cursor", Rule::NotOneOf { values: "the next_cursor of a page".into() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_what_it_came_as() {
        let long = "x".repeat(300);
        let cases = [
            ("Été à Paris.JPG", "Été à Paris.JPG"),
            ("../../etc/passwd", "passwd"),
            ("C:\\pictures\\a.png", "a.png"),
            ("a\u{0}b\r\n.png", "ab.png"),
            ("", "file"),
            ("\u{7}/", "file"),
            (long.as_str(), &long[..200]),
        ];
        for (name, expected) in cases {
            assert_eq!(shown_name(name), expected, "{name:?}");
        }
    }
}
