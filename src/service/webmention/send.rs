//! Telling other sites of posts that link to their pages, in the background: when what readers see of a post changes, each page
//! that it links to, or linked to, is told.
//!
//! What changed is noted with the change itself, on every node (`webmentions_due`); the holder of the lease tells, and puts on
//! record what was answered. Should two believe that they are, a page is told twice, which says no more than once.

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Url;
use tokio::sync::watch;
use tokio::time::timeout;

use super::endpoint::endpoint;
use super::look::{ACCEPT_PAGE, PAGE_BYTES_MAX, RETRY_PAUSE, later};
use super::source::elements;
use super::{ASKED_AGAIN_AFTER, Webmentions};
use crate::domain::link_card::LinkCardRefusal;
use crate::domain::post::{Post, Published};
use crate::domain::sent_mentions::{
    self, AnswerTo, Sent, SentMentions, SentMentionsCommand, TARGETS_MAX, TargetAnswer, Told,
};
use crate::domain::{PostId, Principal, Timestamp};
use crate::rich::Node;
use crate::service::background::{Background, SLEEP_MAX, sleep_until_woken};
use crate::service::fetch::guard;
use crate::service::import::markup::html;
use crate::service::writer::Command;
use crate::service::{Blog, ServiceError};
use crate::store::snapshots;
use crate::store::webmentions::{self, Changed};
use crate::text::Text;

/// So many changes are looked at together.
const CHANGES_AT_ONCE: u32 = 100;
/// Changes are gathered for so long: who has just published often mends something, and others change at the same time.
const GATHERED_FOR: Duration = Duration::from_secs(2);
/// So many pages are told at once.
const PAGES_AT_ONCE: usize = 4;
/// A change that was not told for so long is no news: this node was no holder, or nobody was to be told.
const CHANGE_NEWS_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;
/// A post whose date is so long ago when readers first see it came from elsewhere: other sites have long known of it.
const POST_NEWS_MILLISECONDS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// What was told of a page, as writers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMention {
    /// The page.
    pub target: String,
    /// What was told last.
    pub told: Told,
}

impl Blog {
    /// Tells other sites what changed, until the blog is closed. What changed while nobody served the blog is told first.
    pub fn send_webmentions_in_background(self: &Arc<Self>) {
        if self.webmentions.is_on() {
            let work = |stopped| send_when_changed(Arc::downgrade(self), stopped);
            *self.webmentions.sending.lock() = Some(Background::start(work));
        }
    }

    /// Tells other sites of everything that changed and was not told yet, where that is this node's to do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn send_webmentions(&self) -> Result<(), ServiceError> {
        let Some(first) = self.database.read(webmentions::next_change_due).await? else { return Ok(()) };
        if !self.tells_others().await? {
            // What nobody was told of when it happened is no news later.
            let until_now = later(self.clock.now(), Duration::from_millis(1));
            return self
                .beside_writer(move |connection| webmentions::forget_changes_before(connection, until_now))
                .await;
        }
        let oldest = Timestamp::from_milliseconds(self.clock.now().as_milliseconds() - CHANGE_NEWS_MILLISECONDS);
        if first < oldest {
            self.beside_writer(move |connection| webmentions::forget_changes_before(connection, oldest)).await?;
        }
        if self.cluster().is_some_and(|cluster| !cluster.holds_lease()) {
            return Ok(());
        }
        loop {
            let now = self.clock.now();
            let due = self
                .database
                .read(move |connection| webmentions::changes_due(connection, now, CHANGES_AT_ONCE))
                .await?;
            if due.is_empty() {
                return Ok(());
            }
            // Of most changes there is nothing to tell: they are settled together. Whoever was told is told once.
            let mut settled = Vec::new();
            for changed in due {
                let messages = self.messages(&changed).await?;
                let is_told = !messages.is_empty();
                settled.push((changed, self.tell_of(&changed, messages).await?));
                if is_told {
                    self.settle_changes(std::mem::take(&mut settled)).await?;
                }
            }
            self.settle_changes(settled).await?;
        }
    }

    async fn settle_changes(&self, told: Vec<(Changed, Option<Timestamp>)>) -> Result<(), ServiceError> {
        self.beside_writer(move |connection| webmentions::settle_changes(connection, &told)).await
    }

    /// Whether other sites are told of anything.
    async fn tells_others(&self) -> Result<bool, ServiceError> {
        let is_possible = self.webmentions.is_on() && self.webmentions.can_be_asked();
        Ok(is_possible && self.site_state().await?.discussion.sends_mentions)
    }

    /// What other sites were told of a post, and what they answered; by the pages' addresses.
    ///
    /// # Errors
    /// `NotFound` for what the asker may not write.
    pub async fn sent_mentions(&self, who: &Principal, post_id: PostId) -> Result<Vec<SentMention>, ServiceError> {
        self.authorise_history(who, post_id).await?;
        let told = self.told_of(post_id).await?.told;
        Ok(told.into_iter().map(|(target, told)| SentMention { target, told }).collect())
    }

    pub(in crate::service) async fn told_of(&self, post_id: PostId) -> Result<SentMentions, ServiceError> {
        let stream_id = sent_mentions::stream_id(post_id);
        let load = move |connection: &rusqlite::Connection| snapshots::load::<SentMentions>(connection, &stream_id);
        Ok(self.database.read(load).await?.state)
    }

    /// Tells of one change. Gives when it is to be told again; not where everybody has answered or was told often enough.
    async fn tell_of(&self, changed: &Changed, messages: Vec<Message>) -> Result<Option<Timestamp>, ServiceError> {
        let (answers, is_anybody_silent) = self.tell_all(messages, changed.attempts).await;
        if !answers.is_empty() {
            let sent = Sent { post_version: changed.post_version, answers };
            let command = SentMentionsCommand::RecordSent(sent);
            let command = Command::SentMentions { post_id: changed.post_id, command };
            self.write(&Principal::SYSTEM, vec![command]).await?;
        }
        let pause = ASKED_AGAIN_AFTER.get(changed.attempts as usize).filter(|_| is_anybody_silent);
        Ok(pause.map(|pause| later(self.clock.now(), *pause)))
    }

    /// What is to be told of a change: of every link that the post has now, and of those that it had.
    async fn messages(&self, changed: &Changed) -> Result<Vec<Message>, ServiceError> {
        let post = self.post_state(changed.post_id).await?;
        if post.is_purged {
            return Ok(Vec::new());
        }
        let told = self.told_of(changed.post_id).await?.told;
        if changed.is_new && told.is_empty() && is_old(&post, self.clock.now()) {
            return Ok(Vec::new());
        }
        let (source, links) = match post.live() {
            Some(live) => (format!("{}{}", self.site().base_url, live.content.path()), self.links_of(live).await?),
            None => (String::new(), BTreeSet::new()),
        };
        let is_news = |target: &str| told.get(target).is_none_or(|told| told.post_version < changed.post_version);
        let now = links.iter().filter(|target| is_news(target));
        let now = now.map(|target| Message { source: source.clone(), target: target.clone(), is_linked: true });
        let knows = |(target, told): &(&String, &Told)| {
            told.is_linked && told.answer.is_taken() && !links.contains(*target) && is_news(target)
        };
        let before = told.iter().filter(knows).map(|(target, told)| Message {
            source: told.source.clone(),
            target: target.clone(),
            is_linked: false,
        });
        Ok(now.chain(before).collect())
    }

    /// Where the text that readers see links to on other sites.
    async fn links_of(&self, live: &Published) -> Result<BTreeSet<String>, ServiceError> {
        let content = &live.content;
        let language = content.language.clone().unwrap_or_else(|| self.site().language.clone());
        let html = self.renderings.of(&content.body, &language).await?.rendered.html.clone();
        let mut links = Vec::new();
        collect_links(&html::tree(&html), &mut links);
        let links = links.iter().filter_map(|link| guard::parse(link).ok());
        let links = links.filter(|url| !self.webmentions.is_own(url)).map(String::from);
        let mut found = BTreeSet::new();
        for link in links {
            if found.len() < TARGETS_MAX {
                found.insert(link);
            }
        }
        Ok(found)
    }

    /// Tells each, some at once. Gives what was answered, and whether somebody is to be told again.
    async fn tell_all(&self, messages: Vec<Message>, attempts: u32) -> (Vec<AnswerTo>, bool) {
        let language = Text::in_language(&self.site().language).language_tag();
        let is_last = attempts as usize >= ASKED_AGAIN_AFTER.len();
        let (mut answers, mut is_anybody_silent) = (Vec::new(), false);
        let mut messages = messages.into_iter().peekable();
        while messages.peek().is_some() {
            let now: Vec<Message> = messages.by_ref().take(PAGES_AT_ONCE).collect();
            let answered = join_all(now.iter().map(|message| self.webmentions.tell(message, language))).await;
            for (Message { source, target, is_linked }, answer) in now.into_iter().zip(answered) {
                match answer.or(is_last.then_some(TargetAnswer::Silent)) {
                    Some(answer) => answers.push(AnswerTo { source, target, is_linked, answer }),
                    None => is_anybody_silent = true,
                }
            }
        }
        (answers, is_anybody_silent)
    }

    pub(super) async fn until_next_change(&self) -> Result<Option<Duration>, ServiceError> {
        let next = self.database.read(webmentions::next_change_due).await?;
        // What is due and was not told is somebody else's, who may be gone.
        Ok(next.map(|next| Some(self.pause_until(next)).filter(|pause| !pause.is_zero()).unwrap_or(RETRY_PAUSE)))
    }
}

/// What a page's site is told.
struct Message {
    source: String,
    target: String,
    is_linked: bool,
}

impl Webmentions {
    /// Whether other sites could ask this one whether it is true: nobody can who is told of an address at home.
    pub(super) fn can_be_asked(&self) -> bool {
        let Some(own) = &self.own else { return false };
        let is_allowed = |address| self.options.allowed.iter().any(|network| network.contains(&address));
        match guard::literal(own) {
            Some(address) => guard::is_public(address) || is_allowed(address),
            None => own.host_str().is_some_and(|host| host != "localhost" && host.contains('.')),
        }
    }

    /// Tells a page's site; nothing where it does not answer for now.
    async fn tell(&self, message: &Message, language: &str) -> Option<TargetAnswer> {
        let told = timeout(self.options.time_max * 3, self.find_and_tell(message, language)).await;
        let answer = told.unwrap_or(Err(LinkCardRefusal::TimedOut));
        match answer {
            Ok(answer) => Some(answer),
            Err(LinkCardRefusal::Unreachable | LinkCardRefusal::TimedOut) => None,
            Err(LinkCardRefusal::Status { status: 429 | 500.. }) => None,
            Err(LinkCardRefusal::Status { status }) => Some(TargetAnswer::Refused { status }),
            Err(_) => Some(TargetAnswer::NotAsked),
        }
    }

    async fn find_and_tell(&self, message: &Message, language: &str) -> Result<TargetAnswer, LinkCardRefusal> {
        let Message { source, target, is_linked: _ } = message;
        let fetcher = self.fetcher.get()?;
        let page = fetcher.get(guard::parse(target)?, ACCEPT_PAGE, language, PAGE_BYTES_MAX).await;
        let page = match page {
            // What can't be read as a page may be anything but one that wants to be told.
            Err(LinkCardRefusal::NotAPage) => return Ok(TargetAnswer::NoEndpoint),
            page => page?,
        };
        let Some(endpoint) = endpoint(page) else { return Ok(TargetAnswer::NoEndpoint) };
        let form = form(source, target);
        let status = fetcher.post_form(endpoint, &form).await?;
        match status.as_u16() {
            status @ 200..300 => Ok(TargetAnswer::Taken { status }),
            status => Err(LinkCardRefusal::Status { status }),
        }
    }
}

/// The form that says so.
fn form(source: &str, target: &str) -> String {
    // The same form that a browser would send; an address' query does so byte for byte.
    let form = Url::parse_with_params("http://form.invalid/", [("source", source), ("target", target)]);
    form.ok().and_then(|form| form.query().map(str::to_owned)).unwrap_or_default()
}

fn is_old(post: &Post, now: Timestamp) -> bool {
    post.live().is_some_and(|live| now.as_milliseconds() - live.published_at.as_milliseconds() > POST_NEWS_MILLISECONDS)
}

fn collect_links(nodes: &[Node], links: &mut Vec<String>) {
    for element in elements(nodes) {
        if element.name == "a" {
            links.extend(element.attribute("href").map(str::to_owned));
        }
        collect_links(&element.children, links);
    }
}

async fn send_when_changed(blog: Weak<Blog>, mut stopped: watch::Receiver<()>) {
    loop {
        let Some(blog) = blog.upgrade() else { return };
        let sending = async {
            blog.send_webmentions().await?;
            blog.until_next_change().await
        };
        // What was told and is not on record when the blog closes is told again when it is opened.
        let sent = tokio::select! { biased; _ = stopped.changed() => return, sent = sending => sent };
        let pause = match sent {
            Ok(pause) => pause,
            Err(ServiceError::Stopping) => return,
            Err(error) => {
                tracing::warn!(%error, "other sites could not be told of links to their pages; it is tried again");
                Some(RETRY_PAUSE)
            }
        };
        let caches = Arc::clone(&blog.caches);
        // The blog is to be closed by whoever serves it, not kept open by what sleeps.
        drop(blog);
        // The lease may come to this node without a change.
        if !sleep_until_woken(&mut stopped, &caches.links, Some(pause.unwrap_or(SLEEP_MAX))).await {
            return;
        }
        tokio::select! { biased; _ = stopped.changed() => return, () = tokio::time::sleep(GATHERED_FOR) => {} }
    }
}
