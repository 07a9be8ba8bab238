//! The samples of `examples/identity`, run with each language's own tool against a running server. What is not installed is
//! skipped, and said so.

use super::{NOW, identify, key, server};
use serde_json::json;
use std::{path::Path, process::Command};
use usher_identity::{encrypt, encrypt_signed};

/// Language, the tool, what the tool is given to say that it is there with all it needs, and how the sample is run.
const SAMPLES: &[(&str, &str, &[&str], &[&str])] = &[
    ("Java", "java", &["-version"], &["java/Encrypt.java"]),
    ("Python", "python3", &["-c", "import cryptography"], &["python/encrypt.py"]),
    ("Node", "node", &["--version"], &["node/encrypt.mjs"]),
    ("PHP", "php", &["-r", "exit(function_exists('openssl_encrypt') ? 0 : 1);"], &["php/encrypt.php"]),
    ("openssl", "openssl", &["version"], &["openssl/encrypt.sh"]),
    ("Go", "go", &["version"], &["run", "go/main.go"]),
    ("Ruby", "ruby", &["-ropenssl", "-e", "exit"], &["ruby/encrypt.rb"]),
];

#[tokio::test]
async fn the_samples_make_proofs_that_count() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/identity");
    let server = server("{ mode: required, policy: require_sig, max_age: 5m }").await;
    let admin = server.agent("ada").await;
    for bits in [128, 256] {
        let (_, site) = key(&admin, json!({ "kind": "aes", "label": "Site", "bits": bits })).await;
        for (number, (language, tool, probe, sample)) in SAMPLES.iter().enumerate() {
            let is_there = Command::new(tool).args(*probe).output().is_ok_and(|output| output.status.success());
            if !is_there {
                println!("skipped: the sample in {language}, for which `{tool}` is not installed with what it needs");
                continue;
            }
            let run = |json: &str, sign: bool| {
                // A script of the shell runs by itself.
                let mut command = if *tool == "openssl" {
                    Command::new(folder.join(sample[0]))
                } else {
                    let mut command = Command::new(tool);
                    command.args(*sample);
                    command
                };
                command.current_dir(&folder).arg(site.to_text().as_str()).arg(json).args(sign.then_some("sign"));
                let output = command.output().expect("it starts");
                assert!(output.status.success(), "{language}: {}", String::from_utf8_lossy(&output.stderr));
                String::from_utf8(output.stdout).expect("digits").trim().to_owned()
            };
            let phone = format!("1591234{bits}{number}");
            let text = json!({ "full_name": "张三 😀 Zoë", "phone": phone, "ts": NOW }).to_string();
            let made = run(&text, true);
            assert_eq!(made, encrypt_signed(&site, &text), "{language}");
            assert_eq!(run("{}", false), encrypt(&site, "{}"), "{language}");
            identify(&server, &made, None).await.fine();
        }
    }
    server.stop().await;
}
