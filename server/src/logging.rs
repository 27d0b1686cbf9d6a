//! Structured logs on standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts logging as configured. Standard output stays free for what commands print.
pub fn start(config: &Config) {
    start_with(config, "");
}

/// The same without a line for every page that is made.
pub fn start_without_requests(config: &Config) {
    start_with(config, ",server::observe=warn");
}

fn start_with(config: &Config, besides: &str) {
    // The client of a cluster's log tells what we tell ourselves, in other words.
    let filter = EnvFilter::new(format!("async_nats=off,{}{besides}", config.log_level.as_str()));
    let is_terminal = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let is_json = match config.log {
        LogFormat::Text => false,
        LogFormat::Json => true,
        LogFormat::Auto => !is_terminal,
    };
    // It fails only where a logger runs already, which then goes on.
    let _ = if is_json {
        builder.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
    } else {
        builder.with_ansi(is_terminal).try_init()
    };
}
