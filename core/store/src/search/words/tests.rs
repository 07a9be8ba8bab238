//! What is found in what, and that nothing somebody types is more than words.

use super::{BadQuery, MessageWords, WordQuery};

#[track_caller]
fn check(query: &str, text: &str, expected: bool) {
    let parsed = WordQuery::parse(query).expect("there is a word in it");
    assert_eq!(parsed.holds(text), expected, "`{query}` in `{text}`: {:?}", MessageWords::of(text));
}

#[test]
fn latin_words_are_found_by_their_beginnings_whatever_their_case_and_accents() {
    for (query, text) in [
        ("parcel", "Where is my Parcel?"),
        ("PARC my", "Where is my parcel?"),
        ("cafe", "Das CAFÉ"),
        ("café", "le cafe noir"),
        ("resume", "re\u{301}sume\u{301}"),
        ("strasse", "Straße"),
        ("straß", "STRASSE 3"),
        ("istanbul", "İSTANBUL"),
        ("odos", "Odós"),
        ("ΟΔΟΣ", "οδός"),
        ("lodz", "Łódź"),
        ("привет", "Приве\u{301}т"),
        ("ABC", "ａｂｃ"),
        ("order 17", "Order-17 / B"),
        ("a", "a b"),
    ] {
        check(query, text, true);
    }
    check("arcel", "parcel", false);
    check("a", "apple", false);
    check("parcel late", "parcel", false);
}

#[test]
fn any_two_characters_in_a_row_are_found_where_no_spaces_are_written() {
    let text = "你好，我的订单A100还没有发货。";
    let chars: Vec<char> = "我的订单".chars().collect();
    for length in 2..=chars.len() {
        for part in chars.windows(length) {
            check(&part.iter().collect::<String>(), text, true);
        }
    }
    check("订单A100", text, true);
    check("单", text, true);
    check("货", text, true);
    check("订货", text, false);
    check("好我", text, false);
    check("注文した", "昨日注文した荷物がまだ届きません", true);
    check("ガス", "ｶﾞｽの契約", true);
    check("カス", "ガスの契約", false);
    check("か\u{3099}くせい", "がくせいです", true);
    check("배송", "\u{1107}\u{1162}\u{1109}\u{1169}\u{11bc}이 늦어요", true);
    check("สวัส", "สวัสดีครับ", true);
}

#[test]
fn words_are_marked_where_they_are() {
    let places = |query: &str, text: &str| -> Vec<String> {
        let query = WordQuery::parse(query).expect("words");
        query.places(text).into_iter().map(|place| text[place].to_owned()).collect()
    };
    assert_eq!(places("caf my", "My café, my cafeteria"), ["My", "café", "my", "cafeteria"]);
    assert_eq!(places("订单号", "我的订单号是订单"), ["订单号"]);
    assert_eq!(places("单", "订单，单号"), ["单", "单"]);
    assert_eq!(places("e", "e\u{301} x"), ["e\u{301}"]);
}

#[test]
fn what_cannot_be_looked_for_is_said() {
    assert_eq!(WordQuery::parse(" \"*^-()"), Err(BadQuery::NoWord));
    assert_eq!(WordQuery::parse(&"x".repeat(201)), Err(BadQuery::TooLong { given: 201 }));
    let many = (10..27).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
    assert_eq!(WordQuery::parse(&many), Err(BadQuery::TooManyWords { given: 17 }));
}

/// Whatever is typed, what the databases are given is quoted words and what stands between them, and nothing else.
#[test]
fn nothing_typed_is_query_language() {
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("it is small") % below
    };
    let parts = [
        "\"", "'", "*", "^", "NEAR(", ")", " AND ", " OR ", " NOT ", "words:", "-", "{", "}", "+", "\\", "\0", "--",
        ";", "<->", ":*", "!", "&", "|", "a", "中", "文", "\u{301}", "\u{3099}", "ß", "1", "\u{feff}", "\u{202e}", "é",
        " ", "\n",
    ];
    for _ in 0..20_000 {
        let text: String = (0..next(12)).map(|_| parts[next(parts.len())]).collect();
        let Ok(query) = WordQuery::parse(&text) else { continue };
        for part in query.for_sqlite().split(" AND ") {
            let inside = part.strip_suffix(" *").unwrap_or(part);
            let inside = inside.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).expect("quoted");
            assert!(inside.split(' ').all(is_word), "{text:?} became {part}");
        }
        let postgres = query.for_postgres();
        for (place, part) in postgres.split('\'').enumerate() {
            let between = matches!(
                part,
                "" | ":*" | " <-> " | " & " | ":* & " | "(" | ")" | ") & " | " & (" | ":* & (" | ") & ("
            );
            assert!(if place % 2 == 1 { is_word(part) } else { between }, "{text:?} became {postgres}");
        }
        assert!(MessageWords::of(&text).for_sqlite().split(' ').all(|word| word.is_empty() || is_word(word)));
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(|one| one.is_alphanumeric() || super::is_combining_mark(one) || super::is_unspaced(one))
}
