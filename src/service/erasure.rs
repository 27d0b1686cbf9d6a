//! Erasing: one person or one file on demand, and what has been in the trash for long enough.
//!
//! Payloads are replaced by what must remain of them; an `Erasure` in the log names each and the hash of what is there
//! now, so that the log still verifies.

use std::collections::BTreeSet;
use std::path::Path;

use super::writer::{Command, SessionChange};
use super::{Blog, ServiceError};
use crate::domain::account::AccountCommand;
use crate::domain::erasure::{ErasureReason, Redaction};
use crate::domain::media::{self, MediaCommand};
use crate::domain::post::{self, Post, PostCommand};
use crate::domain::sent_mentions::{self, SentMentionsCommand};
use crate::domain::{
    Actor, Aggregate, CommentId, DomainError, NoteId, PostId, PreviewLinkId, Principal, Role, StreamId, Timestamp,
};
use crate::store::log::Scan;
use crate::store::{Database, StoreError, accounts, comments, erasure, media as stored, post_notes, posts, previews};

const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;
/// What a file was called is looked for afterwards where it is no shorter: a letter is found everywhere.
const TELLING_CHARS_MIN: usize = 4;
/// Posts or files that are looked for at once.
const PURGES_AT_ONCE: u32 = 16;

/// What became of a person's data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErasedPerson {
    /// What stands in the place of handle and name.
    pub pseudonym: String,
    /// The handle, the name and the address that were erased.
    pub texts: Vec<String>,
    /// How many posts named the person as an author.
    pub posts: u64,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErasedMedia {
    /// Its name, its description and its address, where they are long enough to be told from others.
    pub texts: Vec<String>,
    /// How many posts show nothing any more where it was.
    pub used_by: u32,
}

/// What is left after an erasure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// Events whose texts, as somebody wrote them, still hold the name or the handle.
    pub events: Vec<u64>,
    /// How often the bytes of the database file hold them.
    pub places_in_file: u64,
}

impl Blog {
    /// Erases a person: their account with all it ever said, and their name as the author of posts, in every version.
    /// The posts stay. Call [`scrub`] once the blog is closed.
    ///
    /// # Errors
    /// `NotFound` when nobody has that handle, `Forbidden` when the asker is no admin.
    pub async fn erase_person(&self, who: &Principal, handle: &str) -> Result<ErasedPerson, ServiceError> {
        if who.role < Role::Admin {
            return Err(DomainError::Forbidden.into());
        }
        let account = accounts::with_handle(self.database.readers(), handle).await?.ok_or(DomainError::NotFound)?;
        let pseudonym = format!("erased-{}", &blake3::hash(account.id.0.as_bytes()).to_hex()[..8]);
        let redaction = Redaction::Person {
            handle: account.handle.clone(),
            name: account.name.clone(),
            pseudonym: pseudonym.clone(),
        };
        let mut streams = self.streams_saying(&redaction).await?;
        let posts = streams.len() as u64;
        let writer = Actor::Account(account.id);
        let comments = self.database.read(move |connection| comments::of_writer(connection, writer)).await?;
        streams.extend(comments.into_iter().map(CommentId::stream_id));
        streams.insert(account.id.stream_id());
        let commands = vec![
            Command::Account { id: account.id, command: AccountCommand::EraseAccount },
            Command::Session(SessionChange::EndAll { account_id: account.id }),
            Command::Erase { reason: ErasureReason::Request, redaction, streams: streams.into_iter().collect() },
        ];
        self.write(who, commands).await?;
        let texts = [account.handle, account.name, account.email].into_iter().filter(|text| !text.is_empty()).collect();
        Ok(ErasedPerson { pseudonym, texts, posts })
    }

    /// Erases what posts said that have been in the trash for more than so many days. Their addresses stay gone.
    /// Gives how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_trash(&self, days: u32) -> Result<u64, ServiceError> {
        let oldest = self.clock.now().as_milliseconds() - i64::from(days) * DAY_MILLISECONDS;
        let mut purged = 0;
        loop {
            let deleted_before = Timestamp::from_milliseconds(oldest);
            let expired = posts::deleted_before(self.database.readers(), deleted_before, PURGES_AT_ONCE).await?;
            if expired.is_empty() {
                return Ok(purged);
            }
            for id in expired {
                self.purge_post(id).await?;
                purged += 1;
            }
        }
    }

    /// Erases a file, whether posts show it or not: its bytes, its copies, and what was ever said of it. Its hash stays, and
    /// its address answers that it is gone. Call [`scrub`] once the blog is closed.
    ///
    /// # Errors
    /// `NotFound` when there is no such file, `Gone` when it was purged, `Forbidden` when the asker is no admin.
    pub async fn erase_media(&self, who: &Principal, hash: &str) -> Result<ErasedMedia, ServiceError> {
        if who.role < Role::Admin {
            return Err(DomainError::Forbidden.into());
        }
        let view = self.media_row(hash).await?.view;
        let erase = Command::Media { hash: hash.to_owned(), command: MediaCommand::EraseMedia };
        self.let_go_of_media(who, hash, vec![erase], ErasureReason::Request).await?;
        let tells = |text: &String| text.chars().count() >= TELLING_CHARS_MIN;
        let texts = [view.name, view.alt, view.path].into_iter().filter(tells).collect();
        Ok(ErasedMedia { texts, used_by: view.used_by })
    }

    /// Erases files that have been in the trash for more than so many days and that nothing shows. Their addresses stay
    /// gone. Gives how many there were.
    ///
    /// # Errors
    /// When the database fails, or in a cluster the store of files.
    pub async fn purge_media(&self, days: u32) -> Result<u64, ServiceError> {
        let oldest = self.clock.now().as_milliseconds() - i64::from(days) * DAY_MILLISECONDS;
        let deleted_before = Timestamp::from_milliseconds(oldest);
        let (mut purged, mut after) = (0, String::new());
        loop {
            let pool = self.database.readers();
            let expired = stored::unused_and_deleted_before(pool, deleted_before, &after, PURGES_AT_ONCE).await?;
            let Some(last) = expired.last() else { return Ok(purged) };
            after.clone_from(last);
            for hash in &expired {
                let unused = Command::MediaUnused { hash: hash.clone() };
                let purge = Command::Media { hash: hash.clone(), command: MediaCommand::PurgeMedia };
                let commands = vec![unused, purge];
                match self.let_go_of_media(&Principal::SYSTEM, hash, commands, ErasureReason::Retention).await {
                    Ok(()) => purged += 1,
                    // Somebody shows it or brought it back in this moment: it is no trash.
                    Err(ServiceError::Domain(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    async fn let_go_of_media(
        &self,
        who: &Principal,
        hash: &str,
        mut commands: Vec<Command>,
        reason: ErasureReason,
    ) -> Result<(), ServiceError> {
        if let Some(cluster) = self.cluster() {
            // Before it is on record: should that fail, it is tried again, and what nobody knew of would stay for ever.
            cluster.forget_media(hash).await?;
        }
        let streams = vec![media::stream_id(hash)];
        commands.push(Command::Erase { reason, redaction: Redaction::Text, streams });
        self.write(who, commands).await?;
        Ok(())
    }

    async fn purge_post(&self, id: PostId) -> Result<(), ServiceError> {
        let purge = Command::Post { id, expected_version: None, command: Box::new(PostCommand::PurgePost) };
        // What was said below it goes first, as it may be much, and what was said beside it goes with it.
        self.purge_comments_of(id).await?;
        let previews = previews::of_post(self.database.readers(), id).await?;
        let notes = post_notes::of_post(self.database.readers(), id).await?;
        let streams = previews.into_iter().map(PreviewLinkId::stream_id);
        let streams = streams.chain(notes.into_iter().map(NoteId::stream_id));
        let was_told_of = self.told_of(id).await?.version > 0;
        let streams = streams.chain(was_told_of.then(|| sent_mentions::stream_id(id)));
        let purge_sent = Command::SentMentions { post_id: id, command: SentMentionsCommand::PurgeSent };
        let erase = Command::Erase {
            reason: ErasureReason::Retention,
            redaction: Redaction::Text,
            streams: std::iter::once(id.stream_id()).chain(streams).collect(),
        };
        self.write(&Principal::SYSTEM, vec![purge, purge_sent, erase]).await?;
        Ok(())
    }

    /// The streams of posts with something to redact.
    async fn streams_saying(&self, redaction: &Redaction) -> Result<BTreeSet<StreamId>, ServiceError> {
        let (file, redaction) = (self.file.clone(), redaction.clone());
        let streams = tokio::task::spawn_blocking(move || {
            let mut streams = BTreeSet::new();
            Scan::open(&file)?.for_each(0, |event| {
                if !is_of_post(event.stream_id) {
                    return Ok(());
                }
                let redacted = post::redact(event.kind, event.schema_version, event.payload, &redaction)
                    .map_err(|source| event.unreadable(source))?;
                if redacted.is_some() {
                    streams.insert(StreamId::from(event.stream_id.to_owned()));
                }
                Ok::<_, StoreError>(())
            })?;
            Ok::<_, StoreError>(streams)
        });
        Ok(streams.await.map_err(|_| ServiceError::Stopping)??)
    }
}

/// Takes what was erased out of every corner of a database file that nobody has open, and looks for what is left.
///
/// # Errors
/// When the file can't be written or read.
pub async fn scrub(file: &Path, texts: &[String]) -> Result<Remains, ServiceError> {
    let (file, texts) = (file.to_owned(), texts.to_vec());
    let remains = tokio::task::spawn_blocking(move || {
        erasure::scrub(&Database::open_beside(&file)?)?;
        remains(&file, &texts)
    });
    Ok(remains.await.map_err(|_| ServiceError::Stopping)??)
}

fn remains(file: &Path, texts: &[String]) -> Result<Remains, StoreError> {
    let mut remains = Remains::default();
    Scan::open(file)?.for_each(0, |event| {
        if texts.iter().any(|text| erasure::contains(event.payload, text.as_bytes())) {
            remains.events.push(event.global_position);
        }
        Ok::<_, StoreError>(())
    })?;
    let bytes = std::fs::read(file).map_err(|source| StoreError::Io { path: file.to_owned(), source })?;
    for text in texts.iter().filter(|text| !text.is_empty()) {
        remains.places_in_file += bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count() as u64;
    }
    Ok(remains)
}

fn is_of_post(stream_id: &str) -> bool {
    stream_id.split_once('-').is_some_and(|(category, _)| category == Post::CATEGORY)
}
