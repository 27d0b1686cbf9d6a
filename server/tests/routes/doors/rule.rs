//! What must come of what somebody asks for. It is read beside the roles in the documents, and knows nothing of the program
//! but the names of its roles.

use blog::domain::Role;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody who is not signed in.
    Reader,
    /// Somebody who was signed in as an author, and was shut out since.
    Suspended,
    /// Somebody with that role.
    Signed(Role),
}

impl Who {
    /// The role they have now.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::Reader | Self::Suspended => None,
            Self::Signed(role) => Some(role),
        }
    }

    fn is_editor(self) -> bool {
        matches!(self.role(), Some(Role::Editor | Role::Admin))
    }

    /// Everybody writes their own, editors everybody's.
    pub fn may_write(self, is_own: bool) -> bool {
        self.role().is_some() && (is_own || self.is_editor())
    }

    /// Contributors publish nothing.
    fn may_publish(self, is_own: bool) -> bool {
        self.may_write(is_own) && self.role() != Some(Role::Contributor)
    }

    /// Whether they may know of a file that somebody else brought and no reader sees.
    pub fn may_see_every_file(self) -> bool {
        self.is_editor()
    }
}

/// What is done through a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Readers read the post.
    ReadLive,
    /// The same, as it was at a moment.
    ReadPast,
    /// The same, as it was before anything was published.
    ReadBefore,
    /// Whoever may sees what there is of the post for them.
    Read,
    /// Whoever is signed in sees what there is, or was, of the post for them.
    ReadSignedIn,
    /// Its writers see what they work at.
    Edit,
    /// Its writers see how what they typed would look, and nothing is kept of it.
    TryOut,
    /// Its writers see what happened to it, also in the trash.
    LookBack,
    /// Its writers do something with its versions, its notes, or links to it: that there are any is nobody else's business.
    UseVersions,
    /// Its writers take a text from its versions.
    Rewrite,
    /// A note beside it goes, which only who wrote it may ask for: the post's writer did.
    DropNote,
    /// Whoever has the link reads what its writers work at.
    ReadByLink,
    /// Somebody ended that link.
    ReadByEndedLink,
    /// It says something else.
    Write,
    /// Something is noted of it that changes nothing for readers: that an editor is asked to publish it, or what a version
    /// is called.
    Mark,
    /// An editor is asked no more.
    Withdraw,
    /// It says something else, and an editor is asked no more.
    SaveAndWithdraw,
    /// Readers are given it, or not, or at another time, or in another place.
    Publish,
    /// It says something else, and readers are given that.
    SaveAndPublish,
    /// It goes to the trash.
    Throw,
    /// It comes back from there.
    BringBack,
    /// An editor gives it back to its writer.
    Return,
    /// Nobody finds it there, because only its secret words lead there.
    Never,
    /// Something with a file that somebody else brought, and that readers don't see.
    OthersFile,
    /// Anything of the above with many posts at once: who may is told of each post.
    Many,
    /// Everybody may.
    Anybody,
    /// Everybody who is signed in may.
    SignedIn,
    /// Whoever publishes anything may.
    Publishers,
    /// Everybody who is signed in is told that there is no such comment.
    NoComment,
    /// Editors and admins may.
    Editors,
    /// Editors and admins may, and find that there is no such label.
    NoLabel,
    /// Admins may.
    Admins,
    /// There is nothing there for anybody, on this site.
    Nothing,
    /// Another test says what comes of it: it ends sessions, sends mail, depends on a secret, or is there for nodes alone.
    Elsewhere,
}

impl Action {
    /// Whether it is about one post.
    pub fn is_of_a_post(self) -> bool {
        !matches!(
            self,
            Self::Anybody
                | Self::SignedIn
                | Self::Publishers
                | Self::NoComment
                | Self::Editors
                | Self::NoLabel
                | Self::Admins
                | Self::OthersFile
                | Self::Nothing
                | Self::Elsewhere
        )
    }
}

/// Where a post stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    /// It waits for an editor.
    Submitted,
    /// Readers will be given it by itself.
    Scheduled,
    Live,
    /// Readers see it, and it was changed since.
    Changed,
    /// Readers saw it once.
    Unpublished,
    /// A draft in the trash.
    Trashed,
    /// In the trash, and readers saw it until then.
    TrashedLive,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::Scheduled,
        Self::Live,
        Self::Changed,
        Self::Unpublished,
        Self::Trashed,
        Self::TrashedLive,
    ];

    pub fn is_trashed(self) -> bool {
        matches!(self, Self::Trashed | Self::TrashedLive)
    }

    fn is_live(self) -> bool {
        matches!(self, Self::Live | Self::Changed)
    }

    /// Whether somebody who may publish decided that readers see it, now or later.
    fn is_decided(self) -> bool {
        self.is_live() || matches!(self, Self::Scheduled | Self::TrashedLive)
    }
}

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing that has to do with who they are.
    Works,
    SignIn,
    Forbidden,
    NotFound,
    Gone,
}

/// What must come of an action.
pub fn expected(action: Action, who: Who, is_own: bool, state: State) -> Outcome {
    let (writes, publishes) = (who.may_write(is_own), who.may_publish(is_own));
    match action {
        Action::Anybody | Action::Elsewhere => Outcome::Works,
        Action::Nothing | Action::Never => Outcome::NotFound,
        Action::ReadLive if state.is_live() => Outcome::Works,
        Action::ReadLive if state == State::TrashedLive => Outcome::Gone,
        Action::ReadLive => Outcome::NotFound,
        Action::ReadByLink if state.is_trashed() => Outcome::Gone,
        Action::ReadByLink => Outcome::Works,
        Action::ReadByEndedLink => Outcome::Gone,
        Action::Read if state == State::TrashedLive || (writes && state.is_trashed()) => Outcome::Gone,
        Action::Read if writes || state.is_live() => Outcome::Works,
        Action::Read => Outcome::NotFound,
        // Everything else is for people who are signed in.
        _ if who.role().is_none() => Outcome::SignIn,
        Action::SignedIn | Action::Many => Outcome::Works,
        Action::Publishers => only_if(who.role() != Some(Role::Contributor)),
        Action::NoComment => Outcome::NotFound,
        Action::Editors => only_if(who.is_editor()),
        Action::NoLabel if who.is_editor() => Outcome::NotFound,
        Action::NoLabel => Outcome::Forbidden,
        Action::Admins => only_if(who.role() == Some(Role::Admin)),
        Action::OthersFile if who.may_see_every_file() => Outcome::Works,
        Action::OthersFile => Outcome::NotFound,
        Action::ReadPast => expected(Action::ReadLive, who, is_own, state),
        Action::ReadBefore => Outcome::NotFound,
        Action::ReadSignedIn => expected(Action::Read, who, is_own, state),
        // Readers are told the same at its address.
        Action::Edit | Action::TryOut if !writes && state == State::TrashedLive => Outcome::Gone,
        // What somebody typed is shown to them again, beside what readers see.
        Action::TryOut if !writes && state.is_live() => Outcome::Works,
        Action::LookBack | Action::UseVersions | Action::Rewrite | Action::DropNote if !writes => Outcome::NotFound,
        Action::LookBack => Outcome::Works,
        Action::DropNote => only_if(is_own),
        // Readers' text is no secret; that there is anything else is.
        _ if !writes && state.is_live() => Outcome::Forbidden,
        _ if !writes => Outcome::NotFound,
        Action::Publish if !publishes => Outcome::Forbidden,
        // What was decided for readers is undone only by those who may decide it.
        Action::Throw | Action::BringBack if state.is_decided() && !publishes => Outcome::Forbidden,
        Action::BringBack => Outcome::Works,
        // Who changes what will be published by itself publishes it.
        Action::Write | Action::Rewrite | Action::SaveAndWithdraw if state == State::Scheduled && !publishes => {
            Outcome::Forbidden
        }
        _ if state.is_trashed() => Outcome::Gone,
        Action::SaveAndPublish => only_if(publishes),
        Action::Return => only_if(who.is_editor()),
        // Editors return it instead, and say why.
        Action::Withdraw | Action::SaveAndWithdraw if state == State::Submitted => only_if(is_own),
        Action::Withdraw | Action::SaveAndWithdraw => Outcome::Works,
        Action::Edit | Action::TryOut | Action::Write | Action::Mark | Action::Rewrite | Action::UseVersions => {
            Outcome::Works
        }
        Action::Publish | Action::Throw => Outcome::Works,
    }
}

/// What may come of it instead: a token that is no good any more is refused as one, even where none is needed.
pub fn is_as_good(outcome: Outcome, who: Who, has_token: bool) -> bool {
    who == Who::Suspended && has_token && outcome == Outcome::SignIn
}

fn only_if(allowed: bool) -> Outcome {
    if allowed { Outcome::Works } else { Outcome::Forbidden }
}
