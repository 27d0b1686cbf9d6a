//! Tasks that work beside the blog until it is closed.

use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// What is under way is waited for so long when the blog closes.
const STOP_MAX: Duration = Duration::from_secs(5);

/// The clock on the wall can be set, and machines sleep: no longer than that is slept without looking at it.
pub(super) const SLEEP_MAX: Duration = Duration::from_secs(60);

/// Sleeps until there is more to do: when somebody says so, or after a pause where one is known. Whether there is; not when the
/// task is to stop.
pub(super) async fn sleep_until_woken(
    stopped: &mut watch::Receiver<()>,
    woken: &Notify,
    pause: Option<Duration>,
) -> bool {
    let slept = async {
        match pause {
            Some(pause) => tokio::time::sleep(pause.min(SLEEP_MAX)).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        _ = stopped.changed() => false,
        () = woken.notified() => true,
        () = slept => true,
    }
}

/// A task that stops when it is told to, between two pieces of its work.
#[derive(Debug)]
pub(super) struct Background {
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Background {
    /// Begins to work. The task ends when what it is given changes.
    pub(super) fn start<F>(work: impl FnOnce(watch::Receiver<()>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (stop, stopped) = watch::channel(());
        Self { stop, task: tokio::spawn(work(stopped)) }
    }

    /// Stops after the piece under way: no longer than that takes, and with that warning where it takes too long.
    pub(super) async fn stop(self, unfinished: &str) {
        drop(self.stop);
        if tokio::time::timeout(STOP_MAX, self.task).await.is_err() {
            tracing::warn!("{unfinished}");
        }
    }
}
