//! What an import writes.

use rusqlite::Connection;
use uuid::Uuid;

use super::super::writer::Command;
use super::super::{Blog, ServiceError};
use super::own::AboutMedia;
use crate::domain::media::{file_stem, hash as media_hash};
use crate::domain::post::{CarriedRecord, PostCommand, PostDraft, ScheduleTimes, Taxonomy};
use crate::domain::site::{General, Redirect, SiteCommand, SiteInput};
use crate::domain::{Language, PostId, Principal, Slug, TimeZone, Timestamp};
use crate::service::comments::{ImportedComment, ImportedComments};
use crate::store::{media, posts};

/// The namespace of identifiers that are made from an import's source (UUID version 5).
const IMPORT_NAMESPACE: Uuid = Uuid::from_u128(0x6f1c_3b52_90f4_4c0e_8a37_51c9_d2b0_7ea1);

/// A post from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedPost {
    /// What names it in its source for ever, such as its file's path: importing it again finds the same post.
    pub source: String,
    /// What it says. A slug is only wished for: when it is taken, `-2` is appended, the same every time.
    pub draft: PostDraft,
    /// The date it was written; without one, that of its publication.
    pub created_at: Option<Timestamp>,
    /// Its entry's identifier in feeds, where the source has one.
    pub feed_id: Option<String>,
    /// Addresses it had, as absolute paths without a slash at the end.
    pub aliases: Vec<String>,
    /// Whether readers shall see it.
    pub is_published: bool,
    /// When readers shall be given it, where that is yet to come.
    pub publish_at: Option<Timestamp>,
    /// When it shall be taken from them, where that is yet to come.
    pub unpublish_at: Option<Timestamp>,
    /// Whether it comes first on the home page.
    pub is_pinned: bool,
    /// Whether it takes no more comments.
    pub are_comments_closed: bool,
    /// What was on record of it before.
    pub record: CarriedRecord,
    /// What it was beside that, where it comes from a blog like this one.
    pub own: Option<Box<Own>>,
}

/// What only a blog like this one knows of a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// What names it for ever.
    pub id: PostId,
    /// Its working copy, where readers see another.
    pub working: Option<PostDraft>,
}

/// What a site from elsewhere says of itself; where it says nothing, this one keeps what it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedProfile {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Its language.
    pub language: Option<Language>,
    /// The zone in which its people say what time it is.
    pub time_zone: Option<TimeZone>,
}

/// What became of an imported post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It is new.
    Added {
        /// The slug it got, which may not be the one it wished for.
        slug: String,
        /// The addresses that lead to another post already.
        taken_aliases: Vec<String>,
    },
    /// It came with an earlier import; nothing was changed.
    Present,
}

impl ImportedPost {
    /// The identifier that it has here: its own, or what follows from its name in its source.
    fn id(&self) -> PostId {
        let named = || PostId(Uuid::new_v5(&IMPORT_NAMESPACE, self.source.as_bytes()));
        self.own.as_deref().map_or_else(named, |own| own.id)
    }
}

impl Blog {
    /// Writes a post that comes from elsewhere, unless it came before.
    ///
    /// # Errors
    /// When a field breaks a constraint.
    pub async fn import_post(&self, who: &Principal, post: &ImportedPost) -> Result<ImportOutcome, ServiceError> {
        let (own, id) = (post.own.as_deref(), post.id());
        if self.post_state(id).await?.version > 0 {
            return Ok(ImportOutcome::Present);
        }
        let mut draft = post.draft.clone();
        let wished = draft.slug.take().unwrap_or_else(|| Slug::from_title(&draft.title));
        let slug = self.free_slug(&wished, draft.kind.unwrap_or_default()).await?;
        draft.slug = Some(slug.clone());
        // Whose names come from a blog like this one has handles already, whoever has an account here.
        if own.is_none() {
            draft.authors = Some(self.authors(who, draft.authors).await?);
        }
        let mut taken_aliases = self.taken_aliases(&post.aliases).await?;
        let record = self.record_of(&post.record, &mut taken_aliases).await?;
        let create = PostCommand::CreatePost {
            created_at: post.created_at.or(draft.published_at),
            draft,
            feed_id: post.feed_id.clone().unwrap_or_else(|| format!("urn:uuid:{id}")),
            aliases: post.aliases.clone(),
        };
        let publish = post.is_published.then_some(PostCommand::PublishPost);
        let save = own.and_then(|own| own.working.clone()).map(|draft| PostCommand::SavePost { draft });
        let close = post.are_comments_closed.then_some(PostCommand::CloseComments);
        let times = ScheduleTimes { publish_at: post.publish_at, unpublish_at: post.unpublish_at };
        let schedule = times.next().map(|_| PostCommand::SchedulePost { times });
        let pin = post.is_pinned.then_some(PostCommand::PinPost);
        let commands = std::iter::once(create)
            .chain(publish)
            .chain(save)
            .chain(schedule)
            .chain(pin)
            .chain(close)
            .chain((!record.is_empty()).then_some(PostCommand::CarryOver(record)))
            .map(|command| Command::Post { id, expected_version: None, command: Box::new(command) })
            .collect();
        self.write(who, commands).await?;
        Ok(ImportOutcome::Added { slug: slug.to_string(), taken_aliases })
    }

    /// What was on record of a post, without the slugs that are another's by now.
    async fn record_of(&self, record: &CarriedRecord, taken: &mut Vec<String>) -> Result<CarriedRecord, ServiceError> {
        let mut record = record.clone();
        for slug in std::mem::take(&mut record.former_slugs) {
            match self.post_with_slug(&slug).await? {
                None => record.former_slugs.push(slug),
                Some(_) => taken.push(slug.to_string()),
            }
        }
        Ok(record)
    }

    /// Adds what was said elsewhere below a post that came from there, once.
    ///
    /// # Errors
    /// When the post lies in the trash.
    pub(super) async fn import_comments_of(
        &self,
        who: &Principal,
        post: &ImportedPost,
        comments: &[ImportedComment],
    ) -> Result<ImportedComments, ServiceError> {
        self.import_comments(who, post.id(), comments).await
    }

    async fn taken_aliases(&self, aliases: &[String]) -> Result<Vec<String>, ServiceError> {
        let aliases = aliases.to_vec();
        let find = move |connection: &Connection| {
            let mut taken = Vec::new();
            for alias in aliases {
                if posts::redirect(connection, &alias)?.is_some() {
                    taken.push(alias);
                }
            }
            Ok(taken)
        };
        Ok(self.database.read(find).await?)
    }

    /// Sets the site's name, description, language and time zone, unless somebody has set them already. Says whether it did.
    ///
    /// # Errors
    /// When a value breaks a constraint.
    pub async fn configure_site_once(&self, who: &Principal, profile: &ImportedProfile) -> Result<bool, ServiceError> {
        let site = self.site_state().await?;
        if site.is_configured {
            return Ok(false);
        }
        let ImportedProfile { name, description, language, time_zone } = profile.clone();
        let language = language.unwrap_or_else(|| site.general.language.clone());
        let time_zone = time_zone.unwrap_or_else(|| site.general.time_zone.clone());
        let general = General { name, description, language, time_zone, ..site.general };
        let command = SiteCommand::ConfigureSite(general);
        self.write(who, vec![Command::Site { expected_version: None, command }]).await?;
        Ok(true)
    }

    /// Sets every setting of the site, unless somebody has set some already. Says whether it did.
    ///
    /// # Errors
    /// When a value breaks a constraint.
    pub(super) async fn configure_site_whole(&self, who: &Principal, input: &SiteInput) -> Result<bool, ServiceError> {
        if self.site_state().await?.settings_version > 0 {
            return Ok(false);
        }
        self.change_site(who, None, input).await?;
        Ok(true)
    }

    /// Adds a file with what was known of it; one that is there keeps what is known of it here.
    ///
    /// # Errors
    /// As [`Blog::add_media`].
    pub(super) async fn bring_media(
        &self,
        who: &Principal,
        about: &AboutMedia,
        bytes: Vec<u8>,
    ) -> Result<String, ServiceError> {
        let hash = media_hash(&bytes);
        let is_known = media::find_address(self.database.readers(), &hash).await?.is_some();
        let added = self.add_media(who, file_stem(&about.file), bytes).await?;
        if !is_known && (added.name != about.name || added.alt != about.alt) {
            self.describe_media(who, &added.hash, &about.name, &about.alt).await?;
        }
        Ok(added.path)
    }

    /// Has a label's address lead to that of another, without a change of any post.
    ///
    /// # Errors
    /// When the asker is neither editor nor admin.
    pub(in crate::service) async fn add_former_label(
        &self,
        who: &Principal,
        taxonomy: Taxonomy,
        from: &str,
        to: &str,
    ) -> Result<(), ServiceError> {
        let command = SiteCommand::RenameLabel { taxonomy, from: from.to_owned(), to: to.to_owned() };
        self.write(who, vec![Command::Site { expected_version: None, command }]).await?;
        Ok(())
    }

    /// Redirects an address that isn't a post's, for ever.
    ///
    /// # Errors
    /// When the address is not an absolute path.
    pub async fn add_redirect(&self, who: &Principal, from: &str, to: &str) -> Result<(), ServiceError> {
        let redirect = Redirect { from: from.trim_end_matches('/').to_owned(), to: to.to_owned() };
        let command = SiteCommand::AddRedirect(redirect);
        self.write(who, vec![Command::Site { expected_version: None, command }]).await?;
        Ok(())
    }
}
