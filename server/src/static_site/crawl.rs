//! From address to address, until every one that readers know is a file.

use std::collections::{HashSet, VecDeque};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, Request, StatusCode};
use blog::service::export::{ExportError, Folder, FolderError, links, sitemap_links, stylesheet_links};
use blog::service::{Problem, ServiceError};
use bytes::Bytes;
use tower::ServiceExt;

use super::StaticReport;
use super::place::{self, Lead};
use crate::error::Failure;
use crate::{AppState, readers, router};

/// No document of the site is larger; media have a bound of their own.
const DOCUMENT_BYTES_MAX: usize = 1 << 30;
/// What static hosts read redirects from.
const REDIRECTS: &str = "_redirects";
/// What static hosts answer with where there is nothing.
const NOT_FOUND: &str = "404.html";

/// An address to look at, and the page that led there; none where it is one of the site's own.
struct Step {
    address: String,
    from: Option<String>,
}

/// An old address, and where it leads.
struct Redirect {
    from: String,
    to: String,
}

/// Goes through the site.
pub struct Crawl {
    state: AppState,
    router: Router,
    base_url: String,
    folder: Folder,
    seen: HashSet<String>,
    waiting: VecDeque<Step>,
    redirects: Vec<Redirect>,
    report: StaticReport,
}

/// What an address answers.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn header(&self, name: &axum::http::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn is(&self, media_type: &str) -> bool {
        self.header(&CONTENT_TYPE).starts_with(media_type)
    }

    fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl Crawl {
    /// Begins at nothing.
    pub fn new(state: AppState, folder: Folder) -> Self {
        let router = router(state.clone());
        let base_url = state.blog.site().base_url.clone();
        let (seen, waiting, redirects, report) = Default::default();
        Self { state, router, base_url, folder, seen, waiting, redirects, report }
    }

    /// Addresses of the site's own, which need not lead anywhere.
    pub fn begin_at(&mut self, addresses: impl IntoIterator<Item = String>) {
        // What only a query tells apart, such as WordPress's `/?p=12`, no file can be.
        for address in addresses.into_iter().filter(|address| !address.contains('?')) {
            if let Some(address) = place::canonical(&address) {
                self.wait_for(address, None);
            }
        }
    }

    /// How many addresses were looked at, and how many are known so far.
    pub fn progress(&self) -> (usize, usize) {
        (self.seen.len() - self.waiting.len(), self.seen.len())
    }

    /// Goes on until no address is left that is known.
    pub async fn run(&mut self, show: &mut impl FnMut(&Self)) -> Result<(), ExportError> {
        while let Some(step) = self.waiting.pop_front() {
            self.visit(step).await?;
            show(self);
        }
        Ok(())
    }

    /// Writes what is about all addresses together.
    pub async fn finish(mut self) -> Result<StaticReport, ExportError> {
        let page = readers::error_page(&self.state, &Failure::new(StatusCode::NOT_FOUND), None).await;
        let body = to_bytes(page.into_body(), DOCUMENT_BYTES_MAX).await.map_err(broken)?;
        self.folder.write(NOT_FOUND, &body)?;
        self.redirects.sort_by(|one, other| one.from.cmp(&other.from));
        let redirects: Vec<Redirect> = std::mem::take(&mut self.redirects);
        self.report.redirects = redirects.len();
        for redirect in &redirects {
            self.write_redirect(redirect).await?;
        }
        if !redirects.is_empty() {
            let lines: String = redirects.iter().map(|Redirect { from, to }| format!("{from} {to} 301\n")).collect();
            self.folder.write(REDIRECTS, lines.as_bytes())?;
        }
        self.report.notices.sort_by(|one, other| one.path.cmp(&other.path));
        self.report.written = self.folder.finish()?;
        Ok(self.report)
    }

    fn wait_for(&mut self, address: String, from: Option<&str>) {
        if !self.seen.contains(&address) {
            self.seen.insert(address.clone());
            self.waiting.push_back(Step { address, from: from.map(str::to_owned) });
        }
    }

    async fn visit(&mut self, Step { address, from }: Step) -> Result<(), ExportError> {
        let answer = self.ask(&address).await?;
        match answer.status {
            StatusCode::OK => self.keep(&address, &answer),
            status if status.is_redirection() => {
                let to = answer.header(&LOCATION).to_owned();
                if address.starts_with("/media/") {
                    return self.keep_as(&address, &to).await;
                }
                if let Lead::Here { address: target, .. } = place::follow(&self.base_url, &address, &to) {
                    self.wait_for(target, Some(&address));
                }
                self.redirects.push(Redirect { from: address, to });
                Ok(())
            }
            status if status.is_server_error() => Err(broken(format!("{address}: {status}"))),
            status => {
                if let Some(from) = from {
                    self.note(&from, format!("leads to {address}, where there is nothing ({})", status.as_u16()));
                }
                Ok(())
            }
        }
    }

    async fn ask(&self, address: &str) -> Result<Answer, ExportError> {
        let request = Request::get(address).body(Body::empty()).map_err(broken)?;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, DOCUMENT_BYTES_MAX).await.map_err(broken)?;
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    fn keep(&mut self, address: &str, answer: &Answer) -> Result<(), ExportError> {
        if answer.is("text/html") {
            let html = self.follow_links(address, &answer.text(), links);
            self.write(address, true, html.as_bytes())?;
        } else {
            if answer.is("text/css") {
                self.follow_links(address, &answer.text(), stylesheet_links);
            } else if address.starts_with("/sitemap") {
                self.follow_links(address, &answer.text(), sitemap_links);
            }
            self.write(address, false, &answer.body)?;
        }
        self.report.pages += usize::from(!address.starts_with("/media/") && !address.starts_with("/assets/"));
        Ok(())
    }

    /// Waits for everything that a document leads to, and gives the document as it is to be served as a file.
    fn follow_links(&mut self, address: &str, document: &str, links: impl Fn(&str) -> Vec<String>) -> String {
        let mut document = document.to_owned();
        for link in links(&document) {
            match place::follow(&self.base_url, address, &link) {
                Lead::Elsewhere => {}
                Lead::Here { address: target, rewritten } => {
                    if let Some(rewritten) = rewritten {
                        document = document.replace(&attribute(&link), &attribute(&rewritten));
                    }
                    self.wait_for(target, Some(address));
                }
                Lead::Program(target) => {
                    self.note(address, format!("leads to {target}, which no file can answer"));
                }
            }
        }
        document
    }

    /// A picture under an address that leads to it: whoever links there links to a picture.
    async fn keep_as(&mut self, address: &str, to: &str) -> Result<(), ExportError> {
        let picture = self.ask(to).await?;
        if picture.status == StatusCode::OK {
            return self.write(address, false, &picture.body);
        }
        self.note(address, format!("leads to {to}, where there is nothing"));
        Ok(())
    }

    async fn write_redirect(&mut self, redirect: &Redirect) -> Result<(), ExportError> {
        let Redirect { from, to } = redirect;
        if to.starts_with("/media/") {
            return self.keep_as(from, to).await;
        }
        if !place::can_be_page(from) {
            self.note(from, format!("leads to {to} only where the server reads {REDIRECTS}"));
            return Ok(());
        }
        self.write(from, true, redirect_page(&self.base_url, to).as_bytes())
    }

    /// An address that no file can have is told, and stops no other.
    fn write(&mut self, address: &str, is_page: bool, bytes: &[u8]) -> Result<(), ExportError> {
        let Some(path) = place::file(address, is_page).filter(|path| !self.folder.has(path)) else { return Ok(()) };
        match self.folder.write(&path, bytes) {
            Ok(()) => Ok(()),
            Err(FolderError::Path(_)) => {
                self.note(address, "no file can have this address");
                Ok(())
            }
            Err(FolderError::Io { source, .. }) if is_of_the_path(&source) => {
                self.note(address, format!("no file can have this address: {source}"));
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn note(&mut self, page: &str, reason: impl Into<String>) {
        self.report.notices.push(Problem { path: page.to_owned(), line: None, reason: reason.into() });
    }
}

/// Whether the system refuses this name and would take another: a folder has it already, or it is too long.
fn is_of_the_path(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{DirectoryNotEmpty, InvalidFilename, IsADirectory, NotADirectory};
    matches!(error.kind(), DirectoryNotEmpty | InvalidFilename | IsADirectory | NotADirectory)
}

/// An attribute's value as pages have it.
fn attribute(link: &str) -> String {
    format!("=\"{}\"", link.replace('&', "&amp;").replace('"', "&quot;"))
}

/// What takes people on where the server itself doesn't.
fn redirect_page(base_url: &str, to: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let canonical = escape(&if to.starts_with('/') { format!("{base_url}{to}") } else { to.to_owned() });
    let to = escape(to);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{to}</title>\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={to}\">\n</head>\n<body>\n<p><a href=\"{to}\">{to}</a></p>\n\
         </body>\n</html>\n"
    )
}

fn broken(error: impl std::fmt::Display) -> ExportError {
    ServiceError::Damaged(error.to_string()).into()
}
