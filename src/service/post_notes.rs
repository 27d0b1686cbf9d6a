//! Notes beside drafts, for those who may write them.

use super::once::Once;
use super::writer::Command;
use super::{Blog, ServiceError};
use crate::domain::note::{NoteCommand, rules};
use crate::domain::views::NoteView;
use crate::domain::{DomainError, NoteId, PostId, Principal, Rule, Violations};
use crate::store::post_notes::{self, NoteRow};

impl Blog {
    /// The notes beside a post, the first first.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write.
    pub async fn notes(&self, who: &Principal, post_id: PostId) -> Result<Vec<NoteView>, ServiceError> {
        self.authorise_history(who, post_id).await?;
        let mut notes = Vec::new();
        for row in post_notes::beside(self.database.readers(), post_id).await? {
            notes.push(self.note_view(who, row).await?);
        }
        Ok(notes)
    }

    /// Writes a note beside a post.
    ///
    /// # Errors
    /// When a field breaks its constraint or there are too many notes, when the post is in the trash, or the asker may not
    /// write it.
    pub async fn write_note(
        &self,
        who: &Principal,
        post_id: PostId,
        text: &str,
        quote: Option<&str>,
    ) -> Result<NoteView, ServiceError> {
        self.authorise_history(who, post_id).await?;
        let post = self.post_state(post_id).await?;
        if post.deleted_at.is_some() {
            return Err(DomainError::Gone.into());
        }
        let (notes, _) = post_notes::count(self.database.readers(), post_id).await?;
        if notes >= rules::NOTES_MAX as u64 {
            return Err(Violations::one("note_text", Rule::TooMany { entries_max: rules::NOTES_MAX }).into());
        }
        let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let (text, quote) = (plain(text), quote.map(plain));
        let command = NoteCommand::WriteNote { post_id, created_by: post.created_by, text, quote };
        let id = self.new_note_id(who)?;
        self.write(who, vec![Command::Note { id, command }]).await?;
        let row = post_notes::find(self.database.readers(), post_id, id).await?.ok_or(DomainError::NotFound)?;
        self.note_view(who, row).await
    }

    /// A request that is sent again names the same note, so that it can be answered as before.
    fn new_note_id(&self, who: &Principal) -> Result<NoteId, ServiceError> {
        let Some(once) = Once::current() else { return Ok(NoteId(self.new_uuid()?)) };
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&once.by(who.actor).key_hash[..16]);
        Ok(NoteId(uuid::Builder::from_random_bytes(bytes).into_uuid()))
    }

    /// Settles a note beside a post, takes it up again, or takes it away.
    ///
    /// # Errors
    /// `NotFound` when that post has no such note or the asker may not write it, `Forbidden` for whoever takes away what
    /// somebody else wrote.
    pub async fn change_note(
        &self,
        who: &Principal,
        post_id: PostId,
        id: NoteId,
        command: NoteCommand,
    ) -> Result<(), ServiceError> {
        self.authorise_history(who, post_id).await?;
        post_notes::find(self.database.readers(), post_id, id).await?.ok_or(DomainError::NotFound)?;
        self.write(who, vec![Command::Note { id, command }]).await?;
        Ok(())
    }

    async fn note_view(&self, who: &Principal, row: NoteRow) -> Result<NoteView, ServiceError> {
        let NoteRow { id, written_by, written_at, text, quote, resolved } = row;
        let resolved_by = match resolved {
            Some((by, _)) => self.person_named(by).await?,
            None => None,
        };
        Ok(NoteView {
            id,
            text,
            quote,
            written_by: self.person_named(written_by).await?,
            written_at,
            is_own: written_by == who.actor,
            resolved_by,
            resolved_at: resolved.map(|(_, at)| at),
        })
    }
}
