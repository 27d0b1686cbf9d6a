//! What an account does, as given / when / then.

use super::*;
use crate::domain::{AccountId, Actor, DecodeError, EventPayload, Principal};

const OWN: AccountId = AccountId(uuid::Uuid::from_u128(1));
const OTHER: AccountId = AccountId(uuid::Uuid::from_u128(2));
const NOW: Timestamp = Timestamp::from_milliseconds(1_000_000);

fn registered() -> AccountEvent<'static> {
    AccountEvent::Registered(AccountRegistered { handle: "ada", name: "Ada", role: Role::Author, password_hash: "" })
}

fn link(expires_at: Timestamp) -> AccountEvent<'static> {
    AccountEvent::LinkIssued(LinkIssued { link_hash: "link", expires_at })
}

fn after(events: &[AccountEvent<'_>]) -> Account {
    let mut account = Account::default();
    for (stream_version, event) in (1..).zip(events) {
        account.evolve(event, &Recorded { stream_version, at: NOW, actor: Actor::Operator });
    }
    account
}

fn decide<'c>(
    account: &Account,
    who: &Principal,
    command: &'c AccountCommand,
) -> Result<Vec<AccountEvent<'c>>, DomainError> {
    account.decide(command, &Context { at: NOW, principal: who, stream_id: &OWN.stream_id() })
}

#[test]
fn a_link_is_followed_once_and_in_time() {
    let in_time = Timestamp::from_milliseconds(NOW.as_milliseconds() + 1);
    let nobody = Principal::account(OWN, Role::Contributor);
    let follow = |link_hash: &str| AccountCommand::FollowLink {
        link_hash: link_hash.to_owned(),
        password_hash: "hash".to_owned(),
    };
    let changed = AccountEvent::PasswordChanged(PasswordChanged { password_hash: "hash" });
    let cases = [
        (vec![registered(), link(in_time)], "link", true),
        (vec![registered(), link(in_time)], "another", false),
        (vec![registered(), link(NOW)], "link", false),
        (vec![registered(), link(in_time), changed.clone()], "link", false),
        (vec![registered(), link(in_time), AccountEvent::Suspended], "link", false),
        (vec![registered(), link(in_time), AccountEvent::Erased], "link", false),
        (vec![registered()], "link", false),
    ];
    for (events, link_hash, works) in cases {
        let command = follow(link_hash);
        let expected = if works { Ok(vec![changed.clone()]) } else { Err(DomainError::NotFound) };
        assert_eq!(decide(&after(&events), &nobody, &command), expected, "{events:?}");
    }
}

#[test]
fn what_is_ones_own_is_changed_by_oneself_and_the_rest_by_admins() {
    let account = after(&[registered()]);
    let own = [
        AccountCommand::RenameAccount { name: "Ada L.".to_owned() },
        AccountCommand::ChangePassword { password_hash: "hash".to_owned() },
        AccountCommand::IssueToken { token_hash: "token".to_owned() },
        AccountCommand::ChangeEmail { email: "ada@example.org".to_owned() },
    ];
    let others = [
        AccountCommand::ChangeRole { role: Role::Editor },
        AccountCommand::SuspendAccount,
        AccountCommand::IssueLink { link_hash: "link".to_owned(), expires_at: NOW },
        AccountCommand::EraseAccount,
    ];
    for command in own.iter().chain(&others) {
        let is_own = own.contains(command);
        let decided = |id, role| decide(&account, &Principal::account(id, role), command).is_ok();
        assert_eq!(decided(OWN, Role::Author), is_own, "{command:?}");
        assert!(!decided(OTHER, Role::Editor), "{command:?}");
        assert!(decided(OTHER, Role::Admin), "{command:?}");
    }
}

#[test]
fn nothing_happens_twice() {
    let suspended = after(&[registered(), AccountEvent::Suspended]);
    let cases = [
        (AccountCommand::SuspendAccount, 0),
        (AccountCommand::ReinstateAccount, 1),
        (AccountCommand::ChangeRole { role: Role::Author }, 0),
        (AccountCommand::RenameAccount { name: "Ada".to_owned() }, 0),
    ];
    for (command, events) in cases {
        assert_eq!(decide(&suspended, &Principal::OPERATOR, &command).map(|events| events.len()), Ok(events));
    }
    let nameless = AccountCommand::RenameAccount { name: String::new() };
    let refused = Err(Violations::one("name", Rule::Required).into());
    assert_eq!(decide(&suspended, &Principal::OPERATOR, &nameless), refused);
}

#[test]
fn the_bytes_of_version_1_are_read_for_ever() {
    let cases: [(AccountEvent<'_>, &[u8]); 10] = [
        (registered(), b"\x03ada\x03Ada\x01\0"),
        (AccountEvent::PasswordChanged(PasswordChanged { password_hash: "hash" }), b"\x04hash"),
        (AccountEvent::TokenIssued(TokenHash { token_hash: "token" }), b"\x05token"),
        (AccountEvent::TokenRevoked(TokenHash { token_hash: "token" }), b"\x05token"),
        (link(Timestamp::from_milliseconds(1_000)), b"\x04link\xd0\x0f"),
        (AccountEvent::Renamed(AccountRenamed { name: "Ada" }), b"\x03Ada"),
        (AccountEvent::EmailChanged(EmailChanged { email: "a@b" }), b"\x03a@b"),
        (AccountEvent::RoleChanged(RoleChanged { role: Role::Editor }), b"\x02"),
        (AccountEvent::Suspended, b""),
        (AccountEvent::Reinstated, b""),
    ];
    for (event, bytes) in cases {
        let kind = event.kind();
        assert_eq!(event.encode(Vec::new()).unwrap().escape_ascii().to_string(), bytes.escape_ascii().to_string());
        assert_eq!(AccountEvent::decode(kind, 1, bytes), Ok(event));
        assert_eq!(AccountEvent::decode(kind, 9, bytes), Err(DecodeError::unknown(kind, 9)));
    }
}

#[test]
fn nothing_of_an_erased_person_is_left() {
    let in_time = Timestamp::from_milliseconds(1_000);
    let email = AccountEvent::EmailChanged(EmailChanged { email: "ada@example.org" });
    for event in [registered(), link(in_time), AccountEvent::Renamed(AccountRenamed { name: "Ada" }), email] {
        let bytes = event.encode(Vec::new()).unwrap();
        let redacted = redact(event.kind(), 1, &bytes, "person-1").unwrap().unwrap();
        let left = redacted.escape_ascii().to_string();
        assert!(!left.contains("Ada") && !left.contains("ada") && !left.contains("link"), "{left}");
    }
}

#[test]
fn letters_go_to_addresses_alone() {
    let account = after(&[registered()]);
    for (email, is_taken) in [
        ("ada@example.org", true),
        ("ada.l+blog@localhost", true),
        ("", true),
        ("ada", false),
        ("@example.org", false),
        ("ada@", false),
        ("ada@example.org, eve@example.org", false),
        ("Ada <ada@example.org>", false),
        ("ada@example.org\r\nBcc: eve@example.org", false),
    ] {
        let command = AccountCommand::ChangeEmail { email: email.to_owned() };
        assert_eq!(decide(&account, &Principal::OPERATOR, &command).is_ok(), is_taken, "{email}");
    }
    let changed = AccountEvent::EmailChanged(EmailChanged { email: "ada@example.org" });
    assert_eq!(after(&[registered(), changed.clone()]).email, "ada@example.org");
    assert_eq!(after(&[registered(), changed, AccountEvent::Erased]).email, "");
}
