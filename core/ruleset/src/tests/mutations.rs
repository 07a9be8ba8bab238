//! One wrong character in the rules that ship is one problem, and it is marked where the character stands: no cascade, and
//! no hunt. Places are found by their text, which must stand in its file once.

use super::{host, shipped_tree};
use crate::{SourceTree, Span, Style, compile, render_human};
use std::{fmt::Write, sync::Arc};

/// File, what stands there, the same with one character put in, left out or changed, or with two swapped, and the code of the one problem.
const MUTATIONS: &[(&str, &str, &str, &str)] = &[
    ("workspace", "time_zone: Europe/Berlin", "time_zone: Europe/Berlim", "E0213"),
    ("workspace", "default_locale: en", "default_locale: ens", "E0209"),
    ("workspace", "default_locale: en", "defualt_locale: en", "E0201"),
    ("workspace", "locales: [en, zh]", "locales: [en, zh", "E0101"),
    ("workspace", "close_after: 45m", "close_after: 45", "E0514"),
    ("workspace", "warn_before: 5m", "warn_before: 50m", "E0206"),
    ("workspace", "warning: still-there", "warning: still-ther", "E0301"),
    ("workspace", "reopen_within: 24h", "reopen_within: 24", "E0514"),
    ("workspace", "given: when_free", "given: when-free", "E0207"),
    ("workspace", "keep: 365d", "keep: 365", "E0514"),
    ("groups/trade-desk", "mode: offer", "mode: ofer", "E0207"),
    ("groups/trade-desk", "within: 30s", "within: 3s", "E0206"),
    ("groups/workshop", "away_after: never", "away_after: nevr", "E0203"),
    ("distribution/trade-customers", "follow_up: send-list", "folow_up: send-list", "E0201"),
    ("workspace", "away: keep", "away: kee", "E0203"),
    ("workspace", "gone: { requeue_after: 5m }", "gone: { requeue_afer: 5m }", "E0201"),
    ("workspace", "file_size: 10MB", "file_size: 10Mb", "E0725"),
    ("workspace", "in_line: { prompt: in-line }", "in_line: { prompt: in-lime }", "E0301"),
    ("workspace", "unmatched: unmatched", "unmatched: unmached", "E0301"),
    (
        "workspace",
        "full: { prompt: full, form: leave-message }",
        "full: { prompt: full, form: leave-messages }",
        "E0301",
    ),
    ("identity", "by: [[phone], [email, full_name]]", "by: [[phone], [emai, full_name]]", "E0751"),
    ("identity", "require: asserted", "require: asserte", "E0207"),
    ("identity", "through: contact", "through: contat", "E0301"),
    ("channels/mall", "https://shop.lumen-living.example", "https//shop.lumen-living.example", "E0210"),
    ("channels/mall", "theme_color: \"#b4552d\"", "theme_color: \"#b4552\"", "E0211"),
    ("channels/mall", "position: bottom_right", "position: botom_right", "E0207"),
    ("channels/mall", "  zh: 咨询客服", "  zn: 咨询客服", "E0209"),
    ("channels/official", "button_style: tab", "button_style: tba", "E0207"),
    ("channels/trade", "pre_chat: trade-inquiry", "pre_chat: trade-inqury", "E0301"),
    ("channels/trade", "policy: require_sig", "policy: require_sign", "E0207"),
    ("channels/trade", "emoji: false", "emoji: flase", "E0203"),
    ("channels/trade", "max_age: 10m", "max_age: 10x", "E0514"),
    ("forms/leave-message", "kind: leave_message", "kind: leave-message", "E0207"),
    ("forms/leave-message", "id: full_name", "id: full name", "E0721"),
    ("forms/leave-message", "type: email", "type: emial", "E0207"),
    ("forms/leave-message", "max_length: 100", "max_lenght: 100", "E0201"),
    ("forms/leave-message", "pattern: \"^[0-9]{8}$\"", "pattern: \"^[0-9]{8$\"", "E0405"),
    ("forms/leave-message", "shown_if: { topic: order }", "shown_if: { topic: oder }", "E0407"),
    ("forms/leave-message", "in: [order, repair]", "in: [order, repairs]", "E0407"),
    ("forms/leave-message", "min: 2015-01-01", "min: 2015-13-01", "E0704"),
    ("forms/leave-message", "accept: [image/png", "accept: [imag/png", "E0726"),
    ("forms/leave-message", "reach: { contains: phone }", "reech: { contains: phone }", "E0401"),
    ("forms/trade-inquiry", "max: 100000", "max: 10O000", "E0203"),
    ("groups/mall-care", "departments: [care]", "departments: [cares]", "E0301"),
    ("groups/night-watch", "hours: night", "hours: nigth", "E0301"),
    ("groups/night-watch", "capacity: 3", "capacity: 3.", "E0109"),
    ("groups/night-watch", "capacity: 3", "capacty: 3", "E0201"),
    ("hours/night", "mon-sun: [\"20:00-08:00\"]", "mon-son: [\"20:00-08:00\"]", "E0201"),
    ("hours/office", "fri: [\"09:00-12:30\"", "fri: [\"09:00-12:60\"", "E0701"),
    ("hours/office", "mon-thu: [\"09:00-12:30\", \"13:15", "mon-thu: [\"09:00-12:30\", \"11:15", "E0702"),
    ("hours/office", "date: 2027-03-26", "date: 2027-03-36", "E0704"),
    ("hours/office", "{ date: 12-31, open", "{ date: 12-32, open", "E0704"),
    ("directory/agents", "role: supervisor", "role: supervisr", "E0207"),
    ("directory/agents", "email: mia@lumen-living.example", "email: mia@@lumen-living.example", "E0212"),
    ("directory/agents", "orders: 4, complaints: 5", "orders: 4, complaints: 6", "E0206"),
    ("directory/agents", "  tomas:\n", "  tomas\n", "E0101"),
    (
        "directory/departments",
        "trade: { name: Trade customers, parent: sales }",
        "trade: { name: Trade customers, parent: sale }",
        "E0301",
    ),
    ("directory/departments", "workshop: { name: Workshop }", "workshop: { name Workshop }", "E0201"),
    ("distribution/after-sales", "group: workshop", "group: workship", "E0301"),
    ("distribution/after-sales", "(?i)\\b(repairs", "(?z)\\b(repairs", "E0405"),
    ("distribution/after-sales", "strategy: [idle-rate, load]", "strategy: [idle-rat, load]", "E0301"),
    ("distribution/after-sales", "page.path: { starts_with", "page.path: { start_with", "E0402"),
    ("distribution/big-orders", "mode: shadow", "mode: shado", "E0207"),
    ("distribution/big-orders", "account.orders: { gte: 20 }", "account.oders: { gte: 20 }", "E0401"),
    ("distribution/big-orders", "account.orders: { gte: 20 }", "account.orders: { gte: 2O }", "E0404"),
    ("distribution/chinese-visitors", "visitor.language: zh", "visitor.langage: zh", "E0401"),
    ("distribution/chinese-visitors", "    - not: {", "    - nor: {", "E0401"),
    ("distribution/mall-browsing", "channels: [mall]", "channels: [mal]", "E0301"),
    ("distribution/mall-browsing", "welcome: hello-shop", "welcome: hello-shp", "E0301"),
    ("distribution/mall-browsing", "priority: 90", "priority: 9O", "E0203"),
    ("distribution/mall-complaints", "use: weighted-skill", "use: weightd-skill", "E0301"),
    ("distribution/mall-complaints", "weight: 3", "wieght: 3", "E0507"),
    ("distribution/mall-night", "between: [\"20:00\", \"07:59\"]", "between: [\"20:00\", \"07:69\"]", "E0404"),
    ("distribution/official-site", "channels: [official]", "channels: [official", "E0101"),
    ("distribution/trade-customers", "longer_than: 5", "longer_than: -5", "E0206"),
    ("distribution/trade-customers", "hold: false", "hold: fals", "E0203"),
    ("distribution/trade-customers", "  outside_hours:", "  outside_hour:", "E0201"),
    ("distribution/vip-customers", "in: [gold, platinum]", "in: [gold, platinm]", "E0407"),
    ("distribution/vip-customers", "after: 90s", "after: 90", "E0514"),
    ("distribution/vip-customers", "visitor.verified: true", "visitor.verified: truw", "E0404"),
    ("distribution/vip-customers", "name: Gold and platinum customers", "\tname: Gold and platinum customers", "E0102"),
    ("objects/account", "orders: { type: integer", "orders: { type: intager", "E0207"),
    ("objects/account", "name_field: name", "name_field: nam", "E0301"),
    ("objects/account", "owner_field: owner", "owner_field: owne", "E0301"),
    ("objects/account", "match_keys: [phone]", "match_keys: [phon]", "E0301"),
    ("objects/account", "currency: EUR", "currency: EUr", "E0747"),
    ("objects/lead", "account: { object: account,", "account: { object: acount,", "E0301"),
    ("objects/case", "type: moment", "type: monent", "E0207"),
    ("workbench/care", "{ field: state, editable: true }", "{ field: stat, editable: true }", "E0301"),
    ("workbench/care", "fields: [subject, {", "fields: [subjet, {", "E0301"),
    ("workbench/care", "case.state: { in: [open, waiting] }", "case.state: { in: [open, wating] }", "E0407"),
    ("workbench/care", "order: desc", "order: desk", "E0207"),
    ("workbench/care", "night-watch, chinese-desk", "night-watch, chinees-desk", "E0301"),
    ("prompts/in-line", "en: You are number {{ queue.place }}", "en: You are number {{ queue.plce }}", "E0602"),
    ("prompts/hello-vip", "This is {{ agent.name }}", "This is {{ agent.name }", "E0601"),
    (
        "prompts/outside-hours",
        "again: {{ hours.opens_at }}.{% endif %}\n  zh",
        "again: {{ hours.opens_at }}.{% endi %}\n  zh",
        "E0601",
    ),
    ("tests/service", "agent: emeka, prompt: hello-workshop", "agent: emeca, prompt: hello-workshop", "E0301"),
    ("tests/service", "outcome: queued", "outcome: queud", "E0207"),
    ("tests/service", "at: 2026-11-24T12:20", "at: 2026-11-24T12:2O", "E0782"),
];

#[test]
fn one_wrong_character_is_one_problem_in_its_place() {
    assert!(MUTATIONS.len() >= 40);
    let tree = whole();
    let (one, other) = MUTATIONS.split_at(MUTATIONS.len() / 2);
    // Each is a whole compilation: two at a time.
    let wrong: String = std::thread::scope(|scope| {
        let threads =
            [one, other].map(|part| scope.spawn(|| part.iter().map(|row| check(&tree, row)).collect::<String>()));
        threads.into_iter().map(|thread| thread.join().expect("no mutation panics")).collect()
    });
    assert!(wrong.is_empty(), "{wrong}");
}

/// The rules that ship, with the plug-ins that they use, of which no tests need be read.
fn whole() -> SourceTree {
    let mut tree = shipped_tree().with_builtins();
    tree.files.retain(|path, _| !path.starts_with("plugins/") || !path.contains("/tests/"));
    let compiled = compile(&tree, host());
    assert!(compiled.diagnostics.is_empty(), "what ships has no problem: {:#?}", compiled.diagnostics);
    tree
}

/// What is wrong with how one mutation is told; nothing where it is told well.
fn check(tree: &SourceTree, (file, from, to, code): &(&str, &str, &str, &str)) -> String {
    let path = format!("rules/{file}.yaml");
    let Some(bytes) = tree.files.get(path.as_str()) else { return format!("there is no {path}\n\n") };
    let text = String::from_utf8_lossy(bytes);
    if text.matches(from).count() != 1 {
        return format!("{path} should hold {from:?} once, and holds it {} times\n\n", text.matches(from).count());
    }
    let mutated = text.replacen(from, to, 1);
    let place = place_of_the_difference(&text, &mutated);
    let mut tree = tree.clone();
    tree.files.insert(path.as_str().into(), Arc::from(mutated.as_bytes()));
    let problems = compile(&tree, host()).diagnostics;
    let is_one = problems.len() == 1 && problems[0].code == *code;
    if is_one && *problems[0].file == *path && covers(problems[0].span, place) {
        return String::new();
    }
    let mut said = format!("{path}: {to:?} should be one {code} at {}:{}, and is\n", place.0, place.1);
    for problem in &problems {
        let source = tree.files.get(&problem.file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        writeln!(said, "{}", render_human(problem, source, Style::Plain)).expect("a string");
    }
    said.push('\n');
    said
}

/// Line and column, from 1, of the first character that differs; one is all that may, or two that changed places.
fn place_of_the_difference(before: &str, after: &str) -> (u32, u32) {
    let same = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
    let rest = |text: &str, from: usize| text.chars().skip(from).collect::<String>();
    let is_one = [(0, 1), (1, 0), (1, 1)].iter().any(|(a, b)| rest(before, same + a) == rest(after, same + b));
    let is_swap = rest(before, same + 2) == rest(after, same + 2);
    assert!(is_one || is_swap, "one slip only: {:?}", rest(after, same).chars().take(60).collect::<String>());
    let head: String = after.chars().take(same).collect();
    let line = head.matches('\n').count() + 1;
    let column = head.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).expect("small"), u32::try_from(column).expect("small"))
}

/// Whether a span reaches the place: where a character is missing, the mark may end just before it.
fn covers(span: Span, (line, column): (u32, u32)) -> bool {
    (span.line, span.column) <= (line, column) && (line, column) <= (span.end_line, span.end_column)
}
