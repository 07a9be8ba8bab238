//! How long each kind of bad proof takes to refuse: the spread between them is what a stranger could learn by measuring.
//! The API answers all of them at one beat on top of this, which hides what is left.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};
use usher_identity::{KeyMaterial, LiveKey, Terms, encrypt, encrypt_signed, sign_hs256, verify};
use usher_model::{ChannelId, IdentityPolicy, KeyId, KeyKind, SeededEntropy, Timestamp};

const NOW: i64 = 1_700_000_000;
const ROUNDS: usize = 20_000;

#[expect(clippy::disallowed_methods, reason = "a bench measures; nothing is decided by it")]
fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn key(id: u8, kind: KeyKind) -> LiveKey {
    let material = KeyMaterial::generate(kind, 32, &SeededEntropy::new(u64::from(id))).expect("a key");
    LiveKey { id: KeyId::from_bytes([id; 16]), kid: format!("k{id}"), material }
}

fn main() {
    let keys = [key(1, KeyKind::Aes), key(2, KeyKind::Aes), key(3, KeyKind::Hs256)];
    let strange = [key(8, KeyKind::Aes), key(9, KeyKind::Hs256)];
    let channel: ChannelId = "mall".parse().expect("an id");
    let fields = ["full_name".to_owned(), "phone".to_owned()];
    let terms = Terms {
        channel: &channel,
        policy: IdentityPolicy::RequireSig,
        max_age: Duration::from_mins(5),
        fields: &fields,
        now: Timestamp::from_millis(NOW * 1_000),
    };
    let text = |ts: i64| format!(r#"{{"full_name":"Zhang San","phone":"15912345678","ts":{ts}}}"#);
    let signed = encrypt_signed(&keys[0].material, &text(NOW));
    let bare = encrypt(&keys[0].material, &text(NOW));
    let (digits, signature) = signed.split_once('.').expect("signed");
    let flipped = |text: &str| text.replacen(|c: char| c != '0', "0", 1);
    let claims = |exp: i64| format!(r#"{{"full_name":"Zhang San","phone":"15912345678","exp":{exp}}}"#);
    let kinds = [
        ("parameters: good", signed.clone()),
        ("parameters: not hexadecimal", format!("{}.{signature}", "z".repeat(digits.len()))),
        ("parameters: of another key", encrypt_signed(&strange[0].material, &text(NOW))),
        ("parameters: one digit changed", format!("{}.{signature}", flipped(digits))),
        ("parameters: bad signature", format!("{digits}.{}", flipped(signature))),
        ("parameters: without signature", bare),
        ("parameters: not JSON", encrypt_signed(&keys[0].material, &text(NOW).replace('{', "("))),
        ("parameters: too old", encrypt_signed(&keys[0].material, &text(NOW - 999))),
        ("parameters: unknown member", encrypt_signed(&keys[0].material, &text(NOW).replace("phone", "fhone"))),
        ("token: good", sign_hs256(&keys[2], &claims(NOW + 60))),
        ("token: of an unknown key", sign_hs256(&strange[1], &claims(NOW + 60))),
        ("token: bad signature", flipped_end(&sign_hs256(&keys[2], &claims(NOW + 60)))),
        ("token: over", sign_hs256(&keys[2], &claims(NOW))),
    ];
    let mut times: Vec<Vec<Duration>> = vec![Vec::with_capacity(ROUNDS); kinds.len()];
    // In turn, so that what else the machine does falls on all alike.
    for _ in 0..ROUNDS {
        for ((_, proof), times) in kinds.iter().zip(&mut times) {
            times.push(timed(|| drop(black_box(verify(black_box(proof), &keys, &terms)))));
        }
    }
    println!("{:<34} {:>10} {:>10} {:>10}", "", "median ns", "p10", "p90");
    let mut medians = Vec::new();
    for ((name, _), times) in kinds.iter().zip(&mut times) {
        times.sort_unstable();
        let at = |part: usize| times[times.len() * part / 10].as_nanos();
        println!("{name:<34} {:>10} {:>10} {:>10}", at(5), at(1), at(9));
        if !name.ends_with("good") {
            medians.push((name.split(':').next().unwrap_or_default(), at(5)));
        }
    }
    for form in ["parameters", "token"] {
        let of_form = || medians.iter().filter(|(kind, _)| *kind == form).map(|(_, median)| *median);
        let (least, most) = (of_form().min().unwrap_or_default(), of_form().max().unwrap_or_default());
        println!("{form}: the kinds of failure lie {} ns apart", most - least);
    }
}

fn flipped_end(token: &str) -> String {
    let (rest, last) = token.split_at(token.len() - 2);
    format!("{rest}{}", if last.starts_with('A') { "BA" } else { "AA" })
}
