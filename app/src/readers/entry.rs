//! A post in a list, and the lines about a post that several pages show.
//!
//! Their classes are those of microformats (`h-entry`, <https://microformats.org/wiki/h-entry>): what other sites' programs read
//! where they were led to by a link or a mention.

use blog::domain::views::{AuthorView, LabelView, PostSummary};
use leptos::prelude::*;

use super::{PageContext, address};
use crate::components::{Date, TextLanguage};

/// A post in a list: its date beside its title, what it is about, its tags.
#[component]
pub(super) fn Entry<'a, V: IntoView>(
    context: PageContext<'a>,
    post: &'a PostSummary,
    /// What stands under the title.
    excerpt: V,
    /// Whether it stands where it does because it is pinned there.
    #[prop(default = false)]
    is_pinned: bool,
) -> impl IntoView {
    let (text, zone) = (context.text(), &context.site.time_zone);
    let language = TextLanguage::of_text(post.language.as_ref());
    view! {
        <article class="entry h-entry">
            <p class="entry-date" lang=context.interface_language()>
                {is_pinned.then(|| view! { <span class="entry-pinned">{text.pinned()}</span> })}
                <Date at=post.published_at zone=zone text=text class="dt-published" />
                <span class="entry-minutes">{text.reading_minutes(post.reading_minutes.into())}</span>
            </p>
            <div class="entry-text">
                <h2 class="entry-title p-name" lang=language.lang dir=language.dir>
                    <a class="u-url u-uid" href=post.path.as_str()>{post.title.as_str()}</a>
                </h2>
                <p class="entry-excerpt p-summary" lang=language.lang dir=language.dir>{excerpt}</p>
                <div class="entry-labels">
                    <Authors context=context authors=&post.authors />
                    <Tags context=context tags=&post.tags />
                </div>
                <Unseen post=post />
            </div>
        </article>
    }
}

/// What programs are told of a post where people don't see it: when it changed, and its picture.
#[component]
fn Unseen<'a>(post: &'a PostSummary) -> impl IntoView {
    let cover = post.cover.as_deref().map(|cover| view! { <data class="u-featured" value=cover></data> });
    view! {
        <data class="dt-updated" value=post.updated_at.to_string()></data>
        {cover}
    }
}

/// Who wrote a post, each with a link to what else they wrote.
#[component]
pub(super) fn Authors<'a>(context: PageContext<'a>, authors: &'a [AuthorView]) -> impl IntoView {
    (!authors.is_empty()).then(|| {
        let links: Vec<_> = authors
            .iter()
            .map(|author| {
                view! { <li><a class="p-author h-card" href=address::author(&author.handle)>{author.name.as_str()}</a></li> }
            })
            .collect();
        view! { <ul class="authors" role="list" aria-label=context.text().authors() lang=context.interface_language()>{links}</ul> }
    })
}

/// A post's tags, each with a link to the posts that share it.
#[component]
pub(super) fn Tags<'a>(context: PageContext<'a>, tags: &'a [LabelView]) -> impl IntoView {
    (!tags.is_empty()).then(|| {
        let lang = context.language_within(None).lang;
        let links: Vec<_> = tags
            .iter()
            .map(|tag| view! { <li lang=lang><a class="tag p-category" rel="tag" href=address::tag(&tag.slug)>{tag.label.as_str()}</a></li> })
            .collect();
        view! { <ul class="tags" role="list" aria-label=context.text().tags() lang=context.interface_language()>{links}</ul> }
    })
}
