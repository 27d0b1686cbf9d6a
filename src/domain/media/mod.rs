//! Media: a file that posts show. Its bytes are named by their hash and never change.
//!
//! - [`address`](self): what the address of a picture says about it, so that a page needs to ask nobody.
//! - [`event`](self): what can have happened to a file, in every version of its format.
//! - [`view`](self): what pages and the API show.

mod address;
mod event;
#[cfg(test)]
mod tests;
mod view;

use serde::{Deserialize, Serialize};

use super::{
    Actor, Aggregate, Context, DomainError, Principal, Recorded, Role, StreamId, TextRule, Timestamp, Violations,
};

pub use address::{
    PATH_PREFIX, PictureAddress, SIZES, VARIANT_WIDTHS, file_name, file_stem, is_hash, path, variant_path,
    variant_widths,
};
pub use event::{MediaAdded, MediaDescribed, MediaEvent, MediaMeasured, redact};
pub use view::{MediaDetail, MediaFilter, MediaListPage, MediaUse, MediaView, SiteUse};

/// What a file's fields must be like.
pub mod rules {
    use super::TextRule;

    /// What it is called in the library.
    pub const NAME: TextRule = TextRule::line("name", 200).required();
    /// What it shows, for those who don't see it.
    pub const ALT: TextRule = TextRule::line("alt", 1_000);
}

/// A file as its stream leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// The version of the last event folded in; 0 before the first.
    pub version: u64,
    /// When it was added.
    pub created_at: Timestamp,
    /// Who added it.
    pub created_by: Actor,
    /// The end of its address.
    pub file_name: String,
    /// What it is called in the library.
    pub name: String,
    /// What it shows, for those who don't see it; empty until somebody says so.
    pub alt: String,
    /// Its media type, found in its content.
    pub content_type: String,
    /// Its length.
    pub length_bytes: u64,
    /// How large the picture is, where that is known.
    pub picture: Option<Picture>,
    /// When it was deleted, unless it was brought back.
    pub deleted_at: Option<Timestamp>,
    /// Whether nothing is left of it but that it was there.
    pub is_purged: bool,
}

/// What is known of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// In pixels, as it is shown.
    pub width: u32,
    /// In pixels, as it is shown.
    pub height: u32,
    /// Whether it moves; smaller copies would not.
    pub is_animated: bool,
}

/// What can be asked of media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaCommand {
    /// Adds a file. Adding one that is there already changes nothing; one that was deleted comes back, and one that was
    /// purged begins anew.
    AddMedia(NewMedia),
    /// Says what it is called, and what it shows.
    DescribeMedia {
        /// See [`rules::NAME`].
        name: String,
        /// See [`rules::ALT`].
        alt: String,
    },
    /// Says how large it is, where that is not known. Whoever asks has looked at its bytes.
    MeasureMedia {
        /// The end of its address, with the size in it.
        file_name: String,
        /// How large it is.
        picture: Picture,
    },
    /// Takes it out of the library. Whoever asks makes sure that no post shows it.
    DeleteMedia,
    /// Brings it back.
    RestoreMedia,
    /// Lets go of one that was deleted, for good. Whoever asks takes its texts out of the log in the same breath.
    PurgeMedia,
    /// The same with one that somebody names, deleted or not.
    EraseMedia,
}

/// A file that is to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMedia {
    /// The end of its address.
    pub file_name: String,
    /// What it is called in the library.
    pub name: String,
    /// What it shows; empty where nobody said so yet.
    pub alt: String,
    /// Its media type, found in its content.
    pub content_type: String,
    /// How large the picture is, where that is known.
    pub picture: Option<Picture>,
    /// The file itself; the log keeps its hash, a table of its own the bytes.
    pub bytes: Vec<u8>,
}

/// The name of a file's bytes: BLAKE3 in hexadecimal. Nobody can guess it who has not got the file, which is what keeps a
/// draft's pictures to those who may see the draft.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The stream of the file with that hash.
pub fn stream_id(hash: &str) -> StreamId {
    StreamId::new(Media::CATEGORY, hash)
}

impl Media {
    /// Its address, where it has that hash.
    pub fn path(&self, hash: &str) -> String {
        path(hash, &self.file_name)
    }

    /// Whether they may say what it shows, delete it and bring it back.
    pub fn may_be_changed_by(&self, who: &Principal) -> bool {
        who.role >= Role::Editor || who.actor == self.created_by
    }

    fn add<'c>(&self, new: &'c NewMedia) -> Result<Vec<MediaEvent<'c>>, DomainError> {
        if self.version > 0 && !self.is_purged {
            return Ok(self.deleted_at.map(|_| MediaEvent::Restored).into_iter().collect());
        }
        let NewMedia { file_name, name, alt, content_type, picture, bytes } = new;
        check(name, alt)?;
        let added = MediaAdded { file_name, name, content_type, length_bytes: bytes.len() as u64, picture: *picture };
        let described = (!alt.is_empty()).then_some(MediaEvent::Described(MediaDescribed { name, alt }));
        Ok(std::iter::once(MediaEvent::Added(added)).chain(described).collect())
    }

    fn describe<'c>(&self, name: &'c str, alt: &'c str) -> Result<Vec<MediaEvent<'c>>, DomainError> {
        check(name, alt)?;
        if (name, alt) == (self.name.as_str(), self.alt.as_str()) {
            return Ok(Vec::new());
        }
        Ok(vec![MediaEvent::Described(MediaDescribed { name, alt })])
    }
}

fn check(name: &str, alt: &str) -> Result<(), Violations> {
    let mut violations = Violations::default();
    violations.take(rules::NAME.field, rules::NAME.check(name));
    violations.take(rules::ALT.field, rules::ALT.check(alt));
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

impl Aggregate for Media {
    const CATEGORY: &'static str = "media";
    const SNAPSHOT_VERSION: u32 = 2;
    type Command = MediaCommand;
    type Event<'a> = MediaEvent<'a>;

    fn decide<'c>(&self, command: &'c MediaCommand, context: &Context<'_>) -> Result<Vec<MediaEvent<'c>>, DomainError> {
        if let MediaCommand::AddMedia(new) = command {
            return self.add(new);
        }
        if self.version == 0 {
            return Err(DomainError::NotFound);
        }
        if !self.may_be_changed_by(context.principal) {
            return Err(DomainError::Forbidden);
        }
        match command {
            MediaCommand::AddMedia(_) => Ok(Vec::new()),
            _ if self.is_purged => Err(DomainError::Gone),
            MediaCommand::MeasureMedia { .. } | MediaCommand::PurgeMedia | MediaCommand::EraseMedia
                if context.principal.role < Role::Admin =>
            {
                Err(DomainError::Forbidden)
            }
            MediaCommand::MeasureMedia { .. } if self.picture.is_some() => Ok(Vec::new()),
            MediaCommand::MeasureMedia { file_name, picture } => {
                Ok(vec![MediaEvent::Measured(MediaMeasured { file_name, picture: *picture })])
            }
            MediaCommand::PurgeMedia if self.deleted_at.is_none() => Err(DomainError::Forbidden),
            MediaCommand::PurgeMedia | MediaCommand::EraseMedia => Ok(vec![MediaEvent::Purged]),
            MediaCommand::RestoreMedia if self.deleted_at.is_none() => Ok(Vec::new()),
            MediaCommand::RestoreMedia => Ok(vec![MediaEvent::Restored]),
            _ if self.deleted_at.is_some() => Err(DomainError::Gone),
            MediaCommand::DescribeMedia { name, alt } => self.describe(name, alt),
            MediaCommand::DeleteMedia => Ok(vec![MediaEvent::Deleted]),
        }
    }

    fn evolve(&mut self, event: &MediaEvent<'_>, recorded: &Recorded) {
        self.version = recorded.stream_version;
        match event {
            MediaEvent::Added(added) => {
                self.created_at = recorded.at;
                self.created_by = recorded.actor;
                added.file_name.clone_into(&mut self.file_name);
                added.name.clone_into(&mut self.name);
                added.content_type.clone_into(&mut self.content_type);
                self.length_bytes = added.length_bytes;
                self.picture = added.picture;
                self.alt.clear();
                (self.deleted_at, self.is_purged) = (None, false);
            }
            MediaEvent::Described(described) => {
                described.name.clone_into(&mut self.name);
                described.alt.clone_into(&mut self.alt);
            }
            MediaEvent::Measured(measured) => {
                measured.file_name.clone_into(&mut self.file_name);
                self.picture = Some(measured.picture);
            }
            MediaEvent::Deleted => self.deleted_at = Some(recorded.at),
            MediaEvent::Restored => self.deleted_at = None,
            MediaEvent::Purged => {
                [&mut self.file_name, &mut self.name, &mut self.alt].into_iter().for_each(String::clear);
                self.deleted_at = self.deleted_at.or(Some(recorded.at));
                self.is_purged = true;
            }
        }
    }

    fn version(&self) -> u64 {
        self.version
    }
}
