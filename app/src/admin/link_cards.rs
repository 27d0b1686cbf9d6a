//! What became of a text's links when somebody asked for cards.

use blog::service::TextWithCards;
use blog::text::Text;
use leptos::prelude::*;

/// Says which links became cards and why others didn't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardReport(pub TextWithCards);

#[component]
pub(super) fn CardsMade(text: Text, report: CardReport) -> impl IntoView {
    let CardReport(TextWithCards { made, refused, left, .. }) = report;
    let kept = refused.len() as u64;
    let refused = refused.into_iter().map(|(url, refusal)| {
        view! { <li><code>{url}</code> " " {text.link_card_refusal(refusal)}</li> }
    });
    let refused: Vec<_> = refused.collect();
    let is_nothing = made + kept + left == 0;
    view! {
        <div class="message cards-made" class:message-success={made > 0 && kept == 0} role="status" tabindex="-1" autofocus=true>
            <h2 class="message-title">{text.link_cards_title()}</h2>
            {is_nothing.then(|| view! { <p>{text.link_cards_none()}</p> })}
            {(made > 0).then(|| view! { <p>{text.link_cards_made(made)}</p> })}
            {(kept > 0).then(|| view! { <p>{text.link_cards_kept(kept)}</p> <ul>{refused}</ul> })}
            {(left > 0).then(|| view! { <p>{text.link_cards_left(left)}</p> })}
        </div>
    }
}
