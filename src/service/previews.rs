//! Secret links at which a post's working copy is read by whoever has them.

use super::writer::Command;
use super::{Blog, Lookup, ServiceError, secret};
use crate::domain::post::Published;
use crate::domain::preview::{PreviewCommand, PreviewLifetime, rules};
use crate::domain::views::{PostPage, PreviewLinkView};
use crate::domain::{DomainError, PostId, PreviewLinkId, Principal, Rule, Timestamp, Violations};
use crate::store::previews::{self, PreviewRow};

/// A link that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedPreview {
    /// What lists show of it.
    pub link: PreviewLinkView,
    /// The secret in it; the database keeps its hash alone.
    pub token: String,
}

impl IssuedPreview {
    /// Where it leads. `base_url` has no slash at its end.
    pub fn address(&self, base_url: &str) -> String {
        format!("{base_url}/preview/{}", self.token)
    }
}

/// A post as somebody sees it who has a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previewed {
    /// The working copy, as readers would see it.
    pub page: PostPage,
    /// Until when it can be seen.
    pub expires_at: Timestamp,
}

impl Blog {
    /// Makes a link at which a post's working copy is read.
    ///
    /// # Errors
    /// When the label breaks its constraint or there are too many links, when the post is in the trash, or the asker may
    /// not write it.
    pub async fn make_preview_link(
        &self,
        who: &Principal,
        post_id: PostId,
        label: &str,
        lifetime: PreviewLifetime,
    ) -> Result<IssuedPreview, ServiceError> {
        self.authorise_history(who, post_id).await?;
        let post = self.post_state(post_id).await?;
        if post.deleted_at.is_some() {
            return Err(DomainError::Gone.into());
        }
        let open = previews::open(self.database.readers(), post_id, self.clock.now()).await?;
        if open.len() >= rules::LINKS_MAX {
            return Err(Violations::one("label", Rule::TooMany { entries_max: rules::LINKS_MAX }).into());
        }
        let token = secret::new_token()?;
        let link_hash = secret::token_hash(&token);
        let command = PreviewCommand::MakePreviewLink {
            post_id,
            created_by: post.created_by,
            link_hash: link_hash.clone(),
            label: label.to_owned(),
            lifetime,
        };
        let id = PreviewLinkId(self.new_uuid()?);
        self.write(who, vec![Command::Preview { id, command }]).await?;
        // A request that was carried out before made another secret, which nobody can say again.
        let made = previews::with_hash(self.database.readers(), &link_hash).await?.ok_or(ServiceError::KeyReused)?;
        Ok(IssuedPreview { link: self.preview_link_view(made).await?, token })
    }

    /// The links to a post that can be followed, the latest first.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write.
    pub async fn preview_links(&self, who: &Principal, post_id: PostId) -> Result<Vec<PreviewLinkView>, ServiceError> {
        self.authorise_history(who, post_id).await?;
        let mut links = Vec::new();
        for row in previews::open(self.database.readers(), post_id, self.clock.now()).await? {
            links.push(self.preview_link_view(row).await?);
        }
        Ok(links)
    }

    /// Ends a link to a post.
    ///
    /// # Errors
    /// `NotFound` when that post has no such link, or the asker may not write it.
    pub async fn revoke_preview_link(
        &self,
        who: &Principal,
        post_id: PostId,
        id: PreviewLinkId,
    ) -> Result<(), ServiceError> {
        self.authorise_history(who, post_id).await?;
        if !previews::of_post(self.database.readers(), post_id).await?.contains(&id) {
            return Err(DomainError::NotFound.into());
        }
        self.write(who, vec![Command::Preview { id, command: PreviewCommand::RevokePreviewLink }]).await?;
        Ok(())
    }

    /// What a secret shows. A link that ended is gone, and so is one whose post is in the trash, for as long as it is there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn previewed(&self, token: &str) -> Result<Lookup<Previewed>, ServiceError> {
        let found = previews::with_hash(self.database.readers(), &secret::token_hash(token)).await?;
        let Some(link) = found else { return Ok(Lookup::Missing) };
        let post = self.post_state(link.post_id).await?;
        let now = self.clock.now();
        if link.is_revoked || link.expires_at <= now || post.version == 0 || post.deleted_at.is_some() {
            return Ok(Lookup::Gone);
        }
        let published_at = post.working.published_at.or(post.last_published_at).unwrap_or(now);
        let as_published =
            Published { content: post.working.clone(), published_at, updated_at: post.updated_at.max(published_at) };
        let id = link.post_id;
        let page = self.reading(move |reading| reading.page_as_published(id, &post, &as_published)).await?;
        Ok(Lookup::Found(Previewed { page, expires_at: link.expires_at }))
    }

    async fn preview_link_view(&self, row: PreviewRow) -> Result<PreviewLinkView, ServiceError> {
        let PreviewRow { id, label, made_by, made_at, expires_at, .. } = row;
        Ok(PreviewLinkView { id, label, made_by: self.person_named(made_by).await?, made_at, expires_at })
    }
}
