//! What other sites were told of a post, and what they answered.

use blog::service::SentMention;
use blog::text::Text;
use leptos::prelude::*;

use super::layout::Instant;

/// The list; nothing where nobody was told anything.
#[component]
pub(super) fn SentMentions(text: Text, sent: Vec<SentMention>) -> impl IntoView {
    let rows: Vec<_> = sent.into_iter().map(|sent| view! { <Row text sent/> }).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="admin-section" aria-labelledby="sent-mentions">
                <h2 id="sent-mentions">{text.sent_title()}</h2>
                <p class="muted">{text.sent_explained()}</p>
                <ul class="post-rows" role="list">{rows}</ul>
            </section>
        }
    })
}

#[component]
fn Row(text: Text, sent: SentMention) -> impl IntoView {
    let SentMention { target, told } = sent;
    let unlinked = (!told.is_linked).then(|| view! { " · " {text.sent_unlinked()} });
    view! {
        <li class="post-row">
            <a class="post-row-title" href=target.clone() rel="noopener noreferrer">{target.clone()}</a>
            <span class="post-row-facts muted">
                <Instant at=told.at/> " · " {text.target_answer(told.answer)} {unlinked}
            </span>
        </li>
    }
}
