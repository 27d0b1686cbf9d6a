//! What was typed in the editor's form and is for another button than the one that was pressed.

use blog::domain::TimeZone;
use blog::domain::post::ScheduleTimes;
use blog::text::Text;
use leptos::prelude::*;

use super::forms::{PostAction, PostForm};

/// What waits for a button of its own. It comes back in its fields, and the page says that nothing was done with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Times of a schedule.
    pub times: bool,
    /// A note to the writer who gets the post back.
    pub note: bool,
    /// A note beside the text.
    pub note_beside: bool,
}

impl Waiting {
    /// What waits after a form was taken. `shown` are the times that the form came with.
    pub fn of(form: &PostForm, shown: ScheduleTimes, zone: &TimeZone) -> Self {
        let is_typed = |typed: &str, shown| !typed.is_empty() && zone.from_local(typed).ok() != shown;
        let is_scheduling = matches!(form.action, PostAction::Schedule | PostAction::Unschedule);
        Self {
            times: !is_scheduling
                && (is_typed(&form.publish_at, shown.publish_at) || is_typed(&form.unpublish_at, shown.unpublish_at)),
            note: form.action != PostAction::Return && !form.note.trim().is_empty(),
            note_beside: !form.note_text.trim().is_empty() || !form.note_quote.trim().is_empty(),
        }
    }

    /// Whether anything does.
    pub fn is_any(self) -> bool {
        self != Self::default()
    }
}

/// Says so.
#[component]
pub(super) fn WaitingMessage(text: Text, waiting: Waiting) -> impl IntoView {
    let Waiting { times, note, note_beside } = waiting;
    let sentences = [
        (times, "#field_publish_at", text.waiting_times()),
        (note, "#field_note", text.waiting_note()),
        (note_beside, "#field_note_text", text.waiting_note_beside()),
    ];
    let sentences: Vec<_> = sentences
        .into_iter()
        .filter(|(is_waiting, ..)| *is_waiting)
        .map(|(_, href, sentence)| view! { <li><a href=href>{sentence}</a></li> })
        .collect();
    view! { <div class="message message-warning" role="status"><ul>{sentences}</ul></div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_button_was_pressed_for_waits() {
        let zone = TimeZone::UTC;
        let shown = ScheduleTimes { publish_at: zone.from_local("2030-01-01T09:00").ok(), unpublish_at: None };
        let form = PostForm { publish_at: "2030-01-01T09:00".into(), ..PostForm::default() };
        assert!(!Waiting::of(&form, shown, &zone).is_any(), "it was there before");
        let typed = PostForm { unpublish_at: "2031-01-01T09:00".into(), ..form };
        assert!(Waiting::of(&typed, shown, &zone).times);
        assert!(!Waiting::of(&PostForm { action: PostAction::Schedule, ..typed.clone() }, shown, &zone).is_any());
        let noted = PostForm { note: "Mend it".into(), note_text: " ".into(), ..PostForm::default() };
        let waiting = Waiting::of(&noted, ScheduleTimes::default(), &zone);
        assert_eq!(waiting, Waiting { note: true, ..Waiting::default() });
        let returned = PostForm { action: PostAction::Return, note_quote: "This".into(), ..noted };
        let waiting = Waiting::of(&returned, ScheduleTimes::default(), &zone);
        assert_eq!(waiting, Waiting { note_beside: true, ..Waiting::default() });
    }
}
