//! Two people's versions of one post: what comes together by itself, and what somebody has to decide.

use std::collections::{BTreeMap, BTreeSet};

use blog::diff::merge::{Choice, Merge, Piece, Side, merge};
use blog::domain::TimeZone;
use blog::domain::views::PostView;
use blog::text::Text;
use leptos::prelude::*;

use super::details::label_of;
use super::fields::hidden_fields;
use super::forms::{POSTS_PATH, PostAction, PostForm};
use super::layout::Page;
use super::refusal::{Refusal, RefusalSummary};
use crate::context::Frame;

/// With these names begin the fields that say what is taken.
pub const CHOICE_PREFIX: &str = "choice-";
/// Letters of the text around a passage that are shown with it.
const AROUND_CHARS_MAX: usize = 160;

/// What a form and a newer version of its post make together.
#[derive(Clone, Debug)]
pub struct PostMerge {
    /// The form as it was sent.
    mine: PostForm,
    /// The newer version with everything of the form that is not in dispute, but for the text.
    merged: PostForm,
    /// The text.
    body: Merge,
    /// Fields in dispute: their name, what the form has and what the newer version has.
    fields: Vec<(&'static str, String, String)>,
    /// Who saved meanwhile.
    people: Vec<String>,
}

impl PostMerge {
    /// Brings a form together with a newer version. `base` is what the form began with; without it, everything that differs
    /// is in dispute.
    pub fn new(
        mine: PostForm,
        base: Option<&PostView>,
        theirs: &PostView,
        people: Vec<String>,
        zone: &TimeZone,
    ) -> Self {
        let mine = mine.tidied();
        let base = base.map(|base| PostForm::of(base, zone)).unwrap_or_default();
        let theirs = PostForm::of(theirs, zone);
        let mut merged = PostForm {
            form_id: mine.form_id.clone(),
            request: mine.request,
            action: mine.action,
            tags: merged_tags(&base, &mine, &theirs),
            note: mine.note.clone(),
            publish_at: own(&base.publish_at, &mine.publish_at, &theirs.publish_at),
            unpublish_at: own(&base.unpublish_at, &mine.unpublish_at, &theirs.unpublish_at),
            note_text: mine.note_text.clone(),
            note_quote: mine.note_quote.clone(),
            ..theirs.clone()
        };
        let mut fields = Vec::new();
        for (name, mine) in mine.whole_fields() {
            let (base, theirs) = (base.whole_field(name), theirs.whole_field(name));
            if mine == theirs || mine == base {
                continue;
            }
            if theirs == base {
                merged.set_whole_field(name, mine);
            } else {
                fields.push((name, mine.to_owned(), theirs.to_owned()));
            }
        }
        let body = merge(&base.body, &mine.body, &theirs.body);
        Self { mine, merged, body, fields, people }
    }

    /// Whether nothing is in dispute.
    pub fn is_clean(&self) -> bool {
        self.fields.is_empty() && self.body.choices().next().is_none()
    }

    /// The form that comes of it, which expects the newer version. `decide` is asked for the value of each choice's field.
    pub fn resolve(&self, decide: impl Fn(&str) -> Option<Side>) -> PostForm {
        let mut form = self.merged.clone();
        for (name, mine, theirs) in &self.fields {
            let is_theirs = decide(&field_choice(name)) == Some(Side::Theirs);
            form.set_whole_field(name, if is_theirs { theirs } else { mine });
        }
        let sides: Vec<Side> =
            (0..self.body.choices().count()).map(|number| decide(&body_choice(number)).unwrap_or_default()).collect();
        PostForm { body: self.body.resolve(&sides), ..form }
    }
}

fn field_choice(name: &str) -> String {
    format!("{CHOICE_PREFIX}{name}")
}

fn body_choice(number: usize) -> String {
    format!("{CHOICE_PREFIX}body-{number}")
}

/// What its writer typed, or else what somebody else settled meanwhile.
fn own(base: &str, mine: &str, theirs: &str) -> String {
    if mine == base { theirs } else { mine }.to_owned()
}

/// Tags that one added are there and tags that one took away are not: no order is lost by it, and nothing is to be decided.
fn merged_tags(base: &PostForm, mine: &PostForm, theirs: &PostForm) -> String {
    let [base, mine, theirs] = [base, mine, theirs].map(PostForm::tag_names);
    let removed: BTreeSet<&&str> = base.iter().filter(|tag| !mine.contains(tag)).collect();
    let added = mine.iter().filter(|tag| !base.contains(tag) && !theirs.contains(tag));
    let tags: Vec<&str> = theirs.iter().filter(|tag| !removed.contains(tag)).chain(added).copied().collect();
    tags.join(", ")
}

/// What the page for it sends: the form as it was, the version that it was brought together with, and the choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeForm {
    /// What was sent first.
    pub mine: PostForm,
    /// The newer version.
    pub merged_with: u64,
    /// What was chosen, by field.
    pub choices: BTreeMap<String, Side>,
}

/// The page on which passages in dispute are decided.
#[component]
pub fn MergePage(
    /// What is together, and what is not.
    merge: PostMerge,
    /// Which post it is.
    id: String,
) -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let passages = passages(&merge.body);
    let count = (merge.fields.len() + passages.len()) as u64;
    let fields: Vec<_> = merge
        .fields
        .iter()
        .map(|(name, mine, theirs)| view! { <FieldChoice text name=*name mine=mine.clone() theirs=theirs.clone()/> })
        .collect();
    let passages: Vec<_> = passages
        .into_iter()
        .enumerate()
        .map(|(number, passage)| view! { <PassageChoice text number passage/> })
        .collect();
    let refusal = Refusal::of_form(match merge.people.as_slice() {
        [] => text.refused_conflict().to_owned(),
        people => text.merge_by(&people.join(", ")),
    });
    let hidden = hidden_fields(merge.mine.all_fields());
    let further = match merge.mine.action {
        PostAction::Publish => Some(("publish", text.merge_publish())),
        PostAction::Submit => Some(("submit", text.review_submit())),
        PostAction::Return => Some(("return", text.review_return_submit())),
        PostAction::Schedule => Some(("schedule", text.schedule_submit())),
        _ => None,
    };
    let further = further.map(|(action, label)| {
        view! { <button class="button" name="action" value=action>{label}</button> }
    });
    view! {
        <Page title=text.merge_title()>
            <div class="admin-heading"><h1>{text.merge_title()}</h1></div>
            <form class="merge" method="post" action=format!("{POSTS_PATH}/{id}/merge")>
                <RefusalSummary refusal title=text.refused_title() text label_of>
                    <p>{text.merge_explained()}</p>
                </RefusalSummary>
                <p class="muted">{text.merge_count(count)}</p>
                <input type="hidden" name="merged_with" value=merge.merged.version/>
                {hidden}
                {fields}
                {passages}
                <div class="form-actions" role="group" aria-label=text.editor_actions()>
                    <button class="button button-primary" name="action" value="save">{text.merge_save()}</button>
                    <button class="button" name="action" value="preview">{text.merge_edit()}</button>
                    {further}
                </div>
            </form>
        </Page>
    }
}

/// A passage in dispute with some of the text around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Passage {
    before: String,
    choice: Choice,
    after: String,
}

fn passages(merge: &Merge) -> Vec<Passage> {
    let text = |index: Option<usize>| match index.and_then(|index| merge.pieces.get(index)) {
        Some(Piece::Text(text)) => text.as_str(),
        _ => "",
    };
    let choices = merge.pieces.iter().enumerate().filter_map(|(index, piece)| match piece {
        Piece::Choice(choice) => Some((index, choice.clone())),
        Piece::Text(_) => None,
    });
    let passages = choices.map(|(index, choice)| {
        let (before, after) = (text(index.checked_sub(1)), text(Some(index + 1)));
        let is_short = |text: &str| text.chars().count() <= AROUND_CHARS_MAX;
        let last: String = before.chars().rev().take(AROUND_CHARS_MAX).collect();
        let last: String = last.chars().rev().collect();
        Passage {
            before: if is_short(before) { last } else { format!("…{last}") },
            choice,
            after: if is_short(after) {
                after.to_owned()
            } else {
                after.chars().take(AROUND_CHARS_MAX).chain(['…']).collect()
            },
        }
    });
    passages.collect()
}

#[component]
fn PassageChoice(text: Text, number: usize, passage: Passage) -> impl IntoView {
    let name = body_choice(number);
    let Passage { before, choice, after } = passage;
    let has_both = !choice.mine.is_empty() && !choice.theirs.is_empty();
    // Where one took out what the other changed, keeping it is what loses nothing.
    let (mine_first, theirs_first) = (!has_both && choice.theirs.is_empty(), !has_both && choice.mine.is_empty());
    let both = has_both.then(|| {
        view! { <Taken name=name.clone() value="both" label=text.merge_both() words=None is_checked=true/> }
    });
    view! {
        <fieldset class="merge-choice">
            <legend>{text.merge_passage(number as u64 + 1)}</legend>
            {(!before.trim().is_empty()).then(|| view! { <p class="merge-around muted">{before}</p> })}
            <Taken name=name.clone() value="theirs" label=text.merge_theirs() words=Some(words(text, &choice.theirs))
                is_checked=theirs_first/>
            <Taken name=name.clone() value="mine" label=text.merge_mine() words=Some(words(text, &choice.mine))
                is_checked=mine_first/>
            {both}
            {(!after.trim().is_empty()).then(|| view! { <p class="merge-around muted">{after}</p> })}
        </fieldset>
    }
}

#[component]
fn FieldChoice(text: Text, name: &'static str, mine: String, theirs: String) -> impl IntoView {
    let choice = field_choice(name);
    view! {
        <fieldset class="merge-choice">
            <legend>{label_of(text, name)}</legend>
            <Taken name=choice.clone() value="theirs" label=text.merge_theirs() words=Some(words(text, &theirs))
                is_checked=false/>
            <Taken name=choice value="mine" label=text.merge_mine() words=Some(words(text, &mine)) is_checked=true/>
        </fieldset>
    }
}

fn words(text: Text, words: &str) -> String {
    if words.is_empty() { text.merge_nothing().to_owned() } else { words.to_owned() }
}

#[component]
fn Taken(
    name: String,
    value: &'static str,
    label: &'static str,
    words: Option<String>,
    is_checked: bool,
) -> impl IntoView {
    view! {
        <label class="merge-side">
            <input type="radio" name=name value=value checked=is_checked/>
            <span class="merge-whose">{label}</span>
            {words.map(|words| view! { <span class="merge-words">{words}</span> })}
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(title: &str, body: &str, tags: &str) -> PostForm {
        PostForm { title: title.into(), body: body.into(), tags: tags.into(), ..PostForm::default() }
    }

    #[test]
    fn tags_of_both_come_together() {
        let cases = [
            ("a, b", "a, b, c", "a, b, d", "a, b, d, c"),
            ("a, b", "b", "a, b, c", "b, c"),
            ("a", "a", "a", "a"),
            ("", "x", "x", "x"),
        ];
        for (base, mine, theirs, expected) in cases {
            let [base, mine, theirs] = [base, mine, theirs].map(|tags| form("", "", tags));
            assert_eq!(merged_tags(&base, &mine, &theirs), expected);
        }
    }

    #[test]
    fn passages_have_some_of_the_text_around_them() {
        let body = |word: &str| format!("{}\n\nThe {word} sat.\n\nShort end.\n", "x".repeat(400));
        let passages = passages(&merge(&body("cat"), &body("dog"), &body("bird")));
        assert_eq!(passages.len(), 1);
        assert!(passages[0].before.starts_with("…x") && passages[0].before.ends_with("The "), "{passages:?}");
        assert_eq!(passages[0].after, " sat.\n\nShort end.\n");
    }
}
