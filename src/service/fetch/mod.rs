//! Asks machines that nobody knows: with a limit for everything that they could give too much of.
//!
//! [`guard`] decides which machines are asked, [`decode`] reads what they say as text.

mod decode;
pub(in crate::service) mod guard;

use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ipnet::IpNet;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, LINK, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url};

pub(in crate::service) use self::decode::decode_start;
use self::guard::{Guard, NotTaken};
use crate::domain::link_card::LinkCardRefusal;

/// So often an address may lead on.
const REDIRECTS_MAX: usize = 5;
const CONNECT_MAX: Duration = Duration::from_secs(4);

/// Fetches pages and pictures.
#[derive(Debug)]
pub(in crate::service) struct Fetcher {
    usual: Destination,
    /// For ports other than the web's, at which nobody is asked but in networks that the operator names.
    unusual: Destination,
}

/// A [`Fetcher`] that is made when the first page is asked: most sites have no use for one for a long time.
#[derive(Debug)]
pub(in crate::service) struct LazyFetcher {
    allowed: Vec<IpNet>,
    time_max: Duration,
    user_agent: String,
    made: OnceLock<Result<Fetcher, reqwest::Error>>,
}

impl LazyFetcher {
    /// One that asks the public internet and these networks, gives up after so long, and says what it asks for.
    pub(in crate::service) fn new(allowed: &[IpNet], time_max: Duration, purpose: &str, base_url: &str) -> Self {
        let user_agent = format!("Lithair-Blog/{} ({purpose}; +{base_url})", env!("CARGO_PKG_VERSION"));
        Self { allowed: allowed.to_vec(), time_max, user_agent, made: OnceLock::new() }
    }

    /// # Errors
    /// When none can be made; the log says why.
    pub(in crate::service) fn get(&self) -> Result<&Fetcher, LinkCardRefusal> {
        let make = || {
            Fetcher::new(&self.allowed, self.time_max, &self.user_agent).inspect_err(|error| {
                tracing::error!(%error, "no pages of other sites can be asked by {}", self.user_agent);
            })
        };
        self.made.get_or_init(make).as_ref().map_err(|_| LinkCardRefusal::Unreachable)
    }
}

/// A client, and whom it asks.
#[derive(Debug)]
struct Destination {
    guard: Guard,
    client: Client,
}

/// What was there.
#[derive(Clone, Debug)]
pub(in crate::service) struct Fetched {
    /// Where it was in the end.
    pub url: Url,
    /// What it says it is; empty where it does not say.
    pub content_type: String,
    /// What its headers link to (RFC 8288), as they say it.
    pub links: Vec<String>,
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
    pub(in crate::service) fn new(
        allowed: &[IpNet],
        time_max: Duration,
        user_agent: &str,
    ) -> Result<Self, reqwest::Error> {
        // The client takes whichever cryptography the program has chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed: Arc<[_]> = allowed.into();
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
                .timeout(time_max)
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
    pub(in crate::service) async fn get(
        &self,
        mut url: Url,
        accept: &str,
        language: &str,
        bytes_max: usize,
    ) -> Result<Fetched, LinkCardRefusal> {
        for _ in 0..=REDIRECTS_MAX {
            let headers = [(ACCEPT, accept), (ACCEPT_LANGUAGE, language)];
            let response = self.ask(Method::GET, &url, |request| with_headers(request, &headers)).await?;
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

    /// Sends a form to an address, or to where that hands it on as it is. Gives the status of the answer.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(in crate::service) async fn post_form(&self, mut url: Url, form: &str) -> Result<StatusCode, LinkCardRefusal> {
        const HANDS_ON: [StatusCode; 2] = [StatusCode::TEMPORARY_REDIRECT, StatusCode::PERMANENT_REDIRECT];
        let headers = [(ACCEPT, "*/*"), (CONTENT_TYPE, "application/x-www-form-urlencoded")];
        for _ in 0..=REDIRECTS_MAX {
            let with_form = |request| with_headers(request, &headers).body(form.to_owned());
            let response = self.ask(Method::POST, &url, with_form).await?;
            match header(response.headers(), &LOCATION) {
                Some(location) if HANDS_ON.contains(&response.status()) => {
                    url = url.join(location).map_err(|_| LinkCardRefusal::NotAnAddress)?;
                }
                _ => return Ok(response.status()),
            }
        }
        Err(LinkCardRefusal::TooManyRedirects)
    }

    async fn ask(
        &self,
        method: Method,
        url: &Url,
        complete: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, LinkCardRefusal> {
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
        complete(destination.client.request(method, url.clone())).send().await.map_err(|error| explain(&error, refusal))
    }
}

fn with_headers(request: RequestBuilder, headers: &[(HeaderName, &str)]) -> RequestBuilder {
    headers.iter().fold(request, |request, (name, value)| request.header(name, *value))
}

async fn read(mut response: Response, url: Url, bytes_max: usize) -> Result<Fetched, LinkCardRefusal> {
    // Nothing was said of taking compressed bytes, which could be a thousand times as many.
    if header(response.headers(), &CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(LinkCardRefusal::NotAPage);
    }
    let content_type = header(response.headers(), &CONTENT_TYPE).unwrap_or_default().to_owned();
    let links =
        response.headers().get_all(LINK).iter().filter_map(|link| link.to_str().ok().map(str::to_owned)).collect();
    let mut fetched = Fetched { url, content_type, links, body: Vec::new(), is_cut: false };
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
