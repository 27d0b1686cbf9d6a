//! What the writers' list is narrowed to and ordered by: read from its address, and chosen in a form that any browser sends.

use blog::domain::Label;
use blog::domain::post::PostKind;
use blog::domain::post_list::{PostListChoices, PostListQuery, PostOrder, rules};
use blog::domain::views::PostFilter;
use blog::text::Text;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::forms::POSTS_PATH;

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ListAddress {
    /// The part of the posts.
    pub asked: PostListQuery,
    /// Whether every box is checked: what selects them all without a script.
    pub is_all_selected: bool,
    /// Which parameters can't be used, by what people call them.
    pub left_out: Vec<&'static str>,
}

impl ListAddress {
    /// Reads an address. What can't be used counts as not asked for, and is named.
    pub fn of(query: &ParamsMap, text: Text) -> Self {
        let mut left_out = Vec::new();
        let value = |name: &str| query.get_str(name).map(str::trim).filter(|value| !value.is_empty());
        let mut known = |name: &str, label: &'static str, is_known: &dyn Fn(&str) -> bool| {
            let value = value(name);
            if value.is_some_and(|value| !is_known(value)) {
                left_out.push(label);
                return None;
            }
            value
        };
        let short = |chars_max: usize| move |value: &str| value.chars().count() <= chars_max;
        let filter = |value: &str| PostFilter::ALL.into_iter().find(|filter| filter.as_str() == value);
        let order = |value: &str| PostOrder::ALL.into_iter().find(|order| order.as_str() == value);
        let kind = |value: &str| value.parse::<PostKind>().ok();
        let page = |value: &str| value.parse().ok().filter(|page: &u32| *page > 0);
        let asked = PostListQuery {
            filter: known("filter", text.list_states(), &|value| filter(value).is_some())
                .and_then(filter)
                .unwrap_or_default(),
            author: known("author", text.list_author(), &short(rules::AUTHOR.chars_max)).map(str::to_owned),
            tag: known("tag", text.list_tag(), &short(rules::TAG.chars_max)).map(slug_of),
            category: known("category", text.list_category(), &short(rules::CATEGORY.chars_max)).map(slug_of),
            kind: known("kind", text.list_kind(), &|value| kind(value).is_some()).and_then(kind),
            search: known("q", text.list_search(), &short(rules::SEARCH.chars_max)).unwrap_or_default().to_owned(),
            order: known("sort", text.list_order(), &|value| order(value).is_some())
                .and_then(order)
                .unwrap_or_default(),
            page: known("page", text.list_page(), &|value| page(value).is_some()).and_then(page).unwrap_or(1),
        };
        Self { asked, is_all_selected: query.get_str("select") == Some("all"), left_out }
    }

    /// The address of another page of the same list.
    pub fn page(&self, page: u32) -> String {
        Self { asked: PostListQuery { page, ..self.asked.clone() }, ..Self::default() }.path()
    }

    /// The address of the list of another state, narrowed alike.
    pub fn filter(&self, filter: PostFilter) -> String {
        Self { asked: PostListQuery { filter, page: 1, ..self.asked.clone() }, ..Self::default() }.path()
    }

    /// The address of the list of this state, not narrowed.
    pub fn all(&self) -> String {
        let Self { asked: PostListQuery { filter, order, .. }, .. } = *self;
        Self { asked: PostListQuery { filter, order, ..PostListQuery::default() }, ..Self::default() }.path()
    }

    /// The address that says all of this.
    pub fn path(&self) -> String {
        let PostListQuery { filter, author, tag, category, kind, search, order, page } = &self.asked;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let pairs = [
            ("filter", if *filter == PostFilter::default() { "" } else { filter.as_str() }.to_owned()),
            ("author", text(author)),
            ("tag", text(tag)),
            ("category", text(category)),
            ("kind", kind.map_or("", PostKind::as_str).to_owned()),
            ("q", search.clone()),
            ("sort", if *order == PostOrder::default() { "" } else { order.as_str() }.to_owned()),
            ("page", if *page > 1 { page.to_string() } else { String::new() }),
            ("select", if self.is_all_selected { "all" } else { "" }.to_owned()),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_urlencoded::to_string(&pairs).unwrap_or_default();
        if query.is_empty() { POSTS_PATH.to_owned() } else { format!("{POSTS_PATH}?{query}") }
    }
}

/// Addresses may have a label as people write it.
fn slug_of(label: &str) -> String {
    Label::parse(label).map_or_else(|_| label.to_owned(), |label| label.slug())
}

/// Asks what the list is narrowed to.
#[component]
pub(super) fn PostFilters(text: Text, address: ListAddress, choices: PostListChoices) -> impl IntoView {
    let clear = address.asked.is_narrowed().then(|| {
        view! { <a class="button button-quiet" href=address.all()>{text.list_clear()}</a> }
    });
    let PostListQuery { filter, author, tag, category, kind, search, order, .. } = address.asked;
    let authors = choices.authors.into_iter().map(|author| (author.handle, author.name)).collect();
    let of_labels = |labels: Vec<blog::domain::views::LabelView>| {
        labels.into_iter().map(|label| (label.slug, label.label)).collect::<Vec<_>>()
    };
    let kinds = vec![
        (PostKind::Post.as_str().to_owned(), text.list_kind_posts().to_owned()),
        (PostKind::Page.as_str().to_owned(), text.list_kind_pages().to_owned()),
    ];
    let orders = PostOrder::ALL.map(|known| {
        view! { <option value=known.as_str() selected=known == order>{order_label(text, known)}</option> }
    });
    view! {
        <form class="list-filters" role="search" method="get" action=POSTS_PATH aria-label=text.list_filters()>
            <input type="hidden" name="filter" value=filter.as_str()/>
            <div class="list-filter list-filter-search">
                <label for="q">{text.list_search()}</label>
                <input class="input" id="q" type="search" name="q" value=search/>
            </div>
            <Choice name="author" label=text.list_author() any=text.list_any_author() options=authors chosen=author/>
            <Choice name="tag" label=text.list_tag() any=text.list_any_tag() options=of_labels(choices.tags) chosen=tag/>
            <Choice name="category" label=text.list_category() any=text.list_any_category()
                options=of_labels(choices.categories) chosen=category/>
            <Choice name="kind" label=text.list_kind() any=text.list_any_kind() options=kinds
                chosen=kind.map(|kind| kind.as_str().to_owned())/>
            <div class="list-filter">
                <label for="sort">{text.list_order()}</label>
                <select class="input" id="sort" name="sort">{orders.into_iter().collect::<Vec<_>>()}</select>
            </div>
            <div class="list-filter-buttons">
                <button class="button">{text.list_apply()}</button>
                {clear}
            </div>
        </form>
    }
}

/// One of several things that the list can be narrowed to, or none. What is chosen is offered even where nothing has it
/// any more.
#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
    chosen: Option<String>,
) -> impl IntoView {
    let mut options = options;
    if let Some(chosen) = chosen.as_ref().filter(|chosen| !options.iter().any(|(value, _)| value == *chosen)) {
        options.push((chosen.clone(), chosen.clone()));
    }
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, label)| {
            let is_chosen = chosen.as_ref() == Some(&value);
            view! { <option value=value selected=is_chosen>{label}</option> }
        })
        .collect();
    view! {
        <div class="list-filter">
            <label for=name>{label}</label>
            <select class="input" id=name name=name>
                <option value="">{any}</option>
                {options}
            </select>
        </div>
    }
}

fn order_label(text: Text, order: PostOrder) -> &'static str {
    match order {
        PostOrder::LastChanged => text.list_last_changed(),
        PostOrder::FirstChanged => text.list_first_changed(),
        PostOrder::LastPublished => text.list_last_published(),
        PostOrder::FirstPublished => text.list_first_published(),
        PostOrder::Title => text.list_by_title(),
        PostOrder::TitleBackwards => text.list_by_title_backwards(),
    }
}

/// Says which parameters of the address can't be used.
#[component]
pub(super) fn LeftOut(text: Text, names: Vec<&'static str>) -> impl IntoView {
    (!names.is_empty()).then(|| {
        view! { <div class="message message-warning" role="status"><p>{text.list_left_out(&names.join(", "))}</p></div> }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> ListAddress {
        let mut query = ParamsMap::new();
        for (name, value) in pairs {
            query.insert((*name).to_owned(), (*value).to_owned());
        }
        ListAddress::of(&query, Text::English)
    }

    #[test]
    fn an_address_is_written_as_it_is_read() {
        let address = read(&[
            ("filter", "draft"),
            ("author", "ada"),
            ("tag", "Web & Sockets"),
            ("category", "été"),
            ("kind", "page"),
            ("q", " \"50 %\" & more#1 "),
            ("sort", "-title"),
            ("page", "3"),
        ]);
        assert_eq!(address.left_out, [""; 0]);
        let query = "?filter=draft&author=ada&tag=web-sockets&category=ete&kind=page&q=%2250+%25%22+%26+more%231";
        assert_eq!(address.path(), format!("{POSTS_PATH}{query}&sort=-title&page=3"));
        assert_eq!(address.page(1), format!("{POSTS_PATH}{query}&sort=-title"));
        assert_eq!(address.all(), format!("{POSTS_PATH}?filter=draft&sort=-title"));
        assert_eq!(read(&[]).path(), POSTS_PATH);
        assert_eq!(read(&[("tag", ""), ("sort", "-changed"), ("filter", "all")]).path(), POSTS_PATH);
    }

    #[test]
    fn what_cannot_be_used_is_left_out_and_named() {
        let long = "x".repeat(201);
        let address = read(&[
            ("filter", "secret"),
            ("kind", "<b>"),
            ("sort", "size"),
            ("page", "-1"),
            ("q", &long),
            ("tag", "a"),
        ]);
        assert_eq!(address.left_out, ["State", "Kind", "Search", "Order", "Page"]);
        assert_eq!(address.path(), format!("{POSTS_PATH}?tag=a"));
    }
}
