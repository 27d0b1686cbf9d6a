//! `erase`: a person's data, on their legal demand, a comment, or a file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use blog::domain::{DomainError, Principal};
use blog::service::cluster::let_messages_go;
use blog::service::{Blog, BlogOptions, ServiceError, database_file, scrub};

use crate::cli::CommandError;

/// What is erased.
#[derive(Clone, Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct EraseArgs {
    /// A person, by the name with which they sign in.
    #[arg(long, value_name = "HANDLE")]
    handle: Option<String>,
    /// A file of the library, by the hash in its address: its bytes, its copies, its name and description.
    #[arg(long, value_name = "HASH")]
    media: Option<String>,
    /// A comment, by its identifier: what it says, and who said it, in every version.
    #[arg(long, value_name = "ID")]
    comment: Option<String>,
}

/// What was erased, for whoever asked.
struct Erased {
    /// What is looked for afterwards.
    texts: Vec<String>,
    /// What became of it.
    sentences: Vec<String>,
    /// What the texts are called.
    what: &'static str,
}

/// Erases what is asked for, then looks for what is left of it, and says so. The data folder must be nobody else's meanwhile.
///
/// # Errors
/// When there is no such person, comment or file, or the database can't be opened or written.
pub(crate) async fn erase(options: BlogOptions, arguments: &EraseArgs) -> Result<ExitCode, CommandError> {
    let (data_dir, cluster) = (options.data_dir.clone(), options.cluster.clone());
    let blog = Blog::open(options).await?;
    let erased = match arguments {
        EraseArgs { media: Some(hash), .. } => erase_media(&blog, hash).await,
        EraseArgs { comment: Some(id), .. } => erase_comment(&blog, id).await,
        EraseArgs { handle, .. } => erase_person(&blog, handle.as_deref().unwrap_or_default()).await,
    };
    blog.close().await;
    let Erased { texts, sentences, what } = erased?;
    let remains = scrub(&database_file(&data_dir), &texts).await?;
    let is_let_go = match &cluster {
        Some(cluster) => Some(let_messages_go(cluster, &database_file(&data_dir)).await?),
        None => None,
    };
    let mut output = std::io::stdout().lock();
    sentences.iter().try_for_each(|sentence| writeln!(output, "{sentence}"))?;
    if !remains.events.is_empty() {
        let positions = remains.events.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        writeln!(
            output,
            "Texts that mention {what} were left as their writers wrote them, in the events {positions}."
        )?;
    }
    writeln!(output, "Places in the database file that hold {what}: {}.", remains.places_in_file)?;
    match is_let_go {
        Some(true) => writeln!(
            output,
            "The cluster's log has let go of it. Restart the other nodes: each then writes over what its file still holds."
        )?,
        Some(false) => writeln!(
            output,
            "The cluster's log still holds it, as no other node confirmed a snapshot: start one, and it lets go after a while."
        )?,
        None => {}
    }
    let copies = copies(&data_dir)?;
    if copies.is_empty() {
        writeln!(output, "The data folder holds no older copy; copies elsewhere still hold what was erased.")?;
    }
    for copy in copies {
        writeln!(output, "This copy still holds what was erased: {}", copy.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn erase_person(blog: &Blog, handle: &str) -> Result<Erased, CommandError> {
    let erased = blog.erase_person(&Principal::OPERATOR, handle).await?;
    let sentences = vec![
        format!("{handle:?} was erased; {} stands in every place where they were an author.", erased.pseudonym),
        format!("Posts that named them as an author: {}.", erased.posts),
    ];
    Ok(Erased { texts: erased.texts, sentences, what: "the name or the handle" })
}

async fn erase_media(blog: &Blog, hash: &str) -> Result<Erased, CommandError> {
    let erased = blog.erase_media(&Principal::OPERATOR, hash).await.map_err(|error| match error {
        ServiceError::Domain(DomainError::NotFound | DomainError::Gone) => CommandError::NoFile(hash.to_owned()),
        error => error.into(),
    })?;
    let sentences = vec![
        format!("The file {hash} was erased; its address answers that it is gone."),
        format!("Posts that show nothing any more where it was: {}.", erased.used_by),
    ];
    Ok(Erased { texts: erased.texts, sentences, what: "its name, its description or its address" })
}

async fn erase_comment(blog: &Blog, id: &str) -> Result<Erased, CommandError> {
    let missing = || CommandError::NoComment(id.to_owned());
    let erased = blog.erase_comment(&Principal::OPERATOR, id.parse().map_err(|_| missing())?).await;
    let texts = erased.map_err(|error| match error {
        ServiceError::Domain(DomainError::NotFound | DomainError::Gone) => missing(),
        error => error.into(),
    })?;
    let sentences = vec![format!("The comment {id} was erased; answers to it stay.")];
    Ok(Erased { texts, sentences, what: "its words or its writer's e-mail address" })
}

/// Databases that the program itself put aside in the data folder.
fn copies(data_dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut copies = Vec::new();
    for entry in std::fs::read_dir(data_dir)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("before-") && name.contains(".sqlite") {
            copies.push(path);
        }
    }
    copies.sort();
    Ok(copies)
}
