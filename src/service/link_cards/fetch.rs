//! Asks machines that nobody knows: with a limit for everything that they could give too much of.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

use super::LinkCardOptions;
use super::guard::{self, Guard, NotTaken};
use crate::domain::link_card::LinkCardRefusal;

/// So often an address may lead on.
const REDIRECTS_MAX: usize = 5;
const CONNECT_MAX: Duration = Duration::from_secs(4);

/// Fetches pages and pictures.
#[derive(Debug)]
pub(super) struct Fetcher {
    usual: Destination,
    /// For ports other than the web's, at which nobody is asked but in networks that the operator names.
    unusual: Destination,
}

/// A client, and whom it asks.
#[derive(Debug)]
struct Destination {
    guard: Guard,
    client: Client,
}

/// What was there.
#[derive(Debug)]
pub(super) struct Fetched {
    /// Where it was in the end.
    pub url: Url,
    /// What it says it is; empty where it does not say.
    pub content_type: String,
    /// Its bytes.
    pub body: Vec<u8>,
    /// Whether there are more than were wanted.
    pub is_cut: bool,
}

impl Fetcher {
    /// Makes the clients.
    ///
    /// # Errors
    /// When the system's certificates can't be read.
    pub(super) fn new(options: &LinkCardOptions, user_agent: &str) -> Result<Self, reqwest::Error> {
        // The client takes whichever cryptography the program has chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed: Arc<[_]> = options.allowed.as_slice().into();
        let usual = Guard { allowed: Arc::clone(&allowed), is_public_asked: true };
        let unusual = Guard { allowed, is_public_asked: false };
        let destination = |guard: Guard| {
            // No proxy: it would resolve names by itself. No cookies, and no connection is kept for somebody else.
            let client = Client::builder()
                .dns_resolver(Arc::new(guard.clone()))
                .no_proxy()
                .redirect(Policy::none())
                .referer(false)
                .connect_timeout(CONNECT_MAX)
                .timeout(options.time_max)
                .pool_max_idle_per_host(0)
                .user_agent(user_agent)
                .build()?;
            Ok(Destination { guard, client })
        };
        Ok(Self { usual: destination(usual)?, unusual: destination(unusual)? })
    }

    /// Fetches what is at an address or where that leads to, up to so many bytes.
    ///
    /// # Errors
    /// Why there is nothing.
    pub(super) async fn get(
        &self,
        mut url: Url,
        accept: &str,
        language: &str,
        bytes_max: usize,
    ) -> Result<Fetched, LinkCardRefusal> {
        for _ in 0..=REDIRECTS_MAX {
            let response = self.ask(&url, accept, language).await?;
            let status = response.status();
            if status.is_redirection()
                && let Some(location) = header(response.headers(), &LOCATION)
            {
                url = url.join(location).map_err(|_| LinkCardRefusal::NotAnAddress)?;
            } else if status.is_success() {
                return read(response, url, bytes_max).await;
            } else {
                return Err(LinkCardRefusal::Status { status: status.as_u16() });
            }
        }
        Err(LinkCardRefusal::TooManyRedirects)
    }

    async fn ask(&self, url: &Url, accept: &str, language: &str) -> Result<Response, LinkCardRefusal> {
        guard::check(url)?;
        let (destination, refusal) = if guard::is_usual_port(url) {
            (&self.usual, LinkCardRefusal::NotPublic)
        } else {
            (&self.unusual, LinkCardRefusal::UnusualPort)
        };
        let guard = &destination.guard;
        if guard.takes_nobody() || guard::literal(url).is_some_and(|address| !guard.takes(address)) {
            return Err(refusal);
        }
        let request = destination.client.get(url.clone()).header(ACCEPT, accept).header(ACCEPT_LANGUAGE, language);
        request.send().await.map_err(|error| explain(&error, refusal))
    }
}

async fn read(mut response: Response, url: Url, bytes_max: usize) -> Result<Fetched, LinkCardRefusal> {
    // Nothing was said of taking compressed bytes, which could be a thousand times as many.
    if header(response.headers(), &CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(LinkCardRefusal::NotAPage);
    }
    let content_type = header(response.headers(), &CONTENT_TYPE).unwrap_or_default().to_owned();
    let mut fetched = Fetched { url, content_type, body: Vec::new(), is_cut: false };
    while let Some(chunk) = response.chunk().await.map_err(|error| explain(&error, LinkCardRefusal::NotPublic))? {
        let room = bytes_max - fetched.body.len();
        if chunk.len() > room {
            fetched.body.extend_from_slice(&chunk[..room]);
            fetched.is_cut = true;
            break;
        }
        fetched.body.extend_from_slice(&chunk);
    }
    Ok(fetched)
}

/// Why there was no answer; `not_taken` where the guard kept it from being asked for.
fn explain(error: &reqwest::Error, not_taken: LinkCardRefusal) -> LinkCardRefusal {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<NotTaken>() {
            return not_taken;
        }
        cause = error.source();
    }
    if error.is_timeout() { LinkCardRefusal::TimedOut } else { LinkCardRefusal::Unreachable }
}

fn header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
