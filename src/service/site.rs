//! The site's settings as those who change them see them.

use super::markdown::render_lines;
use super::renderings::labels;
use super::writer::Command;
use super::{Blog, ServiceError};
use crate::domain::site::{Site, SiteInput, stream_id};
use crate::domain::views::{SiteSettings, SiteView};
use crate::domain::{DomainError, Principal, Role};
use crate::store::snapshots;
use crate::text::Text;

/// How often settings are decided on again when somebody changes others in the same moment.
const ATTEMPTS_MAX: u32 = 3;

/// The site as every page needs it.
pub(super) fn view(site: &Site, base_url: String, is_set_up: bool) -> SiteView {
    let labels = labels(Text::in_language(&site.general.language));
    SiteView::new(site, render_lines(&site.appearance.footer, labels), base_url, is_set_up)
}

impl Blog {
    /// The site's settings. Readers see what comes of all of them, but for the words that hold a comment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn site_settings(&self, who: Option<&Principal>) -> Result<SiteSettings, ServiceError> {
        let site = self.site_state().await?;
        let is_admin = who.is_some_and(|who| who.role == Role::Admin);
        let held_words = is_admin.then(|| site.discussion.held_words.clone());
        Ok(SiteSettings { held_words, ..SiteSettings::from(&site) })
    }

    /// Changes the site's settings.
    ///
    /// # Errors
    /// When the asker is no admin, a field breaks a constraint, or the version is stale.
    pub async fn change_site(
        &self,
        who: &Principal,
        expected_version: Option<u64>,
        input: &SiteInput,
    ) -> Result<SiteSettings, ServiceError> {
        if who.role != Role::Admin {
            return Err(DomainError::Forbidden.into());
        }
        for _ in 1..ATTEMPTS_MAX {
            match self.try_to_change_site(who, expected_version, input).await {
                Err(ServiceError::Domain(DomainError::Conflict { .. })) if expected_version.is_none() => {}
                done => return done,
            }
        }
        self.try_to_change_site(who, expected_version, input).await
    }

    /// What the input leaves out stays as it was when the commands were made, so nothing may change until they are
    /// carried out.
    async fn try_to_change_site(
        &self,
        who: &Principal,
        expected_version: Option<u64>,
        input: &SiteInput,
    ) -> Result<SiteSettings, ServiceError> {
        let site = self.site_state().await?;
        let expected_version = Some(expected_version.unwrap_or(site.version));
        let commands = input.commands(&site)?.into_iter();
        let commands = commands.zip(std::iter::once(expected_version).chain(std::iter::repeat(None)));
        let commands = commands.map(|(command, expected_version)| Command::Site { expected_version, command });
        self.write(who, commands.collect()).await?;
        self.site_settings(Some(who)).await
    }

    pub(super) async fn site_state(&self) -> Result<Site, ServiceError> {
        let load = |connection: &rusqlite::Connection| snapshots::load::<Site>(connection, &stream_id());
        Ok(self.database.read(load).await?.state)
    }
}
