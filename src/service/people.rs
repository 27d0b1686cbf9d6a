//! People: who may sign in, and what they change of their own account.

use std::sync::Arc;

use super::accounts::IssuedSession;
use super::mail::Letter;
use super::writer::{Command, SessionChange};
use super::{Blog, ServiceError, secret};
use crate::domain::account::{AccountCommand, rules};
use crate::domain::views::{AccountView, AuthorView, PersonView, SignInView, Standing};
use crate::domain::{AccountId, DomainError, Handle, Principal, Role, Rule, Timestamp, Violations};
use crate::store::accounts::{self, AccountRow};
use crate::store::sessions;

/// A week: long enough for somebody who is away for some days.
const LINK_TTL_MILLISECONDS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// People who are offered to be named.
const PEOPLE_MAX: usize = 500;

/// A link that was just issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedLink {
    /// Whose it is.
    pub person: PersonView,
    /// The secret in it; the database keeps its hash alone.
    pub token: String,
    /// When it is worthless.
    pub expires_at: Timestamp,
    /// Where it was sent as well; none where the site sends no letters, or nobody knows where to.
    pub mailed_to: Option<String>,
}

/// Where a link leads by which a password is chosen. `base_url` has no slash at its end.
pub fn link_address(base_url: &str, token: &str) -> String {
    format!("{base_url}/admin/link?token={token}")
}

impl Blog {
    /// Every account, by handle.
    ///
    /// # Errors
    /// When the asker is no admin.
    pub async fn accounts(&self, who: &Principal) -> Result<Vec<AccountView>, ServiceError> {
        require_admin(who)?;
        let now = self.clock.now();
        let accounts = accounts::all(self.database.readers()).await?;
        Ok(accounts.into_iter().map(|account| account_view(account, now)).collect())
    }

    /// Who can be named as an author, by handle: everybody who may sign in, or will. Names and handles stand on authors'
    /// pages, so all who write may know them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people_to_name(&self, _who: &Principal) -> Result<Vec<AuthorView>, ServiceError> {
        let accounts = accounts::all(self.database.readers()).await?;
        let people = accounts.into_iter().filter(|account| !account.is_suspended).take(PEOPLE_MAX);
        Ok(people.map(|account| AuthorView { handle: account.handle, name: account.name }).collect())
    }

    /// Makes an account whose person chooses its password by a link. Where the site sends letters and it is known where
    /// to (`email` may be empty), the link goes there.
    ///
    /// # Errors
    /// When a field breaks a constraint or the handle is taken, or the asker is no admin.
    pub async fn invite(
        &self,
        who: &Principal,
        handle: &str,
        name: &str,
        email: &str,
        role: Role,
    ) -> Result<IssuedLink, ServiceError> {
        require_admin(who)?;
        let mut violations = Violations::default();
        let handle = violations.take("handle", Handle::parse(handle));
        violations.take("name", rules::NAME.check(name));
        let (Some(handle), true) = (handle, violations.is_empty()) else { return Err(violations.into()) };
        let (id, name) = (AccountId(self.new_uuid()?), name.trim().to_owned());
        let person = PersonView { handle: handle.to_string(), name: name.clone(), role };
        let email = email.trim().to_owned();
        let register = AccountCommand::RegisterAccount { handle, name, role, password_hash: String::new() };
        let mut commands = vec![Command::Account { id, command: register }];
        if !email.is_empty() {
            commands.push(Command::Account { id, command: AccountCommand::ChangeEmail { email: email.clone() } });
        }
        let mut link = self.write_link(who, id, person, commands).await?;
        link.mailed_to = self.mail_link(&link, &email, Letter::Invitation);
        Ok(link)
    }

    /// Issues the link by which somebody chooses a password, again or for the first time.
    ///
    /// # Errors
    /// When there is no such account or it is suspended, or the asker is no admin.
    pub async fn issue_link(&self, who: &Principal, handle: &str) -> Result<IssuedLink, ServiceError> {
        let account = self.account(handle).await?;
        let email = account.email.clone();
        let mut link = self.write_link(who, account.id, account.into(), Vec::new()).await?;
        link.mailed_to = self.mail_link(&link, &email, Letter::NewPassword);
        Ok(link)
    }

    async fn write_link(
        &self,
        who: &Principal,
        id: AccountId,
        person: PersonView,
        mut commands: Vec<Command>,
    ) -> Result<IssuedLink, ServiceError> {
        let token = secret::new_token()?;
        let expires_at = Timestamp::from_milliseconds(self.clock.now().as_milliseconds() + LINK_TTL_MILLISECONDS);
        let command = AccountCommand::IssueLink { link_hash: secret::token_hash(&token), expires_at };
        commands.push(Command::Account { id, command });
        self.write(who, commands).await?;
        Ok(IssuedLink { person, token, expires_at, mailed_to: None })
    }

    /// Sends whoever has that handle or address a link to choose another password. All of it happens afterwards: neither
    /// the answer nor how long it takes tells whether there is somebody.
    pub fn send_forgotten_password(self: &Arc<Self>, handle_or_email: &str) {
        if !self.sends_mail() {
            return;
        }
        let (blog, name) = (Arc::clone(self), handle_or_email.trim().to_owned());
        tokio::spawn(async move {
            if let Err(error) = blog.mail_forgotten_password(&name).await {
                tracing::error!(%error, "no link could be made for a forgotten password");
            }
        });
    }

    async fn mail_forgotten_password(&self, name: &str) -> Result<(), ServiceError> {
        let pool = self.database.readers();
        let accounts = match Handle::parse(name) {
            _ if name.contains('@') => accounts::with_email(pool, name).await?,
            Ok(handle) => accounts::with_handle(pool, handle.as_str()).await?.into_iter().collect(),
            Err(_) => Vec::new(),
        };
        for account in accounts.into_iter().filter(|account| !account.email.is_empty() && !account.is_suspended) {
            let email = account.email.clone();
            let link = self.write_link(&Principal::SYSTEM, account.id, account.into(), Vec::new()).await?;
            self.mail_link(&link, &email, Letter::NewPassword);
        }
        Ok(())
    }

    /// Whose link that is; none where it was followed before or came too late.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link_owner(&self, link_token: &str) -> Result<Option<PersonView>, ServiceError> {
        Ok(self.with_link(link_token).await?.map(PersonView::from))
    }

    async fn with_link(&self, link_token: &str) -> Result<Option<AccountRow>, ServiceError> {
        let link_hash = secret::token_hash(link_token);
        Ok(accounts::with_link(self.database.readers(), &link_hash, self.clock.now()).await?)
    }

    /// Sets the password of whoever has a link, ends their other sessions and signs them in.
    ///
    /// # Errors
    /// `NotFound` for a link that was followed before or came too late, `Invalid` for a password that breaks its
    /// constraint.
    pub async fn follow_link(
        &self,
        link_token: &str,
        password: &str,
        device: &str,
    ) -> Result<IssuedSession, ServiceError> {
        let account = self.with_link(link_token).await?.ok_or(DomainError::NotFound)?;
        rules::PASSWORD.check(password).map_err(|rule| Violations::one("password", rule))?;
        let (id, link_hash) = (account.id, secret::token_hash(link_token));
        let password_hash = secret::hash_password(password.to_owned()).await?;
        let commands = vec![
            Command::Account { id, command: AccountCommand::FollowLink { link_hash, password_hash } },
            Command::Session(SessionChange::EndAll { account_id: id }),
        ];
        self.begin_session(&Principal::account(id, account.role), device, commands).await
    }

    /// Gives somebody another role.
    ///
    /// # Errors
    /// When there is no such account, it is the last admin's, or the asker is no admin.
    pub async fn change_role(&self, who: &Principal, handle: &str, role: Role) -> Result<(), ServiceError> {
        self.change_account(who, handle, AccountCommand::ChangeRole { role }).await
    }

    /// Signs somebody out everywhere and lets them in no more.
    ///
    /// # Errors
    /// When there is no such account, it is the last admin's, or the asker is no admin.
    pub async fn suspend(&self, who: &Principal, handle: &str) -> Result<(), ServiceError> {
        self.change_account(who, handle, AccountCommand::SuspendAccount).await
    }

    /// Lets somebody in again.
    ///
    /// # Errors
    /// When there is no such account, or the asker is no admin.
    pub async fn reinstate(&self, who: &Principal, handle: &str) -> Result<(), ServiceError> {
        self.change_account(who, handle, AccountCommand::ReinstateAccount).await
    }

    async fn change_account(&self, who: &Principal, handle: &str, command: AccountCommand) -> Result<(), ServiceError> {
        require_admin(who)?;
        let id = self.account(handle).await?.id;
        let end_all = Command::Session(SessionChange::EndAll { account_id: id });
        let end = (command == AccountCommand::SuspendAccount).then_some(end_all);
        let commands = [Command::Account { id, command }, Command::KeepAnAdmin].into_iter().chain(end);
        self.write(who, commands.collect()).await?;
        Ok(())
    }

    /// Changes the name that readers see. Posts keep the names that are written under them.
    ///
    /// # Errors
    /// When the name breaks its constraint, or the asker has no account.
    pub async fn rename_own(&self, who: &Principal, name: &str) -> Result<(), ServiceError> {
        let id = own_account(who)?;
        let command = AccountCommand::RenameAccount { name: name.trim().to_owned() };
        self.write(who, vec![Command::Account { id, command }]).await?;
        Ok(())
    }

    /// Where letters to the asker go; empty where nobody knows.
    ///
    /// # Errors
    /// When the asker has no account.
    pub async fn own_email(&self, who: &Principal) -> Result<String, ServiceError> {
        let account = accounts::with_id(self.database.readers(), own_account(who)?).await?;
        Ok(account.ok_or(DomainError::NotFound)?.email)
    }

    /// Changes where letters to the asker go; with an empty address there are none. Links for the password go there, so
    /// whoever finds a browser signed in must not be able to.
    ///
    /// # Errors
    /// When the present password is wrong, or it is no address.
    pub async fn change_own_email(&self, who: &Principal, present: &str, email: &str) -> Result<(), ServiceError> {
        let id = own_account(who)?;
        if !self.is_own_password(id, present).await? {
            return Err(Violations::one("present_password_for_email", Rule::WrongPassword).into());
        }
        let command = AccountCommand::ChangeEmail { email: email.trim().to_owned() };
        self.write(who, vec![Command::Account { id, command }]).await?;
        Ok(())
    }

    async fn is_own_password(&self, id: AccountId, present: &str) -> Result<bool, ServiceError> {
        let account = accounts::with_id(self.database.readers(), id).await?.ok_or(DomainError::NotFound)?;
        let is_plausible = rules::PASSWORD.check(present).is_ok();
        Ok(is_plausible && secret::is_password(present.to_owned(), Some(account.password_hash)).await?)
    }

    /// Changes the asker's password, and signs them out everywhere but in the session that asks.
    ///
    /// # Errors
    /// When the present password is wrong, or the new one breaks its constraint.
    pub async fn change_own_password(
        &self,
        who: &Principal,
        session_token: &str,
        present: &str,
        new: &str,
    ) -> Result<(), ServiceError> {
        let id = own_account(who)?;
        let mut violations = Violations::default();
        violations.take("password", rules::PASSWORD.check(new));
        let known = self.is_own_password(id, present).await?;
        violations.take("present_password", if known { Ok(()) } else { Err(Rule::WrongPassword) });
        if !violations.is_empty() {
            return Err(violations.into());
        }
        let password_hash = secret::hash_password(new.to_owned()).await?;
        let session_hash = secret::token_hash(session_token);
        let commands = vec![
            Command::Account { id, command: AccountCommand::ChangePassword { password_hash } },
            Command::Session(SessionChange::EndOthers { account_id: id, session_hash }),
        ];
        self.write(who, commands).await?;
        Ok(())
    }

    /// Where the asker is signed in, the latest first.
    ///
    /// # Errors
    /// When the asker has no account.
    pub async fn sign_ins(&self, who: &Principal, session_token: &str) -> Result<Vec<SignInView>, ServiceError> {
        let own = secret::token_hash(session_token);
        let rows = sessions::of_account(self.database.readers(), own_account(who)?, self.clock.now()).await?;
        let view = |row: sessions::SessionRow| SignInView {
            is_current: row.session_hash == own,
            id: row.session_hash,
            at: row.created_at,
            device: row.device,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Ends one of the asker's sessions.
    ///
    /// # Errors
    /// `NotFound` when they have no such session.
    pub async fn end_sign_in(&self, who: &Principal, id: &str) -> Result<(), ServiceError> {
        let rows = sessions::of_account(self.database.readers(), own_account(who)?, self.clock.now()).await?;
        let session_hash = rows.into_iter().map(|row| row.session_hash).find(|hash| hash == id);
        let session_hash = session_hash.ok_or(DomainError::NotFound)?;
        self.write(who, vec![Command::Session(SessionChange::End { session_hash })]).await?;
        Ok(())
    }

    /// Ends all of the asker's sessions but the one that asks.
    ///
    /// # Errors
    /// When the asker has no account.
    pub async fn end_other_sign_ins(&self, who: &Principal, session_token: &str) -> Result<(), ServiceError> {
        let (account_id, session_hash) = (own_account(who)?, secret::token_hash(session_token));
        self.write(who, vec![Command::Session(SessionChange::EndOthers { account_id, session_hash })]).await?;
        Ok(())
    }
}

fn require_admin(who: &Principal) -> Result<(), DomainError> {
    if who.role == Role::Admin { Ok(()) } else { Err(DomainError::Forbidden) }
}

fn own_account(who: &Principal) -> Result<AccountId, DomainError> {
    who.account_id().ok_or(DomainError::Forbidden)
}

fn account_view(account: AccountRow, now: Timestamp) -> AccountView {
    let standing = match &account {
        account if account.is_suspended => Standing::Suspended,
        account if account.password_hash.is_empty() => Standing::Invited,
        _ => Standing::Active,
    };
    let link_expires_at = account.link_expires_at.filter(|expires_at| now < *expires_at);
    let email = account.email.clone();
    AccountView { person: account.into(), email, standing, link_expires_at }
}
