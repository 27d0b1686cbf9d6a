//! The account: a person who can sign in.

mod event;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::event::{
    AccountEvent, AccountRegistered, AccountRenamed, EmailChanged, LinkIssued, PasswordChanged, RoleChanged, TokenHash,
    redact,
};
use super::{Aggregate, Context, DomainError, Handle, Recorded, Role, Rule, TextRule, Timestamp, Violations};

/// The constraints of an account's fields.
pub mod rules {
    use super::TextRule;

    /// The name as readers see it.
    pub const NAME: TextRule = TextRule::line("name", 200).required();
    /// The address for letters: what SMTP takes at most.
    pub const EMAIL: TextRule = TextRule::line("email", 254);
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
    /// Where letters to the person go; empty where nobody knows. Readers never see it.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// The password's hash (Argon2id, in PHC string format); empty until the person has chosen one.
    pub password_hash: String,
    /// The access tokens that are valid.
    pub tokens: Vec<AccessToken>,
    /// The one link by which the person can choose a password.
    pub link: Option<OneTimeLink>,
    /// Whether nobody can sign in with it for now.
    pub is_suspended: bool,
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

/// A link by which a password is chosen once. What is in the link is shown once and kept nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimeLink {
    /// BLAKE3 of the secret in it, in hexadecimal.
    pub link_hash: String,
    /// When it is worthless.
    pub expires_at: Timestamp,
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
        /// The password's hash (Argon2id, in PHC string format); empty where the person will choose one by a link.
        password_hash: String,
    },
    /// Issues the link by which a password is chosen; one that was issued before is worthless.
    IssueLink {
        /// BLAKE3 of the secret in it, in hexadecimal.
        link_hash: String,
        /// When it is worthless.
        expires_at: Timestamp,
    },
    /// Sets the password of whoever has the link.
    FollowLink {
        /// BLAKE3 of the secret in it, in hexadecimal.
        link_hash: String,
        /// The new password's hash.
        password_hash: String,
    },
    /// Has readers see another name.
    RenameAccount {
        /// The name.
        name: String,
    },
    /// Has letters go to another address.
    ChangeEmail {
        /// The address; empty for none.
        email: String,
    },
    /// Gives another role.
    ChangeRole {
        /// The role.
        role: Role,
    },
    /// Has nobody sign in with it until it is reinstated.
    SuspendAccount,
    /// Takes a suspension back.
    ReinstateAccount,
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

impl Aggregate for Account {
    const CATEGORY: &'static str = "account";
    const SNAPSHOT_VERSION: u32 = 4;
    type Command = AccountCommand;
    type Event<'a> = AccountEvent<'a>;

    fn decide<'c>(
        &self,
        command: &'c AccountCommand,
        context: &Context<'_>,
    ) -> Result<Vec<AccountEvent<'c>>, DomainError> {
        self.authorise(command, context)?;
        let event = match command {
            AccountCommand::RegisterAccount { handle, name, role, password_hash } => {
                check_name(name)?;
                Some(AccountEvent::Registered(AccountRegistered {
                    handle: handle.as_str(),
                    name,
                    role: *role,
                    password_hash,
                }))
            }
            AccountCommand::IssueLink { link_hash, expires_at } => {
                Some(AccountEvent::LinkIssued(LinkIssued { link_hash, expires_at: *expires_at }))
            }
            AccountCommand::ChangePassword { password_hash } | AccountCommand::FollowLink { password_hash, .. } => {
                Some(AccountEvent::PasswordChanged(PasswordChanged { password_hash }))
            }
            AccountCommand::RenameAccount { name } => {
                check_name(name)?;
                (*name != self.name).then_some(AccountEvent::Renamed(AccountRenamed { name }))
            }
            AccountCommand::ChangeEmail { email } => {
                check_email(email).map_err(|rule| Violations::one("email", rule))?;
                (*email != self.email).then_some(AccountEvent::EmailChanged(EmailChanged { email }))
            }
            AccountCommand::ChangeRole { role } => {
                (*role != self.role).then_some(AccountEvent::RoleChanged(RoleChanged { role: *role }))
            }
            AccountCommand::SuspendAccount => (!self.is_suspended).then_some(AccountEvent::Suspended),
            AccountCommand::ReinstateAccount => self.is_suspended.then_some(AccountEvent::Reinstated),
            AccountCommand::IssueToken { token_hash } => Some(AccountEvent::TokenIssued(TokenHash { token_hash })),
            AccountCommand::RevokeToken { token_hash } => {
                let is_valid = self.tokens.iter().any(|token| token.token_hash == *token_hash);
                is_valid.then_some(AccountEvent::TokenRevoked(TokenHash { token_hash }))
            }
            AccountCommand::EraseAccount => Some(AccountEvent::Erased),
        };
        Ok(event.into_iter().collect())
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
            AccountEvent::PasswordChanged(changed) => {
                changed.password_hash.clone_into(&mut self.password_hash);
                self.link = None;
            }
            AccountEvent::LinkIssued(issued) => {
                let link_hash = issued.link_hash.to_owned();
                self.link = Some(OneTimeLink { link_hash, expires_at: issued.expires_at });
            }
            AccountEvent::Renamed(renamed) => renamed.name.clone_into(&mut self.name),
            AccountEvent::EmailChanged(changed) => changed.email.clone_into(&mut self.email),
            AccountEvent::RoleChanged(changed) => self.role = changed.role,
            AccountEvent::Suspended => {
                self.is_suspended = true;
                self.link = None;
            }
            AccountEvent::Reinstated => self.is_suspended = false,
            AccountEvent::TokenIssued(issued) => {
                self.tokens.push(AccessToken { token_hash: issued.token_hash.to_owned(), issued_at: recorded.at });
            }
            AccountEvent::TokenRevoked(revoked) => self.tokens.retain(|token| token.token_hash != revoked.token_hash),
            AccountEvent::Erased => {
                self.is_erased = true;
                self.role = Role::default();
                self.email.clear();
                self.password_hash.clear();
                self.tokens.clear();
                self.link = None;
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
        let is_own = context.principal.account_id().is_some_and(|id| id.stream_id() == *context.stream_id);
        match command {
            AccountCommand::RegisterAccount { .. } if !is_admin => Err(DomainError::Forbidden),
            AccountCommand::RegisterAccount { .. } if self.version > 0 => {
                Err(Violations::one("handle", Rule::Taken).into())
            }
            AccountCommand::RegisterAccount { .. } => Ok(()),
            _ if self.version == 0 || self.is_erased => Err(DomainError::NotFound),
            AccountCommand::FollowLink { link_hash, .. } => self.check_link(link_hash, context.at),
            AccountCommand::IssueLink { .. } if self.is_suspended => Err(DomainError::Forbidden),
            AccountCommand::ChangePassword { .. }
            | AccountCommand::RenameAccount { .. }
            | AccountCommand::ChangeEmail { .. }
            | AccountCommand::IssueToken { .. }
            | AccountCommand::RevokeToken { .. }
                if is_own =>
            {
                Ok(())
            }
            _ if is_admin => Ok(()),
            _ => Err(DomainError::Forbidden),
        }
    }

    fn check_link(&self, link_hash: &str, at: Timestamp) -> Result<(), DomainError> {
        let is_valid = |link: &OneTimeLink| link.link_hash == link_hash && at < link.expires_at;
        if self.link.as_ref().is_some_and(is_valid) { Ok(()) } else { Err(DomainError::NotFound) }
    }
}

/// Whether letters could go there. Whether somebody reads them is for a letter to show.
pub(in crate::domain) fn check_email(email: &str) -> Result<(), Rule> {
    let has_parts = email.rsplit_once('@').is_some_and(|(person, host)| !person.is_empty() && !host.is_empty());
    let is_plain = !email.contains(|letter: char| letter.is_whitespace() || "<>,;:\"()[]\\".contains(letter));
    let is_address = email.is_empty() || (has_parts && is_plain);
    let shape = if is_address { Ok(()) } else { Err(Rule::NotAnEmail) };
    rules::EMAIL.check(email).and(shape)
}

fn check_name(name: &str) -> Result<(), Violations> {
    rules::NAME.check(name).map_err(|rule| Violations::one("name", rule))
}
