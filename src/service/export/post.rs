//! A post as a file: front matter in TOML, with the keys that other programs know first, and its text byte for byte.

use super::toml::Toml;
use crate::domain::media::PATH_PREFIX;
use crate::domain::post::{Author, Content, Post, PostKind, Published};
use crate::domain::{Handle, PostId, Slug, Timestamp};

/// A post to write.
#[derive(Clone, Copy, Debug)]
pub struct Exported<'p> {
    /// What names it for ever.
    pub id: PostId,
    /// Its place in the order in which posts were written down, which decides between posts of one date.
    pub sequence: u64,
    /// What it is.
    pub post: &'p Post,
}

impl<'p> Exported<'p> {
    /// The copy that its file has: the one that readers see, where they see one.
    pub fn shown(&self) -> &'p Content {
        self.post.live().map_or(&self.post.working, |published| &published.content)
    }

    /// The kind and the slug that its file is named after.
    pub fn place(&self) -> (PostKind, &'p Slug) {
        let content = self.shown();
        (content.kind, &content.slug)
    }

    /// The whole post, as whoever runs the site sees it.
    pub fn whole(&self) -> String {
        let Self { id, sequence, post } = *self;
        let live = post.live();
        let times = post.schedule_times();
        let content = self.shown();
        let date = live.map(|live| live.published_at).or(content.published_at).or(times.publish_at);
        let record = |own: &mut Toml| {
            own.text("id", &id.to_string());
            own.number("sequence", Some(sequence));
            own.text("feed_id", &post.feed_id);
            own.instant("created_at", Some(post.created_at));
            own.instant("updated_at", Some(post.updated_at));
            own.instant("published_at", post.last_published_at);
            own.instant("published_updated_at", live.map(|live| live.updated_at));
            own.instant("publish_at", times.publish_at);
            own.instant("unpublish_at", times.unpublish_at);
            own.flag("pinned", post.is_pinned);
            own.flag("comments_closed", post.are_comments_closed);
            own.texts("former_slugs", post.former_slugs.iter().map(Slug::as_str));
        };
        let head = Head { date, updated: live.map(|live| live.updated_at), is_draft: live.is_none() };
        file(content, &head, &post.aliases, record)
    }

    /// What readers see of it, and where they found it before; none where they see nothing.
    pub fn public(&self) -> Option<String> {
        let Self { id, sequence, post } = *self;
        let Published { content, published_at, updated_at } = post.live()?;
        let (published_at, updated_at) = (Some(*published_at), Some(*updated_at));
        let record = |own: &mut Toml| {
            own.text("id", &id.to_string());
            own.number("sequence", Some(sequence));
            own.text("feed_id", &post.feed_id);
            own.instant("created_at", Some(post.created_at));
            own.instant("updated_at", updated_at);
            own.instant("published_at", published_at);
            own.instant("published_updated_at", updated_at);
            own.flag("pinned", post.is_pinned);
            own.flag("comments_closed", post.are_comments_closed);
            own.texts("former_slugs", post.former_slugs.iter().map(Slug::as_str));
        };
        let head = Head { date: published_at, updated: updated_at, is_draft: false };
        Some(file(content, &head, &post.aliases, record))
    }

    /// The working copy of a post whose readers see another.
    pub fn working_copy(&self) -> Option<String> {
        let is_other = self.post.live().is_some() && self.post.has_unpublished_changes();
        let head = Head { date: self.post.working.published_at, updated: None, is_draft: true };
        is_other.then(|| file(&self.post.working, &head, &[], |_| {}))
    }
}

/// What other programs are told besides the content.
struct Head {
    date: Option<Timestamp>,
    updated: Option<Timestamp>,
    is_draft: bool,
}

fn file(content: &Content, head: &Head, aliases: &[String], record: impl FnOnce(&mut Toml)) -> String {
    let mut front = Toml::default();
    front.text("title", &content.title);
    front.text_if_some("description", content.excerpt.as_deref());
    front.instant("date", head.date);
    front.instant("updated", head.updated);
    front.flag("draft", head.is_draft);
    front.text("slug", content.slug.as_str());
    front.texts("aliases", aliases);
    front.texts("authors", content.authors.iter().map(|author| &author.name));
    front.table_if_filled("[taxonomies]", |labels| {
        labels.texts("tags", content.tags.iter().map(|tag| tag.as_str()));
        labels.texts("categories", content.category.iter().map(|category| category.as_str()));
        labels.texts("series", content.series.iter().map(|part| part.series.as_str()));
    });
    front.table_if_filled("[extra]", |extra| {
        extra.text_if_some("cover", content.cover.as_deref());
        extra.text_if_some("cover_alt", content.cover_alt.as_deref());
        extra.text_if_some("canonical_url", content.canonical_url.as_deref());
        extra.number("series_order", content.series.as_ref().and_then(|part| part.number));
    });
    front.table_if_filled("[extra.lithair]", |own| {
        record(own);
        own.text_if_some("language", content.language.as_ref().map(|language| language.as_str()));
        own.instant("date_set", content.published_at);
        if content.authors.iter().any(|author| Handle::from_name(&author.name) != author.handle) {
            own.texts("author_handles", content.authors.iter().map(|author: &Author| author.handle.as_str()));
        }
        own.text_if_some("social_title", content.social_title.as_deref());
        own.text_if_some("social_description", content.social_description.as_deref());
        own.text_if_some("social_image", content.social_image.as_deref());
    });
    format!("+++\n{}+++\n{}", front.finish(), content.body)
}

/// What is said of a file of the library.
pub fn about_media(media: &crate::domain::media::MediaView) -> String {
    let mut about = Toml::default();
    let file = media.path.strip_prefix(PATH_PREFIX).and_then(|path| path.split_once('/'));
    about.text("file", file.map_or("", |(_, file)| file));
    about.text("name", &media.name);
    about.text_if_some("alt", Some(media.alt.as_str()).filter(|alt| !alt.is_empty()));
    about.instant("added_at", Some(media.created_at));
    about.finish()
}
