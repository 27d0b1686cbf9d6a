//! What the site does, as given / when / then.

use super::*;
use crate::domain::{AccountId, Actor, EventPayload, Principal, Timestamp};

const ADMIN: Principal = Principal::account(AccountId(uuid::Uuid::from_u128(1)), Role::Admin);

/// A site after some events.
fn given(events: &[SiteEvent<'_>]) -> Site {
    let mut site = Site::default();
    for (stream_version, event) in (1..).zip(events) {
        let recorded = Recorded { stream_version, at: Timestamp::default(), actor: Actor::Operator };
        site.evolve(event, &recorded);
    }
    site
}

impl Site {
    fn when<'c>(&self, command: &'c SiteCommand) -> Result<Vec<SiteEvent<'c>>, DomainError> {
        self.when_asked_by(&ADMIN, command)
    }

    fn when_asked_by<'c>(&self, who: &Principal, command: &'c SiteCommand) -> Result<Vec<SiteEvent<'c>>, DomainError> {
        self.decide(command, &Context { at: Timestamp::default(), principal: who, stream_id: &stream_id() })
    }
}

fn configured() -> SiteEvent<'static> {
    SiteEvent::Configured(SiteConfigured {
        name: "Notes",
        description: "On harbours.",
        language: "fr",
        time_zone: "UTC",
        posts_per_page: 10,
    })
}

fn general() -> General {
    General {
        name: " Notes ".into(),
        description: "On harbours.".into(),
        language: Language::parse("fr").unwrap(),
        ..General::default()
    }
}

#[test]
fn settings_are_set_once_and_by_admins_alone() {
    let command = SiteCommand::ConfigureSite(general());
    assert_eq!(given(&[]).when(&command), Ok(vec![configured()]));
    assert_eq!(given(&[configured()]).when(&command), Ok(Vec::new()));
    let editor = Principal::account(AccountId::default(), Role::Editor);
    assert_eq!(given(&[]).when_asked_by(&editor, &command), Err(DomainError::Forbidden));
}

#[test]
fn an_untouched_site_that_is_configured_as_it_is_counts_as_configured() {
    let command = SiteCommand::ConfigureSite(General::default());
    assert_eq!(given(&[]).when(&command).map(|events| events.len()), Ok(1));
}

#[test]
fn every_setting_that_is_wrong_is_named_at_once() {
    let input = SiteInput {
        name: Some(" ".into()),
        language: Some("e".into()),
        time_zone: Some("Europe/Atlantis".into()),
        posts_per_page: Some(0),
        ..SiteInput::default()
    };
    let violations = input.commands(&given(&[configured()])).unwrap_err();
    let wrong: Vec<&str> = violations.iter().map(|violation| &*violation.field).collect();
    assert_eq!(wrong, ["language", "time_zone", "name", "posts_per_page"]);
}

#[test]
fn what_is_left_out_stays() {
    let site = given(&[configured()]);
    let input = SiteInput { posts_per_page: Some(3), ..SiteInput::default() };
    let commands = input.commands(&site).unwrap();
    let events: Vec<SiteEvent<'_>> = commands.iter().flat_map(|command| site.when(command).unwrap()).collect();
    let SiteEvent::Configured(old) = configured() else { panic!() };
    assert_eq!(events, [SiteEvent::Configured(SiteConfigured { posts_per_page: 3, ..old })]);
}

#[test]
fn paths_of_the_site_lead_to_paths_of_the_site() {
    let site = given(&[SiteEvent::RedirectAdded(RedirectAdded { from: "/old", to: "/new" })]);
    let add = |from: &str, to: &str| SiteCommand::AddRedirect(Redirect { from: from.into(), to: to.into() });
    let cases = [("/a", "/b", Ok(1)), ("/old", "/b", Ok(0)), ("/", "/b", Err(())), ("/a", "//evil.example", Err(()))];
    for (from, to, expected) in cases {
        let command = add(from, to);
        assert_eq!(site.when(&command).map(|events| events.len()).map_err(|_| ()), expected, "{from} {to}");
    }
}

#[test]
fn labels_are_renamed_by_editors_and_that_is_no_setting() {
    let rename = SiteCommand::RenameLabel { taxonomy: Taxonomy::Tag, from: "rust".into(), to: "go".into() };
    let renamed = SiteEvent::LabelRenamed(LabelRenamed { taxonomy: Taxonomy::Tag, from: "rust", to: "go" });
    let site = given(&[configured()]);
    let editor = Principal { role: Role::Editor, ..ADMIN };
    assert_eq!(site.when_asked_by(&editor, &rename), Ok(vec![renamed.clone()]));
    let author = Principal { role: Role::Author, ..ADMIN };
    assert_eq!(site.when_asked_by(&author, &rename), Err(DomainError::Forbidden));
    let site = given(&[configured(), renamed]);
    assert_eq!(site.when(&rename), Ok(Vec::new()), "done twice is done once");
    assert!(site.is_up_to_date(1) && site.is_up_to_date(2) && !site.is_up_to_date(3));
    assert!(!given(&[configured(), configured()]).is_up_to_date(1));
    let to_itself = SiteCommand::RenameLabel { taxonomy: Taxonomy::Tag, from: "a".into(), to: "a".into() };
    assert_eq!(site.when(&to_itself), Ok(Vec::new()));
}

#[test]
fn the_bytes_of_every_version_are_read_for_ever() {
    let old = b"\x05Notes\x0cOn harbours.\x02fr";
    assert_eq!(SiteEvent::decode("SiteConfigured", 1, old), Ok(configured()));
    let new = b"\x05Notes\x0cOn harbours.\x02fr\x03UTC\x0a";
    assert_eq!(configured().encode(Vec::new()).unwrap().escape_ascii().to_string(), new.escape_ascii().to_string());
    assert_eq!(SiteEvent::decode("SiteConfigured", 2, new), Ok(configured()));
    let added = SiteEvent::RedirectAdded(RedirectAdded { from: "/old", to: "/new" });
    assert_eq!(SiteEvent::decode("RedirectAdded", 1, b"\x04/old\x04/new"), Ok(added));
    let renamed = SiteEvent::LabelRenamed(LabelRenamed { taxonomy: Taxonomy::Category, from: "news", to: "notes" });
    assert_eq!(renamed.encode(Vec::new()).unwrap(), b"\x01\x04news\x05notes");
    assert_eq!(SiteEvent::decode("LabelRenamed", 1, b"\x01\x04news\x05notes"), Ok(renamed));
    assert!(SiteEvent::decode("SiteConfigured", 3, b"").is_err());
}

fn entry(label: &str, address: &str) -> NavigationEntry {
    NavigationEntry { label: label.into(), address: address.into() }
}

#[test]
fn looks_navigation_and_stylesheet_change_by_themselves() {
    let site = given(&[configured()]);
    let appearance =
        Appearance { accent: Accent::parse("#a00").ok(), footer: "Hello.".into(), ..Appearance::default() };
    let commands = [
        (SiteCommand::ChangeAppearance(appearance.clone()), "AppearanceChanged"),
        (SiteCommand::ChangeNavigation(vec![entry("About", "/about")]), "NavigationChanged"),
        (SiteCommand::ChangeStylesheet("body { margin: 0 }".into()), "StylesheetChanged"),
    ];
    for (command, kind) in &commands {
        let events = site.when(command).unwrap();
        assert_eq!(events.iter().map(EventPayload::kind).collect::<Vec<_>>(), [*kind]);
        assert_eq!(given(&events).when(command), Ok(Vec::new()), "{kind}: done twice is done once");
        assert_eq!(
            site.when_asked_by(&Principal { role: Role::Editor, ..ADMIN }, command),
            Err(DomainError::Forbidden)
        );
    }
    assert_eq!(given(&site.when(&commands[0].0).unwrap()).appearance, appearance);
}

#[test]
fn what_would_lead_nowhere_or_run_is_refused() {
    let addresses = [
        ("/about", true),
        ("https://example.org", true),
        ("mailto:a@example.org", true),
        ("//evil.example", false),
        ("javascript:alert(1)", false),
        ("about", false),
        ("", false),
    ];
    let site = given(&[]);
    for (address, is_taken) in addresses {
        let command = SiteCommand::ChangeNavigation(vec![entry("About", "/about"), entry("There", address)]);
        let refused = site.when(&command).err();
        assert_eq!(refused.is_none(), is_taken, "{address}: {refused:?}");
        if let Some(DomainError::Invalid(violations)) = refused {
            assert!(matches!(violations.of("navigation"), Some(Rule::OfEntry { entry: 2, .. })), "{violations:?}");
        }
    }
    let many = SiteCommand::ChangeNavigation(vec![entry("A", "/"); rules::ENTRIES_MAX + 1]);
    assert!(site.when(&many).is_err());
    let css = SiteCommand::ChangeStylesheet("x".repeat(rules::STYLESHEET.chars_max + 1));
    assert!(site.when(&css).is_err());
    let logo = Appearance { logo: Some("javascript:alert(1)".into()), ..Appearance::default() };
    assert!(site.when(&SiteCommand::ChangeAppearance(logo)).is_err());
}

#[test]
fn the_bytes_of_looks_are_read_for_ever() {
    let appearance = AppearanceChanged {
        logo: Some("/a.png"),
        icon: None,
        social_image: None,
        accent: Some([10, 99, 85]),
        footer: "Hi",
    };
    let cases: [(SiteEvent<'_>, &[u8]); 3] = [
        (SiteEvent::AppearanceChanged(appearance), b"\x01\x06/a.png\0\0\x01\x0acU\x02Hi"),
        (SiteEvent::NavigationChanged(vec![EntryOf { label: "A", address: "/a" }]), b"\x01\x01A\x02/a"),
        (SiteEvent::StylesheetChanged("a{}"), b"\x03a{}"),
    ];
    for (event, bytes) in cases {
        assert_eq!(event.encode(Vec::new()).unwrap().escape_ascii().to_string(), bytes.escape_ascii().to_string());
        assert_eq!(SiteEvent::decode(event.kind(), 1, bytes), Ok(event));
    }
    let json = SiteEvent::AppearanceChanged(appearance).to_json().unwrap();
    assert_eq!((&json["accent"], &json["logo"]), (&"#0a6355".into(), &"/a.png".into()));
}

#[test]
fn how_comments_are_taken_changes_by_itself() {
    use crate::domain::comment::{Discussion, DiscussionPolicy};
    let discussion = Discussion {
        policy: DiscussionPolicy::Open,
        held_words: "casino".into(),
        close_after_days: 14,
        mentions: DiscussionPolicy::Moderated,
        sends_mentions: true,
    };
    let command = SiteCommand::ChangeDiscussion(discussion.clone());
    let events = given(&[configured()]).when(&command).unwrap();
    assert_eq!(events.iter().map(EventPayload::kind).collect::<Vec<_>>(), ["DiscussionChanged"]);
    assert_eq!(given(&events).discussion, discussion);
    assert_eq!(given(&events).when(&command), Ok(Vec::new()), "done twice is done once");
    let editor = Principal { role: Role::Editor, ..ADMIN };
    assert_eq!(given(&[]).when_asked_by(&editor, &command), Err(DomainError::Forbidden));
    let bytes = b"\x02\x06casino\x0e\x01\x01";
    assert_eq!(events[0].encode(Vec::new()).unwrap().escape_ascii().to_string(), bytes.escape_ascii().to_string());
    assert_eq!(SiteEvent::decode("DiscussionChanged", 2, bytes).as_ref(), Ok(&events[0]));
    assert_eq!(SiteEvent::decode("DiscussionChanged", 1, b"\x02\x06casino\x0e").as_ref(), Ok(&events[0]));
    let silent = SiteEvent::decode("DiscussionChanged", 1, b"\x00\x00\x00").unwrap();
    assert_eq!(given(&[silent]).discussion.mentions, DiscussionPolicy::Off, "who hears no reader hears no other site");
    let input =
        SiteInput { comments: Some("sometimes".into()), close_after_days: Some(40_000), ..SiteInput::default() };
    let refused = input.commands(&given(&[])).unwrap_err();
    assert!(refused.of("comments").is_some() && refused.of("close_after_days").is_some());
}
