//! The one place where errors become statuses. How they look (a page, or a problem in JSON) is decided where the
//! response leaves, in [`crate::observe`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use blog::domain::link_card::LinkCardRefusal;
use blog::domain::{DomainError, Violations};
use blog::service::{LinkCardError, ServiceError};
use blog::text::Text;

use crate::sign_in_limit::TooManyAttempts;

/// After so long, what was too busy may be asked again.
const RETRY_AFTER_SECONDS: u64 = 5;

/// Why a request was not answered as it wished.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The status.
    pub status: StatusCode,
    /// What happened and what to do next, in a sentence or two of English; never the inside of a fault of ours.
    pub detail: Option<Cow<'static, str>>,
    /// What is wrong with each field.
    pub errors: BTreeMap<Cow<'static, str>, Vec<String>>,
    /// The version that a stale command should have expected.
    pub current_version: Option<u64>,
    /// The other site that a refused request came from.
    pub foreign_origin: Option<String>,
    /// Headers that belong to the status.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Failure {
    /// A failure about which there is nothing to say but its status.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            detail: None,
            errors: BTreeMap::new(),
            current_version: None,
            foreign_origin: None,
            headers: Vec::new(),
        }
    }

    /// The same, with a sentence for people.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// The same, with what is wrong with a field.
    #[must_use]
    pub fn with_error(mut self, field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        self.errors.entry(field.into()).or_default().push(message.into());
        self
    }

    /// The same, with a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// A request that another site made a browser send.
    pub fn of_foreign_origin(origin: &str, base_url: &str) -> Self {
        let text = Text::English;
        let detail = format!("{} {}", text.foreign_origin(origin, base_url), text.foreign_origin_next());
        Self { foreign_origin: Some(origin.to_owned()), ..Self::new(StatusCode::FORBIDDEN).with_detail(detail) }
    }

    fn of_domain(error: &DomainError) -> Self {
        match error {
            DomainError::Invalid(violations) => violations.into(),
            DomainError::NotFound => Self::new(StatusCode::NOT_FOUND),
            DomainError::Gone => Self::new(StatusCode::GONE),
            DomainError::Conflict { current_version } => Self {
                current_version: Some(*current_version),
                ..Self::new(StatusCode::CONFLICT).with_detail(format!(
                    "Somebody saved a newer version meanwhile: the current version is {current_version}."
                ))
            },
            DomainError::Forbidden => Self::new(StatusCode::FORBIDDEN).with_detail("Your role does not allow this."),
        }
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        match &error {
            ServiceError::Domain(error) => Self::of_domain(error),
            ServiceError::KeyReused => Self::new(StatusCode::UNPROCESSABLE_ENTITY).with_detail(
                "This Idempotency-Key came with another request before: give every request a key of its own, and the \
                 same key only to the same request sent again. Nothing was changed.",
            ),
            ServiceError::Overloaded | ServiceError::Stopping => Self::new(StatusCode::SERVICE_UNAVAILABLE)
                .with_detail("The site is too busy or about to restart. Try again in a few seconds.")
                .with_header(RETRY_AFTER, RETRY_AFTER_SECONDS),
            ServiceError::DiskFull => Self::new(StatusCode::INSUFFICIENT_STORAGE)
                .with_detail("The site's disk is full. Nothing was changed. Try again when its operator has made room.")
                .with_header(RETRY_AFTER, RETRY_AFTER_SECONDS),
            ServiceError::LogUnavailable => Self::new(StatusCode::SERVICE_UNAVAILABLE)
                .with_detail(
                    "The site can be read and not written to at the moment. Nothing was changed. Try again soon.",
                )
                .with_header(RETRY_AFTER, RETRY_AFTER_SECONDS),
            ServiceError::OutcomeUnknown => Self::new(StatusCode::SERVICE_UNAVAILABLE)
                .with_detail("It is not known whether this was saved. Look first; then try again.")
                .with_header(RETRY_AFTER, RETRY_AFTER_SECONDS),
            ServiceError::LogHalted(_) => {
                tracing::error!(%error, "a write was refused");
                Self::new(StatusCode::SERVICE_UNAVAILABLE)
                    .with_detail("The site can be read and not written to until its operator has looked after it.")
                    .with_header(RETRY_AFTER, RETRY_AFTER_SECONDS)
            }
            ServiceError::TooLargeForLog { bytes, bytes_max } => Self::new(StatusCode::PAYLOAD_TOO_LARGE).with_detail(
                format!("This takes {bytes} bytes, and the site's log takes {bytes_max} at once. Nothing was changed."),
            ),
            ServiceError::NotWritten => {
                tracing::error!(%error, "a write was lost before it was answered");
                Self::new(StatusCode::SERVICE_UNAVAILABLE)
                    .with_detail("This could not be saved. Nothing was changed. Try again in a few seconds.")
                    .with_header(RETRY_AFTER, RETRY_AFTER_SECONDS)
            }
            ServiceError::Cluster(_) => {
                tracing::error!(%error, "the cluster did not do its part");
                Self::new(StatusCode::SERVICE_UNAVAILABLE)
                    .with_detail("This could not be done at the moment. Nothing was changed. Try again soon.")
                    .with_header(RETRY_AFTER, RETRY_AFTER_SECONDS)
            }
            ServiceError::Store(_) | ServiceError::Damaged(_) | ServiceError::Secret(_) => {
                tracing::error!(%error, "the service failed");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

impl From<&Violations> for Failure {
    fn from(violations: &Violations) -> Self {
        let failure = Self::new(StatusCode::BAD_REQUEST).with_detail("Some fields can't be taken as they are.");
        violations.iter().fold(failure, |failure, violation| {
            failure.with_error(violation.field.clone(), Text::English.rule(&violation.rule))
        })
    }
}

impl From<LinkCardError> for Failure {
    fn from(error: LinkCardError) -> Self {
        let refusal = match error {
            LinkCardError::Refused(refusal) => refusal,
            LinkCardError::Service(error) => return error.into(),
        };
        let sentence = Text::English.link_card_refusal(refusal);
        match refusal {
            LinkCardRefusal::Off => Self::new(StatusCode::FORBIDDEN).with_detail(sentence),
            LinkCardRefusal::TooMany { retry_after_seconds } => Self::new(StatusCode::TOO_MANY_REQUESTS)
                .with_detail(sentence)
                .with_header(RETRY_AFTER, retry_after_seconds),
            LinkCardRefusal::NotAnAddress | LinkCardRefusal::NotPublic | LinkCardRefusal::UnusualPort => {
                Self::new(StatusCode::BAD_REQUEST)
                    .with_detail("No card can be made of this link.")
                    .with_error("url", sentence)
            }
            LinkCardRefusal::Unreachable
            | LinkCardRefusal::TimedOut
            | LinkCardRefusal::TooManyRedirects
            | LinkCardRefusal::Status { .. }
            | LinkCardRefusal::NotAPage
            | LinkCardRefusal::Untitled => Self::new(StatusCode::UNPROCESSABLE_ENTITY)
                .with_detail("No card can be made of what is there.")
                .with_error("url", sentence),
        }
    }
}

impl From<TooManyAttempts> for Failure {
    fn from(refused: TooManyAttempts) -> Self {
        let seconds = refused.retry_after_seconds();
        Self::new(StatusCode::TOO_MANY_REQUESTS)
            .with_detail(format!("Too many attempts to sign in. Try again in {seconds} seconds."))
            .with_header(RETRY_AFTER, seconds)
    }
}

impl IntoResponse for Failure {
    /// A response without a body that carries the failure along, to be presented where it leaves.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.headers_mut().extend(self.headers.clone());
        response.extensions_mut().insert(self);
        response
    }
}
