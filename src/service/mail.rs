//! Letters to people with accounts, where the operator names a server that takes them: by `lettre`.
//!
//! Nobody waits for a letter. One that can't be sent is in the log, and admins see that there was one: the link in it can
//! be made again.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use super::people::link_address;
use super::{Blog, IssuedLink};
use crate::domain::Timestamp;
use crate::text::Text;

/// A server that takes longer for a step of its protocol is given up.
const STEP_MAX: Duration = Duration::from_secs(20);
/// A letter takes so long at most, all steps together.
const LETTER_MAX: Duration = Duration::from_secs(60);
/// So many letters are under way at most; another is not sent.
const LETTERS_MAX: u32 = 32;

/// Who takes letters, and from whom they come.
#[derive(Clone)]
pub struct MailOptions {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// What tells one from another: the transport does not say what it was made of.
    url: String,
}

impl MailOptions {
    /// Reads the address of an SMTP server, such as `smtps://user:password@mail.example.org`, and that of the sender.
    ///
    /// # Errors
    /// What is wrong with either, without the password.
    pub fn parse(url: &str, from: &str) -> Result<Self, MailOptionsError> {
        // The client takes whichever cryptography the program has chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let from = from.parse::<Mailbox>().map_err(|_| MailOptionsError::From)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| MailOptionsError::Url)?;
        Ok(Self { transport: transport.timeout(Some(STEP_MAX)).build(), from, url: url.to_owned() })
    }
}

/// What is wrong with the settings for letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailOptionsError {
    /// It names no server.
    #[error("must be smtps://USER:PASSWORD@HOST, or smtp://HOST:PORT?tls=required")]
    Url,
    /// It names no sender.
    #[error("must be an address such as blog@example.org, or Blog <blog@example.org>")]
    From,
}

impl PartialEq for MailOptions {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url && self.from == other.from
    }
}

impl Eq for MailOptions {}

impl fmt::Debug for MailOptions {
    /// The address of the server may hold a password.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MailOptions").field("from", &self.from).finish_non_exhaustive()
    }
}

/// Which letter somebody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letter {
    /// They have an account from now on.
    Invitation,
    /// They can choose another password.
    NewPassword,
}

/// A letter that could not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFailure {
    /// When that was known.
    pub at: Timestamp,
    /// Whose it was.
    pub handle: String,
    /// Why, as the other side says.
    pub reason: String,
}

/// What sending letters takes.
#[derive(Debug)]
pub(super) struct Post {
    options: MailOptions,
    slots: Arc<Semaphore>,
    failure: Arc<Mutex<Option<MailFailure>>>,
}

impl Post {
    /// No letter was sent yet.
    pub(super) fn new(options: MailOptions) -> Self {
        Self { options, slots: Arc::new(Semaphore::new(LETTERS_MAX as usize)), failure: Arc::default() }
    }

    /// Waits for the letters that are under way, as long as a step of the protocol may take.
    pub(super) async fn finish(&self) {
        let _ = tokio::time::timeout(STEP_MAX, self.slots.acquire_many(LETTERS_MAX)).await;
    }
}

impl Blog {
    /// Whether the site sends letters.
    pub fn sends_mail(&self) -> bool {
        self.post_office.is_some()
    }

    /// The last letter that could not be sent since the server began, unless another was sent to the same person since.
    pub fn mail_failure(&self) -> Option<MailFailure> {
        self.post_office.as_ref()?.failure.lock().clone()
    }

    /// Sends a link to its owner, and says where to; nobody waits until it is there.
    pub(super) fn mail_link(&self, link: &IssuedLink, email: &str, letter: Letter) -> Option<String> {
        let post = self.post_office.as_ref().filter(|_| !email.is_empty())?;
        let site = self.site();
        let text = Text::in_language(&site.language);
        let address = link_address(&site.base_url, &link.token);
        let until = site.time_zone.to_minute(link.expires_at);
        let person = &link.person;
        let (subject, body) = match letter {
            Letter::Invitation => (
                text.mail_invitation_subject(&site.name),
                text.mail_invitation(&person.name, &site.name, &person.handle, &address, &until),
            ),
            Letter::NewPassword => (
                text.mail_password_subject(&site.name),
                text.mail_password(&person.name, &site.name, &person.handle, &address, &until),
            ),
        };
        let (clock, handle) = (self.clock.clone(), person.handle.clone());
        let (transport, failure) = (post.options.transport.clone(), Arc::clone(&post.failure));
        let message = message(&post.options.from, &person.name, email, subject, body);
        let slot = Arc::clone(&post.slots).try_acquire_owned();
        tokio::spawn(async move {
            let sent = async {
                slot.as_ref().map_err(|_| "too many letters are under way".to_owned())?;
                let sending = tokio::time::timeout(LETTER_MAX, transport.send(message?));
                sending.await.map_err(|_| "the server takes too long".to_owned())?.map_err(|error| error.to_string())
            };
            match sent.await {
                Ok(_) => drop(failure.lock().take_if(|failure| failure.handle == handle)),
                Err(reason) => {
                    tracing::warn!(%handle, %reason, "a letter could not be sent");
                    *failure.lock() = Some(MailFailure { at: clock.now(), handle, reason });
                }
            }
            drop(slot);
        });
        Some(email.to_owned())
    }
}

fn message(from: &Mailbox, name: &str, email: &str, subject: String, body: String) -> Result<Message, String> {
    let address: Address = email.parse().map_err(|_| "there is no such address".to_owned())?;
    let message = Message::builder().from(from.clone()).to(Mailbox::new(Some(name.to_owned()), address));
    message.subject(subject).header(ContentType::TEXT_PLAIN).body(body).map_err(|error| error.to_string())
}
