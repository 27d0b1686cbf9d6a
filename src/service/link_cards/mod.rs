//! Links that become cards: the page is asked what it is called, and its picture is kept here.
//!
//! ```text
//! address ─ fetch ─► page ─ facts ─┬─► picture ─► media ─► Markdown of the card
//!                                  └─ oEmbed
//! ```
//!
//! Whoever may write can have the server ask any address, so `fetch::guard` decides which machines are asked, `fetch` how much
//! of their time and words is taken, and nothing that they say is more than text.

mod moved;
mod oembed;
mod page;
#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::time::Duration;

use futures_util::future::join_all;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ipnet::IpNet;
use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use self::page::Facts;
use super::fetch::{Fetched, Fetcher, LazyFetcher, decode_start, guard};
use super::markdown::{CardText, card_markdown, excerpt, host_of, lone_links};
use super::{Blog, Once, ServiceError, carry_out_once};
use crate::domain::link_card::{LinkCard, LinkCardRefusal};
use crate::domain::{Actor, DomainError, Principal};
use crate::text::Text;

/// So many cards a minute somebody may ask for.
const CARDS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// So many are made at once, for everybody together.
const CARDS_AT_ONCE: usize = 8;
/// So many links of a text are looked at, at one press of the button.
const LINKS_AT_ONCE: usize = 8;
/// Beyond so many people, those who have long asked for nothing are forgotten.
const PEOPLE_MAX: usize = 10_000;
/// The head of a page fits into this; what comes after it is not read.
const PAGE_BYTES_MAX: usize = 1024 * 1024;
/// A larger picture is left out.
const PICTURE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// A longer title is cut.
const TITLE_CHARS_MAX: usize = 150;

const ACCEPT_PAGE: &str = "text/html,application/xhtml+xml;q=0.9";
const ACCEPT_PICTURE: &str = "image/avif,image/webp,image/png,image/jpeg,image/gif";

/// Whether and how cards are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCardOptions {
    /// Whether they are made at all.
    pub is_on: bool,
    /// Networks that are asked, at any port, although they are not the public internet.
    pub allowed: Vec<IpNet>,
    /// How long a page may take, and its picture half of that.
    pub time_max: Duration,
}

impl Default for LinkCardOptions {
    fn default() -> Self {
        const TIME_MAX: Duration = Duration::from_secs(8);
        Self { is_on: true, allowed: Vec::new(), time_max: TIME_MAX }
    }
}

/// Why there is no card.
#[derive(Debug, thiserror::Error)]
pub enum LinkCardError {
    /// None can be made of that link.
    #[error(transparent)]
    Refused(#[from] LinkCardRefusal),
    /// The picture could not be kept.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// A text whose links were made cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextWithCards {
    /// The text.
    pub markdown: String,
    /// How many links became cards.
    pub made: u64,
    /// The links that stay, and why.
    pub refused: Vec<(String, LinkCardRefusal)>,
    /// How many more links there are than were looked at.
    pub left: u64,
}

/// What making cards takes.
#[derive(Debug)]
pub(super) struct LinkCards {
    options: LinkCardOptions,
    fetcher: LazyFetcher,
    slots: Semaphore,
    by_person: DefaultKeyedRateLimiter<Actor>,
    clock: DefaultClock,
}

/// What was found out about a link.
struct Found {
    title: String,
    description: String,
    picture: Option<Vec<u8>>,
    is_video: bool,
}

impl Blog {
    /// Whether links are made cards on this site.
    pub fn has_link_cards(&self) -> bool {
        self.link_cards.options.is_on
    }

    /// The card of a link. Its picture becomes a file of the site; nothing else is written.
    ///
    /// # Errors
    /// Why the link stays as it is, or that the picture could not be kept.
    pub async fn link_card(&self, who: &Principal, url: &str) -> Result<LinkCard, LinkCardError> {
        let cards = &self.link_cards;
        if !cards.options.is_on {
            return Err(LinkCardRefusal::Off.into());
        }
        let url = guard::parse(url)?;
        cards.count(who.actor)?;
        let language = Text::in_language(&self.site().language).language_tag();
        let found = cards.look(&url, language).await;
        let Found { title, description, picture, is_video } =
            found.inspect_err(|refusal| tracing::debug!(host = url.host_str(), %refusal, "no card"))?;
        let picture = match picture {
            Some(bytes) => self.keep_picture(who, &url, bytes).await?,
            None => None,
        };
        let text = CardText {
            url: url.as_str(),
            title: &title,
            description: &description,
            picture: picture.as_deref(),
            is_video,
        };
        let markdown = card_markdown(&text);
        let host = host_of(url.as_str()).unwrap_or_default().to_owned();
        let description = Some(description).filter(|description| !description.is_empty());
        Ok(LinkCard { markdown, url: url.into(), title, description, host, picture, is_video })
    }

    /// Makes a card of every paragraph of a text that is a link and nothing else.
    ///
    /// # Errors
    /// When a picture could not be kept; that a link can't be a card is no error.
    pub async fn cards_of_links(&self, who: &Principal, markdown: &str) -> Result<TextWithCards, ServiceError> {
        let links = lone_links(markdown);
        let (now, later) = links.split_at(links.len().min(LINKS_AT_ONCE));
        let cards = join_all(now.iter().map(|(_, url)| self.link_card(who, url))).await;
        let mut text =
            TextWithCards { markdown: markdown.to_owned(), made: 0, refused: Vec::new(), left: later.len() as u64 };
        // From the end, so that what comes before stays where it is.
        for ((range, url), card) in now.iter().zip(cards).rev() {
            match card {
                Ok(card) => {
                    text.markdown.replace_range(range.clone(), &card.markdown);
                    text.made += 1;
                }
                Err(LinkCardError::Refused(refusal)) => text.refused.insert(0, ((*url).to_owned(), refusal)),
                Err(LinkCardError::Service(error)) => return Err(error),
            }
        }
        Ok(text)
    }

    /// Keeps a picture under its host's name; none where it turns out to be no picture that the site takes.
    async fn keep_picture(&self, who: &Principal, url: &Url, bytes: Vec<u8>) -> Result<Option<String>, ServiceError> {
        let Some(extension) = extension(&bytes) else { return Ok(None) };
        let name = format!("{}.{extension}", host_of(url.as_str()).unwrap_or("card"));
        // A request that is sent again may find another picture than before, which has to be kept as well.
        let once = Once::new(format!("card {}", crate::domain::media::hash(&bytes)), &[]);
        match carry_out_once(once, self.add_media(who, &name, bytes)).await {
            Ok(media) => Ok(Some(media.path)),
            Err(ServiceError::Domain(DomainError::Invalid(_))) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl LinkCards {
    /// Nobody has asked for a card yet.
    pub(super) fn new(options: LinkCardOptions, base_url: &str) -> Self {
        Self {
            fetcher: LazyFetcher::new(&options.allowed, options.time_max, "link cards", base_url),
            options,
            slots: Semaphore::new(CARDS_AT_ONCE),
            by_person: RateLimiter::keyed(Quota::per_minute(CARDS_PER_MINUTE)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts a card that somebody asks for.
    fn count(&self, actor: Actor) -> Result<(), LinkCardRefusal> {
        if self.by_person.len() > PEOPLE_MAX {
            self.by_person.retain_recent();
        }
        self.by_person.check_key(&actor).map_err(|refused| LinkCardRefusal::TooMany {
            retry_after_seconds: refused.wait_time_from(self.clock.now()).as_secs().saturating_add(1),
        })
    }

    /// Asks the page, and whoever knows of it, what it is called and what it looks like.
    async fn look(&self, url: &Url, language: &str) -> Result<Found, LinkCardRefusal> {
        let time_max = self.options.time_max;
        let slot = timeout(time_max, self.slots.acquire()).await;
        let _slot = slot.map_err(|_| LinkCardRefusal::TimedOut)?.map_err(|_| LinkCardRefusal::Unreachable)?;
        let fetcher = self.fetcher.get()?;
        let known = timeout(time_max, known(fetcher, url, language)).await;
        let (facts, oembed) = known.map_err(|_| LinkCardRefusal::TimedOut)??;
        let oembed = oembed.unwrap_or_default();
        let title =
            [facts.title, oembed.title, facts.name].into_iter().find_map(tidy).ok_or(LinkCardRefusal::Untitled)?;
        let description = [facts.description, oembed.author].into_iter().find_map(tidy).unwrap_or_default();
        let picture = match facts.picture.or(oembed.picture) {
            Some(picture) => {
                let fetched = fetcher.get(picture, ACCEPT_PICTURE, language, PICTURE_BYTES_MAX);
                let fetched = timeout(time_max / 2, fetched).await.ok().and_then(Result::ok);
                fetched.filter(|fetched| !fetched.is_cut).map(|fetched| fetched.body)
            }
            None => None,
        };
        Ok(Found {
            title: cut(&title),
            description: excerpt(&description),
            picture,
            is_video: facts.is_video || oembed.is_video,
        })
    }
}

/// What a page says of itself, and what its site says of it. One of the two is enough.
async fn known(
    fetcher: &Fetcher,
    url: &Url,
    language: &str,
) -> Result<(Facts, Option<oembed::OEmbed>), LinkCardRefusal> {
    let page = fetcher.get(url.clone(), ACCEPT_PAGE, language, PAGE_BYTES_MAX).await.and_then(read);
    let by_page = page.as_ref().ok().and_then(|facts| facts.oembed.clone());
    let oembed = match oembed::provider(url).or(by_page) {
        Some(address) => oembed::ask(fetcher, address, language).await,
        None => None,
    };
    match (page, oembed) {
        (Err(refusal), None) => Err(refusal),
        (page, oembed) => Ok((page.unwrap_or_default(), oembed)),
    }
}

fn read(fetched: Fetched) -> Result<Facts, LinkCardRefusal> {
    let media_type = fetched.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !["text/html", "application/xhtml+xml"].contains(&media_type.as_str()) {
        return Err(LinkCardRefusal::NotAPage);
    }
    let url = fetched.url.clone();
    Ok(page::facts(&decode_start(fetched), &url))
}

/// Text with something to say, on one line.
fn tidy(text: Option<String>) -> Option<String> {
    let text = text?.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().any(char::is_alphanumeric).then_some(text)
}

fn cut(title: &str) -> String {
    match title.char_indices().nth(TITLE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    }
}

/// How the name of a picture ends; none for what is no picture, or one that can hold a script.
fn extension(bytes: &[u8]) -> Option<&'static str> {
    let is_brand = |brand: &[u8]| bytes.get(4..12) == Some(&[b"ftyp", brand].concat());
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ if is_brand(b"avif") => Some("avif"),
        _ => None,
    }
}
