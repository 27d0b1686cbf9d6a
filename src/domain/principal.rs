//! Who acts, and what their role allows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{AccountId, Rule};

/// What a person may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Writes drafts of their own.
    #[default]
    Contributor,
    /// Publishes their own posts.
    Author,
    /// Publishes anybody's posts.
    Editor,
    /// Everything, accounts and settings included.
    Admin,
}

impl Role {
    /// Every role, the least able first.
    pub const ALL: [Self; 4] = [Self::Contributor, Self::Author, Self::Editor, Self::Admin];

    /// The name as it is stored and typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Rule;

    fn from_str(text: &str) -> Result<Self, Rule> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(Rule::NotOneOf { values: "contributor, author, editor, admin".into() })
    }
}

/// Who the log says did it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Actor {
    /// The program itself.
    #[default]
    System,
    /// Somebody at the command line of the machine.
    Operator,
    /// A person with an account.
    Account(AccountId),
    /// Somebody without one.
    Anonymous,
}

impl fmt::Display for Actor {
    /// `system`, `operator`, `anonymous`, or `account-` and the account's identifier, as the log stores it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => formatter.write_str("system"),
            Self::Operator => formatter.write_str("operator"),
            Self::Anonymous => formatter.write_str("anonymous"),
            Self::Account(id) => write!(formatter, "account-{id}"),
        }
    }
}

impl From<&str> for Actor {
    /// Reads what [`Display`](fmt::Display) wrote; anything else is the program itself.
    fn from(text: &str) -> Self {
        match text {
            "operator" => Self::Operator,
            "anonymous" => Self::Anonymous,
            _ => text.strip_prefix("account-").and_then(|id| id.parse().ok()).map_or(Self::System, Self::Account),
        }
    }
}

/// Who asks, with the right they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who the log will say did it.
    pub actor: Actor,
    /// What they may do.
    pub role: Role,
}

impl Principal {
    /// The person at the command line, who may do everything.
    pub const OPERATOR: Self = Self { actor: Actor::Operator, role: Role::Admin };

    /// The program itself, which may do everything.
    pub const SYSTEM: Self = Self { actor: Actor::System, role: Role::Admin };

    /// Somebody without an account. What they may do besides reading says what they do it to: a role is for people who
    /// work here, so this one, the least there is, is nobody's.
    pub const ANONYMOUS: Self = Self { actor: Actor::Anonymous, role: Role::Contributor };

    /// A signed-in person.
    pub const fn account(id: AccountId, role: Role) -> Self {
        Self { actor: Actor::Account(id), role }
    }

    /// The person's account, where they have one.
    pub const fn account_id(&self) -> Option<AccountId> {
        match self.actor {
            Actor::Account(id) => Some(id),
            Actor::System | Actor::Operator | Actor::Anonymous => None,
        }
    }

    /// Whether they may read and change that post's working copy.
    pub fn may_write(&self, created_by: Actor) -> bool {
        self.role >= Role::Editor || (self.actor == created_by && self.actor != Actor::Anonymous)
    }

    /// Whether they may decide what readers see of that post.
    pub fn may_publish(&self, created_by: Actor) -> bool {
        self.role >= Role::Editor || (self.role >= Role::Author && self.actor == created_by)
    }
}
