//! Versions of a post: bringing one back, or a passage of one; and whose words its text has.

use std::collections::HashMap;

use super::{Blog, EventView, ServiceError};
use crate::diff::{self, origin::Origins};
use crate::domain::post::{Content, Post, PostCommand, PostDraft};
use crate::domain::views::PostView;
use crate::domain::{DomainError, PostId, Principal, Rule, Violations};
use crate::store::StoreError;
use crate::store::log;

/// Words of a text that came in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// They themselves.
    pub text: String,
    /// The event that brought them.
    pub event: EventView,
}

/// What is brought back of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionPart {
    /// Its title, its text and its details. The address, the kind, the authors and the date stay what they are.
    Whole,
    /// The passage that is the change of that number between its text and the one now, counted from 0.
    Passage(usize),
}

impl Blog {
    /// Brings back what a post was in one of its versions, as a new version: nothing between them is lost.
    ///
    /// # Errors
    /// When the version that is expected is stale, there is no such passage, or the asker may not.
    pub async fn restore_version(
        &self,
        who: &Principal,
        id: PostId,
        expected_version: u64,
        version: u64,
        part: VersionPart,
    ) -> Result<PostView, ServiceError> {
        self.authorise_history(who, id).await?;
        let read =
            move |version| self.database.scan(move |log| log::replay_to_version::<Post>(log, &id.stream_id(), version));
        let (then, now) = (read(version).await?, read(expected_version).await?);
        if version == 0 || then.version != version || now.version == 0 {
            return Err(DomainError::NotFound.into());
        }
        let draft = match part {
            VersionPart::Whole => {
                let now = draft_of(&now.working);
                PostDraft {
                    slug: now.slug,
                    kind: now.kind,
                    authors: None,
                    published_at: None,
                    ..draft_of(&then.working)
                }
            }
            VersionPart::Passage(number) => {
                let (old, new) = (&then.working.body, &now.working.body);
                let change = diff::changes(old, new).into_iter().nth(number);
                let change = change.ok_or_else(|| Violations::one("passage", Rule::Required))?;
                let body = [&new[..change.new.start], &old[change.old], &new[change.new.end..]].concat();
                PostDraft { body, ..draft_of(&now.working) }
            }
        };
        self.prepare(&draft).await?;
        self.write_post(who, id, Some(expected_version), [PostCommand::SavePost { draft }]).await
    }

    /// Gives a version of a post a name, another one, or none any more.
    ///
    /// # Errors
    /// When there is no such version, the name breaks its constraint, or the asker may not.
    pub async fn name_version(
        &self,
        who: &Principal,
        id: PostId,
        version: u64,
        name: Option<&str>,
    ) -> Result<PostView, ServiceError> {
        let command = PostCommand::NameVersion { version, name: name.map(str::to_owned) };
        self.write_post(who, id, None, [command]).await
    }

    /// The text of a post's working copy, and which event brought each of its words.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write.
    pub async fn words(&self, who: &Principal, id: PostId) -> Result<Vec<Words>, ServiceError> {
        let events = self.post_events_page(who, id, 0, usize::MAX).await?.events;
        let events: HashMap<u64, EventView> = events.into_iter().map(|event| (event.stream_version, event)).collect();
        let parts = self.database.scan(move |log| {
            let (mut post, mut origins, mut before) = (Post::default(), Origins::default(), String::new());
            log::for_each(log, &id.stream_id(), None, |event| {
                log::fold(&mut post, event)?;
                if post.working.body != before {
                    origins.note(&before, &post.working.body, event.stream_version);
                    before.clone_from(&post.working.body);
                }
                Ok(())
            })?;
            let parts = origins.parts(&before);
            Ok::<_, StoreError>(parts.into_iter().map(|(part, version)| (part.to_owned(), version)).collect::<Vec<_>>())
        });
        let words = parts.await?.into_iter().filter_map(|(text, version)| {
            let event = events.get(&version)?.clone();
            Some(Words { text, event })
        });
        Ok(words.collect())
    }
}

/// What has to be saved for a post to be as it is.
pub(super) fn draft_of(content: &Content) -> PostDraft {
    PostDraft {
        title: content.title.clone(),
        slug: Some(content.slug.clone()),
        body: content.body.clone(),
        excerpt: content.excerpt.clone(),
        tags: content.tags.clone(),
        category: content.category.clone(),
        authors: Some(content.authors.clone()),
        kind: Some(content.kind),
        language: content.language.clone(),
        cover: content.cover.clone(),
        canonical_url: content.canonical_url.clone(),
        published_at: content.published_at,
        cover_alt: content.cover_alt.clone(),
        social_title: content.social_title.clone(),
        social_description: content.social_description.clone(),
        social_image: content.social_image.clone(),
        series: content.series.clone(),
    }
}
