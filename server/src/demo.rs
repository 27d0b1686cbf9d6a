//! A few sample posts, for those who want to look before they write.

use blog::domain::post::{Author, PostDraft};
use blog::domain::{Label, Language, Principal, Rule, Slug, Timestamp};
use blog::service::{Blog, ImportedPost, ServiceError};

struct Sample {
    slug: &'static str,
    title: &'static str,
    body: &'static str,
    tags: &'static [&'static str],
    language: Option<&'static str>,
    published_at: &'static str,
}

const IMAGE_NAME: &str = "hills.svg";
const IMAGE: &[u8] = include_bytes!("../demo/hills.svg");

/// The newest last.
const SAMPLES: [Sample; 4] = [
    Sample {
        slug: "old-pond",
        title: "古池",
        body: include_str!("../demo/haiku.md"),
        tags: &["Languages"],
        language: Some("ja"),
        published_at: "2026-01-04T07:00:00Z",
    },
    Sample {
        slug: "tall-tables",
        title: "Mountains in a table",
        body: include_str!("../demo/numbers.md"),
        tags: &["Writing"],
        language: None,
        published_at: "2026-01-11T09:30:00Z",
    },
    Sample {
        slug: "code-in-colour",
        title: "Code in colour, without a script",
        body: include_str!("../demo/code.md"),
        tags: &["Writing", "Code"],
        language: None,
        published_at: "2026-01-18T16:45:00Z",
    },
    Sample {
        slug: "welcome",
        title: "Welcome to your new site",
        body: include_str!("../demo/welcome.md"),
        tags: &["Writing"],
        language: None,
        published_at: "2026-01-25T08:15:00Z",
    },
];

/// Fills an empty site. On one that has posts already, or had these, it changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn fill(blog: &Blog) -> Result<(), ServiceError> {
    if blog.has_posts().await? {
        return Ok(());
    }
    let image = blog.add_media(&Principal::OPERATOR, IMAGE_NAME, IMAGE.to_vec()).await?;
    for sample in &SAMPLES {
        let post = sample.to_post(&image.path).map_err(|rule| blog::domain::Violations::one("demo", rule))?;
        blog.import_post(&Principal::OPERATOR, &post).await?;
    }
    Ok(())
}

impl Sample {
    fn to_post(&self, image: &str) -> Result<ImportedPost, Rule> {
        let published_at: Timestamp = self.published_at.parse().map_err(|_| Rule::NotADate)?;
        let draft = PostDraft {
            title: self.title.to_owned(),
            slug: Some(Slug::parse(self.slug)?),
            body: self.body.replace(IMAGE_NAME, image),
            tags: self.tags.iter().map(|tag| Label::parse(tag)).collect::<Result<_, _>>()?,
            authors: Some(vec![Author::named("Lithair Blog")]),
            language: self.language.map(Language::parse).transpose()?,
            published_at: Some(published_at),
            ..PostDraft::default()
        };
        Ok(ImportedPost {
            source: format!("demo/{}", self.slug),
            draft,
            created_at: Some(published_at),
            is_published: true,
            ..ImportedPost::default()
        })
    }
}
