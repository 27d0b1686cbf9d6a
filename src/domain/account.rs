//! The account: a person who can sign in.

use serde::{Deserialize, Serialize};

use super::{
    Aggregate, Context, DecodeError, DomainError, EventPayload, Handle, Recorded, Role, Rule, TextRule, Timestamp,
    Violations,
};

/// The constraints of an account's fields.
pub mod rules {
    use super::TextRule;

    /// The name as readers see it.
    pub const NAME: TextRule = TextRule::line("name", 200).required();
    /// The password; long ones are fine, endless ones would only keep the hash function busy.
    pub const PASSWORD: TextRule = TextRule::line("password", 1_000).chars_min(10).required();
}

/// An account as its stream leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// When it was registered.
    pub created_at: Timestamp,
    /// The name to sign in with, and the part of the address `/authors/{handle}`.
    pub handle: Handle,
    /// The name as readers see it.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// The password's hash (Argon2id, in PHC string format).
    pub password_hash: String,
    /// The access tokens that are valid.
    pub tokens: Vec<AccessToken>,
    /// Whether the person was erased: nobody signs in with it any more.
    pub is_erased: bool,
}

/// A bearer token for the API. The token itself is shown once and kept nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// BLAKE3 of the token, in hexadecimal.
    pub token_hash: String,
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// What can be asked of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountCommand {
    /// Makes the account.
    RegisterAccount {
        /// The name to sign in with.
        handle: Handle,
        /// The name as readers see it.
        name: String,
        /// What the person may do.
        role: Role,
        /// The password's hash (Argon2id, in PHC string format).
        password_hash: String,
    },
    /// Sets another password.
    ChangePassword {
        /// The new password's hash.
        password_hash: String,
    },
    /// Issues an access token.
    IssueToken {
        /// BLAKE3 of the token, in hexadecimal.
        token_hash: String,
    },
    /// Makes an access token worthless.
    RevokeToken {
        /// BLAKE3 of the token, in hexadecimal.
        token_hash: String,
    },
    /// Has the person erased.
    EraseAccount,
}

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
    /// The person was erased.
    Erased,
}

/// The first event of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRegistered<'a> {
    /// See [`Account::handle`].
    pub handle: &'a str,
    /// See [`Account::name`].
    pub name: &'a str,
    /// See [`Account::role`].
    pub role: Role,
    /// See [`Account::password_hash`].
    pub password_hash: &'a str,
}

/// Another password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordChanged<'a> {
    /// See [`Account::password_hash`].
    pub password_hash: &'a str,
}

/// One access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenHash<'a> {
    /// See [`AccessToken::token_hash`].
    pub token_hash: &'a str,
}

impl Aggregate for Account {
    const CATEGORY: &'static str = "account";
    const SNAPSHOT_VERSION: u32 = 2;
    type Command = AccountCommand;
    type Event<'a> = AccountEvent<'a>;

    fn decide<'c>(
        &self,
        command: &'c AccountCommand,
        context: &Context<'_>,
    ) -> Result<Vec<AccountEvent<'c>>, DomainError> {
        self.authorise(command, context)?;
        Ok(vec![match command {
            AccountCommand::RegisterAccount { handle, name, role, password_hash } => {
                if let Err(rule) = rules::NAME.check(name) {
                    return Err(Violations::one("name", rule).into());
                }
                AccountEvent::Registered(AccountRegistered {
                    handle: handle.as_str(),
                    name,
                    role: *role,
                    password_hash,
                })
            }
            AccountCommand::ChangePassword { password_hash } => {
                AccountEvent::PasswordChanged(PasswordChanged { password_hash })
            }
            AccountCommand::IssueToken { token_hash } => AccountEvent::TokenIssued(TokenHash { token_hash }),
            AccountCommand::RevokeToken { token_hash } => {
                if !self.tokens.iter().any(|token| token.token_hash == *token_hash) {
                    return Ok(Vec::new());
                }
                AccountEvent::TokenRevoked(TokenHash { token_hash })
            }
            AccountCommand::EraseAccount => AccountEvent::Erased,
        }])
    }

    fn evolve(&mut self, event: &AccountEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        match event {
            AccountEvent::Registered(registered) => {
                self.created_at = recorded.at;
                self.handle = Handle::from_stored(registered.handle);
                registered.name.clone_into(&mut self.name);
                self.role = registered.role;
                registered.password_hash.clone_into(&mut self.password_hash);
            }
            AccountEvent::PasswordChanged(changed) => changed.password_hash.clone_into(&mut self.password_hash),
            AccountEvent::TokenIssued(issued) => {
                self.tokens.push(AccessToken { token_hash: issued.token_hash.to_owned(), issued_at: recorded.at });
            }
            AccountEvent::TokenRevoked(revoked) => self.tokens.retain(|token| token.token_hash != revoked.token_hash),
            AccountEvent::Erased => {
                self.is_erased = true;
                self.role = Role::default();
                self.password_hash.clear();
                self.tokens.clear();
            }
        }
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl Account {
    fn authorise(&self, command: &AccountCommand, context: &Context<'_>) -> Result<(), DomainError> {
        let is_admin = context.principal.role == Role::Admin;
        match command {
            AccountCommand::RegisterAccount { .. } if !is_admin => Err(DomainError::Forbidden),
            AccountCommand::RegisterAccount { .. } if self.version > 0 => {
                Err(Violations::one("handle", Rule::Taken).into())
            }
            AccountCommand::RegisterAccount { .. } => Ok(()),
            _ if self.version == 0 || self.is_erased => Err(DomainError::NotFound),
            _ if !is_admin => Err(DomainError::Forbidden),
            _ => Ok(()),
        }
    }
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
        AccountEvent::Erased => return Ok(None),
    };
    let damaged = |error: postcard::Error| DecodeError::Damaged { kind: kind.to_owned(), reason: error.to_string() };
    redacted.encode(Vec::new()).map(Some).map_err(damaged)
}

impl<'a> EventPayload<'a> for AccountEvent<'a> {
    const KINDS: &'static [(&'static str, u32)] = &[
        ("AccountRegistered", 1),
        ("PasswordChanged", 1),
        ("TokenIssued", 1),
        ("TokenRevoked", 1),
        ("AccountErased", 1),
    ];

    fn kind(&self) -> &'static str {
        match self {
            Self::Registered(_) => "AccountRegistered",
            Self::PasswordChanged(_) => "PasswordChanged",
            Self::TokenIssued(_) => "TokenIssued",
            Self::TokenRevoked(_) => "TokenRevoked",
            Self::Erased => "AccountErased",
        }
    }

    fn encode(&self, buffer: Vec<u8>) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Registered(registered) => postcard::to_extend(registered, buffer),
            Self::PasswordChanged(changed) => postcard::to_extend(changed, buffer),
            Self::TokenIssued(token) | Self::TokenRevoked(token) => postcard::to_extend(token, buffer),
            Self::Erased => Ok(buffer),
        }
    }

    fn decode(kind: &str, schema_version: u32, payload: &'a [u8]) -> Result<Self, DecodeError> {
        match (kind, schema_version) {
            ("AccountRegistered", 1) => DecodeError::payload(kind, payload).map(Self::Registered),
            ("PasswordChanged", 1) => DecodeError::payload(kind, payload).map(Self::PasswordChanged),
            ("TokenIssued", 1) => DecodeError::payload(kind, payload).map(Self::TokenIssued),
            ("TokenRevoked", 1) => DecodeError::payload(kind, payload).map(Self::TokenRevoked),
            ("AccountErased", 1) => DecodeError::payload(kind, payload).map(|()| Self::Erased),
            _ => Err(DecodeError::unknown(kind, schema_version)),
        }
    }

    /// Hashes of secrets are left out: this is for people, and it may be exported.
    fn to_json(&self) -> Result<serde_json::Value, serde_json::Error> {
        Ok(match self {
            Self::Registered(registered) => serde_json::json!({
                "handle": registered.handle, "name": registered.name, "role": registered.role,
            }),
            Self::PasswordChanged(_) | Self::TokenIssued(_) | Self::TokenRevoked(_) | Self::Erased => {
                serde_json::json!({})
            }
        })
    }
}
