//! `usher import` over files as CRMs write them: twenty thousand rows, encodings, refused rows, a stop in the middle.

use std::{fmt::Write as _, fs, path::Path, sync::Arc};
use tempfile::TempDir;
use usher_model::{Epoch, RecordKey};
use usher_ruleset::{Object, RuleSet, ScriptHost, SourceTree, compile};
use usher_server::{
    SystemClock,
    import::{Counts, Earlier, ImportError, ImportOptions, RowFormat, import},
};
use usher_store::{RecordStore as _, RecordsOf};
use usher_store_sqlite::{Options, SqliteStore};

const CONTACT: &str = "name: Contact\napi_name: ContactObj\nfields:\n  full_name: { type: text, label: { en: Name, zh: 姓名 } }\n  \
                       phone: { type: phone }\n  orders: { type: integer }\nname_field: full_name\nmatch_keys: [phone]\n\
                       relations:\n  account: { object: contact }\n";

struct Desk {
    folder: TempDir,
    store: SqliteStore,
    set: RuleSet,
    object: Arc<Object>,
}

impl Desk {
    async fn new() -> Self {
        let mut tree = SourceTree::default();
        let workspace = "name: Lantern\ntime_zone: UTC\ndefault_locale: en\ncalling_code: \"+86\"\n";
        for (path, text) in [("rules/workspace.yaml", workspace), ("rules/objects/contact.yaml", CONTACT)] {
            tree.files.insert(path.into(), text.as_bytes().into());
        }
        let set = compile(&tree, &ScriptHost::new()).ruleset.expect("rules");
        let object = set.objects.values().next().expect("an object").clone();
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options::new(Epoch::from_bytes([1; 16]));
        let store = SqliteStore::open(&folder.path().join("usher.db"), options).await.expect("a store");
        Self { folder, store, set, object }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> ImportOptions {
        let file = self.folder.path().join(name);
        fs::write(&file, bytes).expect("written");
        let is_json = Path::new(name).extension().is_some_and(|ending| ending == "jsonl");
        ImportOptions {
            file,
            format: if is_json { RowFormat::Jsonl } else { RowFormat::Csv },
            encoding: "utf-8".to_owned(),
            id: "id".to_owned(),
            map: Vec::new(),
            errors: None,
            dry_run: false,
            earlier: Earlier::Ask,
        }
    }

    async fn import(&self, options: &ImportOptions) -> Result<Counts, ImportError> {
        import(&self.store, &self.set, &self.object, options, &SystemClock, |_| {}).await
    }

    async fn by_phone(&self, phone: &str) -> Vec<(String, String)> {
        let key = RecordKey { field: "phone".to_owned(), value: phone.to_owned() };
        let found =
            self.store.walk_records(RecordsOf::Key(self.object.id.clone(), key), 0, 10).await.expect("answered");
        let name = |content: &usher_model::RecordContent| content.fields.get("full_name").map(ToString::to_string);
        found.iter().map(|one| (one.id.to_string(), name(&one.content).unwrap_or_default())).collect()
    }
}

const fn counts(rows: u64, created: u64, updated: u64, unchanged: u64, refused: u64) -> Counts {
    Counts { rows, created, updated, unchanged, refused }
}

#[tokio::test]
async fn twenty_thousand_rows_are_stored_once_and_found_by_their_numbers() {
    let desk = Desk::new().await;
    let mut text = "id,full_name,phone,orders\n".to_owned();
    for row in 0..20_000 {
        write!(text, "c-{row},\"Contact, {row}\",159 {row:08},{row}\r\n").expect("into a string");
    }
    let options = desk.file("contacts.csv", text.as_bytes());
    assert_eq!(desk.import(&options).await.expect("imported"), counts(20_000, 20_000, 0, 0, 0));
    assert_eq!(desk.by_phone("+8615900012345").await, [("c-12345".to_owned(), "\"Contact, 12345\"".to_owned())]);
    assert_eq!(
        desk.import(&options).await.expect("imported"),
        counts(20_000, 0, 0, 20_000, 0),
        "again changes nothing"
    );
    let left: Vec<_> = fs::read_dir(desk.folder.path()).expect("listed").filter_map(Result::ok).collect();
    assert!(!left.iter().any(|one| one.file_name().to_string_lossy().starts_with("contacts.csv.")), "{left:?}");
}

#[tokio::test]
async fn files_are_read_as_crms_write_them() {
    let desk = Desk::new().await;
    let rows = "编号;姓名;phone\r\n\"1\";\"张 \"\"三\"\"\n（北京）\";１５９１２３４５６７８\r\n\r\n";
    let gbk: Vec<u8> = [
        "b1e0bac5",                               // 编号
        "3bd0d5c3fb3b70686f6e650d0a22312222223b", // ;姓名;phone, a quote too many
    ]
    .iter()
    .flat_map(|digits| hex(digits))
    .collect();
    let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain(rows.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("plain.csv", rows.as_bytes().to_vec()),
        ("bom.csv", format!("\u{feff}{rows}").into_bytes()),
        ("wide.csv", utf16),
    ] {
        let options = ImportOptions { id: "编号".to_owned(), ..desk.file(name, &bytes) };
        let done = desk.import(&options).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((done.rows, done.refused), (1, 0), "{name}");
    }
    assert_eq!(desk.by_phone("+8615912345678").await, [("1".to_owned(), "\"张 \\\"三\\\" （北京）\"".to_owned())]);

    // 2,李四,13800000000 in GBK.
    let li = hex("69642cd0d5c3fb2c70686f6e650a322ccceecbc42c31333830303030303030300a");
    let wrong = desk.import(&desk.file("gbk.csv", &li)).await;
    assert!(matches!(wrong, Err(ImportError::Mapping(_))), "not UTF-8: {wrong:?}");
    let options = ImportOptions { encoding: "gbk".to_owned(), ..desk.file("gbk.csv", &li) };
    assert_eq!(desk.import(&options).await.expect("imported"), counts(1, 1, 0, 0, 0));
    assert_eq!(desk.by_phone("+8613800000000").await.len(), 1);

    let open = ImportOptions { id: "编号".to_owned(), encoding: "gbk".to_owned(), ..desk.file("open.csv", &gbk) };
    let huge = [gbk.as_slice(), &vec![b'x'; 300_000]].concat();
    fs::write(&open.file, huge).expect("written");
    assert!(matches!(desk.import(&open).await, Err(ImportError::Row { .. })), "a quote that is not closed ends it");
}

#[tokio::test]
async fn refused_rows_are_noted_with_all_that_is_wrong() {
    let desk = Desk::new().await;
    let lines = [
        r#"{"id": 7, "full_name": "Mia", "orders": 3, "account": "a-1"}"#,
        r#"{"id": "8", "orders": "many", "phone": "call me"}"#,
        r#"{"id": "", "full_name": "=1+1"}"#,
        r#"{"id": "9", "colour": "red"}"#,
        "not json",
        r#"{"id": "7", "orders": 4}"#,
    ];
    let options = desk.file("contacts.jsonl", lines.join("\n").as_bytes());
    let dry = ImportOptions { dry_run: true, ..options.clone() };
    assert_eq!(desk.import(&dry).await.expect("checked"), counts(6, 0, 0, 2, 4));
    assert!(desk.store.record_changes(0, 10).await.expect("answered").is_empty(), "nothing was stored");
    assert_eq!(
        desk.import(&options).await.expect("imported"),
        counts(6, 1, 1, 0, 4),
        "the same id twice is two changes"
    );
    let noted = fs::read_to_string(options.file.with_file_name("contacts.jsonl.errors.csv")).expect("noted");
    let places: Vec<_> =
        noted.lines().skip(1).map(|line| line.splitn(5, ',').take(4).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(places.len(), 5, "{noted}");
    assert_eq!(places[0], "\"2\",\"8\",\"orders\",\"wrong_type\"");

    let table = desk.file("table.csv", b"id,nmae\n1,x\n");
    let error = desk.import(&table).await.expect_err("no field").to_string();
    assert!(error.contains("`nmae` is no field") && error.contains("--map 'nmae='"), "{error}");
    let mapped = ImportOptions { map: vec![("nmae".to_owned(), "full_name".to_owned())], ..table };
    assert_eq!(desk.import(&mapped).await.expect("imported"), counts(1, 1, 0, 0, 0));
}

#[tokio::test]
async fn an_import_that_stopped_goes_on_where_it_was() {
    let desk = Desk::new().await;
    let rows = |count: u64| (0..count).map(|row| format!("c-{row},Contact {row}\n")).collect::<Vec<_>>().concat();
    // An unclosed quote that swallows too much stops it after some batches.
    let broken = format!("id,full_name\n{}c-x,\"{}", rows(1_200), "x".repeat(300_000));
    let options = desk.file("contacts.csv", broken.as_bytes());
    assert!(matches!(desk.import(&options).await, Err(ImportError::Row { .. })));
    let stored = desk.store.record_changes(0, 5_000).await.expect("answered").len();
    assert_eq!(stored, 1_000, "whole batches");
    let again = desk.import(&options).await;
    assert!(matches!(again, Err(ImportError::Earlier { rows: 1_000, .. })), "{again:?}");
    let resumed = ImportOptions { earlier: Earlier::Resume, ..options.clone() };
    assert!(matches!(desk.import(&resumed).await, Err(ImportError::Row { .. })), "the file is what it was");

    fs::write(&options.file, format!("id,full_name\n{}", rows(1_500))).expect("written");
    assert!(matches!(desk.import(&resumed).await, Err(ImportError::Changed(_))), "mended is another file");
    let anew = ImportOptions { earlier: Earlier::Restart, ..options };
    assert_eq!(desk.import(&anew).await.expect("imported"), counts(1_500, 500, 0, 1_000, 0));
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("digits")).collect()
}
