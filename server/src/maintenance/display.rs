//! How far a check or a rebuild is: one bar after the other, or plain lines.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

use blog::service::{IntegrityProgress, IntegrityStage, OnProgress};
use indicatif::{ProgressBar, ProgressStyle};

/// Without a terminal a line is printed at most so many times for each stage.
const LINES_PER_STAGE: u64 = 4;

/// The stage that is shown, and what of it was told.
#[derive(Default)]
struct Shown {
    stage: Option<IntegrityStage>,
    bar: Option<ProgressBar>,
    quarters: u64,
}

/// What shows progress on standard error.
pub fn progress() -> OnProgress {
    let is_terminal = io::stderr().is_terminal();
    let shown = Mutex::new(Shown::default());
    Arc::new(move |progress| {
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        if is_terminal { shown.draw(progress) } else { shown.print(progress, &mut io::stderr()) }
    })
}

impl Shown {
    fn draw(&mut self, progress: IntegrityProgress) {
        if self.stage.replace(progress.stage) != Some(progress.stage)
            && let Some(finished) = self.bar.replace(bar(progress))
        {
            finished.finish();
        }
        if let Some(bar) = &self.bar {
            bar.set_position(progress.done);
            if progress.done == progress.total {
                bar.finish();
            }
        }
    }

    fn print(&mut self, progress: IntegrityProgress, output: &mut impl Write) {
        let IntegrityProgress { stage, done, total } = progress;
        if self.stage.replace(stage) != Some(stage) {
            self.quarters = 0;
        }
        let quarters = (done * LINES_PER_STAGE).checked_div(total).unwrap_or(0);
        let line = match total {
            // How long this takes isn't known.
            0 => stage_name(stage).to_owned(),
            _ if quarters > self.quarters => format!("{}: {done} of {total}", stage_name(stage)),
            _ => return,
        };
        self.quarters = quarters;
        // Progress that nobody can be told must not stop the work.
        drop(writeln!(output, "{line}"));
    }
}

fn bar(progress: IntegrityProgress) -> ProgressBar {
    let bar = ProgressBar::new(progress.total).with_message(stage_name(progress.stage));
    if let Ok(style) = ProgressStyle::with_template("{msg:>9} [{wide_bar}] {pos}/{len} {eta}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

const fn stage_name(stage: IntegrityStage) -> &'static str {
    match stage {
        IntegrityStage::Log => "events",
        IntegrityStage::Streams => "streams",
        IntegrityStage::Tables => "tables",
        IntegrityStage::Media => "images",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_few() {
        let (mut shown, mut output) = (Shown::default(), Vec::new());
        for done in 1..=1_000 {
            shown.print(IntegrityProgress { stage: IntegrityStage::Log, done, total: 1_000 }, &mut output);
        }
        shown.print(IntegrityProgress { stage: IntegrityStage::Tables, done: 0, total: 0 }, &mut output);
        assert_eq!(
            String::from_utf8(output).unwrap(),
            "events: 250 of 1000\nevents: 500 of 1000\nevents: 750 of 1000\nevents: 1000 of 1000\ntables\n"
        );
    }
}
