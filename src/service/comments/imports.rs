//! Comments from elsewhere, with their own dates, states and places.

use std::collections::HashMap;

use reqwest::Url;

use super::answer_to;
use crate::domain::comment::{
    CommentCommand, CommentDraft, CommentInput, CommentPlace, CommentRecord, Found, Mention, MentionDraft, ReplyTo,
    SOURCE_BYTES_MAX, Standing, rules,
};
use crate::domain::{CommentId, DomainError, PostId, Principal, Rule, Timestamp, Violations};
use crate::service::writer::Command;
use crate::service::{Blog, ServiceError};
use crate::store::comments;

/// Comments that are written at a time, so that others' writes come in between.
const COMMENTS_AT_ONCE: usize = 100;

/// A comment as another program kept it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedComment {
    /// What names it for ever among the comments of its post, such as `wordpress:17`: it is added once, whatever somebody
    /// did to it here since.
    pub import_id: String,
    /// The one that it answers, by that name; where there is no such one it answers the post.
    pub parent: Option<String>,
    /// Who says it, and what, in Markdown. Only the text has to keep to its rule: a name may be missing, and addresses that
    /// are none are left out.
    pub input: CommentInput,
    /// When.
    pub written_at: Timestamp,
    /// What had become of it.
    pub standing: Standing,
    /// What a blog like this one knows besides.
    pub own: Option<Box<OwnRecord>>,
}

/// What only a blog like this one knows of a comment. Its name is its identifier there and here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnRecord {
    /// What else was on record of it.
    pub record: CommentRecord,
    /// Whether its writer took it away: it has no words, and answers to it keep their places.
    pub is_withdrawn: bool,
}

/// What became of comments from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedComments {
    /// How many are new.
    pub added: u64,
    /// How many had been brought before.
    pub known: u64,
    /// Those that could not be taken.
    pub refused: Vec<RefusedComment>,
}

/// A comment that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedComment {
    /// See [`ImportedComment::import_id`].
    pub import_id: String,
    /// What about it.
    pub violations: Violations,
}

impl Blog {
    /// Adds comments from elsewhere to a post, whether readers see it or not, and however the site takes comments. Their
    /// order does not matter. Doing it again adds nothing twice.
    ///
    /// # Errors
    /// `NotFound` when there is no such post, `Gone` when it lies in the trash, `Forbidden` when the asker may not publish
    /// it; when the database fails. What single comments break is no error: see [`ImportedComments::refused`].
    pub async fn import_comments(
        &self,
        who: &Principal,
        post_id: PostId,
        comments: &[ImportedComment],
    ) -> Result<ImportedComments, ServiceError> {
        let post = self.post_state(post_id).await?;
        match post.deleted_at {
            _ if post.version == 0 => return Err(DomainError::NotFound.into()),
            Some(_) => return Err(DomainError::Gone.into()),
            None if !who.may_publish(post.created_by) => return Err(DomainError::Forbidden.into()),
            None => {}
        }
        let mut outcome = ImportedComments::default();
        let mut known = self.places_of(post_id).await?;
        let mut commands = Vec::new();
        for comment in parents_first(comments) {
            let id = comment.id(post_id, &comment.import_id);
            if known.contains_key(&id) {
                outcome.known += 1;
                continue;
            }
            let drafted = rules::IMPORT_ID.check(&comment.import_id).map_err(|rule| Violations::one("import_id", rule));
            let drafted = drafted.and_then(|()| comment.draft());
            let (draft, record) = match drafted {
                Ok((draft, record)) => (draft, Box::new(record)),
                Err(violations) => {
                    outcome.refused.push(RefusedComment { import_id: comment.import_id.clone(), violations });
                    continue;
                }
            };
            let parent = comment.parent.as_ref().and_then(|parent| known.get(&comment.id(post_id, parent)));
            let in_reply_to = parent.copied();
            let place = CommentPlace { post_id, created_by: post.created_by, in_reply_to };
            let (standing, written_at) = (comment.standing, comment.written_at);
            let command = CommentCommand::ImportComment { place, draft, standing, written_at, record };
            commands.push(Command::Comment { id, command });
            known.insert(id, answer_to(id, in_reply_to));
            outcome.added += 1;
        }
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            self.write(who, commands.by_ref().take(COMMENTS_AT_ONCE).collect()).await?;
        }
        Ok(outcome)
    }

    /// The place of an answer to each comment under a post.
    async fn places_of(&self, post_id: PostId) -> Result<HashMap<CommentId, ReplyTo>, ServiceError> {
        let places = self.database.read(move |connection| comments::places_under(connection, post_id)).await?;
        Ok(places.into_iter().map(|(id, place)| (id, answer_to(id, place))).collect())
    }
}

impl ImportedComment {
    fn draft(&self) -> Result<(CommentDraft, CommentRecord), Violations> {
        let own = self.own.as_deref().cloned().unwrap_or_default();
        match &own.record.mention {
            _ if own.is_withdrawn => Ok((CommentDraft::withdrawn(), CommentRecord { mention: None, ..own.record })),
            None => Ok((self.input.validate_imported()?, own.record)),
            Some(mention) => {
                let mention = self.mention_draft(mention)?;
                let draft = CommentDraft::of_mention(&mention);
                Ok((draft, CommentRecord { mention: Some(mention.mention().clone()), ..own.record }))
            }
        }
    }

    /// Like what is found on a page of another site, which is told of as it is: too long a text is cut.
    fn mention_draft(&self, Mention { source, kind, title }: &Mention) -> Result<MentionDraft, Violations> {
        let is_page = |url: &Url| matches!(url.scheme(), "http" | "https") && url.as_str().len() <= SOURCE_BYTES_MAX;
        let Some(source) = Url::parse(source).ok().filter(is_page) else {
            return Err(Violations::one("mention", Rule::NotAnAddress));
        };
        let CommentInput { name, website, text, email: _ } = self.input.clone();
        let found = Found { kind: *kind, title: title.clone(), name, website, text };
        Ok(MentionDraft::carried_over(source.as_str(), &found))
    }

    /// The comment of that name where this one comes from.
    fn id(&self, post_id: PostId, name: &str) -> CommentId {
        let own = self.own.as_ref().and_then(|_| name.parse().ok());
        own.unwrap_or_else(|| comment_id(post_id, name))
    }
}

/// The same name leads to the same comment, whoever asks and on whatever node.
fn comment_id(post_id: PostId, import_id: &str) -> CommentId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"imported comment").update(post_id.0.as_bytes()).update(import_id.as_bytes());
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    CommentId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Every comment behind the one that it answers. Of those that answer each other in a circle, each comes once as well.
fn parents_first(comments: &[ImportedComment]) -> Vec<&ImportedComment> {
    let by_name: HashMap<&str, &ImportedComment> =
        comments.iter().map(|comment| (comment.import_id.as_str(), comment)).collect();
    let mut ordered = Vec::with_capacity(comments.len());
    let mut is_taken = std::collections::HashSet::new();
    for comment in comments {
        let mut way = Vec::new();
        let mut next = Some(comment);
        while let Some(comment) = next.filter(|comment| is_taken.insert(comment.import_id.as_str())) {
            way.push(comment);
            next = comment.parent.as_deref().and_then(|parent| by_name.get(parent)).copied();
        }
        ordered.extend(way.into_iter().rev());
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(import_id: &str, parent: Option<&str>) -> ImportedComment {
        ImportedComment { import_id: import_id.into(), parent: parent.map(str::to_owned), ..ImportedComment::default() }
    }

    #[test]
    fn what_is_answered_comes_before_its_answers() {
        type Named<'a> = (&'a str, Option<&'a str>);
        let cases: [(&[Named<'_>], &[&str]); 4] = [
            (&[("c", Some("b")), ("b", Some("a")), ("a", None)], &["a", "b", "c"]),
            (&[("a", None), ("a", None)], &["a"]),
            (&[("a", Some("b")), ("b", Some("a"))], &["b", "a"]),
            (&[("a", Some("a")), ("b", Some("missing"))], &["a", "b"]),
        ];
        for (given, expected) in cases {
            let comments: Vec<ImportedComment> = given.iter().map(|(id, parent)| comment(id, *parent)).collect();
            let ordered = parents_first(&comments);
            let ids: Vec<&str> = ordered.iter().map(|comment| comment.import_id.as_str()).collect();
            assert_eq!(ids, expected, "{given:?}");
        }
    }
}
