//! What writers ask of their list of posts.

use serde::{Deserialize, Serialize};

use super::post::PostKind;
use super::views::{AuthorView, LabelView, PostFilter};
use super::{Rule, TextRule, Violations};

/// The rules of what is typed or chosen.
pub mod rules {
    use super::TextRule;

    /// The words that are looked for.
    pub const SEARCH: TextRule = TextRule::line("search", 200);
    /// An author's handle.
    pub const AUTHOR: TextRule = TextRule::line("author", 100);
    /// A tag, by its name or its part of an address.
    pub const TAG: TextRule = TextRule::line("tag", 200);
    /// A category, in the same way.
    pub const CATEGORY: TextRule = TextRule::line("category", 200);
}

/// The part of a list that somebody asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct PostListQuery {
    /// Drafts, published ones, the trash…
    pub filter: PostFilter,
    /// Only those by this author, by handle.
    pub author: Option<String>,
    /// Only those with this tag, by its part of an address.
    pub tag: Option<String>,
    /// Only those in this category, in the same way.
    pub category: Option<String>,
    /// Only posts, or only pages.
    pub kind: Option<PostKind>,
    /// Only those whose working title or text has these words; may be empty.
    pub search: String,
    /// What comes first.
    pub order: PostOrder,
    /// Which page, counted from 1; 0 is the first as well.
    pub page: u32,
}

impl PostListQuery {
    /// The first page of a list by state alone.
    pub fn of(filter: PostFilter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// Whether less is asked for than all posts of a state.
    pub fn is_narrowed(&self) -> bool {
        let terms = self.author.is_some() || self.tag.is_some() || self.category.is_some() || self.kind.is_some();
        terms || !self.search.trim().is_empty()
    }

    /// Checks what can be of any length.
    ///
    /// # Errors
    /// Every field that is too long.
    pub fn validate(&self) -> Result<(), Violations> {
        let mut violations = Violations::default();
        let given = [
            (rules::SEARCH, Some(self.search.as_str())),
            (rules::AUTHOR, self.author.as_deref()),
            (rules::TAG, self.tag.as_deref()),
            (rules::CATEGORY, self.category.as_deref()),
        ];
        for (rule, text) in given {
            // Whatever is typed there has words or none; its length alone can be too much.
            if text.is_some_and(|text| text.chars().count() > rule.chars_max) {
                violations.add(rule.field, Rule::TooLong { chars_max: rule.chars_max });
            }
        }
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }
}

/// What a list begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PostOrder {
    /// What changed last.
    #[default]
    LastChanged,
    /// What nobody has changed for longest.
    FirstChanged,
    /// What has the latest date for readers; what they don't see comes last.
    LastPublished,
    /// What has the earliest; what they don't see comes last as well.
    FirstPublished,
    /// By title, from A to Z.
    Title,
    /// By title, from Z to A.
    TitleBackwards,
}

impl PostOrder {
    /// Every order, as they are offered.
    pub const ALL: [Self; 6] = [
        Self::LastChanged,
        Self::FirstChanged,
        Self::LastPublished,
        Self::FirstPublished,
        Self::Title,
        Self::TitleBackwards,
    ];

    /// The name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LastChanged => "-changed",
            Self::FirstChanged => "changed",
            Self::LastPublished => "-published",
            Self::FirstPublished => "published",
            Self::Title => "title",
            Self::TitleBackwards => "-title",
        }
    }
}

/// What there is to choose from: what the posts have that the asker may write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostListChoices {
    /// Authors, by name.
    pub authors: Vec<AuthorView>,
    /// Tags, by name.
    pub tags: Vec<LabelView>,
    /// Categories, by name.
    pub categories: Vec<LabelView>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_long_is_refused() {
        let query = PostListQuery { search: "\"') or 1=1 --\0".repeat(10), ..PostListQuery::default() };
        assert_eq!(query.validate(), Ok(()));
        let long = |chars: usize| "é".repeat(chars);
        let query = PostListQuery { search: long(200), author: Some(long(100)), ..query };
        assert_eq!(query.validate(), Ok(()));
        let query = PostListQuery { search: long(201), tag: Some(long(201)), ..query };
        let violations = query.validate().unwrap_err();
        assert_eq!(violations.of("search"), Some(&Rule::TooLong { chars_max: 200 }));
        assert_eq!(violations.of("tag"), Some(&Rule::TooLong { chars_max: 200 }));
        assert_eq!(violations.of("author"), None);
    }

    #[test]
    fn each_order_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = PostOrder::ALL.into_iter().map(PostOrder::as_str).collect();
        assert_eq!(names.len(), PostOrder::ALL.len());
    }
}
