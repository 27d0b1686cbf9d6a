//! What a comment is after its events.

use serde::{Deserialize, Serialize};

use super::event::{CommentEvent, CommenterOf, MentionReceived};
use super::mention::{Mention, MentionOf};
use crate::domain::{Actor, CommentId, PostId, Recorded, Timestamp};

/// A comment as its stream leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// The post that it stands under.
    pub post_id: PostId,
    /// Who created that post.
    pub created_by: Actor,
    /// The comment that it answers; none where it answers the post.
    pub in_reply_to: Option<ReplyTo>,
    /// Who wrote it, as far as they are known here.
    pub written_by: Actor,
    /// When; an imported one keeps the date it had.
    pub written_at: Timestamp,
    /// When its writer changed it last.
    pub edited_at: Option<Timestamp>,
    /// When what became of it changed last.
    pub decided_at: Timestamp,
    /// Who says it.
    pub commenter: Commenter,
    /// What it says, in Markdown, or in plain text where it is a mention; empty once its writer took it away or it was erased.
    pub text: String,
    /// Where it was made, where that was on another site's page.
    pub mention: Option<Mention>,
    /// What has become of it, the trash aside.
    pub standing: Standing,
    /// Why nobody saw it at first.
    pub hold: Option<Hold>,
    /// The hash of the secret by which its writer changes it.
    pub secret_hash: Option<String>,
    /// Whether somebody put it into the trash.
    pub is_trashed: bool,
    /// Whether what it said was erased.
    pub is_purged: bool,
}

/// What a comment answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyTo {
    /// That comment.
    pub parent: CommentId,
    /// The comment that began it all, which answers the post.
    pub thread: CommentId,
    /// How many comments lie above this one, at least 1.
    pub depth: u32,
}

/// Who says it, as they call themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commenter {
    /// Their name.
    pub name: String,
    /// Where they can be written to; readers never see it.
    pub email: Option<String>,
    /// The address of their own site.
    pub website: Option<String>,
}

/// What has become of a comment, the trash aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It waits for somebody to decide.
    #[default]
    Waiting,
    /// Readers see it.
    Approved,
    /// It is no comment at all.
    Spam,
}

/// Why a comment is not shown before somebody has looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hold {
    /// All are.
    Moderation,
    /// It has one of the site's words in it.
    Word,
    /// It has many links.
    Links,
    /// It filled in what people don't see.
    Honeypot,
}

/// Where a comment is to be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentStatus {
    /// It waits for somebody to decide.
    #[default]
    Waiting,
    /// Readers see it.
    Approved,
    /// It is no comment at all.
    Spam,
    /// Somebody put it into the trash.
    Trash,
    /// Its writer took it away, or it was erased: nothing is left to be said of it.
    Withdrawn,
}

impl CommentStatus {
    /// Those that people who moderate can give it, in the order of their tabs.
    pub const MODERATED: [Self; 4] = [Self::Waiting, Self::Approved, Self::Spam, Self::Trash];

    /// The name as it is stored and typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Spam => "spam",
            Self::Trash => "trash",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads what [`CommentStatus::as_str`] wrote.
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::MODERATED.into_iter().chain([Self::Withdrawn]).find(|status| status.as_str() == name)
    }
}

impl Hold {
    /// The name as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moderation => "moderation",
            Self::Word => "word",
            Self::Links => "links",
            Self::Honeypot => "honeypot",
        }
    }

    /// Reads what [`Hold::as_str`] wrote.
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Moderation, Self::Word, Self::Links, Self::Honeypot].into_iter().find(|hold| hold.as_str() == name)
    }
}

impl Comment {
    /// Where it is to be found.
    pub fn status(&self) -> CommentStatus {
        match self.standing {
            _ if self.is_purged || !self.says_something() => CommentStatus::Withdrawn,
            _ if self.is_trashed => CommentStatus::Trash,
            Standing::Waiting => CommentStatus::Waiting,
            Standing::Approved => CommentStatus::Approved,
            Standing::Spam => CommentStatus::Spam,
        }
    }

    /// Whether there is anything to be shown of it; a page that likes a post need not have a word on it.
    pub fn says_something(&self) -> bool {
        !self.text.is_empty() || self.mention.is_some()
    }

    /// What readers see of it; none where they don't.
    pub fn shown(&self) -> Option<impl PartialEq + '_> {
        let Commenter { name, email: _, website } = &self.commenter;
        let shown = || (name, website, &self.text, &self.mention, self.edited_at, self.written_at, self.written_by);
        (self.status() == CommentStatus::Approved).then(shown)
    }

    pub(super) fn fold(&mut self, event: &CommentEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        self.decided_at = recorded.at;
        match event {
            CommentEvent::Submitted(submitted) => {
                self.post_id = submitted.post_id;
                self.created_by = submitted.created_by;
                self.in_reply_to = submitted.in_reply_to;
                self.written_by = recorded.actor;
                self.written_at = recorded.at;
                self.say(&submitted.commenter, submitted.text, submitted.standing);
                self.hold = submitted.hold;
                self.secret_hash = submitted.secret_hash.map(str::to_owned);
            }
            CommentEvent::Imported(imported) => {
                self.post_id = imported.post_id;
                self.created_by = imported.created_by;
                self.in_reply_to = imported.in_reply_to;
                // Whoever imports it did not write it.
                self.written_by = Actor::Anonymous;
                self.written_at = imported.written_at;
                self.say(&imported.commenter, imported.text, imported.standing);
            }
            CommentEvent::CarriedOver(carried) => {
                self.edited_at = carried.edited_at;
                self.hold = carried.hold;
                self.secret_hash = carried.secret_hash.map(str::to_owned);
                self.mention = carried.mention.as_ref().and_then(known_mention);
            }
            CommentEvent::Edited(edited) => {
                self.edited_at = Some(recorded.at);
                self.say(&edited.commenter, edited.text, edited.standing);
                self.hold = edited.hold;
            }
            CommentEvent::Mentioned(received) => self.fold_mention(received, recorded),
            CommentEvent::Approved => self.decide_standing(Standing::Approved),
            CommentEvent::Held => self.decide_standing(Standing::Waiting),
            CommentEvent::MarkedAsSpam => self.decide_standing(Standing::Spam),
            CommentEvent::Trashed => self.is_trashed = true,
            CommentEvent::Restored => self.is_trashed = false,
            CommentEvent::Withdrawn => self.forget_words(),
            CommentEvent::Purged => {
                self.is_purged = true;
                self.secret_hash = None;
                self.forget_words();
            }
        }
    }

    fn fold_mention(&mut self, received: &MentionReceived<'_>, recorded: &Recorded) {
        let is_new = self.mention.is_none();
        self.post_id = received.post_id;
        self.created_by = received.created_by;
        // The program looked at it; nobody who is known here wrote it.
        self.written_by = Actor::Anonymous;
        self.written_at = if is_new { recorded.at } else { self.written_at };
        self.edited_at = (!is_new).then_some(recorded.at);
        // What was erased begins anew. What was only taken away is where somebody put it.
        self.is_trashed &= !self.is_purged;
        self.is_purged = false;
        self.say(&received.commenter, received.text, received.standing);
        self.hold = received.hold;
        self.mention = known_mention(&received.mention);
    }

    fn say(&mut self, commenter: &CommenterOf<'_>, text: &str, standing: Standing) {
        self.commenter = commenter.into();
        text.clone_into(&mut self.text);
        self.standing = standing;
    }

    fn decide_standing(&mut self, standing: Standing) {
        self.standing = standing;
        self.is_trashed = false;
        self.hold = None;
    }

    fn forget_words(&mut self) {
        self.commenter = Commenter::default();
        self.mention = None;
        self.text.clear();
    }
}

/// Without an address nothing is left of it: it was erased.
fn known_mention(mention: &MentionOf<'_>) -> Option<Mention> {
    (!mention.source.is_empty()).then(|| mention.into())
}
