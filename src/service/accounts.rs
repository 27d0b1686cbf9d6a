//! Accounts, sessions and access tokens.

use serde::{Deserialize, Serialize};

use super::{Blog, ServiceError};
use crate::domain::views::PersonView;
use crate::domain::{AccountId, Principal, Role, Timestamp};

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
        todo!()
    }

    /// Makes the first account and the site's settings, and signs that person in.
    ///
    /// # Errors
    /// [`DomainError::Forbidden`](crate::domain::DomainError::Forbidden) for a wrong token, `NotFound` when
    /// somebody has an account already, `Invalid` for fields that break a constraint.
    pub async fn set_up(&self, input: &SetupInput) -> Result<IssuedSession, ServiceError> {
        todo!()
    }

    /// Begins a session; `None` when handle and password don't belong together.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in(&self, handle: &str, password: &str) -> Result<Option<IssuedSession>, ServiceError> {
        todo!()
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, session_token: &str) -> Result<(), ServiceError> {
        todo!()
    }

    /// Who a session belongs to, unless it ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&self, session_token: &str) -> Result<Option<SignedIn>, ServiceError> {
        todo!()
    }

    /// Who an access token belongs to, unless it was revoked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn access_token(&self, token: &str) -> Result<Option<SignedIn>, ServiceError> {
        todo!()
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When a field breaks a constraint or the handle is taken, or the asker is no admin.
    pub async fn add_account(&self, who: &Principal, input: &AccountInput) -> Result<AccountId, ServiceError> {
        todo!()
    }

    /// Sets an account's password and ends its sessions.
    ///
    /// # Errors
    /// When there is no such account, the password breaks its constraint, or the asker is no admin.
    pub async fn set_password(&self, who: &Principal, handle: &str, password: &str) -> Result<(), ServiceError> {
        todo!()
    }

    /// Issues an access token; it can't be read again later.
    ///
    /// # Errors
    /// When there is no such account, or the asker is no admin.
    pub async fn issue_token(&self, who: &Principal, handle: &str) -> Result<String, ServiceError> {
        todo!()
    }

    /// Every account, by handle.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self) -> Result<Vec<PersonView>, ServiceError> {
        todo!()
    }
}
