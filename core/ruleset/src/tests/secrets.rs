//! Texts that look like secrets: told, and never printed.

use super::{
    compiled,
    mistakes::{Case, all},
};
use crate::{Excerpt, Severity, Style, render_human};

const HELLO: &str = "rules/prompts/hello.yaml";
const MALL: &str = "rules/channels/mall.yaml";
const FIRST: &str = "rules/distribution/first.yaml";
const PAGER: &str = "rules/webhooks/pager.yaml";

/// Put together, so that nobody who looks for keys in this repository finds one here.
fn keys() -> Vec<String> {
    let long = "x9Kq2LmZ7pRtY4wVb8NcD3sF6gHj1AeU";
    vec![
        format!("AKIA{}", "Q3EGRTWZ5NBVC7XY"),
        format!("sk_{}_{}", "live", &long[..24]),
        format!("ghp_{long}{}", "0aZ9"),
        format!("xoxb-{}", &long[..24]),
        format!("eyJ{}.eyJ{}.{}", &long[..12], &long[..20], &long[..22]),
        format!("-----BEGIN {}PRIVATE KEY-----", "RSA "),
        format!("postgres://usher:{}@db.example.com/usher", &long[..10]),
    ]
}

fn condition(test: &str) -> String {
    format!("name: First\ngroup: team\nstrategy: load\nwelcome: hello\nwhen: {{ {test} }}\n")
}

#[test]
fn what_looks_like_a_secret() {
    let keys = keys();
    let mut cases: Vec<Case<'_>> = keys
        .iter()
        .filter(|key| !key.contains("://"))
        .map(|key| (HELLO, format!("text: Hello, use «{key}» please\n"), &[] as &[_]))
        .collect();
    // Of an address only the user and the password.
    let address = keys.last().expect("one").replacen("usher:", "«usher:", 1).replacen('@', "»@", 1);
    cases.push((HELLO, format!("text: {address}\n"), &[]));
    // A block is marked where its secret begins.
    cases.push((HELLO, format!("text: |\n  Hello\n    «{}»\n  MIIEpAIBAAKCAQEA\n", keys[5]), &[]));
    let random = "0f9e8d7c6b5a49382716f5e4d3c2b1a0";
    let objects = super::object_mistakes::OBJECTS;
    let account = objects[0].1.replacen("  vip:", "  api_key: { type: text }\n  vip:", 1);
    let account: Vec<_> = objects.iter().copied().chain([("rules/objects/account.yaml", account.as_str())]).collect();
    cases.push((FIRST, condition(&format!("account.api_key: «{random}»")), &account));
    cases.push((
        FIRST,
        condition(&format!("account.api_key: {{ in: [abc, «{}»] }}", "q7Zx0PmK3vLt8RwYc5NbD2sFg6Hj1AeUi4Oa9TkE")),
        &account,
    ));
    let rendered = all(Severity::Warning, &cases);
    for key in &keys {
        assert!(!rendered.contains(key.as_str()), "{key}");
    }
    assert!(!rendered.contains(random));
    assert!(!rendered.contains("MIIE"));
    insta::assert_snapshot!(rendered);
}

#[test]
fn what_only_looks_odd_is_let_alone() {
    let objects = super::object_mistakes::OBJECTS;
    let token = objects[0].1.replacen("  vip:", "  key: { type: text }\n  token: { type: text }\n  vip:", 1);
    for file in [
        // Hashes in comments, in prose, in addresses, and as ids of something else.
        (HELLO, "# sha256 0f9e8d7c6b5a49382716f5e4d3c2b1a00f9e8d7c6b5a49382716f5e4d3c2b1a0\ntext: Hello\n".to_owned()),
        (
            HELLO,
            "text: The build 0f9e8d7c6b5a49382716f5e4d3c2b1a00f9e8d7c6b5a49382716f5e4d3c2b1a0 is live\n".to_owned(),
        ),
        (HELLO, "text: See https://shop.example.com/q7Zx0PmK3vLt8RwYc5NbD2sFg6Hj1AeUi4Oa9TkE\n".to_owned()),
        (HELLO, "text: 0f9e8d7c6b5a49382716f5e4d3c2b1a0\n".to_owned()),
        (HELLO, "text: Write to sk_live_chat_about_the_orders_of_today or https://me@example.com\n".to_owned()),
        (HELLO, "text: 'Your token, key, secret, password: ask us. -----BEGIN PUBLIC KEY-----'\n".to_owned()),
        (FIRST, condition("account.key: customers_of_the_mall_who_have_ordered_lamps")),
        (FIRST, condition("account.key: CustomersOfTheMallWhoHaveOrderedLampsIn2026")),
        (FIRST, condition("account.key: 'abcdefabcdefabcdefabcdefabcdefab'")),
        (FIRST, condition("account.token: '00000000000000000000000000000001'")),
        (FIRST, condition("account.token: { matches: '^[0-9a-f]{32}$' }")),
    ] {
        let (path, text) = &file;
        let account = ("rules/objects/account.yaml", token.as_str());
        let changes: Vec<_> = objects.iter().copied().chain([account, (*path, text.as_str())]).collect();
        let diagnostics = compiled(&changes).diagnostics;
        assert!(diagnostics.is_empty(), "{text}: {diagnostics:#?}");
    }
}

/// Whatever is wrong beside a secret, no message, no excerpt and no help repeats it.
#[test]
fn errors_beside_secrets_do_not_print_them() {
    let secret = "hunter2-and-then-some";
    let key = &keys()[1];
    let long = format!("{key}{}", "0".repeat(80));
    for (path, text) in [
        // A key that does not exist, with the secret as its value.
        (PAGER, format!("name: Pager\nurl: https://pager.example.com\nsecret: {secret}\n")),
        (PAGER, format!("{{ name: Pager, url: https://pager.example.com, apiKey: {secret}, more: 1 }}\n")),
        (PAGER, format!("name: Pager\nurl: https://pager.example.com\nsecret_env: {secret}\n")),
        (PAGER, format!("name: Pager\nurl: https://me:{secret}@pager.example.com\n")),
        (PAGER, format!("name: Pager\nur1: https://me:{secret}@pager.example.com\n")),
        // A secret where something else is wanted, which the message would repeat.
        (PAGER, format!("name: Pager\nurl: https://pager.example.com\ntimeout: {key}\n")),
        (PAGER, format!("name: Pager\nurl: {key}.example.com\n")),
        (MALL, format!("name: Mall\ntitle: Chat\norigins: [{long}]\n")),
        (MALL, format!("name: Mall\ntitle: Chat\norigins: [self]\nlook: {{ icon: {key} }}\n")),
        (FIRST, format!("name: First\ngroup: {key}\nstrategy: {key}\n")),
        (FIRST, condition(&format!("time.hour: {key}"))),
        (FIRST, condition(&format!("expr: 'visitor.nme == \"{key}\"'"))),
        (HELLO, format!("text: {{ en: '{{{{ nothing }}}} {key}' }}\n")),
        // A file that is no YAML.
        (PAGER, format!("name: Pager\n  password: {secret}\n")),
        (PAGER, format!("name: Pager\nurl: [{key}\n")),
        (PAGER, format!("{{ name: Pager, \"apiKey\": \"{secret}\", more\n")),
        (HELLO, format!("text: |\n  {}\n{secret}\n  -----END KEY-----\n", keys()[5])),
        (PAGER, format!("name: Pager\nurl: https://pager.example.com\ntoken: [\"{secret}\", 1.10]\n")),
    ] {
        let diagnostics = compiled(&[(path, text.as_str())]).diagnostics;
        assert!(!diagnostics.is_empty(), "{text}");
        let rendered: String =
            diagnostics.iter().map(|problem| render_human(problem, Some(&text), Style::Plain) + "\n").collect();
        let json = serde_json::to_string(&diagnostics).expect("JSON");
        for part in [secret, key.as_str(), &key[..12]] {
            assert!(!rendered.contains(part), "{text}\n{rendered}");
            assert!(!json.contains(part), "{text}\n{json}");
        }
    }
}

#[test]
fn a_masked_line_is_shown_up_to_the_secret() {
    let text = "name: Pager\nurl: https://pager.example.com\nsecret: hunter2\n";
    let diagnostics = compiled(&[(PAGER, text)]).diagnostics;
    let [problem] = diagnostics.as_slice() else { panic!("one problem: {diagnostics:#?}") };
    assert_eq!(problem.excerpt, Excerpt::Until { line: 3, column: 9 });
    insta::assert_snapshot!(render_human(problem, Some(text), Style::Plain));
}

#[test]
fn nothing_that_ships_looks_like_a_secret() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders =
        ["rules", "plugins", "examples", "core/guide", "core/server"].map(|name| root.join(name)).to_vec();
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "node_modules") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                let mut reader = crate::reader::Reader::new(&"rules/any.yaml".into());
                let _root = crate::yaml::parse(&std::fs::read(&path).expect("a file"), &mut reader);
                let found: Vec<_> = reader.secrets().iter().filter(|secret| secret.looks_like.is_some()).collect();
                assert!(found.is_empty(), "{}: {found:?}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "{seen}");
}
