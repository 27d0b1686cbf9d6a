//! What a page was made from, and what a change touches.

use crate::domain::comment::Comment;
use crate::domain::post::{Post, PostKind, Published, Taxonomy};
use crate::domain::views::ListKind;
use crate::domain::{PostId, Timestamp};

/// Dates are told apart by four weeks: a page that shows some of them is made from few of these, and little else changes
/// with them.
const DAYS_OF_A_PERIOD: i64 = 28;
/// What spans more of these is made from the whole archive.
const PERIODS_MAX: i64 = 64;

/// One thing that a page can be made from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Dependency {
    /// The site's settings.
    Site,
    /// The published copy of a post.
    Post(PostId),
    /// What lists show of every post: the home page.
    Home,
    /// What lists show of the posts with a tag.
    Tag(String),
    /// What lists show of the posts in a category.
    Category(String),
    /// What lists show of an author's posts.
    Author(String),
    /// What its list shows of the posts of a series.
    Series(String),
    /// Titles, addresses and order of the parts of a series, which each of them shows.
    Parts(String),
    /// Titles, dates and addresses of every post.
    Archive,
    /// What readers see of the comments under a post.
    Comments(PostId),
    /// The newest comments that readers see.
    CommentFeed,
    /// The same of the posts with a date in a period of four weeks, counted from 1970.
    Period(i64),
    /// The same of the posts with a tag or in a category, and which these are.
    Related(Taxonomy, String),
    /// The newest posts in full.
    Feed,
    /// Every text that can be found.
    Search,
    /// Every address.
    Sitemap,
}

/// Collects what a page is made from while it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies(Vec<Dependency>);

impl Dependencies {
    /// Notes one more.
    pub fn add(&mut self, dependency: Dependency) {
        if !self.0.contains(&dependency) {
            self.0.push(dependency);
        }
    }

    /// Notes the titles, dates and addresses of the posts with a date from the first to the second of these.
    pub fn add_days(&mut self, from: Timestamp, to: Timestamp) {
        let (first, last) = (period(from), period(to));
        if last - first < PERIODS_MAX {
            (first..=last).for_each(|period| self.add(Dependency::Period(period)));
        } else {
            self.add(Dependency::Archive);
        }
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<Dependency> {
        self.0
    }
}

impl From<Vec<Dependency>> for Dependencies {
    fn from(dependencies: Vec<Dependency>) -> Self {
        Self(dependencies)
    }
}

impl Dependency {
    /// What a list is made from, besides the site.
    pub fn of_list(kind: &ListKind) -> Self {
        match kind {
            ListKind::Home => Self::Home,
            ListKind::Tag(tag) => Self::Tag(tag.slug.clone()),
            ListKind::Category(category) => Self::Category(category.slug.clone()),
            ListKind::Author(author) => Self::Author(author.handle.clone()),
            ListKind::Series(series) => Self::Series(series.slug.clone()),
        }
    }

    /// Everything that changes for readers when a post does.
    pub fn touched_by(id: PostId, before: &Post, after: &Post) -> Vec<Self> {
        let (old, new) = (before.live(), after.live());
        let is_listed_elsewhere = before.is_pinned != after.is_pinned && new.is_some();
        let takes_comments_otherwise = before.are_comments_closed != after.are_comments_closed && new.is_some();
        if old == new && before.deleted_at == after.deleted_at {
            let touched =
                [is_listed_elsewhere.then_some(Self::Home), takes_comments_otherwise.then_some(Self::Post(id))];
            return touched.into_iter().flatten().collect();
        }
        let mut touched = Dependencies::from(vec![Self::Post(id), Self::Feed, Self::Search, Self::Sitemap]);
        let (old_post, new_post) = (old.filter(is_post), new.filter(is_post));
        let has_other_line = old_post.map(archive_line) != new_post.map(archive_line);
        if has_other_line {
            touched.add(Self::Archive);
            let dates = old_post.into_iter().chain(new_post).map(|published| published.published_at);
            dates.for_each(|date| touched.add(Self::Period(period(date))));
        }
        let (old_labels, new_labels) = (labels(old_post), labels(new_post));
        for label in old_labels.iter().chain(&new_labels) {
            if has_other_line || !(old_labels.contains(label) && new_labels.contains(label)) {
                touched.add(label.clone());
            }
        }
        if old.map(archive_line) != new.map(archive_line) {
            touched.add(Self::CommentFeed);
        }
        if old.map(summary) != new.map(summary) || excerpt_may_differ(old, new) {
            touched.add(Self::Home);
            old.into_iter().chain(new).for_each(|published| add_lists(&mut touched, published));
        }
        if old.map(part) != new.map(part) {
            old.into_iter().chain(new).for_each(|published| add_series(&mut touched, published));
        }
        touched.into_vec()
    }

    /// Everything that changes for readers when a comment does.
    pub fn touched_by_comment(before: &Comment, after: &Comment) -> Vec<Self> {
        match before.shown() == after.shown() {
            true => Vec::new(),
            false => vec![Self::Comments(after.post_id), Self::CommentFeed],
        }
    }
}

fn is_post(published: &&Published) -> bool {
    published.content.kind == PostKind::Post
}

/// What makes a post related to others.
fn labels(published: Option<&Published>) -> Vec<Dependency> {
    let of = |published: &Published| {
        let tags = published.content.tags.iter().map(|tag| (Taxonomy::Tag, tag.slug()));
        let category = published.content.category.iter().map(|category| (Taxonomy::Category, category.slug()));
        tags.chain(category).map(|(taxonomy, slug)| Dependency::Related(taxonomy, slug)).collect()
    };
    published.map(of).unwrap_or_default()
}

/// What lists show, besides the summary that is derived from the text.
fn summary(published: &Published) -> impl PartialEq {
    let content = &published.content;
    (
        (content.kind, content.title.clone(), content.slug.clone(), content.excerpt.clone(), content.cover.clone()),
        (content.tags.clone(), content.category.clone(), content.authors.clone(), content.language.clone()),
        (published.published_at, published.updated_at),
    )
}

/// What the other parts of its series show.
fn part(published: &Published) -> impl PartialEq {
    let content = &published.content;
    (archive_line(published), content.series.clone())
}

/// What the archive shows.
fn archive_line(published: &Published) -> impl PartialEq {
    let content = &published.content;
    (content.kind, content.title.clone(), content.slug.clone(), content.language.clone(), published.published_at)
}

/// A summary without words of its own comes from the text, as does the time to read it.
fn excerpt_may_differ(old: Option<&Published>, new: Option<&Published>) -> bool {
    old.map(|published| &published.content.body) != new.map(|published| &published.content.body)
}

fn add_lists(touched: &mut Dependencies, published: &Published) {
    let content = &published.content;
    if content.kind == PostKind::Page {
        return;
    }
    content.tags.iter().for_each(|tag| touched.add(Dependency::Tag(tag.slug())));
    content.category.iter().for_each(|category| touched.add(Dependency::Category(category.slug())));
    content.authors.iter().for_each(|author| touched.add(Dependency::Author(author.handle.to_string())));
    content.series.iter().for_each(|part| touched.add(Dependency::Series(part.series.slug())));
}

fn period(at: Timestamp) -> i64 {
    const MILLISECONDS: i64 = DAYS_OF_A_PERIOD * 24 * 60 * 60 * 1000;
    at.as_milliseconds().div_euclid(MILLISECONDS)
}

fn add_series(touched: &mut Dependencies, published: &Published) {
    if published.content.kind == PostKind::Page {
        return;
    }
    if let Some(part) = &published.content.series {
        touched.add(Dependency::Series(part.series.slug()));
        touched.add(Dependency::Parts(part.series.slug()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::domain::comment::Standing;

    #[test]
    fn a_comment_touches_what_shows_it_when_readers_see_something_of_it_change() {
        let id = PostId(uuid::Uuid::from_u128(1));
        let waiting = Comment { version: 1, post_id: id, text: "Fog".into(), ..Comment::default() };
        let spam = Comment { standing: Standing::Spam, ..waiting.clone() };
        let approved = Comment { standing: Standing::Approved, ..waiting.clone() };
        let decided = Comment { decided_at: Timestamp::from_milliseconds(9), version: 2, ..approved.clone() };
        let edited = Comment { text: "Mist".into(), ..approved.clone() };
        let trashed = Comment { is_trashed: true, ..approved.clone() };
        let touched = vec![Dependency::Comments(id), Dependency::CommentFeed];
        for (before, after, expected) in [
            (&Comment::default(), &waiting, vec![]),
            (&waiting, &spam, vec![]),
            (&approved, &decided, vec![]),
            (&waiting, &approved, touched.clone()),
            (&approved, &edited, touched.clone()),
            (&approved, &trashed, touched.clone()),
            (&trashed, &spam, vec![]),
        ] {
            assert_eq!(Dependency::touched_by_comment(before, after), expected, "{before:?} {after:?}");
        }
    }
}
