//! Link cards: what a page says of itself, by which a link to it is shown.

use serde::{Deserialize, Serialize};

/// A link as a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCard {
    /// The card as Markdown: a paragraph of one link, which every engine can show.
    pub markdown: String,
    /// Where it leads.
    pub url: String,
    /// What the page is called.
    pub title: String,
    /// What it is about, where it says so.
    pub description: Option<String>,
    /// The name of the machine that has it, without `www.`.
    pub host: String,
    /// The address of its picture on this site, where it has one.
    pub picture: Option<String>,
    /// Whether it is there to be watched.
    pub is_video: bool,
}

/// Why a link stays as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum LinkCardRefusal {
    /// The operator wants none.
    #[error("link cards are turned off")]
    Off,
    /// It is no web address, or has a password in it.
    #[error("no address of a web page")]
    NotAnAddress,
    /// It leads, or was led, to a machine that only this site's own network can reach.
    #[error("not an address of the public internet")]
    NotPublic,
    /// It names a port at which no public web page is.
    #[error("neither port 80 nor port 443")]
    UnusualPort,
    /// Nobody answers there.
    #[error("no answer")]
    Unreachable,
    /// The answer takes too long.
    #[error("no answer in time")]
    TimedOut,
    /// It leads elsewhere, and elsewhere again.
    #[error("too many redirects")]
    TooManyRedirects,
    /// The answer is that there is no page.
    #[error("answered with status {status}")]
    Status {
        /// The status of the answer.
        status: u16,
    },
    /// What is there is no page.
    #[error("not a page of HTML")]
    NotAPage,
    /// The page does not say what it is called.
    #[error("a page without a title")]
    Untitled,
    /// Too many cards were asked for.
    #[error("too many cards; the next in {retry_after_seconds} seconds")]
    TooMany {
        /// How long to wait.
        retry_after_seconds: u64,
    },
}
