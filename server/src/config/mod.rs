//! Settings: a flag, else an environment variable, else a line of the configuration file, else a default.
//!
//! [`settings`] has the whole list, [`cluster`] what nodes of a cluster are told besides. Flags, variables, keys of the file
//! and `--help` are made from it, so that none can be forgotten.

mod cluster;
mod settings;

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use axum::http::Uri;
use blog::service::cluster::ClusterOptions;
use blog::service::pictures::MediaLimits;
use blog::service::{LinkCardOptions, MailOptions, MailOptionsError, WebmentionOptions};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use ipnet::IpNet;
use tracing_subscriber::EnvFilter;

use self::settings::SETTINGS;

/// The file that is read when there is one and no other is named.
pub const FILE_DEFAULT: &str = "lithair-blog.toml";

/// What environment variables begin with.
const VARIABLE_PREFIX: &str = "LITHAIR_";
/// A variable that the build reads, which may linger in the environment.
const BUILD_VARIABLES: [&str; 1] = ["LITHAIR_SITE_PKG"];

/// Every setting, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where to listen.
    pub addr: SocketAddr,
    /// The folder with the database.
    pub data_dir: PathBuf,
    /// The site's own address.
    pub base_url: BaseUrl,
    /// How to log.
    pub log: LogFormat,
    /// What to log, in the filter syntax of `tracing-subscriber`.
    pub log_level: LogLevel,
    /// The most bytes that the page cache holds.
    pub page_cache_bytes: u64,
    /// The most bytes that the state cache holds.
    pub state_cache_bytes: u64,
    /// How long others may keep readers' pages; 0 makes them ask every time.
    pub cache_control_max_age_seconds: u32,
    /// Whose language the interface speaks to readers.
    pub interface_language: InterfaceLanguage,
    /// The largest body of a request.
    pub body_bytes_max: usize,
    /// How large uploaded files may be.
    pub media: MediaLimits,
    /// How long a request may take.
    pub request_timeout_seconds: u32,
    /// The networks whose forwarded headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Attempts to sign in, for each client and handle.
    pub sign_in_attempts_per_minute: NonZeroU32,
    /// Comments, for each client.
    pub comments_per_minute: NonZeroU32,
    /// How old an event is when it is sealed; 0 leaves all as they are.
    pub compact_after_days: u32,
    /// How long a post has been in the trash when what it said is erased; 0 keeps it for ever.
    pub purge_trash_after_days: u32,
    /// How often the serving process looks for events to seal, posts to purge and search indexes to tidy.
    pub compact_interval_seconds: NonZeroU32,
    /// Where metrics alone are served, if anywhere.
    pub metrics_addr: Option<SocketAddr>,
    /// Whether metrics are served where readers come as well.
    pub metrics_public: bool,
    /// Who takes letters; none where the site sends none.
    pub mail: Option<MailOptions>,
    /// Whether links become cards, and which networks are asked for that.
    pub link_cards: LinkCardOptions,
    /// Whether other sites are asked about mentions, and in which networks.
    pub webmentions: WebmentionOptions,
    /// Mentions, for each client.
    pub webmentions_per_minute: NonZeroU32,
    /// The cluster that this is a node of; none where it stands alone.
    pub cluster: Option<ClusterOptions>,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
    /// Text on a terminal, JSON otherwise.
    Auto,
}

/// The site's own address: scheme and authority, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The address, such as `https://blog.example.org`; this is its origin as well.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether browsers reach the site over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for BaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "must be http:// or https://, a host and perhaps a port, without a path";
        let uri: Uri = text.parse().map_err(|_| WRONG)?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or(WRONG)?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or(WRONG)?;
        if uri.path() != "/" || uri.query().is_some() || authority.host().is_empty() {
            return Err(WRONG);
        }
        let default_port = if scheme == "https" { ":443" } else { ":80" };
        let authority = authority.as_str().to_ascii_lowercase();
        let authority = authority.strip_suffix(default_port).unwrap_or(&authority);
        Ok(Self(format!("{scheme}://{authority}")))
    }
}

/// A filter that `tracing-subscriber` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLevel(String);

impl LogLevel {
    /// The filter.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LogLevel {
    type Err = tracing_subscriber::filter::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        EnvFilter::builder().parse(text).map(|_| Self(text.to_owned()))
    }
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            "auto" => Ok(Self::Auto),
            _ => Err("must be text, json or auto"),
        }
    }
}

/// Whose language the interface speaks to readers; what they read is in its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterfaceLanguage {
    /// What their browser asks for, where the interface speaks it.
    Reader,
    /// The site's, so that one copy of a page serves all.
    Site,
}

impl FromStr for InterfaceLanguage {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "reader" => Ok(Self::Reader),
            "site" => Ok(Self::Site),
            _ => Err("must be reader or site"),
        }
    }
}

/// Why the settings can't be used; one line that names the source.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value that its setting can't take.
    #[error("{origin}: {value:?} {reason}")]
    Value {
        /// Where the value came from.
        origin: Origin,
        /// What was given.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A variable with our prefix that names no setting.
    #[error("variable {0}: there is no such setting")]
    UnknownVariable(String),
    /// A key of the file that names no setting.
    #[error("file {}: there is no setting {key:?}", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
    },
    /// A file that can't be read, or isn't TOML.
    #[error("file {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flag(String),
    /// The environment.
    Variable(String),
    /// The configuration file.
    File(PathBuf, String),
    /// Nobody set it.
    Default(String),
}

impl Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(formatter, "flag --{flag}"),
            Self::Variable(name) => write!(formatter, "variable {name}"),
            Self::File(path, key) => write!(formatter, "file {}, key {key}", path.display()),
            Self::Default(name) => write!(formatter, "default of {name}"),
        }
    }
}

/// What the command line and the environment say of settings, as text.
#[derive(Clone, Debug, Default)]
pub struct SettingsArgs {
    values: BTreeMap<&'static str, (String, Origin)>,
    file: Option<(PathBuf, Origin)>,
}

impl Args for SettingsArgs {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config")
            .long("config")
            .env("LITHAIR_CONFIG")
            .value_name("FILE")
            .help(format!("A TOML file with settings [default: {FILE_DEFAULT}, when there is one]"));
        let arguments = SETTINGS.iter().map(|setting| {
            let default =
                if setting.default.is_empty() { String::new() } else { format!(" [default: {}]", setting.default) };
            Arg::new(setting.name)
                .long(setting.name.replace('_', "-"))
                .env(variable(setting.name))
                .value_name(setting.value_name)
                .help(format!("{}{default}", setting.help))
        });
        std::iter::once(file).chain(arguments).fold(command, |command, argument| {
            command.arg(argument.global(true).hide_env_values(true).help_heading("Settings"))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SettingsArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut settings = Self::default();
        settings.update_from_arg_matches(matches)?;
        Ok(settings)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.file = given(matches, "config").map(|(path, origin)| (path.into(), origin));
        for setting in &SETTINGS {
            if let Some(value) = given(matches, setting.name) {
                self.values.insert(setting.name, value);
            }
        }
        Ok(())
    }
}

/// A variable that is set but empty counts as one that isn't set, as container files like to write it.
fn given(matches: &ArgMatches, name: &str) -> Option<(String, Origin)> {
    let value = matches.get_one::<String>(name)?.clone();
    match matches.value_source(name)? {
        ValueSource::EnvVariable if value.is_empty() => None,
        ValueSource::EnvVariable => Some((value, Origin::Variable(variable(name)))),
        _ => Some((value, Origin::Flag(name.replace('_', "-")))),
    }
}

fn variable(name: &str) -> String {
    format!("{VARIABLE_PREFIX}{}", name.to_ascii_uppercase())
}

impl Config {
    /// Brings the layers together.
    ///
    /// # Errors
    /// For the first value or key that can't be used.
    pub fn load(arguments: SettingsArgs) -> Result<Self, ConfigError> {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        refuse_unknown_variables(names)?;
        let file = match &arguments.file {
            Some((path, _)) => read_file(path)?,
            None if Path::new(FILE_DEFAULT).exists() => read_file(Path::new(FILE_DEFAULT))?,
            None => BTreeMap::new(),
        };
        Self::from_layers(arguments, file)
    }

    fn from_layers(arguments: SettingsArgs, file: Layer) -> Result<Self, ConfigError> {
        let mut values = file;
        values.extend(arguments.values);
        let layers = Layers { values };
        let addr = layers.parse("addr")?;
        Ok(Self {
            addr,
            data_dir: layers.parse("data_dir")?,
            base_url: layers.base_url(addr)?,
            log: layers.parse("log")?,
            log_level: layers.parse("log_level")?,
            page_cache_bytes: layers.parse("page_cache_bytes")?,
            state_cache_bytes: layers.parse("state_cache_bytes")?,
            cache_control_max_age_seconds: layers.parse("cache_control_max_age_seconds")?,
            interface_language: layers.parse("interface_language")?,
            body_bytes_max: layers.parse("body_bytes_max")?,
            media: MediaLimits {
                bytes_max: layers.parse::<NonZeroU32>("media_bytes_max")?.get().into(),
                pixels_max: layers.parse::<NonZeroU32>("media_pixels_max")?.get().into(),
            },
            request_timeout_seconds: layers.parse("request_timeout_seconds")?,
            trusted_proxies: layers.list("trusted_proxies")?,
            sign_in_attempts_per_minute: layers.parse("sign_in_attempts_per_minute")?,
            comments_per_minute: layers.parse("comments_per_minute")?,
            compact_after_days: layers.parse("compact_after_days")?,
            purge_trash_after_days: layers.parse("purge_trash_after_days")?,
            compact_interval_seconds: layers.parse("compact_interval_seconds")?,
            metrics_addr: layers.parse_if_set("metrics_addr")?,
            metrics_public: layers.parse("metrics_public")?,
            mail: layers.mail()?,
            link_cards: layers.link_cards()?,
            webmentions: layers.webmentions()?,
            webmentions_per_minute: layers.parse("webmentions_per_minute")?,
            cluster: layers.cluster(addr)?,
        })
    }
}

type Layer = BTreeMap<&'static str, (String, Origin)>;

struct Layers {
    values: Layer,
}

impl Layers {
    fn text(&self, name: &str) -> (String, Origin) {
        self.values.get(name).cloned().unwrap_or_else(|| {
            let default = SETTINGS.iter().find(|setting| setting.name == name).map_or("", |setting| setting.default);
            (default.to_owned(), Origin::Default(name.to_owned()))
        })
    }

    fn parse<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T, ConfigError> {
        let (value, origin) = self.text(name);
        value.parse().map_err(|error: T::Err| wrong_value(origin, value, &error))
    }

    /// Nothing for a setting that is empty, as it is when nobody sets it.
    fn parse_if_set<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Option<T>, ConfigError> {
        if self.text(name).0.is_empty() { Ok(None) } else { self.parse(name).map(Some) }
    }

    fn list<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Vec<T>, ConfigError> {
        let (value, origin) = self.text(name);
        let entries = value.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries
            .map(|entry| entry.parse().map_err(|error: T::Err| wrong_value(origin.clone(), entry.to_owned(), &error)))
            .collect()
    }

    /// Who takes letters. What is wrong is said without the address, which may hold a password.
    fn mail(&self) -> Result<Option<MailOptions>, ConfigError> {
        let (mut url, mut origin) = self.text("smtp_url");
        if let Some(path) = self.parse_if_set::<PathBuf>("smtp_url_file")? {
            origin = self.text("smtp_url_file").1;
            let content = std::fs::read_to_string(&path)
                .map_err(|error| ConfigError::File { path, reason: error.to_string() })?;
            content.trim().clone_into(&mut url);
        }
        if url.is_empty() {
            return Ok(None);
        }
        let (from, from_origin) = self.text("smtp_from");
        match MailOptions::parse(&url, &from) {
            Ok(options) => Ok(Some(options)),
            Err(error @ MailOptionsError::Url) => Err(wrong_value(origin, "…".to_owned(), &error)),
            Err(error @ MailOptionsError::From) => Err(wrong_value(from_origin, from, &error)),
        }
    }

    fn link_cards(&self) -> Result<LinkCardOptions, ConfigError> {
        let (is_on, allowed) = (self.parse("link_cards")?, self.list("link_cards_allow")?);
        Ok(LinkCardOptions { is_on, allowed, ..LinkCardOptions::default() })
    }

    fn webmentions(&self) -> Result<WebmentionOptions, ConfigError> {
        let (is_on, allowed) = (self.parse("webmentions")?, self.list("webmentions_allow")?);
        Ok(WebmentionOptions { is_on, allowed, ..WebmentionOptions::default() })
    }

    fn base_url(&self, addr: SocketAddr) -> Result<BaseUrl, ConfigError> {
        if self.values.contains_key("base_url") {
            return self.parse("base_url");
        }
        // Listening on every address is no address that a browser could open.
        let host = if addr.ip().is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { addr.ip() };
        Ok(BaseUrl(format!("http://{}", SocketAddr::new(host, addr.port()))))
    }
}

fn wrong_value(origin: Origin, value: String, error: &impl Display) -> ConfigError {
    ConfigError::Value { origin, value, reason: error.to_string() }
}

/// A mistyped name would otherwise be a setting that silently does nothing.
fn refuse_unknown_variables(names: impl Iterator<Item = String>) -> Result<(), ConfigError> {
    let is_known = |name: &str| {
        name == "LITHAIR_CONFIG"
            || BUILD_VARIABLES.contains(&name)
            || SETTINGS.iter().any(|setting| variable(setting.name) == name)
    };
    match names.filter(|name| name.starts_with(VARIABLE_PREFIX)).find(|name| !is_known(name)) {
        Some(name) => Err(ConfigError::UnknownVariable(name)),
        None => Ok(()),
    }
}

fn read_file(path: &Path) -> Result<Layer, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::File { path: path.to_owned(), reason: error.to_string() })?;
    parse_file(path, &text)
}

fn parse_file(path: &Path, text: &str) -> Result<Layer, ConfigError> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        let reason = format!("line {line}: {}", error.message().replace('\n', ", "));
        ConfigError::File { path: path.to_owned(), reason }
    })?;
    let mut layer = Layer::new();
    for (key, value) in table {
        let setting = SETTINGS
            .iter()
            .find(|setting| setting.name == key)
            .ok_or_else(|| ConfigError::UnknownKey { path: path.to_owned(), key: key.clone() })?;
        layer.insert(setting.name, (as_text(&value), Origin::File(path.to_owned(), key)));
    }
    Ok(layer)
}

/// A value as a flag would say it; a list has commas.
fn as_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(flag) => flag.to_string(),
        toml::Value::Datetime(datetime) => datetime.to_string(),
        toml::Value::Array(entries) => entries.iter().map(as_text).collect::<Vec<_>>().join(","),
        toml::Value::Table(_) => "a table".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> SettingsArgs {
        let command = SettingsArgs::augment_args(Command::new("test"));
        let matches = command.try_get_matches_from(line.split_whitespace()).unwrap();
        SettingsArgs::from_arg_matches(&matches).unwrap()
    }

    fn load(line: &str, file: &str) -> Result<Config, String> {
        parse_file(Path::new("blog.toml"), file)
            .and_then(|file| Config::from_layers(arguments(line), file))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_flag_goes_before_the_file_and_the_file_before_the_default() {
        let file = "addr = '127.0.0.1:1'\npage_cache_bytes = 5\ntrusted_proxies = ['10.0.0.0/8', '::1/128']";
        let config = load("test --addr 127.0.0.1:2", file).unwrap();
        assert_eq!(config.addr.port(), 2);
        assert_eq!(config.page_cache_bytes, 5);
        assert_eq!(config.trusted_proxies.len(), 2);
        assert_eq!(config.base_url.as_str(), "http://127.0.0.1:2");
        assert_eq!(config.data_dir, Path::new("./data"));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_line_with_its_source() {
        let cases = [
            ("test --addr nonsense", "", "flag --addr: \"nonsense\" "),
            ("test --base-url ftp://x", "", "flag --base-url: \"ftp://x\" must be http"),
            ("test --base-url https://x/blog", "", "flag --base-url: \"https://x/blog\" must be http"),
            ("test --trusted-proxies 10.0.0.0/8,x", "", "flag --trusted-proxies: \"x\" "),
            ("test --sign-in-attempts-per-minute 0", "", "flag --sign-in-attempts-per-minute: \"0\" "),
            ("test", "page_cache_bytes = 'much'", "file blog.toml, key page_cache_bytes: \"much\" "),
            ("test --smtp-url https://:secret@x --smtp-from a@b", "", "flag --smtp-url: \"…\" must be smtps://"),
            ("test --smtp-url smtp://127.0.0.1", "", "default of smtp_from: \"\" must be an address"),
            ("test --link-cards maybe", "", "flag --link-cards: \"maybe\" "),
            ("test --link-cards-allow 10.0.0.0/33", "", "flag --link-cards-allow: \"10.0.0.0/33\" "),
            ("test --metrics-addr here", "", "flag --metrics-addr: \"here\" "),
            ("test", "metrics_public = 'perhaps'", "file blog.toml, key metrics_public: \"perhaps\" "),
            ("test --compact-interval-seconds 0", "", "flag --compact-interval-seconds: \"0\" "),
            ("test --log-level loud=very", "", "flag --log-level: \"loud=very\" "),
            ("test", "log = 3", "file blog.toml, key log: \"3\" must be text, json or auto"),
            ("test", "adr = 'x'", "file blog.toml: there is no setting \"adr\""),
            ("test", "addr = 'x'\naddr = ", "file blog.toml: line 2: "),
        ];
        for (line, file, expected) in cases {
            let message = load(line, file).unwrap_err();
            assert!(message.starts_with(expected), "{message}");
            assert!(!message.contains('\n'), "{message}");
        }
    }

    #[test]
    fn an_unknown_variable_is_refused() {
        let names = |names: &[&str]| refuse_unknown_variables(names.iter().map(|name| (*name).to_owned()));
        assert!(names(&["PATH", "LITHAIR_ADDR", "LITHAIR_CONFIG", "LITHAIR_SITE_PKG"]).is_ok());
        assert!(matches!(names(&["LITHAIR_ADR"]), Err(ConfigError::UnknownVariable(name)) if name == "LITHAIR_ADR"));
    }

    #[test]
    fn an_address_is_the_origin_that_browsers_send() {
        let cases = [
            ("https://Blog.example.org/", "https://blog.example.org"),
            ("https://blog.example.org:443", "https://blog.example.org"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://[::1]:80", "http://[::1]"),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<BaseUrl>().unwrap().as_str(), expected);
        }
    }
}
