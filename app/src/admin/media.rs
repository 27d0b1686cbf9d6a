//! `/admin/media`: the library, to be looked through, searched and added to; and one file's page.

use blog::domain::Role;
use blog::domain::media::{MediaDetail, MediaFilter, MediaListPage, MediaUse, MediaView, SiteUse, rules};
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::location::Url;

use super::fields::{Field, TextArea, TextField, field_id};
use super::forms::{MediaForm, Sent};
use super::layout::{Instant, Islands, Page, page};
use super::refusal::{Refusal, RefusalSummary};
use super::settings::SETTINGS_PATH;
use crate::components::Pages;
use crate::context::{Caller, Frame};
use crate::functions::FunctionError;
use crate::islands::{UploadProgress, UploadTexts};

/// Where the library is.
pub const MEDIA_PATH: &str = "/admin/media";

/// What the browser offers to choose from.
const ACCEPTED: &str = "image/jpeg,image/png,image/gif,image/webp,image/svg+xml";

/// Where a file's page is.
pub fn media_page_path(hash: &str) -> String {
    format!("{MEDIA_PATH}/{}", Url::escape(hash))
}

/// What came of files that were brought, where not all of them were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UploadOutcome {
    /// How many are in the library now.
    pub added: u64,
    /// What is wrong with the others.
    pub sentences: Vec<String>,
}

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct LibraryQuery {
    filter: MediaFilter,
    search: String,
    page: u32,
    /// The picture of the site that is chosen.
    place: Option<SiteUse>,
}

/// Where a picture of the site is chosen in the library.
pub fn choosing_path(place: Option<SiteUse>) -> String {
    LibraryQuery { place, ..LibraryQuery::default() }.path()
}

impl LibraryQuery {
    /// What it can't read counts as not asked for.
    fn of_address() -> Self {
        let query = use_query_map().get_untracked();
        Self {
            place: query.get_str("for").and_then(SiteUse::of_setting),
            filter: MediaFilter::named(query.get_str("filter").unwrap_or_default()),
            search: query.get_str("q").unwrap_or_default().trim().to_owned(),
            page: query.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1),
        }
    }

    fn path(&self) -> String {
        let mut pairs = Vec::new();
        if let Some(setting) = self.place.and_then(SiteUse::setting) {
            pairs.push(format!("for={setting}"));
        }
        if self.filter != MediaFilter::default() {
            pairs.push(format!("filter={}", self.filter.as_str()));
        }
        if !self.search.is_empty() {
            pairs.push(format!("q={}", Url::escape(&self.search)));
        }
        if self.page > 1 {
            pairs.push(format!("page={}", self.page));
        }
        if pairs.is_empty() { MEDIA_PATH.to_owned() } else { format!("{MEDIA_PATH}?{}", pairs.join("&")) }
    }
}

/// The library's page.
#[component]
pub fn MediaPage() -> impl IntoView {
    let text = expect_context::<Frame>().text();
    let outcome = use_context::<UploadOutcome>();
    let mut query = LibraryQuery::of_address();
    page(async move {
        let caller = expect_context::<Caller>();
        let who = caller.principal()?;
        query.place = query.place.filter(|_| who.role == Role::Admin);
        let list = caller.blog.media_list(who, query.filter, &query.search, query.page).await?;
        let mebibytes_max = caller.blog.media_limits().bytes_max.div_ceil(1024 * 1024);
        Ok(view! { <Library text query list outcome mebibytes_max/> })
    })
}

#[component]
fn Library(
    text: Text,
    query: LibraryQuery,
    list: MediaListPage,
    outcome: Option<UploadOutcome>,
    mebibytes_max: u64,
) -> impl IntoView {
    let (pagination, is_trash) = (list.pagination, query.filter == MediaFilter::Trash);
    let purging = list.purged_after_days.filter(|_| is_trash && pagination.total > 0);
    let place = query.place;
    let files: Vec<_> = list.media.into_iter().map(|media| view! { <Tile text media place/> }).collect();
    let choosing = place.map(|place| {
        view! {
            <p class="message">
                {text.media_choose_for(place_name(text, place))} " " <a href=SETTINGS_PATH>{text.media_chosen_back()}</a>
            </p>
        }
    });
    let body = if files.is_empty() {
        view! { <Nothing text query=query.clone()/> }.into_any()
    } else {
        view! { <ul class="media-grid" role="list">{files}</ul> }.into_any()
    };
    view! {
        <Page title=text.media_title()>
            <Islands/>
            <div class="admin-heading"><h1>{text.media_title()}</h1></div>
            {choosing}
            <Upload text outcome mebibytes_max place/>
            <div class="list-controls">
                <Tabs text query=query.clone()/>
                <Search text query=query.clone()/>
            </div>
            {(pagination.total > 0).then(|| view! { <p class="muted list-count">{text.media_count(pagination.total)}</p> })}
            {purging.map(|days| view! { <p class="muted">{text.media_trash_days(days.into())}</p> })}
            {body}
            <Pages pagination text previous=text.list_previous() next=text.list_next()
                address=move |page| LibraryQuery { page, ..query.clone() }.path()/>
        </Page>
    }
}

/// The form that files are brought with. It sends them all at once; the island sends one after the other, and says how far
/// it is.
#[component]
fn Upload(text: Text, outcome: Option<UploadOutcome>, mebibytes_max: u64, place: Option<SiteUse>) -> impl IntoView {
    let refusal = outcome.map(|UploadOutcome { added, sentences }| {
        let refusal = Refusal::of_form(text.media_added_of(added));
        let sentences: Vec<_> = sentences.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect();
        view! {
            <RefusalSummary refusal title=text.media_refused_title() text label_of>
                <ul>{sentences}</ul>
            </RefusalSummary>
        }
    });
    let hint_id = format!("{}_hint", field_id("file"));
    let texts = UploadTexts {
        progress: text.media_progress().to_owned(),
        added: text.upload_added().to_owned(),
        signed_out: text.upload_signed_out().to_owned(),
        unreachable: text.upload_unreachable().to_owned(),
    };
    view! {
        <section class="admin-section">
            <h2>{text.media_add()}</h2>
            {refusal}
            <form class="media-upload" method="post" action=choosing_path(place) enctype="multipart/form-data">
                <div class="field">
                    <label class="field-label" for=field_id("file")>{text.media_files()}</label>
                    <p class="field-hint" id=hint_id.clone()>{text.media_files_hint(mebibytes_max)}</p>
                    <input class="input" id=field_id("file") type="file" name="file" accept=ACCEPTED multiple required
                        aria-describedby=hint_id/>
                </div>
                <div class="form-actions">
                    <button class="button button-primary">{text.media_add_submit()}</button>
                </div>
                <UploadProgress texts/>
            </form>
        </section>
    }
}

#[component]
fn Tabs(text: Text, query: LibraryQuery) -> impl IntoView {
    let tabs = MediaFilter::ALL.map(|filter| {
        let href = LibraryQuery { filter, page: 1, ..query.clone() }.path();
        let current = (filter == query.filter).then_some("page");
        let label = match filter {
            MediaFilter::All => text.list_all(),
            MediaFilter::Unused => text.media_unused(),
            MediaFilter::Trash => text.list_trash(),
        };
        view! { <li><a href=href aria-current=current>{label}</a></li> }
    });
    view! {
        <nav class="tabs" aria-label=text.media_filters()>
            <ul role="list">{tabs.into_iter().collect::<Vec<_>>()}</ul>
        </nav>
    }
}

#[component]
fn Search(text: Text, query: LibraryQuery) -> impl IntoView {
    let filter = query.filter.as_str();
    let clear = (!query.search.is_empty()).then(|| {
        let href = LibraryQuery { search: String::new(), page: 1, ..query.clone() }.path();
        view! { <a href=href>{text.media_search_clear()}</a> }
    });
    let place = query.place.and_then(SiteUse::setting).map(|setting| {
        view! { <input type="hidden" name="for" value=setting/> }
    });
    view! {
        <form class="list-search" role="search" method="get" action=MEDIA_PATH>
            {place}
            <input type="hidden" name="filter" value=filter/>
            <label class="visually-hidden" for="q">{text.media_search()}</label>
            <input class="input" id="q" type="search" name="q" value=query.search placeholder=text.media_search()/>
            <button class="button">{text.list_search_submit()}</button>
            {clear}
        </form>
    }
}

#[component]
fn Nothing(text: Text, query: LibraryQuery) -> impl IntoView {
    let sentence = match query.filter {
        _ if !query.search.is_empty() => text.media_nothing_found(&query.search),
        MediaFilter::All => text.media_empty().to_owned(),
        MediaFilter::Unused => text.media_empty_unused().to_owned(),
        MediaFilter::Trash => text.list_empty_trash().to_owned(),
    };
    view! { <p class="list-nothing">{sentence}</p> }
}

/// A file in the grid. Its name beside it says what the picture is; to say it twice would be tedious.
#[component]
fn Tile(text: Text, media: MediaView, place: Option<SiteUse>) -> impl IntoView {
    let described =
        media.alt.is_empty().then(|| view! { <span class="badge badge-changed">{text.media_no_alt()}</span> });
    let choice = place.filter(|_| media.deleted_at.is_none()).and_then(SiteUse::setting).map(|setting| {
        let label = format!("{}: {}", text.media_use_here(), media.name);
        view! {
            <form method="post" action=media_page_path(&media.hash)>
                <button class="button button-small" name="action" value=setting aria-label=label>{text.media_use_here()}</button>
            </form>
        }
    });
    view! {
        <li class="media-tile">
            <a href=media_page_path(&media.hash)>
                <Thumbnail media=media.clone()/>
                <span class="media-name">{media.name.clone()}</span>
            </a>
            <span class="muted">{size(&media)}</span>
            {described}
            {choice}
        </li>
    }
}

#[component]
fn Thumbnail(media: MediaView) -> impl IntoView {
    // Readers' addresses answer no more for what was deleted.
    (media.deleted_at.is_none()).then(|| {
        view! {
            <img class="media-thumbnail" src=media.thumbnail() width=media.width height=media.height alt=""
                loading="lazy" decoding="async"/>
        }
    })
}

fn size(media: &MediaView) -> String {
    let kibibytes = media.length_bytes.div_ceil(1024);
    match (media.width, media.height) {
        (Some(width), Some(height)) => format!("{width} × {height}, {kibibytes} KiB"),
        _ => format!("{kibibytes} KiB"),
    }
}

/// A file's page.
#[component]
pub fn MediaFilePage() -> impl IntoView {
    let frame = expect_context::<Frame>();
    let sent = use_context::<Sent<MediaForm>>();
    let hash = use_params_map().get_untracked().get("hash").unwrap_or_default();
    page(async move {
        let caller = expect_context::<Caller>();
        let who = caller.principal()?;
        let is_admin = who.role == Role::Admin;
        let detail = caller.blog.media_detail(who, &hash).await.map_err(|error| {
            let error = FunctionError::from(error);
            error.set_status();
            error
        })?;
        Ok(view! { <File frame detail sent is_admin/> })
    })
}

#[component]
fn File(frame: Frame, detail: MediaDetail, sent: Option<Sent<MediaForm>>, is_admin: bool) -> impl IntoView {
    let text = frame.text();
    let MediaDetail { media, uses, hidden_uses, site_uses, may_change } = detail;
    let for_site = (is_admin && media.deleted_at.is_none()).then(|| view! { <ForSite text media=media.clone()/> });
    let is_deleted = media.deleted_at.is_some();
    let picture = (!is_deleted).then(|| {
        view! {
            // A picture that nobody described yet gives the link no name.
            <a href=media.path.clone() aria-label=media.name.clone()>
                <img class="media-picture" src=media.path.clone() width=media.width height=media.height
                    alt=media.alt.clone() decoding="async"/>
            </a>
        }
    });
    let deleted = is_deleted.then(|| view! { <p class="message message-warning">{text.media_is_deleted()}</p> });
    let form = (may_change && !is_deleted).then(|| view! { <Description text media=media.clone() sent/> });
    let bin = may_change.then(|| view! { <Bin text media=media.clone()/> });
    view! {
        <Page title=media.name.clone()>
            <div class="admin-heading"><h1>{media.name.clone()}</h1></div>
            {deleted}
            <div class="media-file">
                <div>
                    {picture}
                    <p class="muted">
                        {media.content_type.clone()} ", " {size(&media)} ", " {text.media_added_at()} " "
                        <Instant at=media.created_at/>
                    </p>
                </div>
                <div>
                    {form}
                    {(!is_deleted).then(|| view! { <Addresses text media=media.clone()/> })}
                    <Uses text uses hidden_uses site_uses/>
                    {for_site}
                    {bin}
                </div>
            </div>
            <p class="problem-next"><a href=MEDIA_PATH>{text.media_back()}</a></p>
        </Page>
    }
}

#[component]
fn Description(text: Text, media: MediaView, sent: Option<Sent<MediaForm>>) -> impl IntoView {
    let path = media_page_path(&media.hash);
    let refusal = sent.as_ref().and_then(|sent| sent.refusal.as_ref()).map(|error| match error {
        FunctionError::Invalid(violations) => Refusal::of_fields(text, violations, &["name", "alt"]),
        error => Refusal::of_error(text, error),
    });
    let (name, alt) = match sent {
        // The form of a single button holds nothing.
        Some(Sent { form, .. }) if form.is_filled() => (form.name, form.alt),
        _ => (media.name, media.alt),
    };
    let summary = refusal.clone().map(|refusal| {
        view! { <RefusalSummary refusal title=text.people_refused_title() text label_of/> }
    });
    let refusal = refusal.unwrap_or_default();
    let field = move |name| Field::new(name, label_of(text, name), &refusal);
    view! {
        <form class="form" method="post" action=path>
            {summary}
            <TextArea field=field("alt").hint(text.media_alt_hint()) value=alt rule=rules::ALT rows=3/>
            <TextField field=field("name") value=name rule=rules::NAME/>
            <div class="form-actions">
                <button class="button button-primary" name="action" value="save">{text.media_save()}</button>
            </div>
        </form>
    }
}

/// What is written into a text to show the file, to be copied by hand: fields that can be selected as a whole.
#[component]
fn Addresses(text: Text, media: MediaView) -> impl IntoView {
    let fields = [("markdown", text.media_markdown(), media.markdown()), ("path", text.media_address(), media.path)];
    let fields = fields.map(|(name, label, value)| {
        view! {
            <div class="field">
                <label class="field-label" for=field_id(name)>{label}</label>
                <input class="input" id=field_id(name) type="text" readonly value=value/>
            </div>
        }
    });
    view! { <section class="admin-section"><h2>{text.media_show()}</h2>{fields.into_iter().collect::<Vec<_>>()}</section> }
}

#[component]
fn Uses(text: Text, uses: Vec<MediaUse>, hidden_uses: u32, site_uses: Vec<SiteUse>) -> impl IntoView {
    let is_unused = uses.is_empty() && hidden_uses == 0 && site_uses.is_empty();
    let places: Vec<_> = site_uses.into_iter().map(|place| place_name(text, place)).collect();
    let in_settings = (!places.is_empty()).then(|| {
        let places = places.join(", ");
        view! { <p><a href=SETTINGS_PATH>{text.media_uses_site()}</a> " " {places}</p> }
    });
    let rows: Vec<_> = uses
        .into_iter()
        .map(|post| {
            let title = if post.title.is_empty() { text.list_untitled().to_owned() } else { post.title };
            let published = if post.is_published {
                ("badge badge-live", text.state_published())
            } else {
                ("badge", text.state_draft())
            };
            view! {
                <li class="post-row">
                    <a class="post-row-title" href=post.path>{title}</a>
                    <span class="badges">
                        <span class=published.0>{published.1}</span>
                        {post.is_cover.then(|| view! { " " <span class="badge">{text.editor_cover()}</span> })}
                        {post.is_deleted.then(|| view! { " " <span class="badge">{text.list_trash()}</span> })}
                    </span>
                </li>
            }
        })
        .collect();
    view! {
        <section class="admin-section">
            <h2>{text.media_uses()}</h2>
            {is_unused.then(|| view! { <p>{text.media_uses_none()}</p> })}
            {in_settings}
            <ul class="post-rows" role="list">{rows}</ul>
            {(hidden_uses > 0).then(|| view! { <p class="muted">{text.media_uses_hidden(hidden_uses.into())}</p> })}
        </section>
    }
}

/// Deleting, while nothing shows the file; and bringing it back.
#[component]
fn Bin(text: Text, media: MediaView) -> impl IntoView {
    let path = media_page_path(&media.hash);
    if media.deleted_at.is_some() {
        view! {
            <form class="form-actions" method="post" action=path>
                <button class="button" name="action" value="restore">{text.media_restore()}</button>
            </form>
        }
        .into_any()
    } else if !media.is_unused() {
        view! { <p class="muted">{text.media_delete_used()}</p> }.into_any()
    } else {
        view! {
            <form class="form-actions" method="post" action=path>
                <button class="button button-danger" name="action" value="delete">{text.media_delete()}</button>
            </form>
        }
        .into_any()
    }
}

/// Having the file be one of the site's pictures.
#[component]
fn ForSite(text: Text, media: MediaView) -> impl IntoView {
    let buttons: Vec<_> = SiteUse::PICTURES
        .into_iter()
        .map(|place| {
            view! { <button class="button button-small" name="action" value=place.setting()>{place_name(text, place)}</button> }
        })
        .collect();
    view! {
        <section class="admin-section">
            <h2>{text.media_use_as()}</h2>
            <form class="form-actions" method="post" action=media_page_path(&media.hash)>{buttons}</form>
        </section>
    }
}

/// What people call a place of the settings.
fn place_name(text: Text, place: SiteUse) -> &'static str {
    match place {
        SiteUse::Logo => text.settings_logo(),
        SiteUse::Icon => text.settings_icon(),
        SiteUse::SocialImage => text.settings_social_image(),
        SiteUse::Footer => text.settings_footer(),
        SiteUse::Navigation => text.settings_navigation(),
        SiteUse::Stylesheet => text.settings_stylesheet(),
    }
}

fn label_of(text: Text, field: &str) -> &'static str {
    match field {
        "alt" => text.media_alt(),
        "name" => text.media_name(),
        _ => text.media_files(),
    }
}
