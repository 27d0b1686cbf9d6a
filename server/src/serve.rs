//! Listening, until the system asks to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum_server::accept::NoDelayAcceptor;
use axum_server::{Handle, Server};
use blog::service::{BackgroundCompaction, Blog, ServiceError};
use tokio::signal::unix::{SignalKind, signal};

use crate::config::Config;
use crate::{AppState, operators, router};

/// Requests that are under way when the program is asked to stop have so long to end.
const DRAIN_MAX: Duration = Duration::from_secs(30);
/// A connection may take so long to say what it wants, and may be idle for so long.
const HEADERS_MAX: Duration = Duration::from_secs(30);

/// Why the site can't be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken, or none of this machine.
    #[error("can't listen on {addr}: {source}")]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system refused something else.
    #[error("can't serve: {0}")]
    Io(#[from] std::io::Error),
    /// The database failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Serves the blog until `SIGTERM` or `SIGINT`, and lets the requests under way end.
///
/// # Errors
/// When the address can't be listened on, or the database fails.
pub async fn serve(blog: Arc<Blog>, config: Config) -> Result<(), ServeError> {
    let addr = config.addr;
    let listener = std::net::TcpListener::bind(addr).map_err(|source| ServeError::Listen { addr, source })?;
    announce(&blog, &config, listener.local_addr()?).await?;
    let handle = Handle::new();
    tokio::spawn(drain_when_asked(handle.clone())?);
    let mut server = axum_server::from_tcp(listener)?.acceptor(NoDelayAcceptor::new()).handle(handle);
    limit_times(&mut server);
    let state = AppState::new(blog, config);
    let metrics = listen_for_metrics(&state)?;
    compact_in_background(&state);
    state.blog.carry_out_schedules_in_background().await;
    state.blog.make_variants_in_background();
    state.blog.look_at_webmentions_in_background();
    state.blog.send_webmentions_in_background();
    hear_other_nodes(&state);
    let router = router(state);
    server
        .first_request_timeout(HEADERS_MAX)
        .accept_error_handler(|_, error| tracing::warn!(%error, "a connection was not accepted"))
        .serve(router.into_make_service_with_connect_info::<SocketAddr>())
        .await?;
    if let Some(metrics) = metrics {
        metrics.shutdown();
    }
    tracing::info!("stopped");
    Ok(())
}

/// Serves metrics at an address of their own, where the settings name one.
fn listen_for_metrics(state: &AppState) -> Result<Option<Handle<SocketAddr>>, ServeError> {
    let Some(addr) = state.config.metrics_addr else { return Ok(None) };
    let listener = std::net::TcpListener::bind(addr).map_err(|source| ServeError::Listen { addr, source })?;
    tracing::info!(metrics_addr = %listener.local_addr()?, "metrics are served");
    let handle = Handle::new();
    let mut server = axum_server::from_tcp(listener)?.handle(handle.clone());
    limit_times(&mut server);
    let router = operators::metrics_routes().with_state(state.clone());
    tokio::spawn(async move {
        if let Err(error) = server.first_request_timeout(HEADERS_MAX).serve(router.into_make_service()).await {
            tracing::error!(%error, "metrics are served no more");
        }
    });
    Ok(Some(handle))
}

/// Attempts to sign in count on every node of a cluster, wherever they were made; and who is at a post is seen on each.
fn hear_other_nodes(state: &AppState) {
    let Some(cluster) = state.blog.cluster() else { return };
    let state = state.clone();
    cluster.listen(move |news| {
        if let Ok(attempt) = serde_json::from_slice(news) {
            state.sign_in_limit.count(&attempt);
        } else if let Ok(presented) = serde_json::from_slice(news) {
            state.blog.note_present(presented);
        }
    });
}

fn compact_in_background(state: &AppState) {
    let Config { compact_after_days, purge_trash_after_days, compact_interval_seconds, .. } = state.config;
    state.blog.compact_in_background(BackgroundCompaction {
        after_days: (compact_after_days > 0).then_some(compact_after_days),
        purge_after_days: (purge_trash_after_days > 0).then_some(purge_trash_after_days),
        interval: Duration::from_secs(compact_interval_seconds.get().into()),
    });
}

fn limit_times<Acceptor>(server: &mut Server<SocketAddr, Acceptor>) {
    let builder = server.http_builder();
    builder.http1().header_read_timeout(HEADERS_MAX);
    builder.http2().keep_alive_interval(HEADERS_MAX).keep_alive_timeout(HEADERS_MAX);
}

/// Tells the log where the site is, and the console how to set it up while nobody has an account.
async fn announce(blog: &Blog, config: &Config, addr: SocketAddr) -> Result<(), ServeError> {
    tracing::info!(%addr, base_url = config.base_url.as_str(), "listening");
    if let Some(token) = blog.setup_token().await? {
        let mut output = std::io::stdout().lock();
        writeln!(output, "Set up this site at {}/admin/setup?token={token}", config.base_url.as_str())?;
        output.flush()?;
    }
    Ok(())
}

/// Waits for the system's wish to stop; a second one ends what is still under way.
fn drain_when_asked(handle: Handle<SocketAddr>) -> std::io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        tracing::info!(connections = handle.connection_count(), "stopping");
        handle.graceful_shutdown(Some(DRAIN_MAX));
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        handle.shutdown();
    })
}
