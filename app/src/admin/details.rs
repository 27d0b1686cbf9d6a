//! The editor's details: every field of a post beside its title and its text, in groups.

use blog::domain::post::{PostKind, rules};
use blog::domain::views::AuthorView;
use blog::text::Text;
use leptos::prelude::*;

use super::authors::Authors;
use super::fields::{Field, PictureField, TextArea, TextField, field_id};
use super::forms::PostForm;
use super::media::MEDIA_PATH;
use super::refusal::Refusal;

/// The fields beside the title and the text.
#[component]
pub(super) fn Details(
    text: Text,
    form: PostForm,
    refusal: Refusal,
    site_language: String,
    zone: String,
    people: Vec<AuthorView>,
    is_stored: bool,
) -> impl IntoView {
    view! {
        <fieldset class="editor-details">
            <legend>{text.editor_organising()}</legend>
            <Organising text form=form.clone() refusal=refusal.clone() people is_stored/>
        </fieldset>
        <fieldset class="editor-details">
            <legend>{text.editor_appearance()}</legend>
            <Appearance text form=form.clone() refusal=refusal.clone()/>
        </fieldset>
        <fieldset class="editor-details">
            <legend>{text.editor_address()}</legend>
            <Address text form=form.clone() refusal=refusal.clone() site_language zone is_stored/>
        </fieldset>
        <Social text form refusal/>
    }
}

#[component]
fn Organising(text: Text, form: PostForm, refusal: Refusal, people: Vec<AuthorView>, is_stored: bool) -> impl IntoView {
    let authors = view! { <Authors text form=form.clone() refusal=refusal.clone() people is_stored/> };
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    view! {
        <TextField field=field("tags").hint(text.editor_tags_hint()) value=form.tags/>
        <TextField field=field("category") value=form.category/>
        <TextField field=field("series").hint(text.editor_series_hint()) value=form.series/>
        <TextField field=field("series_number").hint(text.editor_series_number_hint()) value=form.series_number
            input_type="number"/>
        {authors}
        <Kind text kind=form.kind/>
    }
}

#[component]
fn Appearance(text: Text, form: PostForm, refusal: Refusal) -> impl IntoView {
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    view! {
        <TextArea field=field("excerpt").hint(text.editor_excerpt_hint()) value=form.excerpt rule=rules::EXCERPT rows=2/>
        <PictureField field=field("cover").hint(text.editor_cover_hint()) value=form.cover
            library=MEDIA_PATH.to_owned() choose=text.media_choose() is_in_editor=true/>
        <TextField field=field("cover_alt").hint(text.editor_cover_alt_hint()) value=form.cover_alt
            rule=rules::COVER_ALT/>
    }
}

#[component]
fn Address(
    text: Text,
    form: PostForm,
    refusal: Refusal,
    site_language: String,
    zone: String,
    is_stored: bool,
) -> impl IntoView {
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    let slug_hint = if is_stored { text.editor_slug_hint_stored() } else { text.editor_slug_hint() };
    view! {
        <TextField field=field("slug").hint(slug_hint) value=form.slug is_code=true/>
        <TextField field=field("published_at").hint(text.editor_published_at_hint(&zone)) value=form.published_at
            input_type="datetime-local"/>
        <input type="hidden" name="published_at_shown" value=form.published_at_shown/>
        <TextField field=field("language").hint(text.editor_language_hint(&site_language)) value=form.language
            is_code=true/>
        <TextField field=field("canonical_url").hint(text.editor_canonical_url_hint()) value=form.canonical_url
            is_code=true/>
    }
}

/// The card of a link; folded away while nobody gave it anything of its own, unless something there is refused.
#[component]
fn Social(text: Text, form: PostForm, refusal: Refusal) -> impl IntoView {
    let is_open = ["social_title", "social_description", "social_image"]
        .into_iter()
        .any(|name| !form.whole_field(name).is_empty() || refusal.field(name).is_some());
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    view! {
        <details class="editor-social" open=is_open>
            <summary>{text.editor_social()}</summary>
            <p class="muted">{text.editor_social_explained()}</p>
            <div class="editor-details">
                <TextField field=field("social_title") value=form.social_title rule=rules::SOCIAL_TITLE/>
                <PictureField field=field("social_image").hint(text.editor_cover_hint()) value=form.social_image
                    library=MEDIA_PATH.to_owned() choose=text.media_choose() is_in_editor=true/>
                <TextArea field=field("social_description") value=form.social_description
                    rule=rules::SOCIAL_DESCRIPTION rows=2/>
            </div>
        </details>
    }
}

#[component]
fn Kind(text: Text, kind: String) -> impl IntoView {
    let is_page = kind == PostKind::Page.as_str();
    let option = |kind: PostKind, label: &'static str, is_selected: bool| {
        view! { <option value=kind.as_str() selected=is_selected>{label}</option> }
    };
    view! {
        <div class="field">
            <label class="field-label" for=field_id("kind")>{text.editor_kind()}</label>
            <select class="input" id=field_id("kind") name="kind">
                {option(PostKind::Post, text.editor_kind_post(), !is_page)}
                {option(PostKind::Page, text.editor_kind_page(), is_page)}
            </select>
        </div>
    }
}

/// What people call a field of a post.
pub(super) fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "title" => text.editor_title(),
        "body" => text.editor_body(),
        "slug" => text.editor_slug(),
        "tags" => text.editor_tags(),
        "category" => text.editor_category(),
        "authors" => text.editor_authors(),
        "excerpt" => text.editor_excerpt(),
        "published_at" => text.editor_published_at(),
        "language" => text.editor_language(),
        "cover" => text.editor_cover(),
        "kind" => text.editor_kind(),
        "note" => text.review_note(),
        "note_text" => text.notes_text(),
        "note_quote" => text.notes_quote(),
        "publish_at" => text.schedule_publish_at(),
        "unpublish_at" => text.schedule_unpublish_at(),
        "cover_alt" => text.editor_cover_alt(),
        "series" => text.editor_series(),
        "series_number" => text.editor_series_number(),
        "social_title" => text.editor_social_title(),
        "social_description" => text.editor_social_description(),
        "social_image" => text.editor_social_image(),
        _ => text.editor_canonical_url(),
    }
}
