//! Both databases answer a search alike: what PostgreSQL finds is what the words hold.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod server;

use server::Server;
use sqlx::{Connection as _, PgConnection, Row as _};
use usher_store::{MessageWords, WordQuery, sql};
use usher_store_postgres::PostgresSchema;

const TEXTS: [&str; 6] = [
    "Where is my parcel? It's late",
    "Das CAFÉ in der Straße",
    "您的订单号是 A-100，明天发货",
    "昨日注文した荷物がまだ届きません",
    "O'Neil \\ said: 'a' & b | !c <-> d:*",
    "re\u{301}sume\u{301} résumé",
];

const QUERIES: [&str; 20] = [
    "parc",
    "PARCEL where",
    "it's",
    "cafe strasse",
    "单号",
    "订单号是",
    "订是",
    "发",
    "a 100",
    "注文した",
    "荷",
    "neil said",
    "o'neil",
    "a",
    "b | zulu",
    "resume",
    "<->",
    "\\ d",
    "'a':*",
    "parcel OR cafe",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_are_found_as_they_are_held() {
    let Some(server) = Server::start() else {
        println!("skipped: postgresql is not installed");
        assert!(std::env::var("CI").as_deref() != Ok("true"), "postgresql must be installed where CI=true");
        return;
    };
    let schema = PostgresSchema::connect(&server.url()).await.unwrap();
    schema.migrate().await.unwrap();
    schema.close().await;
    let mut database = PgConnection::connect(&server.url()).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO visitors (id, token_hash, channel, origin, locale, created_at)
             VALUES ('\\x0a', '\\x01', 'mall', 'https://a.example', 'en', 1);
         INSERT INTO sessions (id, visitor, channel, state, opened_at, last_seq, visitor_read, agent_read, rank, visitor_at,
                               version) VALUES ('\\x01', '\\x0a', 'mall', 'unmatched', 1, 6, 0, 0, 1, 1, 1);",
    )
    .execute(&mut database)
    .await
    .unwrap();
    let sessions = vec![vec![1_u8]; TEXTS.len()];
    let seqs: Vec<i64> = (1..).take(TEXTS.len()).collect();
    let names: Vec<String> = seqs.iter().map(ToString::to_string).collect();
    sqlx::query(sql::messages::INSERT.postgres)
        .bind(&sessions)
        .bind(&seqs)
        .bind(vec!["visitor"; TEXTS.len()])
        .bind(&names)
        .bind(TEXTS.to_vec())
        .bind(vec![1_i64; TEXTS.len()])
        .execute(&mut database)
        .await
        .unwrap();
    sqlx::query(sql::search::NUMBER.postgres).bind(&sessions[..1]).execute(&mut database).await.unwrap();
    let words: Vec<String> = TEXTS.iter().map(|text| MessageWords::of(text).for_postgres()).collect();
    let index = sqlx::query(sql::search::INDEX.postgres).bind(&sessions).bind(&seqs).bind(&words);
    index.execute(&mut database).await.unwrap();
    for query in QUERIES {
        let Ok(query) = WordQuery::parse(query) else { continue };
        let expected: Vec<i64> =
            seqs.iter().copied().zip(TEXTS).filter(|(_, text)| query.holds(text)).map(|(seq, _)| seq).rev().collect();
        assert_eq!(found(&mut database, &query).await, expected, "{query:?}");
    }
    let parcel = WordQuery::parse("parcel").unwrap();
    sqlx::raw_sql("UPDATE messages SET body = '{\"kind\":\"recalled\"}' WHERE seq = 1")
        .execute(&mut database)
        .await
        .unwrap();
    assert!(found(&mut database, &parcel).await.is_empty(), "what is taken back is not found from then on");
    sqlx::raw_sql("DELETE FROM messages WHERE seq = 2").execute(&mut database).await.unwrap();
    assert!(found(&mut database, &WordQuery::parse("cafe").unwrap()).await.is_empty());
}

async fn found(database: &mut PgConnection, query: &WordQuery) -> Vec<i64> {
    let none = || None::<String>;
    let rows = sqlx::query(sql::search::WORDS.postgres)
        .bind(query.for_postgres())
        .bind(i64::MAX)
        .bind(100_i64)
        .bind(none())
        .bind(none())
        .bind(none())
        .bind(none())
        .bind(none())
        .bind(none())
        .bind(none())
        .bind(none())
        .bind(None::<Vec<u8>>)
        .bind(None::<i64>)
        .bind(None::<i64>)
        .fetch_all(database)
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            assert!(row.get::<bool, _>("fits"));
            row.get::<i64, _>("position") & 0xff_ffff
        })
        .collect()
}
