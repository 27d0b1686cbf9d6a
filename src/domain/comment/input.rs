//! What people send to say something, and what it must be like.

use serde::{Deserialize, Serialize};

use super::mention::MentionDraft;
use super::state::Commenter;
use crate::domain::account::check_email;
use crate::domain::post::check_address;
use crate::domain::{Rule, TextRule, Violations};

/// The constraints of a comment.
pub mod rules {
    use super::TextRule;

    /// How its writer is called.
    pub const NAME: TextRule = TextRule::line("name", 80).required();
    /// Where they can be written to.
    pub const EMAIL: TextRule = TextRule::line("email", 254);
    /// The address of their own site.
    pub const WEBSITE: TextRule = TextRule::line("website", 300);
    /// What it says, in Markdown.
    pub const TEXT: TextRule = TextRule::lines("text", 5_000).required();
    /// The same of one that is brought from elsewhere, where others were taken.
    pub const IMPORTED_TEXT: TextRule = TextRule::lines("text", 65_536).required();
    /// What names one that is brought from elsewhere.
    pub const IMPORT_ID: TextRule = TextRule::line("import_id", 500).required();
    /// Comments under one post that wait, or that readers see. Beyond so many it takes no more.
    pub const COMMENTS_MAX: u64 = 10_000;
}

/// A comment as a request writes it; unknown fields are refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CommentInput {
    /// See [`rules::NAME`].
    pub name: String,
    /// See [`rules::EMAIL`]; may be empty.
    pub email: String,
    /// See [`rules::WEBSITE`]; may be empty.
    pub website: String,
    /// See [`rules::TEXT`].
    pub text: String,
}

/// A comment whose every field keeps to its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentDraft {
    commenter: Commenter,
    text: String,
}

impl CommentDraft {
    /// One that its writer took away elsewhere: nothing is left of it but its place.
    pub fn withdrawn() -> Self {
        Self { commenter: Commenter::default(), text: String::new() }
    }

    /// What a page of another site says.
    pub fn of_mention(mention: &MentionDraft) -> Self {
        Self { commenter: mention.commenter().clone(), text: mention.text().to_owned() }
    }

    /// Who says it.
    pub const fn commenter(&self) -> &Commenter {
        &self.commenter
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every text that somebody typed.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let Commenter { name, email, website } = &self.commenter;
        [name.as_str(), &self.text].into_iter().chain(email.as_deref()).chain(website.as_deref())
    }
}

impl CommentInput {
    /// Checks every field.
    ///
    /// # Errors
    /// All fields that break a constraint, each with the rule it broke.
    pub fn validate(&self) -> Result<CommentDraft, Violations> {
        let mut violations = Violations::default();
        let name = single_spaced(&self.name);
        violations.take("name", rules::NAME.check(&name));
        let email = violations.take("email", email(&self.email)).flatten();
        let website = violations.take("website", website(&self.website)).flatten();
        let text = plain_lines(&self.text);
        violations.take("text", rules::TEXT.check(&text));
        let draft = CommentDraft { commenter: Commenter { name, email, website }, text };
        if violations.is_empty() { Ok(draft) } else { Err(violations) }
    }

    /// The same for one that is brought from elsewhere, where it was taken as it is: without a name its writer has none, a
    /// name that is too long is cut, and addresses that are none are left out.
    ///
    /// # Errors
    /// When it says nothing, or too much.
    pub fn validate_imported(&self) -> Result<CommentDraft, Violations> {
        let name: String = self.name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let name = single_spaced(&name).chars().take(rules::NAME.chars_max).collect();
        let text: String = plain_lines(&self.text)
            .chars()
            .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
            .collect();
        rules::IMPORTED_TEXT.check(&text).map_err(|rule| Violations::one("text", rule))?;
        let (email, website) = (email(&self.email).ok().flatten(), website(&self.website).ok().flatten());
        Ok(CommentDraft { commenter: Commenter { name, email, website }, text })
    }
}

fn single_spaced(text: &str) -> String {
    // What is no white space but a control character is for the rule to refuse.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

fn email(text: &str) -> Result<Option<String>, Rule> {
    let email = text.trim();
    check_email(email)?;
    Ok(Some(email.to_owned()).filter(|email| !email.is_empty()))
}

/// People leave out what every address begins with.
fn website(text: &str) -> Result<Option<String>, Rule> {
    let website = text.trim();
    if website.is_empty() {
        return Ok(None);
    }
    let address = if website.contains(':') { website.to_owned() } else { format!("https://{website}") };
    rules::WEBSITE.check(&address)?;
    check_address(&address).map(Some)
}
