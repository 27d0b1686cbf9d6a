//! The home page of a site without a post.

use leptos::prelude::*;

use super::PageContext;
use super::document::{Head, Place, document};

/// Leads to the set-up; once that is done, says that there is no post yet.
pub fn welcome(context: &PageContext<'_>) -> String {
    let text = context.text();
    let (title, lead, next, action, address) = if context.site.is_set_up {
        (text.empty_title(), text.empty_lead(), text.empty_next(), text.empty_action(), "/admin/posts/new")
    } else {
        (text.welcome_title(), text.welcome_lead(), text.welcome_next(), text.welcome_action(), "/admin/setup")
    };
    let action = (!context.is_static()).then(|| {
        view! {
            <p>{next}</p>
            <p class="problem-links"><a class="button button-primary" href=address>{action}</a></p>
        }
    });
    let content = view! {
        <div class="problem" lang=context.interface_language()>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            {action}
        </div>
    };
    let head = Head {
        description: context.site.description.as_str().into(),
        canonical: context.site.is_set_up.then(|| context.absolute(context.path)),
        ..Head::new(context.site.name.as_str(), Place::Elsewhere)
    };
    document(context, head, content)
}
