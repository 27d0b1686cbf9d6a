//! What one item of an export means.

use std::collections::BTreeMap;

use super::shortcodes::{Library, Picture};
use super::xml::Xml;
use super::{Export, labels, text};
use crate::domain::Timestamp;
use crate::domain::comment::{CommentInput, Standing};
use crate::service::comments::ImportedComment;
use crate::service::import::foreign::{Item, State};
use crate::service::import::markup::{Footnotes, plain_text};
use crate::service::import::source::Reading;
use crate::service::import::text::before_more;

/// What an item is.
pub enum Kind {
    /// A post.
    Post,
    /// A page.
    Page,
    /// A file of the library.
    Attachment,
    /// A block that several posts show.
    Block,
    /// Something that means nothing outside of WordPress.
    Nothing,
    /// A plugin's, or what belongs to a theme.
    Other(String),
}

impl Kind {
    /// Tells what an item is.
    pub fn of(element: &Xml) -> Self {
        match element.child("wp:post_type") {
            _ if element.child("wp:status") == "auto-draft" => Self::Nothing,
            "post" | "" => Self::Post,
            "page" => Self::Page,
            "attachment" => Self::Attachment,
            "wp_block" => Self::Block,
            "wp_global_styles" | "oembed_cache" | "user_request" | "customize_changeset" => Self::Nothing,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// A file of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Where it is.
    pub url: String,
    /// What people call it.
    pub title: String,
    /// What it shows.
    pub alternative: String,
    /// What stands below it.
    pub caption: String,
    /// The post that it was uploaded to.
    pub parent: String,
}

impl Attachment {
    /// Reads one.
    pub fn of(element: &Xml) -> Self {
        Self {
            url: [element.child("wp:attachment_url"), element.child("guid")]
                .into_iter()
                .find(|url| !url.is_empty())
                .unwrap_or_default()
                .to_owned(),
            title: plain_text(element.child("title")),
            alternative: meta(element, "_wp_attachment_image_alt").to_owned(),
            caption: element.child("excerpt:encoded").to_owned(),
            parent: element.child("wp:post_parent").to_owned(),
        }
    }
}

/// The library as one post sees it.
struct Shelf<'e> {
    export: &'e Export,
    post: &'e str,
}

impl Library for Shelf<'_> {
    fn pictures(&self, ids: &[&str]) -> Vec<Picture> {
        ids.iter().filter_map(|id| self.export.attachments.get(*id)).map(picture).collect()
    }

    fn own_pictures(&self) -> Vec<Picture> {
        let mut own: Vec<(&String, &Attachment)> =
            self.export.attachments.iter().filter(|(_, one)| one.parent == self.post && self.post != "0").collect();
        own.sort_by_key(|(id, _)| id.parse::<u64>().unwrap_or(u64::MAX));
        own.into_iter().map(|(_, one)| picture(one)).collect()
    }
}

fn picture(attachment: &Attachment) -> Picture {
    let Attachment { url, alternative, caption, .. } = attachment.clone();
    Picture { url, alternative, caption }
}

/// Reads a post or a page.
pub fn read(element: &Xml, export: &Export, reading: &Reading<'_>) -> Item {
    let status = element.child("wp:status");
    let id = element.child("wp:post_id");
    let title = plain_text(element.child("title"));
    let mut item = Item {
        source: format!(
            "wordpress:{}:{id}",
            export.base.split_once("://").map_or(export.base.as_str(), |(_, host)| host)
        ),
        name: format!("post {id} {title:?}"),
        line: element.line,
        slug: element.child("wp:post_name").to_owned(),
        is_page: matches!(Kind::of(element), Kind::Page),
        excerpt: plain_text(element.verbatim("excerpt:encoded")),
        feed_id: element.child("guid").to_owned(),
        is_pinned: element.child("wp:is_sticky") == "1",
        canonical_url: first_meta(element, &["_yoast_wpseo_canonical", "rank_math_canonical_url"]).to_owned(),
        social_title: own_words(first_meta(element, &["_yoast_wpseo_opengraph-title", "rank_math_facebook_title"])),
        social_description: own_words(first_meta(
            element,
            &["_yoast_wpseo_opengraph-description", "rank_math_facebook_description"],
        )),
        title,
        ..Item::default()
    };
    if item.excerpt.is_empty() {
        item.excerpt = own_words(first_meta(element, &["_yoast_wpseo_metadesc", "rank_math_description"]));
    }
    item.is_pinned &= !item.is_page;
    item.are_comments_closed = !item.is_page && element.child("wp:comment_status") == "closed";
    let creator = element.child("dc:creator");
    item.authors.extend(
        Some(creator)
            .filter(|login| !login.is_empty())
            .map(|login| export.authors.get(login).cloned().unwrap_or_else(|| login.to_owned())),
    );
    item.comments = element.children("wp:comment").filter_map(|one| comment(one, reading)).collect();
    dates(element, status, reading, &mut item);
    restrict(element, &mut item);
    surroundings(element, export, &mut item);
    let primary = meta(element, "_yoast_wpseo_primary_category");
    labels(element, export, Some(primary).filter(|id| !id.is_empty()), &mut item);
    cover(element, export, &mut item);
    addresses(element, export, id, &mut item);
    let converted = text::markdown(
        element.verbatim("content:encoded"),
        &Shelf { export, post: id },
        &export.reusable,
        &footnotes(element),
    );
    item.tell_all(converted.notices);
    item.body = converted.markdown;
    if item.excerpt.is_empty() {
        item.excerpt = before_more(&item.body).unwrap_or_default();
    }
    item
}

/// A comment that a person wrote and nobody threw away.
pub fn comment(comment: &Xml, reading: &Reading<'_>) -> Option<ImportedComment> {
    let standing = match comment.child("wp:comment_approved") {
        "1" => Standing::Approved,
        "0" => Standing::Waiting,
        _ => return None,
    };
    if matches!(comment.child("wp:comment_type"), "pingback" | "trackback") {
        return None;
    }
    let named = |id: &str| format!("wordpress:{id}");
    let parent = comment.child("wp:comment_parent");
    let at = Timestamp::from_local(comment.child("wp:comment_date_gmt"));
    let at = at.or_else(|_| reading.zone.from_local(comment.child("wp:comment_date")));
    Some(ImportedComment {
        import_id: named(comment.child("wp:comment_id")),
        parent: Some(parent).filter(|parent| !matches!(*parent, "" | "0")).map(named),
        input: CommentInput {
            name: plain_text(comment.child("wp:comment_author")),
            email: comment.child("wp:comment_author_email").to_owned(),
            website: comment.child("wp:comment_author_url").to_owned(),
            text: text::comment(comment.verbatim("wp:comment_content")),
        },
        written_at: at.unwrap_or(reading.now),
        standing,
        own: None,
    })
}

/// Whether a field was added by somebody; WordPress and most plugins begin the names of theirs with `_`.
pub fn is_field(name: &str) -> bool {
    let is_plugins = ["rank_math", "enclosure", "footnotes", "classic-editor-remember", "jetpack", "wp_"];
    !name.is_empty() && !name.starts_with('_') && !is_plugins.iter().any(|prefix| name.starts_with(prefix))
}

/// Dates, and who may read it: what is not for everybody is for nobody but its writers.
fn dates(element: &Xml, status: &str, reading: &Reading<'_>, item: &mut Item) {
    let date = |name: &str| Timestamp::from_local(element.child(name)).ok();
    let local = reading.zone.from_local(element.child("wp:post_date")).ok();
    let at = date("wp:post_date_gmt").or(local);
    item.created_at = at;
    item.updated_at = date("wp:post_modified_gmt").filter(|at| *at <= reading.now);
    let has_password = !element.child("wp:post_password").is_empty();
    match status {
        _ if has_password => item.tell("it was behind a password: it becomes a draft"),
        "publish" | "future" => {
            item.published_at = at;
            item.state = match at {
                Some(at) if at > reading.now => State::Scheduled(at),
                _ => State::Published,
            };
            if status == "future" && item.state == State::Published {
                item.tell("it was to be published later, which is past: it is published");
            }
        }
        "private" => item.tell("it was private: it becomes a draft"),
        "pending" => item.tell("it waited for a review: it becomes a draft"),
        "draft" => {}
        other => item.tell(format!("its status {other:?} is unknown: it becomes a draft")),
    }
}

/// Fields by which plugins keep texts from those who are no members, with what they say where everybody may read.
const RESTRICTIONS: [(&str, &[&str]); 5] = [
    ("_members_access_role", &[]),
    ("rcp_subscription_level", &["any"]),
    ("rcp_user_level", &["None", "All"]),
    ("_wpmem_block", &["0"]),
    ("_jetpack_newsletter_access", &["everybody"]),
];

/// Blocks and shortcodes around what is for members alone.
const RESTRICTED_PARTS: [&str; 6] = [
    "<!-- wp:premium-content/",
    "<!-- wp:jetpack/paywall",
    "[members_access",
    "[members_logged_in",
    "[restrict",
    "[wpmem_logged_in",
];

/// What a plugin kept from some readers is no text for everybody here either.
fn restrict(element: &Xml, item: &mut Item) {
    let is_kept = |(name, open): &(&str, &[&str])| {
        let value = meta(element, name);
        !value.is_empty() && !open.contains(&value)
    };
    let content = element.verbatim("content:encoded");
    let reason = if RESTRICTIONS.iter().any(is_kept) {
        "it was for members alone: it becomes a draft"
    } else if RESTRICTED_PARTS.iter().any(|mark| content.contains(mark)) {
        "a part of it was for members alone: it becomes a draft"
    } else {
        return;
    };
    if item.state != State::Draft {
        item.state = State::Draft;
        item.tell(reason);
    }
}

/// What a text had around it that has no place here.
fn surroundings(element: &Xml, export: &Export, item: &mut Item) {
    if let Some(parent) = export.titles.get(element.child("wp:post_parent")).filter(|_| item.is_page) {
        item.tell(format!("it stood below the page {parent:?}; pages here stand side by side"));
    }
    let is_known = |domain: &str| matches!(domain, "" | "category" | "post_tag" | "post_format" | "nav_menu");
    let mut others: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in element.children("category").filter(|one| !is_known(one.attribute("domain"))) {
        others.entry(one.attribute("domain")).or_default().push(one.text.trim());
    }
    for (taxonomy, terms) in others {
        item.tell(format!("its terms of the taxonomy {taxonomy:?} are left out: {}", terms.join(", ")));
    }
    if first_meta(element, &["_yoast_wpseo_meta-robots-noindex"]) == "1" {
        item.tell("search engines were asked to keep away from it, which is left out");
    }
}

fn cover(element: &Xml, export: &Export, item: &mut Item) {
    let id = meta(element, "_thumbnail_id");
    if id.is_empty() {
        return;
    }
    match export.attachments.get(id) {
        Some(attachment) => {
            item.cover.clone_from(&attachment.url);
            item.cover_alt.clone_from(&attachment.alternative);
        }
        None => item.tell(format!("its cover is left out: there is no file {id} in the export")),
    }
}

/// The permalink, the address by number, and slugs that it had before.
fn addresses(element: &Xml, export: &Export, id: &str, item: &mut Item) {
    let folder = export.folder();
    let local = |url: &str| {
        let behind = url.split_once("://").map_or(url, |(_, rest)| rest);
        behind.find('/').map(|slash| behind[slash..].to_owned())
    };
    let decoded = |address: String| super::super::address::decode(&address).into_owned();
    let link = local(element.child("link")).map(decoded);
    let parameter = if item.is_page { "page_id" } else { "p" };
    let numbered = format!("{folder}/?{parameter}={id}");
    // A draft's permalink is its number.
    let is_numbered = |link: &String| link.contains('?');
    let permalink = link.filter(|link| !is_numbered(link) && link.trim_end_matches('/') != folder);
    if item.is_page && permalink.is_none() && item.state == State::Published {
        item.tell("it was the site's first page, which is the list of posts now");
    }
    item.old_addresses.extend(permalink.clone());
    item.old_addresses.push(numbered);
    if item.is_page {
        // WordPress leads from a page's number in either way.
        item.old_addresses.push(format!("{folder}/?p={id}"));
    }
    for former in element.children("wp:postmeta").filter(|one| one.child("wp:meta_key") == "_wp_old_slug").take(20) {
        let slug = former.child("wp:meta_value");
        let around =
            permalink.as_deref().and_then(|link| link.trim_end_matches('/').rsplit_once('/')).map(|(around, _)| around);
        if let Some(around) = around.filter(|_| !slug.is_empty()) {
            item.old_addresses.push(decoded(format!("{around}/{slug}")));
        }
    }
}

/// The footnotes of the block editor: JSON in a field.
fn footnotes(element: &Xml) -> Footnotes {
    let notes: Vec<serde_json::Value> = serde_json::from_str(meta(element, "footnotes")).unwrap_or_default();
    let text = |note: &serde_json::Value, name: &str| Some(note.get(name)?.as_str()?.to_owned());
    notes.iter().filter_map(|note| Some((text(note, "id")?, text(note, "content")?))).collect()
}

fn meta<'e>(element: &'e Xml, key: &str) -> &'e str {
    let found = element.children("wp:postmeta").find(|meta| meta.child("wp:meta_key") == key);
    found.map_or("", |meta| meta.child("wp:meta_value"))
}

fn first_meta<'e>(element: &'e Xml, keys: &[&str]) -> &'e str {
    keys.iter().map(|key| meta(element, key)).find(|value| !value.is_empty()).unwrap_or_default()
}

/// Words of a person's; plugins fill in templates, which mean nothing elsewhere.
fn own_words(text: &str) -> String {
    if text.contains("%%") || text.contains("%title%") { String::new() } else { text.to_owned() }
}
