//! Mistakes in webhooks, and in the time zones of groups.

use super::{Case, TEAM, all, case};
use crate::Severity;

const PAGER: &str = "rules/webhooks/pager.yaml";

fn pager(marked: &str) -> Case<'static> {
    case(PAGER, format!("name: Pager\n{marked}\n"))
}

#[test]
fn webhooks() {
    let seen = all(
        Severity::Error,
        &[
            pager("url: «pager.example.com/usher»"),
            pager("url: «pager»"),
            pager("url: «http://pager.example.com/usher»"),
            pager("url: «http://127.0.0.2/usher»"),
            pager("url: «ftp://pager.example.com»"),
            pager("url: «https://»"),
            pager("url: «https://me:hunter2@pager.example.com»"),
            pager("url: «https://me:hunter2@» # not me:hunter2"),
            pager("url: «https://token@pager.example.com»"),
            pager("url: «\"https://pager.example.com/#top\"»"),
            pager("url: «https://pager.example.com/a b»"),
            pager("url: «5»"),
            pager(&format!("url: «https://pager.example.com/{}»", "x".repeat(2_000))),
            pager("url: https://pager.example.com\ntimeout: «31s»"),
            pager("url: https://pager.example.com\ntimeout: «500ms»"),
            pager("url: https://pager.example.com\ntimeout: «soon»"),
            pager("url: https://pager.example.com\ntimeout: «5»"),
            pager("url: https://pager.example.com\nsecret_env: «hunter3»"),
            pager("url: https://pager.example.com\n«secret»: hunter2"),
            pager("url: https://pager.example.com\nevents: «[]»"),
            pager("url: https://pager.example.com\nevents: «session_opened»"),
            pager("url: https://pager.example.com\nevents: [«session_unmached»]"),
            pager("url: https://pager.example.com\nevents: [«unmatched»]"),
            pager("url: https://pager.example.com\nevents: [nobody_online, session_opened, «nobody_online»]"),
            pager("url: https://pager.example.com\n«event»: [nobody_online]"),
            case(PAGER, "«name»: Pager\n"),
            case("rules/webhook/pager.yaml", "«n»ame: Pager\nurl: https://pager.example.com\n"),
            case(TEAM, "name: Team\nmembers: { agents: [bo] }\ntime_zone: «Berlin»\n"),
        ],
    );
    assert!(!["me:hunter2", "hunter3", "token@"].iter().any(|secret| seen.contains(secret)), "{seen}");
    insta::assert_snapshot!(seen);
}
