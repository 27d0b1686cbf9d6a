//! What pages and the API show of files.

use serde::{Deserialize, Serialize};

use super::{Picture, file_stem, path, variant_path, variant_widths};
use crate::domain::views::Pagination;
use crate::domain::{PostId, Timestamp};

/// A file as writers and the API see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaView {
    /// The hash that names its bytes.
    pub hash: String,
    /// Its address.
    pub path: String,
    /// What it is called in the library.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Its length.
    pub length_bytes: u64,
    /// In pixels, where that is known.
    pub width: Option<u32>,
    /// In pixels, where that is known.
    pub height: Option<u32>,
    /// Whether it moves.
    pub is_animated: bool,
    /// What it shows, for those who don't see it.
    pub alt: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// How many posts show it, drafts and the trash included.
    pub used_by: u32,
    /// Whether the site's settings show it.
    pub used_by_site: bool,
}

impl MediaView {
    /// Its size, where that is known.
    pub fn picture(&self) -> Option<Picture> {
        let (width, height) = self.width.zip(self.height)?;
        Some(Picture { width, height, is_animated: self.is_animated })
    }

    /// Whether nothing shows it.
    pub fn is_unused(&self) -> bool {
        self.used_by == 0 && !self.used_by_site
    }

    /// The address of a small picture of it: its narrowest copy, or itself where it has none.
    pub fn thumbnail(&self) -> String {
        let has_copies = matches!(self.content_type.as_str(), "image/jpeg" | "image/png" | "image/webp");
        let narrowest = self.picture().filter(|picture| has_copies && !picture.is_animated);
        match narrowest.and_then(|picture| variant_widths(picture.width).next()) {
            Some(width) => variant_path(&self.hash, width, file_stem(&self.path)),
            None => self.path.clone(),
        }
    }

    /// The address that the view of a file with that hash and the end of its address has.
    pub fn set_path(&mut self, file_name: &str) {
        self.path = path(&self.hash, file_name);
    }

    /// What is written into a text to show it.
    pub fn markdown(&self) -> String {
        let alt: String = self
            .alt
            .chars()
            .flat_map(|character| {
                let escape = matches!(character, '[' | ']' | '\\' | '*' | '_' | '`' | '<' | '&' | '!').then_some('\\');
                escape.into_iter().chain(std::iter::once(character))
            })
            .collect();
        format!("![{alt}]({})", self.path)
    }
}

/// Which files the library shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaFilter {
    /// All but the deleted ones.
    #[default]
    All,
    /// Those that nothing shows.
    Unused,
    /// The deleted ones.
    Trash,
}

impl MediaFilter {
    /// Every filter, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::All, Self::Unused, Self::Trash];

    /// The name as it is typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Unused => "unused",
            Self::Trash => "trash",
        }
    }

    /// The filter of that name; all where there is none.
    pub fn named(text: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.as_str() == text).unwrap_or_default()
    }
}

/// A page of the library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaListPage {
    /// The files, the latest first.
    pub media: Vec<MediaView>,
    /// Where this page is.
    pub pagination: Pagination,
    /// After how many days the trash lets go of a file; none where it never does.
    pub purged_after_days: Option<u32>,
}

/// A file and where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaDetail {
    /// The file.
    pub media: MediaView,
    /// The posts that show it and that whoever asks may know of.
    pub uses: Vec<MediaUse>,
    /// How many others show it.
    pub hidden_uses: u32,
    /// Where the site's settings show it.
    pub site_uses: Vec<SiteUse>,
    /// Whether whoever asks may describe and delete it.
    pub may_change: bool,
}

/// A place of the site's settings that can show a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SiteUse {
    /// The picture that stands for the site's name.
    Logo,
    /// The site's icon.
    Icon,
    /// The picture for links to pages that have none.
    SocialImage,
    /// The foot of every page.
    Footer,
    /// The head of every page.
    Navigation,
    /// CSS of the site's own.
    Stylesheet,
}

impl SiteUse {
    /// The pictures that a site has one of.
    pub const PICTURES: [Self; 3] = [Self::Logo, Self::Icon, Self::SocialImage];

    /// The name of the setting that is such a picture; none where a picture only stands in a text.
    pub const fn setting(self) -> Option<&'static str> {
        match self {
            Self::Logo => Some("logo"),
            Self::Icon => Some("icon"),
            Self::SocialImage => Some("social_image"),
            Self::Footer | Self::Navigation | Self::Stylesheet => None,
        }
    }

    /// The picture whose setting has that name.
    pub fn of_setting(name: &str) -> Option<Self> {
        Self::PICTURES.into_iter().find(|place| place.setting() == Some(name))
    }
}

/// A post that shows a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaUse {
    /// Which post.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// Where whoever asks can look at it: the editor, or what readers see.
    pub path: String,
    /// Whether readers see the file there.
    pub is_published: bool,
    /// Whether it is the post's cover.
    pub is_cover: bool,
    /// Whether the post is in the trash.
    pub is_deleted: bool,
}
