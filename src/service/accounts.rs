//! Signing in: sessions, access tokens, and the accounts behind them.

use serde::{Deserialize, Serialize};

use super::writer::{Command, SessionChange};
use super::{Blog, ServiceError, secret};
use crate::domain::account::{AccountCommand, rules};
use crate::domain::site::{self, General, SiteCommand};
use crate::domain::views::PersonView;
use crate::domain::{AccountId, DomainError, Handle, Language, Principal, Role, Timestamp, Violations};
use crate::store::accounts::{self, AccountRow};

/// Thirty days.
const SESSION_TTL_MILLISECONDS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What the first run asks for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SetupInput {
    /// The one-time token from the console.
    pub setup_token: String,
    /// See [`crate::domain::site::rules::NAME`].
    pub site_name: String,
    /// See [`crate::domain::site::rules::DESCRIPTION`].
    pub site_description: String,
    /// See [`crate::domain::Language::parse`].
    pub language: String,
    /// See [`crate::domain::Handle::parse`].
    pub handle: String,
    /// See [`crate::domain::account::rules::NAME`].
    pub name: String,
    /// See [`crate::domain::account::rules::PASSWORD`].
    pub password: String,
}

/// A new account.
#[derive(Clone, Debug)]
pub struct AccountInput {
    /// See [`crate::domain::Handle::parse`].
    pub handle: String,
    /// See [`crate::domain::account::rules::NAME`].
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// See [`crate::domain::account::rules::PASSWORD`].
    pub password: String,
}

/// A session that was just begun.
#[derive(Clone, Debug)]
pub struct IssuedSession {
    /// The secret for the cookie; the database keeps its hash alone.
    pub token: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Who a session or an access token belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who asks, with the right they have.
    pub principal: Principal,
    /// What to call them.
    pub person: PersonView,
}

impl Blog {
    /// The token that the first run's set-up asks for; none once somebody has an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setup_token(&self) -> Result<Option<String>, ServiceError> {
        let is_set_up = accounts::exist(self.database.readers()).await?;
        Ok((!is_set_up).then(|| self.setup_token.clone()))
    }

    /// Makes the first account and the site's settings, and signs that person in.
    ///
    /// # Errors
    /// [`DomainError::Forbidden`] for a wrong token, `NotFound` when somebody has an account already, `Invalid` for
    /// fields that break a constraint.
    pub async fn set_up(&self, input: &SetupInput, device: &str) -> Result<IssuedSession, ServiceError> {
        let token = self.setup_token().await?.ok_or(DomainError::NotFound)?;
        if !secret::are_same(&token, input.setup_token.trim()) {
            return Err(DomainError::Forbidden.into());
        }
        let mut violations = Violations::default();
        violations.take("site_name", site::rules::NAME.check(&input.site_name));
        violations.take("site_description", site::rules::DESCRIPTION.check(&input.site_description));
        let language = violations.take("language", Language::parse(&input.language));
        let account = check_account(&input.handle, &input.name, &input.password, &mut violations);
        let (Some(language), Some(handle), true) = (language, account, violations.is_empty()) else {
            return Err(violations.into());
        };
        let password_hash = secret::hash_password(input.password.clone()).await?;
        let id = AccountId(self.new_uuid()?);
        let register = AccountCommand::RegisterAccount {
            handle,
            name: input.name.trim().to_owned(),
            role: Role::Admin,
            password_hash,
        };
        let configure = SiteCommand::ConfigureSite(General {
            name: input.site_name.clone(),
            description: input.site_description.clone(),
            language,
            ..self.site_state().await?.general
        });
        let commands = vec![
            Command::FirstAccount,
            Command::Account { id, command: register },
            Command::Site { expected_version: None, command: configure },
        ];
        self.write(&Principal::account(id, Role::Admin), commands).await?;
        self.begin_session(&Principal::account(id, Role::Admin), device, Vec::new()).await
    }

    /// Begins a session on a device, which is named as its owner recognises it; `None` when handle and password don't
    /// belong together, or the account is suspended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in(
        &self,
        handle: &str,
        password: &str,
        device: &str,
    ) -> Result<Option<IssuedSession>, ServiceError> {
        let account = match Handle::parse(handle) {
            Ok(handle) => accounts::with_handle(self.database.readers(), handle.as_str()).await?,
            Err(_) => None,
        };
        // An endless password can't be right and would only keep the hash function busy.
        let is_plausible = rules::PASSWORD.check(password).is_ok();
        let password_hash = account.as_ref().filter(|_| is_plausible).map(|account| account.password_hash.clone());
        let password = if is_plausible { password.to_owned() } else { String::new() };
        let is_right = secret::is_password(password, password_hash).await?;
        match account.filter(|_| is_right) {
            Some(account) if !account.is_suspended => {
                let who = Principal::account(account.id, account.role);
                self.begin_session(&who, device, Vec::new()).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, session_token: &str) -> Result<(), ServiceError> {
        let session_hash = secret::token_hash(session_token);
        self.write(&Principal::OPERATOR, vec![Command::Session(SessionChange::End { session_hash })]).await?;
        Ok(())
    }

    /// Who a session belongs to, unless it ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, session_token: &str) -> Result<Option<SignedIn>, ServiceError> {
        let session_hash = secret::token_hash(session_token);
        let account = accounts::with_session(self.database.readers(), &session_hash, self.clock.now()).await?;
        Ok(account.map(SignedIn::from))
    }

    /// Who an access token belongs to, unless it was revoked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn access_token(&self, token: &str) -> Result<Option<SignedIn>, ServiceError> {
        let account = accounts::with_token(self.database.readers(), &secret::token_hash(token)).await?;
        Ok(account.map(SignedIn::from))
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When a field breaks a constraint or the handle is taken, or the asker is no admin.
    pub async fn add_account(&self, who: &Principal, input: &AccountInput) -> Result<AccountId, ServiceError> {
        let mut violations = Violations::default();
        let handle = check_account(&input.handle, &input.name, &input.password, &mut violations);
        let (Some(handle), true) = (handle, violations.is_empty()) else { return Err(violations.into()) };
        let id = AccountId(self.new_uuid()?);
        let command = AccountCommand::RegisterAccount {
            handle,
            name: input.name.trim().to_owned(),
            role: input.role,
            password_hash: secret::hash_password(input.password.clone()).await?,
        };
        self.write(who, vec![Command::Account { id, command }]).await?;
        Ok(id)
    }

    /// Sets an account's password and ends its sessions.
    ///
    /// # Errors
    /// When there is no such account, the password breaks its constraint, or the asker is no admin.
    pub async fn set_password(&self, who: &Principal, handle: &str, password: &str) -> Result<(), ServiceError> {
        if let Err(rule) = rules::PASSWORD.check(password) {
            return Err(Violations::one("password", rule).into());
        }
        let account = self.account(handle).await?;
        let password_hash = secret::hash_password(password.to_owned()).await?;
        let change = Command::Account { id: account.id, command: AccountCommand::ChangePassword { password_hash } };
        let sign_out = Command::Session(SessionChange::EndAll { account_id: account.id });
        self.write(who, vec![change, sign_out]).await?;
        Ok(())
    }

    /// Issues an access token; it can't be read again later.
    ///
    /// # Errors
    /// When there is no such account, or the asker is no admin.
    pub async fn issue_token(&self, who: &Principal, handle: &str) -> Result<String, ServiceError> {
        let account = self.account(handle).await?;
        let token = secret::new_token()?;
        let command = AccountCommand::IssueToken { token_hash: secret::token_hash(&token) };
        self.write(who, vec![Command::Account { id: account.id, command }]).await?;
        Ok(token)
    }

    pub(super) async fn account(&self, handle: &str) -> Result<AccountRow, ServiceError> {
        let handle = Handle::parse(handle).map_err(|rule| Violations::one("handle", rule))?;
        let account = accounts::with_handle(self.database.readers(), handle.as_str()).await?;
        Ok(account.ok_or(DomainError::NotFound)?)
    }

    /// Begins a session once some commands are carried out.
    pub(super) async fn begin_session(
        &self,
        who: &Principal,
        device: &str,
        mut commands: Vec<Command>,
    ) -> Result<IssuedSession, ServiceError> {
        let token = secret::new_token()?;
        let expires_at = Timestamp::from_milliseconds(self.clock.now().as_milliseconds() + SESSION_TTL_MILLISECONDS);
        let (session_hash, device) = (secret::token_hash(&token), device.to_owned());
        let account_id = who.account_id().ok_or(DomainError::Forbidden)?;
        commands.push(Command::Session(SessionChange::Begin { session_hash, account_id, expires_at, device }));
        self.write(who, commands).await?;
        Ok(IssuedSession { token, expires_at })
    }
}

/// Checks what every new account with a password must have, and gives its handle.
fn check_account(handle: &str, name: &str, password: &str, violations: &mut Violations) -> Option<Handle> {
    let handle = violations.take("handle", Handle::parse(handle));
    violations.take("name", rules::NAME.check(name));
    violations.take("password", rules::PASSWORD.check(password));
    handle
}

impl From<AccountRow> for PersonView {
    fn from(account: AccountRow) -> Self {
        Self { handle: account.handle, name: account.name, role: account.role }
    }
}

impl From<AccountRow> for SignedIn {
    fn from(account: AccountRow) -> Self {
        Self { principal: Principal::account(account.id, account.role), person: account.into() }
    }
}
