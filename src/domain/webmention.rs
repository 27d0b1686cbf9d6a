//! Webmention (<https://www.w3.org/TR/webmention/>): why one is not taken.

/// Where other sites tell of their pages.
pub const WEBMENTION_PATH: &str = "/webmention";

/// Why a mention is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebmentionRefusal {
    /// The site takes none.
    #[error("this site takes no mentions")]
    Off,
    /// The page's address is none of the web, has a password in it, or is too long.
    #[error("the source is no address of a web page")]
    NoSource,
    /// The post's address is none of the web.
    #[error("the target is no address of a web page")]
    NoTarget,
    /// The page is said to mention itself.
    #[error("source and target are the same page")]
    Same,
    /// The page is one of this site.
    #[error("the source is a page of this site")]
    OwnPage,
    /// What is mentioned is not on this site.
    #[error("the target is not on this site")]
    Elsewhere,
    /// Nothing that can be mentioned is there.
    #[error("there is no post at the target")]
    NoPost,
    /// The post takes no mentions.
    #[error("the post takes no mentions")]
    Closed,
    /// The post has as many as it takes.
    #[error("the post has too many mentions")]
    TooMany,
    /// Too many wait to be looked at.
    #[error("too many mentions wait to be looked at")]
    Busy,
}
