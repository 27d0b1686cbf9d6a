//! What is done to many posts of the list at once, and what came of it.

use blog::domain::post::LabelChange;
use blog::domain::{Label, PostId};
use blog::service::{BULK_POSTS_MAX, BulkAction, BulkRefusal};
use blog::text::Text;
use leptos::prelude::*;

use super::forms::POSTS_PATH;

/// Where the form for many posts goes.
pub const BULK_PATH: &str = "/admin/posts/bulk";
/// The id of that form, which the check boxes of the list belong to.
pub(super) const BULK_FORM: &str = "bulk";

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkChoice {
    /// See [`BulkAction::Publish`].
    Publish,
    /// See [`BulkAction::Unpublish`].
    Unpublish,
    /// See [`BulkAction::Delete`].
    Delete,
    /// See [`BulkAction::Restore`].
    Restore,
    /// See [`BulkAction::Pin`].
    Pin,
    /// See [`BulkAction::Unpin`].
    Unpin,
    /// A tag comes.
    AddTag,
    /// A tag goes.
    RemoveTag,
    /// The category is another, or none.
    SetCategory,
}

impl BulkChoice {
    /// Everything that can be done to posts that are not in the trash, in the order of the page.
    const OF_LIST: [Self; 8] = [
        Self::Publish,
        Self::Unpublish,
        Self::AddTag,
        Self::RemoveTag,
        Self::SetCategory,
        Self::Pin,
        Self::Unpin,
        Self::Delete,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Pin => "pin",
            Self::Unpin => "unpin",
            Self::AddTag => "add-tag",
            Self::RemoveTag => "remove-tag",
            Self::SetCategory => "set-category",
        }
    }

    /// Reads what the form sent.
    pub fn parse(name: &str) -> Option<Self> {
        Self::OF_LIST.into_iter().chain([Self::Restore]).find(|choice| choice.as_str() == name)
    }

    /// What the service is asked for, with the label that was typed; none where it needs one and that can't be used.
    pub fn action(self, label: &str) -> Option<BulkAction> {
        let parsed = || Label::parse(label).ok();
        Some(match self {
            Self::Publish => BulkAction::Publish,
            Self::Unpublish => BulkAction::Unpublish,
            Self::Delete => BulkAction::Delete,
            Self::Restore => BulkAction::Restore,
            Self::Pin => BulkAction::Pin,
            Self::Unpin => BulkAction::Unpin,
            Self::AddTag => BulkAction::Relabel(LabelChange::add_tag(parsed()?)),
            Self::RemoveTag => BulkAction::Relabel(LabelChange::remove_tag(&parsed()?)),
            Self::SetCategory if label.trim().is_empty() => BulkAction::Relabel(LabelChange::set_category(None)),
            Self::SetCategory => BulkAction::Relabel(LabelChange::set_category(Some(parsed()?))),
        })
    }

    const fn label(self, text: Text) -> &'static str {
        match self {
            Self::Publish => text.bulk_publish(),
            Self::Unpublish => text.bulk_unpublish(),
            Self::Delete => text.bulk_delete(),
            Self::Restore => text.bulk_restore(),
            Self::Pin => text.bulk_pin(),
            Self::Unpin => text.bulk_unpin(),
            Self::AddTag => text.bulk_add_tag(),
            Self::RemoveTag => text.bulk_remove_tag(),
            Self::SetCategory => text.bulk_set_category(),
        }
    }

    fn done(self, text: Text, count: u64) -> String {
        match self {
            Self::Publish => text.bulk_published(count),
            Self::Unpublish => text.bulk_unpublished(count),
            Self::Delete => text.bulk_deleted(count),
            Self::Restore => text.bulk_restored(count),
            Self::Pin => text.bulk_pinned(count),
            Self::Unpin => text.bulk_unpinned(count),
            Self::AddTag | Self::RemoveTag | Self::SetCategory => text.bulk_relabelled(count),
        }
    }
}

/// What came of it. It goes through the address, so it is counts and names of reasons, and no free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkResult {
    /// No post was selected.
    Nothing,
    /// A label was needed, and none was given that can be used.
    NoLabel,
    /// Each post was decided.
    Done {
        /// What was asked for.
        choice: BulkChoice,
        /// How many posts are as it was asked.
        count: u64,
        /// Which were refused, and why.
        refused: Vec<(PostId, BulkRefusal)>,
    },
}

impl BulkResult {
    /// The part of the address that says so.
    pub fn to_query(&self) -> String {
        match self {
            Self::Nothing => "bulk=nothing".to_owned(),
            Self::NoLabel => "bulk=no-label".to_owned(),
            Self::Done { choice, count, refused } => {
                let refused: Vec<String> =
                    refused.iter().map(|(id, reason)| format!("{id}.{}", refusal_name(*reason))).collect();
                format!("bulk={}&count={count}&refused={}", choice.as_str(), refused.join("~"))
            }
        }
    }

    /// Reads what [`BulkResult::to_query`] wrote.
    pub fn from_query(bulk: Option<&str>, count: Option<&str>, refused: Option<&str>) -> Option<Self> {
        match bulk? {
            "nothing" => Some(Self::Nothing),
            "no-label" => Some(Self::NoLabel),
            name => {
                let choice = BulkChoice::parse(name)?;
                let count = count?.parse().ok().filter(|count| *count <= BULK_POSTS_MAX as u64)?;
                let refused = refused.unwrap_or_default().split('~').take(BULK_POSTS_MAX).filter_map(parse_refused);
                Some(Self::Done { choice, count, refused: refused.collect() })
            }
        }
    }
}

const fn refusal_name(refusal: BulkRefusal) -> &'static str {
    match refusal {
        BulkRefusal::Forbidden => "forbidden",
        BulkRefusal::NotFound => "not-found",
        BulkRefusal::Gone => "gone",
        BulkRefusal::InTheFuture => "future",
        BulkRefusal::TooMany => "too-many",
        BulkRefusal::Invalid => "invalid",
        BulkRefusal::Failed => "failed",
    }
}

fn parse_refused(text: &str) -> Option<(PostId, BulkRefusal)> {
    let (id, name) = text.split_once('.')?;
    let refusal = BulkRefusal::ALL.into_iter().find(|refusal| refusal_name(*refusal) == name)?;
    Some((id.parse().ok()?, refusal))
}

const fn explained(text: Text, refusal: BulkRefusal) -> &'static str {
    match refusal {
        BulkRefusal::Forbidden => text.bulk_forbidden(),
        BulkRefusal::NotFound => text.bulk_not_found(),
        BulkRefusal::Gone => text.bulk_gone(),
        BulkRefusal::InTheFuture => text.bulk_in_the_future(),
        BulkRefusal::TooMany => text.bulk_too_many(),
        BulkRefusal::Invalid => text.bulk_invalid(),
        BulkRefusal::Failed => text.bulk_failed(),
    }
}

/// Says what was done, and what was refused and why. `titles` are those that the asker may know.
#[component]
pub(super) fn BulkMessage(text: Text, result: BulkResult, titles: Vec<(PostId, String)>) -> impl IntoView {
    let (choice, count, refused) = match result {
        BulkResult::Nothing => return problem(text.bulk_nothing()).into_any(),
        BulkResult::NoLabel => return problem(text.bulk_no_label()).into_any(),
        BulkResult::Done { choice, count, refused } => (choice, count, refused),
    };
    let class = if refused.is_empty() { "message message-success" } else { "message message-warning" };
    let sentence = (count > 0 || refused.is_empty()).then(|| view! { <p>{choice.done(text, count)}</p> });
    let refusals = (!refused.is_empty()).then(|| {
        let items = refused.iter().map(|(id, reason)| {
            let title = titles.iter().find(|(known, _)| known == id).map(|(_, title)| title.clone());
            let title = title.unwrap_or_else(|| text.bulk_some_post().to_owned());
            view! { <li>{text.refused_field(&title, explained(text, *reason))}</li> }
        });
        view! { <p>{text.bulk_refused(refused.len() as u64)}</p> <ul>{items.collect::<Vec<_>>()}</ul> }
    });
    view! { <div class=class role="status">{sentence}{refusals}</div> }.into_any()
}

fn problem(sentence: &'static str) -> impl IntoView {
    view! { <div class="message message-error" role="alert"><p>{sentence}</p></div> }
}

/// Asks what is to be done with the posts whose boxes are checked.
#[component]
pub(super) fn BulkForm(
    text: Text,
    /// Whether the list is the trash.
    is_trash: bool,
    /// The list's own address.
    back: String,
    /// The address of the list with every box checked, or none.
    select: String,
    /// Whether every box is checked.
    is_all_selected: bool,
) -> impl IntoView {
    let choices: Vec<BulkChoice> =
        if is_trash { vec![BulkChoice::Restore] } else { BulkChoice::OF_LIST.into_iter().collect() };
    let options: Vec<_> =
        choices.iter().map(|choice| view! { <option value=choice.as_str()>{choice.label(text)}</option> }).collect();
    let label = (!is_trash).then(|| {
        view! {
            <label class="visually-hidden" for="bulk_label">{text.bulk_label()}</label>
            <input class="input" id="bulk_label" type="text" name="label" maxlength="100" placeholder=text.bulk_label()/>
        }
    });
    let select_label = if is_all_selected { text.list_select_none() } else { text.list_select_all() };
    view! {
        <form class="bulk" id=BULK_FORM method="post" action=BULK_PATH aria-label=text.bulk_title()>
            <input type="hidden" name="back" value=back/>
            <label class="visually-hidden" for="bulk_action">{text.bulk_action()}</label>
            <select class="input" id="bulk_action" name="action">{options}</select>
            {label}
            <button class="button">{text.bulk_apply()}</button>
            <a class="button button-quiet" href=select>{select_label}</a>
        </form>
    }
}

/// Where to go afterwards: a list of posts, and nothing else that a form could smuggle in.
pub fn list_destination(back: &str) -> &str {
    let is_list = back.strip_prefix(POSTS_PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('?'));
    let is_plain = back.chars().all(|character| character.is_ascii_graphic() && !matches!(character, '\\' | '#'));
    if is_list && is_plain { back } else { POSTS_PATH }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_it_goes_through_the_address() {
        let refused = BulkRefusal::ALL.into_iter().map(|refusal| (PostId::default(), refusal)).collect();
        let results = [
            BulkResult::Nothing,
            BulkResult::NoLabel,
            BulkResult::Done { choice: BulkChoice::AddTag, count: 3, refused },
            BulkResult::Done { choice: BulkChoice::Restore, count: 0, refused: Vec::new() },
        ];
        for result in results {
            let query = result.to_query();
            let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            assert_eq!(
                BulkResult::from_query(value("bulk"), value("count"), value("refused")),
                Some(result),
                "{query}"
            );
        }
        assert_eq!(BulkResult::from_query(Some("<b>"), Some("1"), None), None);
        assert_eq!(BulkResult::from_query(Some("publish"), Some("101"), None), None);
    }

    #[test]
    fn the_way_back_leads_to_a_list() {
        let cases = [
            ("/admin/posts?filter=draft", "/admin/posts?filter=draft"),
            ("/admin/posts", "/admin/posts"),
            ("/admin/posts/new", POSTS_PATH),
            ("https://example.org", POSTS_PATH),
            ("/admin/posts?a\r\nb", POSTS_PATH),
        ];
        for (back, expected) in cases {
            assert_eq!(list_destination(back), expected, "{back}");
        }
    }

    #[test]
    fn a_label_is_asked_for_where_one_is_needed() {
        assert_eq!(BulkChoice::AddTag.action(" "), None);
        assert!(BulkChoice::SetCategory.action("").is_some());
        assert_eq!(BulkChoice::SetCategory.action("!!!"), None);
        assert!(BulkChoice::Publish.action("").is_some());
    }
}
