//! Identifiers of aggregates and of their streams.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $category:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The stream that holds this aggregate's events.
            pub fn stream_id(self) -> StreamId {
                StreamId(format!(concat!($category, "-{}"), self.0))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    };
}

identifier!(
    /// Identifies a post for ever, through every change of its address.
    PostId,
    "post"
);
identifier!(
    /// Identifies a person's account.
    AccountId,
    "account"
);
identifier!(
    /// Identifies a link at which a post is previewed.
    PreviewLinkId,
    "preview"
);
identifier!(
    /// Identifies a note beside a draft.
    NoteId,
    "note"
);
identifier!(
    /// Identifies a comment under a post.
    CommentId,
    "comment"
);

/// The name of one aggregate's events: its category, a hyphen, its identifier (`post-0198…`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StreamId(String);

impl StreamId {
    /// The stream of that category and identifier.
    pub fn new(category: &str, id: &str) -> Self {
        Self(format!("{category}-{id}"))
    }

    /// The name as the log stores it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Splits the name into its category and its identifier.
    pub fn parts(&self) -> (&str, &str) {
        self.0.split_once('-').unwrap_or((&self.0, ""))
    }
}

impl From<String> for StreamId {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
