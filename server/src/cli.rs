//! The command line.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use blog::domain::views::AccountView;
use blog::domain::{DomainError, Principal, Role};
use blog::service::cluster::ClusterError;
use blog::service::export::ExportError;
use blog::service::{
    AccountInput, AutosaveTimes, BackupError, Blog, BlogOptions, EventsError, ImportError, OpenError, ServiceError,
    database_file,
};
use blog::text::Text;
use clap::{Parser, Subcommand};

use crate::config::{Config, ConfigError, SettingsArgs};
use crate::{api, demo, export, import, logging, maintenance, serve};

/// A wrong setting is a wrong use of the command, for which shells expect this.
const EXIT_USAGE: u8 = 2;

/// A self-hosted, event-sourced publishing platform: one binary, one SQLite file.
///
/// Every setting is a flag, an environment variable and a line of a TOML file; a flag goes before a variable,
/// and a variable before the file.
#[derive(Debug, Parser)]
#[command(name = "lithair-blog", version)]
pub struct Cli {
    #[command(flatten)]
    settings: SettingsArgs,
    /// Without a command, the blog is served.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the blog.
    Serve {
        /// Fill an empty site with a few sample posts first.
        #[arg(long)]
        demo: bool,
    },
    /// Read another site into the blog: a folder of Markdown with front matter (of Zola, Hugo or Jekyll, or an export of
    /// this program's own), or what WordPress (XML) or Ghost (JSON) exports. What came with an earlier import stays as it
    /// is.
    Import(import::ImportArgs),
    /// Write the whole site as a folder of Markdown with its media, which `import` reads back, or as pages that any web
    /// server can serve, beside a serving process.
    Export(export::ExportArgs),
    /// Check the whole log and everything that follows from it, beside a serving process. Exits with 1 when something
    /// is not as it was written.
    Verify {
        /// A database or a backup [default: the data folder's database].
        file: Option<PathBuf>,
    },
    /// Make everything that follows from the log again, beside a serving process.
    Rebuild,
    /// Seal old events into compressed segments, beside a serving process.
    Compact(maintenance::CompactArgs),
    /// Print the log: position, time, actor, stream and kind of each event.
    Events(maintenance::EventsArgs),
    /// Write everything into one file, beside a serving process.
    Backup(maintenance::BackupArgs),
    /// Put a backup in the place of the database, once it was checked. The former database stays in the data folder.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Erase a person (their account with all it ever said, and their name as an author, in every version of every
    /// post), a comment, or a file of the library. It can't be undone.
    Erase(maintenance::EraseArgs),
    /// Ask a serving process whether it is ready: exits with 0 when it is, and with 1 when not.
    Healthcheck,
    /// Make and list the accounts of people who write.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Several machines, one site.
    #[command(subcommand)]
    Cluster(maintenance::ClusterCommand),
    /// Print the description of the API (OpenAPI 3.1).
    Openapi,
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// Make an account.
    Add {
        /// The name to sign in with, and the part of the address /authors/HANDLE.
        #[arg(long, value_name = "HANDLE")]
        handle: String,
        /// The name as readers see it.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// What they may do: contributor, author, editor or admin.
        #[arg(long, value_name = "ROLE", value_parser = parse_role)]
        role: Role,
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Issue an access token for the API, and print nothing else; it can't be shown again.
    Token {
        /// Whose token.
        #[arg(long, value_name = "HANDLE")]
        handle: String,
    },
    /// Set another password, and end every session of that account.
    Password {
        /// Whose password.
        #[arg(long, value_name = "HANDLE")]
        handle: String,
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Issue a link by which somebody chooses a password, once and within a week, and print its address. It ends no
    /// session until it is followed.
    Link {
        /// Whose link.
        #[arg(long, value_name = "HANDLE")]
        handle: String,
    },
    /// List every account: handle, role, whether they can sign in, and name.
    List,
}

/// Passwords come by standard input alone: arguments can be read by everybody on the machine.
#[derive(Debug, clap::Args)]
struct PasswordSource {
    /// Read the password from the first line of standard input.
    #[arg(long, required = true)]
    password_stdin: bool,
}

fn parse_role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|rule| Text::English.rule(&rule))
}

/// Why a command failed; one line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("{}", describe(.0))]
    Service(#[from] ServiceError),
    #[error(transparent)]
    Serve(#[from] serve::ServeError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Events(#[from] EventsError),
    #[error("the library has no file {0:?}")]
    NoFile(String),
    #[error("there is no comment {0:?}")]
    NoComment(String),
    #[error("no password came by standard input")]
    NoPassword,
    #[error("no cluster is named: --cluster-url says where its log is")]
    NoCluster,
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

/// Runs a command, and says on standard error why it failed.
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command.unwrap_or(Command::Serve { demo: false }) {
        Command::Openapi => print_openapi(),
        command => Config::load(cli.settings).map_err(CommandError::from).and_then(|config| run_with(config, command)),
    };
    match result {
        Ok(code) => code,
        Err(CommandError::Io(error) | CommandError::Events(EventsError::Io(error)))
            if error.kind() == std::io::ErrorKind::BrokenPipe =>
        {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("lithair-blog: {error}");
            match error {
                CommandError::Config(_) => ExitCode::from(EXIT_USAGE),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn run_with(config: Config, command: Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Export(_) => logging::start_without_requests(&config),
        _ => logging::start(&config),
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        match command {
            Command::Verify { .. }
            | Command::Rebuild
            | Command::Compact(_)
            | Command::Events(_)
            | Command::Backup(_)
            | Command::Export(_)
            | Command::Restore { .. }
            | Command::Erase(_)
            | Command::Cluster(_)
            | Command::Healthcheck => maintain(&config, command).await,
            command => {
                let blog = Blog::open(options(&config)).await?;
                let result = dispatch(&blog, config, command).await;
                blog.close().await;
                result
            }
        }
    });
    // What still computes aside, such as the compression of a page, can write nothing and serves nobody any more.
    runtime.shutdown_background();
    result
}

async fn dispatch(blog: &Arc<Blog>, config: Config, command: Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Serve { demo } => {
            if demo {
                demo::fill(blog).await?;
            }
            serve::serve(Arc::clone(blog), config).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(args) => import::run(blog, &args.into()).await,
        Command::Account(command) => account(blog, command).await,
        // The rest needs no open blog.
        _ => print_openapi(),
    }
}

/// What works on the database file, most of it beside a process that serves it.
async fn maintain(config: &Config, command: Command) -> Result<ExitCode, CommandError> {
    let database = database_file(&config.data_dir);
    match command {
        Command::Verify { file } => maintenance::verify(&file.unwrap_or(database)).await,
        Command::Rebuild => maintenance::rebuild(&database).await,
        Command::Compact(arguments) => maintenance::compact(&database, &arguments).await,
        Command::Events(arguments) => maintenance::events(&database, &arguments),
        Command::Backup(arguments) => maintenance::backup(&database, &arguments).await,
        Command::Export(arguments) => export::run(config.clone(), options(config), &arguments).await,
        Command::Restore { file } => maintenance::restore(&config.data_dir, &file).await,
        Command::Cluster(command) => maintenance::cluster(config.cluster.as_ref(), &config.data_dir, &command).await,
        Command::Erase(arguments) => maintenance::erase(options(config), &arguments).await,
        _ => maintenance::healthcheck(config.addr),
    }
}

async fn account(blog: &Blog, command: AccountCommand) -> Result<ExitCode, CommandError> {
    let operator = Principal::OPERATOR;
    let mut output = std::io::stdout().lock();
    match command {
        AccountCommand::Add { handle, name, role, password: _ } => {
            let input = AccountInput { handle, name, role, password: read_password()? };
            blog.add_account(&operator, &input).await?;
            writeln!(output, "The account {:?} was made.", input.handle)?;
        }
        AccountCommand::Token { handle } => writeln!(output, "{}", blog.issue_token(&operator, &handle).await?)?,
        AccountCommand::Password { handle, password: _ } => {
            blog.set_password(&operator, &handle, &read_password()?).await?;
            writeln!(output, "The account {handle:?} has another password.")?;
        }
        AccountCommand::Link { handle } => {
            let link = blog.issue_link(&operator, &handle).await?;
            writeln!(output, "{}", app::admin::people::link_address(&blog.site().base_url, &link.token))?;
        }
        AccountCommand::List => {
            for AccountView { person, standing, .. } in blog.accounts(&operator).await? {
                let standing = format!("{standing:?}").to_lowercase();
                writeln!(output, "{}\t{}\t{standing}\t{}", person.handle, person.role, person.name)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read_password() -> Result<String, CommandError> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        eprint!("Password: ");
    }
    let mut line = String::new();
    input.read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() { Err(CommandError::NoPassword) } else { Ok(password.to_owned()) }
}

fn print_openapi() -> Result<ExitCode, CommandError> {
    let mut output = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut output, &api::openapi::document())?;
    writeln!(output)?;
    Ok(ExitCode::SUCCESS)
}

fn options(config: &Config) -> BlogOptions {
    BlogOptions {
        data_dir: config.data_dir.clone(),
        base_url: config.base_url.as_str().to_owned(),
        page_cache_bytes_max: config.page_cache_bytes,
        state_cache_bytes_max: config.state_cache_bytes,
        autosave: AutosaveTimes::default(),
        link_cards: config.link_cards.clone(),
        webmentions: config.webmentions.clone(),
        mail: config.mail.clone(),
        media: config.media,
        cluster: config.cluster.clone(),
    }
}

/// A refusal as one line; fields by name.
fn describe(error: &ServiceError) -> String {
    match error {
        ServiceError::Domain(DomainError::Invalid(violations)) => violations
            .iter()
            .map(|violation| format!("{}: {}", violation.field, Text::English.rule(&violation.rule)))
            .collect::<Vec<_>>()
            .join(" "),
        ServiceError::Domain(DomainError::NotFound) => "there is no such account".to_owned(),
        other => other.to_string(),
    }
}
