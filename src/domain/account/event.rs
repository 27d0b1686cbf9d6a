//! What can have happened to an account, as the log keeps it.

use serde::{Deserialize, Serialize};

use crate::domain::{DecodeError, EventPayload, Role, Timestamp};

/// What can have happened to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountEvent<'a> {
    /// It was made.
    Registered(AccountRegistered<'a>),
    /// It has another password.
    PasswordChanged(PasswordChanged<'a>),
    /// It has one more access token.
    TokenIssued(TokenHash<'a>),
    /// One access token is worthless.
    TokenRevoked(TokenHash<'a>),
    /// There is a link by which its password can be chosen.
    LinkIssued(LinkIssued<'a>),
    /// Readers see another name.
    Renamed(AccountRenamed<'a>),
    /// Letters go to another address.
    EmailChanged(EmailChanged<'a>),
    /// The person may do something else.
    RoleChanged(RoleChanged),
    /// Nobody can sign in with it for now.
    Suspended,
    /// A suspension was taken back.
    Reinstated,
    /// The person was erased.
    Erased,
}

/// The first event of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRegistered<'a> {
    /// See [`Account::handle`](super::Account::handle).
    pub handle: &'a str,
    /// See [`Account::name`](super::Account::name).
    pub name: &'a str,
    /// See [`Account::role`](super::Account::role).
    pub role: Role,
    /// See [`Account::password_hash`](super::Account::password_hash).
    pub password_hash: &'a str,
}

/// Another password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordChanged<'a> {
    /// See [`Account::password_hash`](super::Account::password_hash).
    pub password_hash: &'a str,
}

/// A link by which a password is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkIssued<'a> {
    /// See [`OneTimeLink::link_hash`](super::OneTimeLink::link_hash).
    pub link_hash: &'a str,
    /// See [`OneTimeLink::expires_at`](super::OneTimeLink::expires_at).
    pub expires_at: Timestamp,
}

/// Another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRenamed<'a> {
    /// See [`Account::name`](super::Account::name).
    pub name: &'a str,
}

/// Another address for letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChanged<'a> {
    /// See [`Account::email`](super::Account::email).
    pub email: &'a str,
}

/// Another role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleChanged {
    /// See [`Account::role`](super::Account::role).
    pub role: Role,
}

/// One access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenHash<'a> {
    /// See [`AccessToken::token_hash`](super::AccessToken::token_hash).
    pub token_hash: &'a str,
}

/// The payload that takes an event's place after the person was erased; `None` where it says nothing of them.
///
/// # Errors
/// When the payload can't be read.
pub fn redact(
    kind: &str,
    schema_version: u32,
    payload: &[u8],
    pseudonym: &str,
) -> Result<Option<Vec<u8>>, DecodeError> {
    let redacted = match AccountEvent::decode(kind, schema_version, payload)? {
        AccountEvent::Registered(registered) => AccountEvent::Registered(AccountRegistered {
            handle: pseudonym,
            name: pseudonym,
            role: registered.role,
            password_hash: "",
        }),
        AccountEvent::PasswordChanged(_) => AccountEvent::PasswordChanged(PasswordChanged { password_hash: "" }),
        AccountEvent::TokenIssued(_) => AccountEvent::TokenIssued(TokenHash { token_hash: "" }),
        AccountEvent::TokenRevoked(_) => AccountEvent::TokenRevoked(TokenHash { token_hash: "" }),
        AccountEvent::LinkIssued(issued) => AccountEvent::LinkIssued(LinkIssued { link_hash: "", ..issued }),
        AccountEvent::Renamed(_) => AccountEvent::Renamed(AccountRenamed { name: pseudonym }),
        AccountEvent::EmailChanged(_) => AccountEvent::EmailChanged(EmailChanged { email: "" }),
        AccountEvent::RoleChanged(_) | AccountEvent::Suspended | AccountEvent::Reinstated | AccountEvent::Erased => {
            return Ok(None);
        }
    };
    redacted.encode(Vec::new()).map(Some).map_err(|error| DecodeError::damaged(kind, error))
}

impl<'a> EventPayload<'a> for AccountEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[
        ("AccountRegistered", 1),
        ("PasswordChanged", 1),
        ("TokenIssued", 1),
        ("TokenRevoked", 1),
        ("LinkIssued", 1),
        ("AccountRenamed", 1),
        ("EmailChanged", 1),
        ("RoleChanged", 1),
        ("AccountSuspended", 1),
        ("AccountReinstated", 1),
        ("AccountErased", 1),
    ];

    fn kind(&self) -> &'static str {
        match self {
            Self::Registered(_) => "AccountRegistered",
            Self::PasswordChanged(_) => "PasswordChanged",
            Self::TokenIssued(_) => "TokenIssued",
            Self::TokenRevoked(_) => "TokenRevoked",
            Self::LinkIssued(_) => "LinkIssued",
            Self::Renamed(_) => "AccountRenamed",
            Self::EmailChanged(_) => "EmailChanged",
            Self::RoleChanged(_) => "RoleChanged",
            Self::Suspended => "AccountSuspended",
            Self::Reinstated => "AccountReinstated",
            Self::Erased => "AccountErased",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Registered(registered) => postcard::to_extend(registered, buffer),
            Self::PasswordChanged(changed) => postcard::to_extend(changed, buffer),
            Self::TokenIssued(token) | Self::TokenRevoked(token) => postcard::to_extend(token, buffer),
            Self::LinkIssued(issued) => postcard::to_extend(issued, buffer),
            Self::Renamed(renamed) => postcard::to_extend(renamed, buffer),
            Self::EmailChanged(changed) => postcard::to_extend(changed, buffer),
            Self::RoleChanged(changed) => postcard::to_extend(changed, buffer),
            Self::Suspended | Self::Reinstated | Self::Erased => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("AccountRegistered", 1) => DecodeError::payload(kind, payload).map(Self::Registered),
            ("PasswordChanged", 1) => DecodeError::payload(kind, payload).map(Self::PasswordChanged),
            ("TokenIssued", 1) => DecodeError::payload(kind, payload).map(Self::TokenIssued),
            ("TokenRevoked", 1) => DecodeError::payload(kind, payload).map(Self::TokenRevoked),
            ("LinkIssued", 1) => DecodeError::payload(kind, payload).map(Self::LinkIssued),
            ("AccountRenamed", 1) => DecodeError::payload(kind, payload).map(Self::Renamed),
            ("EmailChanged", 1) => DecodeError::payload(kind, payload).map(Self::EmailChanged),
            ("RoleChanged", 1) => DecodeError::payload(kind, payload).map(Self::RoleChanged),
            ("AccountSuspended", 1) => DecodeError::payload(kind, payload).map(|()| Self::Suspended),
            ("AccountReinstated", 1) => DecodeError::payload(kind, payload).map(|()| Self::Reinstated),
            ("AccountErased", 1) => DecodeError::payload(kind, payload).map(|()| Self::Erased),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    /// Hashes of secrets and addresses of people are left out: this is for people, and it may be exported.
    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        Ok(match self {
            Self::Registered(registered) => serde_json::json!({
                "handle": registered.handle, "name": registered.name, "role": registered.role,
            }),
            Self::LinkIssued(issued) => serde_json::json!({ "expires_at": issued.expires_at }),
            Self::Renamed(renamed) => serde_json::to_value(renamed)?,
            Self::RoleChanged(changed) => serde_json::to_value(changed)?,
            Self::PasswordChanged(_)
            | Self::EmailChanged(_)
            | Self::TokenIssued(_)
            | Self::TokenRevoked(_)
            | Self::Suspended
            | Self::Reinstated
            | Self::Erased => serde_json::json!({}),
        })
    }
}
