//! What another site's page says of a post: a mention, which is a comment that was made elsewhere (Webmention,
//! <https://www.w3.org/TR/webmention/>).

use serde::{Deserialize, Serialize};

use super::state::Commenter;
use crate::domain::post::check_address;

/// A longer address of a page is none that is taken, in bytes.
pub const SOURCE_BYTES_MAX: usize = 2_000;
/// Mentions under one post that wait, or that readers see. Beyond so many it takes no more.
pub const MENTIONS_MAX: u64 = 2_000;
/// A longer name is cut.
const NAME_CHARS_MAX: usize = 80;
/// A longer title is cut.
const TITLE_CHARS_MAX: usize = 150;
/// Of a longer text so much is shown.
const TEXT_CHARS_MAX: usize = 500;
/// A longer address of whoever wrote the page is left out.
const WEBSITE_CHARS_MAX: usize = 300;

/// Where a mention was made, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The address of the page that links to the post.
    pub source: String,
    /// What it does.
    pub kind: MentionKind,
    /// What the page is called; may be empty.
    pub title: String,
}

/// A [`Mention`], borrowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionOf<'a> {
    /// See [`Mention::source`].
    pub source: &'a str,
    /// See [`Mention::kind`].
    pub kind: MentionKind,
    /// See [`Mention::title`].
    pub title: &'a str,
}

/// What a page that links to a post does, as far as it says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// It links to it.
    #[default]
    Mention,
    /// It answers it.
    Reply,
    /// Its writer likes it.
    Like,
    /// It passes it on.
    Repost,
}

impl MentionKind {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Mention, Self::Reply, Self::Like, Self::Repost];

    /// The name as it is stored and shown to programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Reply => "reply",
            Self::Like => "like",
            Self::Repost => "repost",
        }
    }

    /// Reads what [`MentionKind::as_str`] wrote.
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl<'a> From<&'a Mention> for MentionOf<'a> {
    fn from(Mention { source, kind, title }: &'a Mention) -> Self {
        Self { source, kind: *kind, title }
    }
}

impl From<&MentionOf<'_>> for Mention {
    fn from(MentionOf { source, kind, title }: &MentionOf<'_>) -> Self {
        Self { source: (*source).to_owned(), kind: *kind, title: (*title).to_owned() }
    }
}

/// What was found on a page, as it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What the page does.
    pub kind: MentionKind,
    /// What it is called.
    pub title: String,
    /// Who wrote it.
    pub name: String,
    /// Where they have a site of their own.
    pub website: String,
    /// What it says, in plain text.
    pub text: String,
}

/// A mention that keeps to its bounds. What is on other sites' pages can't be refused field by field: it is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionDraft {
    mention: Mention,
    commenter: Commenter,
    text: String,
}

impl MentionDraft {
    /// A mention on the page at that address, of which that was found.
    pub fn new(source: &str, found: &Found) -> Self {
        Self::bounded(source, found, 0)
    }

    /// A mention as another blog like this one kept it: what was cut there has its “…” already.
    pub fn carried_over(source: &str, found: &Found) -> Self {
        Self::bounded(source, found, 1)
    }

    fn bounded(source: &str, found: &Found, more: usize) -> Self {
        let website = Some(found.website.trim()).filter(|website| website.chars().count() <= WEBSITE_CHARS_MAX);
        Self {
            mention: Mention {
                source: source.to_owned(),
                kind: found.kind,
                title: on_one_line(&found.title, TITLE_CHARS_MAX + more),
            },
            commenter: Commenter {
                name: on_one_line(&found.name, NAME_CHARS_MAX + more),
                email: None,
                website: website.and_then(|website| check_address(website).ok()),
            },
            text: on_one_line(&found.text, TEXT_CHARS_MAX + more),
        }
    }

    /// Where it was made, and how.
    pub const fn mention(&self) -> &Mention {
        &self.mention
    }

    /// Who made it.
    pub const fn commenter(&self) -> &Commenter {
        &self.commenter
    }

    /// What it says, in plain text; may be empty.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every text that somebody wrote.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let Commenter { name, email: _, website } = &self.commenter;
        let Mention { source, kind: _, title } = &self.mention;
        [name.as_str(), &self.text, source, title].into_iter().chain(website.as_deref())
    }
}

/// Text without control characters, with single spaces, and no longer than so many characters.
fn on_one_line(text: &str, chars_max: usize) -> String {
    let mut line = String::new();
    let mut chars = 0;
    for word in text.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty())
    {
        let room = chars_max.saturating_sub(chars + usize::from(chars > 0));
        let letters = word.chars().count();
        if letters > room {
            let cut: String = word.chars().take(if chars == 0 { room } else { 0 }).collect();
            line.push_str(&cut);
            line.push('…');
            return line;
        }
        if chars > 0 {
            line.push(' ');
            chars += 1;
        }
        line.push_str(word);
        chars += letters;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_says_is_cut_and_never_refused() {
        let found = Found {
            kind: MentionKind::Reply,
            title: "Long ".repeat(100),
            name: "Ann\n\u{202e}\0 Lee".into(),
            website: "javascript:alert(1)".into(),
            text: format!("<b>Fog</b> {}", "x".repeat(10_000)),
        };
        let draft = MentionDraft::new("https://other.example/a", &found);
        assert_eq!(draft.mention().title.chars().count(), 150);
        assert!(draft.mention().title.ends_with("Long…"));
        assert_eq!((draft.commenter().name.as_str(), &draft.commenter().website), ("Ann \u{202e} Lee", &None));
        assert_eq!(draft.text(), "<b>Fog</b>…");
        let empty = MentionDraft::new("https://other.example/a", &Found::default());
        assert_eq!((empty.text(), empty.mention().title.as_str()), ("", ""));
        assert_eq!(on_one_line("abcdef", 3), "abc…");
        assert_eq!(on_one_line(" a  b ", 3), "a b");
    }
}
