//! `erase`: a person's data, on their legal demand.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use blog::domain::Principal;
use blog::service::cluster::let_messages_go;
use blog::service::{Blog, BlogOptions, Remains, database_file, scrub};

use crate::cli::CommandError;

/// Erases a person, then looks for what is left of them, and says so. The data folder must be nobody else's meanwhile.
///
/// # Errors
/// When nobody has that handle, or the database can't be opened or written.
pub(crate) async fn erase(options: BlogOptions, handle: &str) -> Result<ExitCode, CommandError> {
    let (data_dir, cluster) = (options.data_dir.clone(), options.cluster.clone());
    let blog = Blog::open(options).await?;
    let erased = blog.erase_person(&Principal::OPERATOR, handle).await;
    blog.close().await;
    let erased = erased?;
    let Remains { events, places_in_file } = scrub(&database_file(&data_dir), &erased.texts).await?;
    let is_let_go = match &cluster {
        Some(cluster) => Some(let_messages_go(cluster, &database_file(&data_dir)).await?),
        None => None,
    };
    let mut output = std::io::stdout().lock();
    writeln!(output, "{handle:?} was erased; {} stands in every place where they were an author.", erased.pseudonym)?;
    writeln!(output, "Posts that named them as an author: {}.", erased.posts)?;
    if !events.is_empty() {
        let positions = events.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        writeln!(output, "Texts that mention them were left as their writers wrote them, in the events {positions}.")?;
    }
    writeln!(output, "Places in the database file that hold the name or the handle: {places_in_file}.")?;
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
