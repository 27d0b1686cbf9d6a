//! Which posts take comments, and which comments readers see before somebody has looked at them.

use serde::{Deserialize, Serialize};

use super::input::CommentDraft;
use super::mention::MentionDraft;
use super::state::{Hold, Standing};
use crate::domain::post::{Post, PostKind};
use crate::domain::{DomainError, Rule, TextRule, Timestamp, Violations, fold_text};

const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;
/// A comment with more links is looked at first.
const LINKS_MAX: usize = 2;
/// The words that hold a comment, one a line.
const HELD_WORDS: TextRule = TextRule::lines("held_words", 20_000);
/// The most days after which a post closes: a hundred years.
pub const CLOSE_AFTER_DAYS_MAX: u32 = 36_500;

/// How a site takes comments, and what other sites say of its posts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discussion {
    /// Whether, and who sees them first.
    pub policy: DiscussionPolicy,
    /// Words that hold a comment for somebody to look at, one a line.
    pub held_words: String,
    /// So many days after its publication a post takes no more comments; 0 where it always does.
    pub close_after_days: u32,
    /// The same as `policy`, of what pages of other sites say of its posts.
    pub mentions: DiscussionPolicy,
    /// Whether other sites are told of posts that link to their pages.
    pub sends_mentions: bool,
}

impl Default for Discussion {
    /// What is told to other sites is in public already, so they are, as by what people come from.
    fn default() -> Self {
        Self {
            policy: DiscussionPolicy::default(),
            held_words: String::new(),
            close_after_days: 0,
            mentions: DiscussionPolicy::default(),
            sends_mentions: true,
        }
    }
}

/// Whether a site takes comments, and who sees them first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DiscussionPolicy {
    /// It takes none, and shows none.
    Off,
    /// Somebody looks at each before readers see it.
    #[default]
    Moderated,
    /// Readers see it at once, unless something about it is strange.
    Open,
}

impl DiscussionPolicy {
    /// Every one, the strictest first.
    pub const ALL: [Self; 3] = [Self::Off, Self::Moderated, Self::Open];

    /// The name as it is typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Moderated => "moderated",
            Self::Open => "open",
        }
    }
}

impl std::str::FromStr for DiscussionPolicy {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        let found = Self::ALL.into_iter().find(|policy| policy.as_str() == text);
        found.ok_or(Rule::NotOneOf { values: "off, moderated, open".into() })
    }
}

/// Why a post that readers see takes no comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closure {
    /// No post of the site does.
    Site,
    /// This one doesn't: somebody decided so, or it is a page beside the blog.
    Post,
    /// It was published too long ago.
    Age,
}

/// What is known of a comment besides what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// Whether its writer may decide on comments of that post.
    pub is_by_moderator: bool,
    /// Whether it filled in what people don't see.
    pub fell_for_honeypot: bool,
    /// How many links its text has.
    pub links: usize,
}

/// What becomes of a comment at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it is.
    pub standing: Standing,
    /// Why, where readers don't see it.
    pub hold: Option<Hold>,
}

impl Verdict {
    const APPROVED: Self = Self { standing: Standing::Approved, hold: None };

    const fn held(hold: Hold) -> Self {
        Self { standing: Standing::Waiting, hold: Some(hold) }
    }
}

impl Discussion {
    /// What becomes of a comment at first.
    pub fn judge(&self, draft: &CommentDraft, signals: Signals) -> Verdict {
        match signals {
            Signals { fell_for_honeypot: true, .. } => Verdict { standing: Standing::Spam, hold: Some(Hold::Honeypot) },
            Signals { is_by_moderator: true, .. } => Verdict::APPROVED,
            _ if self.holds_word_of(draft.texts()) => Verdict::held(Hold::Word),
            Signals { links, .. } if links > LINKS_MAX => Verdict::held(Hold::Links),
            _ if self.policy == DiscussionPolicy::Open => Verdict::APPROVED,
            _ => Verdict::held(Hold::Moderation),
        }
    }

    /// What becomes of a mention at first. That it has a link is what makes it one.
    pub fn judge_mention(&self, draft: &MentionDraft) -> Verdict {
        match self.mentions {
            _ if self.holds_word_of(draft.texts()) => Verdict::held(Hold::Word),
            DiscussionPolicy::Open => Verdict::APPROVED,
            DiscussionPolicy::Off | DiscussionPolicy::Moderated => Verdict::held(Hold::Moderation),
        }
    }

    fn holds_word_of<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> bool {
        let held: Vec<String> =
            self.held_words.lines().map(|line| fold_text(line.trim())).filter(|word| !word.is_empty()).collect();
        !held.is_empty() && texts.into_iter().map(fold_text).any(|text| held.iter().any(|word| has_word(&text, word)))
    }

    /// Checks what its types don't.
    ///
    /// # Errors
    /// All fields that break a constraint.
    pub(in crate::domain) fn check(&self) -> Result<(), Violations> {
        let mut violations = Violations::default();
        violations.take(HELD_WORDS.field, HELD_WORDS.check(&self.held_words));
        if self.close_after_days > CLOSE_AFTER_DAYS_MAX {
            violations.add("close_after_days", Rule::NotBetween { least: 0, most: CLOSE_AFTER_DAYS_MAX });
        }
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }
}

/// Whether a text has a word that is not part of a longer one, as far as there are spaces between words.
fn has_word(text: &str, word: &str) -> bool {
    let goes_on = |edge: Option<char>, neighbour: Option<char>| {
        edge.is_some_and(|edge| edge.is_ascii_alphanumeric())
            && neighbour.is_some_and(|neighbour| neighbour.is_ascii_alphanumeric())
    };
    text.match_indices(word).any(|(begin, _)| {
        let (before, after) = (text[..begin].chars().next_back(), text[begin + word.len()..].chars().next());
        !goes_on(word.chars().next(), before) && !goes_on(word.chars().next_back(), after)
    })
}

impl Post {
    /// Whether it takes comments on a site with that policy, which closes them after so many days (0 is never).
    ///
    /// # Errors
    /// `NotFound` when readers don't see it.
    pub fn comments_closure(
        &self,
        policy: DiscussionPolicy,
        close_after_days: u32,
        now: Timestamp,
    ) -> Result<Option<Closure>, DomainError> {
        let live = self.live().ok_or(DomainError::NotFound)?;
        let open_milliseconds = i64::from(close_after_days) * DAY_MILLISECONDS;
        let is_old =
            close_after_days > 0 && now.as_milliseconds() - live.published_at.as_milliseconds() >= open_milliseconds;
        Ok(match policy {
            DiscussionPolicy::Off => Some(Closure::Site),
            _ if self.are_comments_closed || live.content.kind == PostKind::Page => Some(Closure::Post),
            _ if is_old => Some(Closure::Age),
            DiscussionPolicy::Moderated | DiscussionPolicy::Open => None,
        })
    }
}
