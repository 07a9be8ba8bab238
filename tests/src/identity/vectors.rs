//! What other languages encrypt is read here, and what is encrypted here they read: 200 texts in each, byte for byte.

use serde_json::json;
use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};
use usher_identity::{KeyMaterial, decrypt, encrypt};
use usher_model::{Entropy as _, KeyKind, SeededEntropy};

/// Language, the tool, what the tool is given to say that it is there with all it needs, and what it runs.
const PROGRAMS: &[(&str, &str, &[&str], &str)] = &[
    ("Java", "java", &["-version"], "Vectors.java"),
    ("Python", "python3", &["-c", "import cryptography"], "vectors.py"),
    ("Node", "node", &["--version"], "vectors.mjs"),
    ("openssl", "openssl", &["version"], "vectors.sh"),
];
const TEXTS: usize = 200;
const ALPHABET: [&str; 12] = ["a", "Z", "7", " ", "\\\"", "é", "ß", "张", "三", "Я", "😀", "\u{200d}"];

/// Random objects: the empty one, every length around two blocks, and names in many scripts.
fn texts(random: &SeededEntropy) -> Vec<String> {
    let filled = |bytes: usize| format!(r#"{{"n":"{}"}}"#, "x".repeat(bytes.saturating_sub(8)));
    let mut texts = vec!["{}".to_owned()];
    texts.extend((8..=49).map(filled));
    texts.resize_with(TEXTS, || {
        let some: String = random.bytes16().iter().map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()]).collect();
        json!({ "full_name": some, "phone": format!("1{:010}", random.seed() % 10_000_000_000) }).to_string()
    });
    texts
}

/// The answers of a program to lines on its input; both streams at once, for neither waits for the other.
fn ask(program: &mut Command, lines: String) -> Vec<String> {
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("its input");
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writing.join().expect("no panic").expect("all is written");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
}

#[test]
fn other_languages_agree_byte_for_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    for (seed, (language, tool, probe, script)) in (1..).zip(PROGRAMS) {
        if !Command::new(tool).args(*probe).output().is_ok_and(|output| output.status.success()) {
            println!("skipped: vectors of {language}, for `{tool}` is not installed with what it needs");
            continue;
        }
        let random = SeededEntropy::new(seed);
        let texts = texts(&random);
        let keys: Vec<_> = (0..TEXTS)
            .map(|number| KeyMaterial::generate(KeyKind::Aes, [16, 32][number % 2], &random).expect("a key"))
            .collect();
        let ours: Vec<_> = keys.iter().zip(&texts).map(|(key, text)| encrypt(key, text)).collect();
        let mut lines = String::new();
        for ((key, text), hex) in keys.iter().zip(&texts).zip(&ours) {
            let key = key.to_text();
            let text = base64(text);
            lines.extend(["encrypt ", &key, " ", &text, "\ndecrypt ", &key, " ", hex, "\n"]);
        }
        let mut program = if *tool == "openssl" { Command::new(folder.join(script)) } else { Command::new(tool) };
        if *tool != "openssl" {
            program.arg(script);
        }
        let answers = ask(program.current_dir(&folder), lines);
        assert_eq!(answers.len(), 2 * TEXTS, "{language}");
        for (((key, text), hex), answers) in keys.iter().zip(&texts).zip(&ours).zip(answers.chunks(2)) {
            assert_eq!((&answers[0], &answers[1]), (hex, &base64(text)), "{language}: {text}");
            let read = decrypt(key, &answers[0]).expect("it opens");
            assert_eq!(&**read, text.as_bytes(), "{language}");
        }
    }
}

fn base64(text: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(text)
}
