//! What pages and the API show: plain data, already authorised.

mod archive;
mod beside;
mod feed;

use serde::{Deserialize, Serialize};

use super::comment::{CommentsView, DiscussionPolicy};
use super::post::{PostKind, PostStatus, ReviewState, ScheduleFailure, ScheduleTimes, Taxonomy};
use super::post_list::PostListChoices;
use super::site::{Accent, Appearance, FormerLabels, General, NavigationEntry, Site};
use super::{Label, Language, NoteId, PostId, PreviewLinkId, TimeZone, Timestamp};

pub use archive::{ArchiveEntry, ArchivePage, ArchivePeriod};
pub use beside::{Beside, PostLink};
pub use feed::{Enclosure, Feed, FeedEntry};

/// The site as every page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteView {
    /// Its name.
    pub name: String,
    /// What it is about, in a sentence; may be empty.
    pub description: String,
    /// The language of its interface.
    pub language: Language,
    /// The zone in which its times are given.
    pub time_zone: TimeZone,
    /// Posts on a page of its lists.
    pub posts_per_page: u32,
    /// The address of a picture that stands for its name.
    pub logo: Option<String>,
    /// The address of its icon.
    pub icon: Option<String>,
    /// The address of a picture for links to pages that have none.
    pub social_image: Option<String>,
    /// What stands at the foot of every page, as sanitised HTML; may be empty.
    pub footer_html: String,
    /// What readers find at the head of every page; without any entry, the archive.
    pub navigation: Vec<NavigationEntry>,
    /// Stylesheets that follow from its settings. Each has an address that no other content ever has.
    pub stylesheets: Vec<Stylesheet>,
    /// Where the addresses of renamed labels lead.
    pub former_labels: FormerLabels,
    /// Its own address, without a slash at the end.
    pub base_url: String,
    /// Whether somebody has an account yet.
    pub is_set_up: bool,
    /// Whether it takes comments.
    pub comments: DiscussionPolicy,
    /// After how many days a post takes no more comments; 0 where it always does.
    pub close_after_days: u32,
    /// Whether it takes what other sites say of its posts.
    pub mentions: DiscussionPolicy,
    /// Whether somebody is there to look at what other sites say: the operator may not want any of them asked.
    pub hears_mentions: bool,
    /// Whether its pages are exported as files: nobody is there to answer a form.
    pub is_static: bool,
}

/// A stylesheet that follows from the site's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stylesheet {
    /// Where it is.
    pub address: String,
    /// What it says.
    pub css: String,
}

impl Stylesheet {
    /// CSS at an address with a hash of it.
    fn new(name: &str, css: String) -> Self {
        let hash = blake3::hash(css.as_bytes()).to_hex();
        Self { address: format!("/assets/{name}-{}.css", &hash[..16]), css }
    }
}

impl SiteView {
    /// A site as its settings say, at that address, with its footer as HTML.
    pub fn new(site: &Site, footer_html: String, base_url: String, is_set_up: bool) -> Self {
        let General { name, description, language, time_zone, posts_per_page } = site.general.clone();
        let Appearance { logo, icon, social_image, accent, .. } = site.appearance.clone();
        let custom = Some(&site.stylesheet).filter(|css| !css.trim().is_empty());
        // The site's own comes last, so that it has the last word.
        let stylesheets = accent.map(|accent| Stylesheet::new("accent", accent.stylesheet()));
        let stylesheets = stylesheets.into_iter().chain(custom.map(|css| Stylesheet::new("custom", css.clone())));
        Self {
            name,
            description,
            language,
            time_zone,
            posts_per_page,
            logo,
            icon,
            social_image,
            footer_html,
            navigation: site.navigation.clone(),
            stylesheets: stylesheets.collect(),
            former_labels: site.former_labels.clone(),
            base_url,
            is_set_up,
            comments: site.discussion.policy,
            close_after_days: site.discussion.close_after_days,
            mentions: site.discussion.mentions,
            hears_mentions: false,
            is_static: false,
        }
    }
}

/// The site's settings as those who change them see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSettings {
    /// Its name.
    pub name: String,
    /// What it is about, in a sentence; may be empty.
    pub description: String,
    /// The language of its interface, and of posts that name none.
    pub language: Language,
    /// The zone in which its times are given.
    pub time_zone: TimeZone,
    /// Posts on a page of readers' lists.
    pub posts_per_page: u32,
    /// See [`Appearance::logo`].
    pub logo: Option<String>,
    /// See [`Appearance::icon`].
    pub icon: Option<String>,
    /// See [`Appearance::social_image`].
    pub social_image: Option<String>,
    /// See [`Appearance::accent`].
    pub accent: Option<Accent>,
    /// See [`Appearance::footer`].
    pub footer: String,
    /// See [`Site::navigation`].
    pub navigation: Vec<NavigationEntry>,
    /// See [`Site::stylesheet`].
    pub custom_css: String,
    /// See [`super::comment::Discussion::policy`].
    pub comments: DiscussionPolicy,
    /// See [`super::comment::Discussion::held_words`]; for admins alone, as whoever knows them writes around them.
    pub held_words: Option<String>,
    /// See [`super::comment::Discussion::close_after_days`].
    pub close_after_days: u32,
    /// See [`super::comment::Discussion::mentions`].
    pub mentions: DiscussionPolicy,
    /// See [`super::comment::Discussion::sends_mentions`].
    pub sends_mentions: bool,
    /// The version to expect when changing them.
    pub version: u64,
}

impl From<&Site> for SiteSettings {
    fn from(site: &Site) -> Self {
        let General { name, description, language, time_zone, posts_per_page } = site.general.clone();
        let Appearance { logo, icon, social_image, accent, footer } = site.appearance.clone();
        Self {
            name,
            description,
            language,
            time_zone,
            posts_per_page,
            logo,
            icon,
            social_image,
            accent,
            footer,
            navigation: site.navigation.clone(),
            custom_css: site.stylesheet.clone(),
            comments: site.discussion.policy,
            held_words: None,
            close_after_days: site.discussion.close_after_days,
            mentions: site.discussion.mentions,
            sends_mentions: site.discussion.sends_mentions,
            version: site.version,
        }
    }
}

/// A name under a text, with its address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AuthorView {
    /// Its part of `/authors/{handle}`.
    pub handle: String,
    /// The name.
    pub name: String,
}

/// A tag or category, with its address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LabelView {
    /// Its part of `/tags/{slug}` or `/categories/{slug}`.
    pub slug: String,
    /// The name.
    pub label: String,
}

impl From<&Label> for LabelView {
    fn from(label: &Label) -> Self {
        Self { slug: label.slug(), label: label.to_string() }
    }
}

/// A label and how many posts have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelCount {
    /// Its part of the address.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// Where readers find its posts.
    pub path: String,
    /// How many posts have it, drafts and the trash included.
    pub posts: u64,
    /// How many of them readers see.
    pub published: u64,
}

/// A page of labels, in the order of their addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelListPage {
    /// The labels.
    pub labels: Vec<LabelCount>,
    /// Where this page is.
    pub pagination: Pagination,
}

/// A published text in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostSummary {
    /// Which post it is.
    pub id: PostId,
    /// Its address, such as `/posts/hello`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its summary in plain text.
    pub excerpt: String,
    /// The date it shows.
    pub published_at: Timestamp,
    /// When readers were last given a change of it.
    pub updated_at: Timestamp,
    /// How long it takes to read, in minutes, at least 1.
    pub reading_minutes: u32,
    /// Who wrote it.
    pub authors: Vec<AuthorView>,
    /// Its tags.
    pub tags: Vec<LabelView>,
    /// Its language, where it isn't the site's.
    pub language: Option<Language>,
    /// The address of its cover image.
    pub cover: Option<String>,
    /// Whether it comes first on the home page.
    pub is_pinned: bool,
}

/// A heading of a text, for its table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadingView {
    /// 2 to 6.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its text without markup.
    pub text: String,
}

/// A published text as its own page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostPage {
    /// What lists show of it, too.
    pub summary: PostSummary,
    /// A post of the blog, or a page beside it.
    pub kind: PostKind,
    /// The text as sanitised HTML.
    pub html: String,
    /// Its headings, in order.
    pub headings: Vec<HeadingView>,
    /// Its category.
    pub category: Option<LabelView>,
    /// Where it was published first.
    pub canonical_url: Option<String>,
    /// Its entry's identifier in feeds.
    pub feed_id: String,
    /// What its cover image shows; empty where nobody said so.
    pub cover_alt: String,
    /// What other sites shall show of a link to it, where that is not what its page says.
    pub social: SocialCard,
    /// Its series, seen from here.
    pub series: Option<SeriesView>,
    /// What readers say under it; none where the site has no comments, and away from its own page.
    pub comments: Option<CommentsView>,
    /// What readers can go on to.
    pub beside: Beside,
}

/// What other sites shall show of a link to a post; what is not given is taken from the post itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialCard {
    /// The title.
    pub title: Option<String>,
    /// What is said below it.
    pub description: Option<String>,
    /// The image's address.
    pub image: Option<String>,
}

/// A series as one of its parts shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesView {
    /// Its name and address.
    pub label: LabelView,
    /// Which part of it the post is, counted from 1.
    pub part: u64,
    /// How many parts there are.
    pub parts: u64,
    /// The parts, or of a long series those around this one, with the number of each, counted from 1.
    pub listed: Vec<(u64, PostLink)>,
}

impl SeriesView {
    /// The part of that number, where it is listed.
    pub fn listed_part(&self, number: u64) -> Option<&PostLink> {
        self.listed.iter().find(|(listed, _)| *listed == number).map(|(_, part)| part)
    }
}

/// Which list of published posts a page shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ListKind {
    /// All of them: the home page.
    Home,
    /// Those with a tag.
    Tag(LabelView),
    /// Those in a category.
    Category(LabelView),
    /// Those by an author.
    Author(AuthorView),
    /// Those of a series, from its first part on.
    Series(LabelView),
}

impl ListKind {
    /// The label that its posts have in common, by its address; none where it is a list of another kind.
    pub fn label(&self) -> Option<(Taxonomy, &str)> {
        match self {
            Self::Home | Self::Author(_) => None,
            Self::Tag(label) => Some((Taxonomy::Tag, &label.slug)),
            Self::Category(label) => Some((Taxonomy::Category, &label.slug)),
            Self::Series(label) => Some((Taxonomy::Series, &label.slug)),
        }
    }
}

/// One page of a list of published posts, the newest first, but for pinned ones on the home page and parts of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostList {
    /// Which list it is.
    pub kind: ListKind,
    /// The posts of this page.
    pub posts: Vec<PostSummary>,
    /// Where in the list it is.
    pub pagination: Pagination,
}

/// Where in a list of several pages one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pagination {
    /// This page's number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many entries all pages have together.
    pub total: u64,
}

impl Default for Pagination {
    /// The only page of an empty list.
    fn default() -> Self {
        Self { page: 1, pages: 1, total: 0 }
    }
}

impl Pagination {
    /// The page of a list with so many entries.
    pub fn new(page: u32, total: u64, page_size: u32) -> Self {
        let pages = total.div_ceil(u64::from(page_size.max(1))).max(1);
        Self { page, pages: u32::try_from(pages).unwrap_or(u32::MAX), total }
    }

    /// Whether there is such a page.
    pub fn exists(&self) -> bool {
        (1..=self.pages).contains(&self.page)
    }
}

/// One page of what a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// What was looked for, as it was typed.
    pub query: String,
    /// What was found on this page, the best first.
    pub hits: Vec<SearchHit>,
    /// Where in the results it is.
    pub pagination: Pagination,
    /// Whether more texts match than are ranked.
    pub has_more: bool,
    /// What was looked for instead, where a word is nowhere on the site and another is spelt like it.
    pub corrected: Option<String>,
    /// How many of the texts have all words; those behind them have some.
    pub with_all_words: u64,
    /// The newest texts that were looked through, beside all titles; `None` where all texts were.
    pub looked_through: Option<u64>,
}

impl SearchPage {
    /// Nothing found.
    pub fn empty(query: String, page_size: u32) -> Self {
        let pagination = Pagination::new(1, 0, page_size);
        let (corrected, looked_through) = (None, None);
        Self { query, hits: Vec::new(), pagination, has_more: false, corrected, with_all_words: 0, looked_through }
    }
}

/// One text that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// The text.
    pub post: PostSummary,
    /// The passage, cut into pieces that match and pieces that don't.
    pub snippet: Vec<SnippetPart>,
}

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnippetPart {
    /// The piece, in plain text.
    pub text: String,
    /// Whether it is what was looked for.
    pub is_match: bool,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// The name to sign in with.
    pub handle: String,
    /// The name as readers see it.
    pub name: String,
    /// What they may do.
    pub role: super::Role,
}

/// A person as those who look after accounts see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Who it is.
    pub person: PersonView,
    /// Where letters to them go; empty where nobody knows.
    pub email: String,
    /// Whether they can sign in.
    pub standing: Standing,
    /// Until when they can follow a link to choose a password.
    pub link_expires_at: Option<Timestamp>,
}

/// Whether somebody can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// They can.
    Active,
    /// Once they have chosen a password.
    Invited,
    /// Not until somebody takes the suspension back.
    Suspended,
}

/// A session of somebody, as they recognise it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInView {
    /// The hash of the session's secret: a name for it that signs nobody in.
    pub id: String,
    /// When they signed in.
    pub at: Timestamp,
    /// With what; empty where nobody noted it.
    pub device: String,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// Who else is at a post, and how far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Their names.
    pub others: Vec<String>,
    /// The version of the last event that changed what it says or who reads it.
    pub version: u64,
}

/// A text as readers would see it, for whoever writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPreview {
    /// The HTML, whose elements say in `data-line` at which line of the text they begin, counted from 0.
    pub html: String,
    /// The number of words.
    pub word_count: u32,
}

/// A post or page that a text can link to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTarget {
    /// Its title.
    pub title: String,
    /// Its address.
    pub path: String,
    /// Whether readers see it.
    pub is_published: bool,
}

/// Which posts a list for writers shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PostFilter {
    /// All but the trash.
    #[default]
    All,
    /// What readers don't see.
    Draft,
    /// What readers will see at a time that is settled.
    Scheduled,
    /// What readers see.
    Published,
    /// What waits for an editor.
    Review,
    /// What was deleted.
    Trash,
}

impl PostFilter {
    /// Every filter, in the order of the tabs.
    pub const ALL: [Self; 6] = [Self::All, Self::Draft, Self::Review, Self::Scheduled, Self::Published, Self::Trash];

    /// The name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Review => "review",
            Self::Trash => "trash",
        }
    }
}

/// A post in a writer's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostListItem {
    /// Which post it is.
    pub id: PostId,
    /// Its working title.
    pub title: String,
    /// The address at which it is, or would be, read.
    pub path: String,
    /// Whether readers see it.
    pub status: PostStatus,
    /// A post of the blog, or a page beside it.
    pub kind: PostKind,
    /// Whether the working copy says what readers don't see yet.
    pub has_unpublished_changes: bool,
    /// Whom it waits for in its review.
    pub review: Option<ReviewState>,
    /// Whether it is in the trash.
    pub is_deleted: bool,
    /// In how many days it is purged, where it is in the trash and the trash is purged at all.
    pub days_left: Option<u32>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When its working copy last changed.
    pub updated_at: Timestamp,
    /// The date it shows, when it is live.
    pub published_at: Option<Timestamp>,
    /// When readers are given it, and when it is taken from them.
    pub schedule: ScheduleTimes,
    /// Why its last schedule was not carried out.
    pub schedule_failure: Option<ScheduleFailure>,
    /// Whether it comes first on the home page.
    pub is_pinned: bool,
}

/// One page of a writer's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostListPage {
    /// The posts of this page.
    pub items: Vec<PostListItem>,
    /// Where in the list it is.
    pub pagination: Pagination,
    /// Whether the list goes on behind what was counted of it.
    pub has_more: bool,
    /// How many posts wait for an editor, of those that the asker may write.
    pub in_review: u64,
    /// What the list can be narrowed to.
    pub choices: PostListChoices,
}

/// Where a post stands between its writer and those who publish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    /// Whom it waits for.
    pub state: ReviewState,
    /// Who submitted or returned it, where they have an account.
    pub by: Option<AuthorView>,
    /// When.
    pub at: Timestamp,
    /// Whether it changed since it was submitted.
    pub is_changed: bool,
    /// What is to be mended, where it was returned.
    pub note: Option<String>,
}

/// A link at which a post's working copy is read, as those see it who may write the post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLinkView {
    /// Which link it is; no secret.
    pub id: PreviewLinkId,
    /// For whom it is, or what for; may be empty.
    pub label: String,
    /// Who made it, where they have an account.
    pub made_by: Option<AuthorView>,
    /// When.
    pub made_at: Timestamp,
    /// When it shows nothing any more.
    pub expires_at: Timestamp,
}

/// A note beside a draft, as those see it who may write the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteView {
    /// Which note it is.
    pub id: NoteId,
    /// What it says.
    pub text: String,
    /// The passage that it is about.
    pub quote: Option<String>,
    /// Who wrote it, where they have an account.
    pub written_by: Option<AuthorView>,
    /// When.
    pub written_at: Timestamp,
    /// Whether whoever sees it wrote it.
    pub is_own: bool,
    /// Who settled it, where somebody did who has an account.
    pub resolved_by: Option<AuthorView>,
    /// When, where somebody did.
    pub resolved_at: Option<Timestamp>,
}

/// A post as the API and the editor see it: the working copy for those who may write it, the published one for
/// everybody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostView {
    /// Which post it is.
    pub id: PostId,
    /// Its part of the address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its text, in Markdown.
    pub body: String,
    /// Its text as sanitised HTML.
    pub html: String,
    /// The summary as its writer gave it.
    pub excerpt: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its category.
    pub category: Option<String>,
    /// Who wrote it.
    pub authors: Vec<AuthorView>,
    /// A post of the blog, or a page beside it.
    pub kind: PostKind,
    /// Its language, where it isn't the site's.
    pub language: Option<String>,
    /// The address of its cover image.
    pub cover: Option<String>,
    /// Where it was published first.
    pub canonical_url: Option<String>,
    /// Whether readers see it.
    pub status: PostStatus,
    /// Whether the working copy says what readers don't see yet.
    pub has_unpublished_changes: bool,
    /// The version to expect when changing it.
    pub version: u64,
    /// The date it was written.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The date it shows: when it is live, what readers see; when it is scheduled, the time of its publication;
    /// otherwise what its writer set.
    pub published_at: Option<Timestamp>,
    /// Where it stands in its review, for those who may write it.
    pub review: Option<ReviewView>,
    /// When readers are given its working copy and when it is taken from them, where that is settled; for those who may
    /// write it.
    pub schedule: Option<ScheduleTimes>,
    /// Why its last schedule was not carried out; for those who may write it.
    pub schedule_failure: Option<ScheduleFailure>,
    /// What its cover image shows.
    pub cover_alt: Option<String>,
    /// The title on the card of a link to it.
    pub social_title: Option<String>,
    /// What that card says.
    pub social_description: Option<String>,
    /// The address of that card's image.
    pub social_image: Option<String>,
    /// The series that it is a part of.
    pub series: Option<String>,
    /// Which part of it, where it has a number.
    pub series_number: Option<u32>,
    /// Whether it comes first on the home page.
    pub pinned: bool,
    /// Whether somebody decided that it takes no more comments.
    pub comments_closed: bool,
}
