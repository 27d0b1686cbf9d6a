//! Query strings of the API: every parameter is known, given once, and checked.

use std::borrow::Cow;

use axum::http::StatusCode;
use blog::domain::comment::{CommentStatus, InboxQuery};
use blog::domain::media::MediaFilter;
use blog::domain::post::{PostKind, PostStatus};
use blog::domain::post_list::rules;
use blog::domain::{Moment, Rule, TextRule, Timestamp};
use blog::service::{HistoryQuery, LabelQuery, MediaQuery, PostQuery};
use blog::text::Text;

use crate::error::Failure;

/// Posts on one page of a list at most.
pub const LIMIT_MAX: u32 = 100;
/// Events on one page where nobody says how many.
pub const EVENTS_LIMIT_DEFAULT: usize = 100;

/// The list that a query string asks for.
///
/// # Errors
/// Every parameter that can't be used.
pub fn post_query(query: &str) -> Result<PostQuery, Failure> {
    let mut parameters = Parameters::parse(query);
    let parsed = PostQuery {
        status: parameters.take("status", parse_status),
        tag: parameters.take("tag", |text| parse_text(text, rules::TAG)),
        category: parameters.take("category", |text| parse_text(text, rules::CATEGORY)),
        author: parameters.take("author", |text| parse_text(text, rules::AUTHOR)),
        kind: parameters.take("kind", parse_kind),
        q: parameters.take("q", |text| parse_text(text, rules::SEARCH)),
        limit: parameters.take("limit", parse_limit),
        cursor: parameters.take("cursor", |text| Ok(text.to_owned())),
        at: parameters.take("at", parse_moment),
    };
    parameters.finish().map(|()| parsed)
}

/// The comments that a query string asks for.
///
/// # Errors
/// Every parameter that can't be used.
pub fn comment_query(query: &str) -> Result<InboxQuery, Failure> {
    let mut parameters = Parameters::parse(query);
    let parsed = InboxQuery {
        status: parameters.take("status", parse_comment_status).unwrap_or_default(),
        search: parameters.take("q", |text| Ok(text.to_owned())).unwrap_or_default(),
        post_id: parameters.take("post", |text| text.parse().map_err(|_| "Must be a post's identifier.".to_owned())),
        page: parameters.take("page", parse_page).unwrap_or(1),
    };
    parameters.finish().map(|()| parsed)
}

fn parse_comment_status(text: &str) -> Result<CommentStatus, String> {
    let found = CommentStatus::MODERATED.into_iter().find(|status| status.as_str() == text);
    found.ok_or_else(|| Text::English.rule(&Rule::NotOneOf { values: "waiting, approved, spam, trash".into() }))
}

fn parse_page(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|page| *page > 0).ok_or_else(|| "Must be a number from 1.".to_owned())
}

/// The files that a query string asks for.
///
/// # Errors
/// Every parameter that can't be used.
pub fn media_query(query: &str) -> Result<MediaQuery, Failure> {
    let mut parameters = Parameters::parse(query);
    let parsed = MediaQuery {
        filter: parameters.take("filter", parse_filter).unwrap_or_default(),
        q: parameters.take("q", |text| Ok(text.to_owned())),
        limit: parameters.take("limit", parse_limit),
        cursor: parameters.take("cursor", |text| Ok(text.to_owned())),
    };
    parameters.finish().map(|()| parsed)
}

/// The labels that a query string asks for.
///
/// # Errors
/// Every parameter that can't be used.
pub fn label_query(query: &str) -> Result<LabelQuery, Failure> {
    let mut parameters = Parameters::parse(query);
    let parsed = LabelQuery {
        q: parameters.take("q", |text| Ok(text.to_owned())),
        limit: parameters.take("limit", parse_limit),
        cursor: parameters.take("cursor", |text| Ok(text.to_owned())),
    };
    parameters.finish().map(|()| parsed)
}

/// Which events of a post are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostEventsQuery {
    /// Those behind this position.
    pub after: u64,
    /// So many at most.
    pub limit: usize,
}

/// Which events of the site are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventsQuery {
    /// What they have in common.
    pub history: HistoryQuery,
    /// So many at most.
    pub limit: Option<usize>,
}

/// The events of a post that a query string asks for.
///
/// # Errors
/// Every parameter that can't be used.
pub fn post_events_query(query: &str) -> Result<PostEventsQuery, Failure> {
    let mut parameters = Parameters::parse(query);
    let after = parameters.take("after", parse_position).unwrap_or_default();
    let limit = parameters.take("limit", parse_limit).map_or(EVENTS_LIMIT_DEFAULT, |limit| limit as usize);
    parameters.finish().map(|()| PostEventsQuery { after, limit })
}

/// The events of the site that a query string asks for.
///
/// # Errors
/// Every parameter that can't be used.
pub fn events_query(query: &str) -> Result<EventsQuery, Failure> {
    let mut parameters = Parameters::parse(query);
    let text = |text: &str| Ok(text.to_owned());
    let history = HistoryQuery {
        before: parameters.take("before", parse_position),
        actor: parameters.take("actor", text),
        kind: parameters.take("kind", text),
        stream: parameters.take("stream", text),
        from: parameters.take("from", parse_instant),
        to: parameters.take("to", parse_instant),
    };
    let limit = parameters.take("limit", parse_limit).map(|limit| limit as usize);
    parameters.finish().map(|()| EventsQuery { history, limit })
}

/// The moment that a query string asks for.
///
/// # Errors
/// When it isn't one, or anything else is asked for.
pub fn moment(query: &str) -> Result<Option<Moment>, Failure> {
    let mut parameters = Parameters::parse(query);
    let at = parameters.take("at", parse_moment);
    parameters.finish().map(|()| at)
}

fn parse_status(text: &str) -> Result<PostStatus, String> {
    PostStatus::ALL
        .into_iter()
        .find(|status| status.as_str() == text)
        .ok_or_else(|| Text::English.rule(&Rule::NotOneOf { values: "draft, scheduled, published".into() }))
}

fn parse_kind(text: &str) -> Result<PostKind, String> {
    text.parse().map_err(|_| Text::English.rule(&Rule::NotOneOf { values: "post, page".into() }))
}

/// Whatever is typed may be looked for, if it isn't too long.
fn parse_text(text: &str, TextRule { chars_max, .. }: TextRule) -> Result<String, String> {
    if text.chars().count() > chars_max {
        return Err(Text::English.rule(&Rule::TooLong { chars_max }));
    }
    Ok(text.to_owned())
}

fn parse_filter(text: &str) -> Result<MediaFilter, String> {
    let filter = MediaFilter::ALL.into_iter().find(|filter| filter.as_str() == text);
    filter.ok_or_else(|| Text::English.rule(&Rule::NotOneOf { values: "all, unused, trash".into() }))
}

fn parse_limit(text: &str) -> Result<u32, String> {
    let limit = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| format!("Must be a number from 1 to {LIMIT_MAX}."))
}

fn parse_position(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "Must be a position in the log.".to_owned())
}

fn parse_instant(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "Must be an instant in RFC 3339.".to_owned())
}

fn parse_moment(text: &str) -> Result<Moment, String> {
    text.parse().map_err(|_| Text::English.rule(&Rule::NotAMoment))
}

/// The parameters that nobody took yet, and what was wrong with the others.
struct Parameters<'q> {
    left: Vec<(Cow<'q, str>, Cow<'q, str>)>,
    failure: Failure,
}

impl<'q> Parameters<'q> {
    fn parse(query: &'q str) -> Self {
        let left = form_urlencoded::parse(query.as_bytes()).collect();
        Self { left, failure: Failure::new(StatusCode::BAD_REQUEST) }
    }

    fn take<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let index = self.left.iter().position(|(key, _)| key == name)?;
        let (_, value) = self.left.remove(index);
        match parse(&value) {
            Ok(value) => Some(value),
            Err(message) => {
                self.refuse(name.into(), message);
                None
            }
        }
    }

    fn refuse(&mut self, name: Cow<'static, str>, message: String) {
        self.failure.errors.entry(name).or_default().push(message);
    }

    fn finish(mut self) -> Result<(), Failure> {
        for (name, _) in std::mem::take(&mut self.left) {
            self.refuse(name.into_owned().into(), "There is no such parameter, or it was given twice.".to_owned());
        }
        if self.failure.errors.is_empty() {
            return Ok(());
        }
        Err(self.failure.with_detail("Some parameters of the query can't be used."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_that_is_wrong_is_named() {
        let long = "x".repeat(201);
        let query = format!("limit=0&status=secret&at=yesterday&colour=red&q=a&q=b&kind=PostCreated&tag={long}");
        let failure = post_query(&query).unwrap_err();
        let fields: Vec<&str> = failure.errors.keys().map(AsRef::as_ref).collect();
        assert_eq!(fields, ["at", "colour", "kind", "limit", "q", "status", "tag"]);
    }

    #[test]
    fn a_query_is_read_whole() {
        let query = post_query(
            "status=draft&tag=rust&category=News&author=ada&kind=page&q=a+b&limit=100&cursor=x&at=2026-01-31T12:00:00Z",
        )
        .unwrap();
        assert_eq!(query.status, Some(PostStatus::Draft));
        assert_eq!(query.tag.as_deref(), Some("rust"));
        assert_eq!(query.category.as_deref(), Some("News"));
        assert_eq!((query.author.as_deref(), query.kind), (Some("ada"), Some(PostKind::Page)));
        assert_eq!(query.q.as_deref(), Some("a b"));
        assert_eq!((query.limit, query.cursor.as_deref()), (Some(100), Some("x")));
        assert!(query.at.is_some());
    }
}
