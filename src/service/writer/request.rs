//! What the writer is asked, and what it answers.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::domain::account::AccountCommand;
use crate::domain::comment::{Comment, CommentCommand};
use crate::domain::erasure::{ErasureReason, Redaction};
use crate::domain::media::{Media, MediaCommand};
use crate::domain::note::NoteCommand;
use crate::domain::post::{Post, PostCommand};
use crate::domain::preview::PreviewCommand;
use crate::domain::sent_mentions::SentMentionsCommand;
use crate::domain::site::{Site, SiteCommand};
use crate::domain::{AccountId, Aggregate, CommentId, NoteId, PostId, PreviewLinkId, Principal, StreamId, Timestamp};
use crate::service::ServiceError;
use crate::service::once::OnceBy;
use crate::service::queue::Autosave;
use crate::store::log::Hash;

/// Something to write.
#[derive(Clone, Debug)]
pub enum Command {
    /// To a post.
    Post {
        /// Which.
        id: PostId,
        /// The version it must have, where somebody relies on one.
        expected_version: Option<u64>,
        /// What is asked of it.
        command: Box<PostCommand>,
    },
    /// Refuses the rest of the request once somebody has an account: two first runs can't both win.
    FirstAccount,
    /// Refuses the request when nobody could look after the site any more.
    KeepAnAdmin,
    /// To an account.
    Account {
        /// Whose.
        id: AccountId,
        /// What is asked of it.
        command: AccountCommand,
    },
    /// To the site.
    Site {
        /// The version it must have, where somebody relies on one.
        expected_version: Option<u64>,
        /// What is asked of it.
        command: SiteCommand,
    },
    /// To a file.
    Media {
        /// Its name: the hash of its bytes.
        hash: String,
        /// What is asked of it.
        command: MediaCommand,
    },
    /// Refuses the rest of the request while a post or the site's settings show that file.
    MediaUnused {
        /// The hash of its bytes.
        hash: String,
    },
    /// To a note beside a draft.
    Note {
        /// Which.
        id: NoteId,
        /// What is asked of it.
        command: NoteCommand,
    },
    /// To a comment under a post.
    Comment {
        /// Which.
        id: CommentId,
        /// What is asked of it.
        command: CommentCommand,
    },
    /// To what other sites were told of a post.
    SentMentions {
        /// Which post.
        post_id: PostId,
        /// What is asked of it.
        command: SentMentionsCommand,
    },
    /// To a link at which a post is previewed.
    Preview {
        /// Which.
        id: PreviewLinkId,
        /// What is asked of it.
        command: PreviewCommand,
    },
    /// To the sessions, which are no part of the log.
    Session(SessionChange),
    /// Writes a stream's snapshot again: the one there is was not trusted.
    KeepSnapshot(StreamId),
    /// Replaces payloads of streams by what must remain of them, and records that.
    Erase {
        /// Why.
        reason: ErasureReason,
        /// What is taken out.
        redaction: Redaction,
        /// Of which streams.
        streams: Vec<StreamId>,
    },
}

/// A change of who is signed in.
#[derive(Clone, Debug)]
pub enum SessionChange {
    /// Somebody signed in.
    Begin {
        /// The hash of the session's secret.
        session_hash: String,
        /// Whose it is.
        account_id: AccountId,
        /// When it ends.
        expires_at: Timestamp,
        /// What they signed in with.
        device: String,
    },
    /// Somebody signed out.
    End {
        /// The hash of the session's secret.
        session_hash: String,
    },
    /// Somebody is signed out everywhere.
    EndAll {
        /// Whose sessions end.
        account_id: AccountId,
    },
    /// Somebody is signed out everywhere else.
    EndOthers {
        /// Whose sessions end.
        account_id: AccountId,
        /// The hash of the secret of the session that goes on.
        session_hash: String,
    },
}

/// Commands that are carried out together or not at all.
#[derive(Debug)]
pub struct Request {
    /// What to write, in order.
    pub commands: Vec<Command>,
    /// Who asks.
    pub principal: Principal,
    /// The request that the commands came with.
    pub correlation_id: Option<String>,
    /// The event that made it happen.
    pub causation_id: Option<String>,
    /// What makes it the same request when it is sent again.
    pub(in crate::service) once: Option<OnceBy>,
    /// The form that it came from, of whoever asks.
    pub(in crate::service) form: Option<Hash>,
    /// Which of that form's requests it is, where they are counted.
    pub(in crate::service) form_request: Option<u64>,
    /// What it is where it is an autosave.
    pub autosave: Option<Arc<Autosave>>,
    /// The asker's own autosave, which was not answered yet when they asked.
    pub follows: Option<Arc<Autosave>>,
    /// Who waits for the answer.
    pub answers: Vec<oneshot::Sender<Result<Written, ServiceError>>>,
}

impl Request {
    /// Commands of somebody, and where the answer will come.
    pub fn new(
        principal: Principal,
        commands: Vec<Command>,
    ) -> (Self, oneshot::Receiver<Result<Written, ServiceError>>) {
        let (answer, answered) = oneshot::channel();
        let request = Self {
            commands,
            principal,
            correlation_id: None,
            causation_id: None,
            once: None,
            form: None,
            form_request: None,
            autosave: None,
            follows: None,
            answers: vec![answer],
        };
        (request, answered)
    }

    /// The posts that it changes.
    pub fn posts(&self) -> Vec<PostId> {
        let id = |command: &Command| match command {
            Command::Post { id, .. } => Some(*id),
            _ => None,
        };
        self.commands.iter().filter_map(id).collect()
    }

    /// Answers everybody who waits. Whoever asked may have gone away; what was written stays.
    pub fn answer(self, result: Result<Written, ServiceError>) {
        let mut answers = self.answers.into_iter();
        let first = answers.next();
        for answer in answers {
            let _ = answer.send(result.as_ref().map(Written::clone).map_err(ServiceError::for_another));
        }
        if let Some(first) = first {
            let _ = first.send(result);
        }
    }

    /// Whether a stream's version is the one that somebody relies on: the one they saw, or what their own autosave
    /// made of it since that was not answered when they asked.
    pub(super) fn expects<A: Aggregate>(&self, seen: Option<u64>, current: &A) -> bool {
        seen.is_none_or(|seen| {
            let leads = |autosave: &Arc<Autosave>| autosave.leads(seen, current.version());
            current.is_up_to_date(seen) || self.follows.as_ref().is_some_and(leads)
        })
    }
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The post that the last of the commands changed. To a request that was sent again it is the first one's.
    pub post: Option<(PostId, Arc<Post>)>,
}

/// What became different, for the caches.
#[derive(Clone, Debug)]
pub enum Change {
    /// A post.
    Post {
        /// Which.
        id: PostId,
        /// What it was.
        before: Arc<Post>,
        /// What it is.
        after: Arc<Post>,
    },
    /// A comment.
    Comment {
        /// What it was.
        before: Box<Comment>,
        /// What it is.
        after: Box<Comment>,
    },
    /// The site's settings.
    Site(Box<Site>),
    /// An account.
    Account,
    /// What was erased may be in anything.
    Everything,
}

impl Change {
    /// A picture whose size was found is shown otherwise wherever it is shown; all else that happens to a file changes no
    /// page.
    pub(super) fn of_media(before: &Media, after: &Media) -> Option<Self> {
        let is_measured = before.version > 0 && before.picture.is_none() && after.picture.is_some();
        is_measured.then_some(Self::Everything)
    }
}
