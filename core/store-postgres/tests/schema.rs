//! The schema and every statement, on a PostgreSQL that this test starts for itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod server;

use server::Server;
use usher_store_postgres::PostgresSchema;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schema_is_built_once_and_every_statement_prepares() {
    let Some(server) = Server::start() else {
        println!("skipped: postgresql is not installed");
        assert!(std::env::var("CI").as_deref() != Ok("true"), "postgresql must be installed where CI=true");
        return;
    };
    let url = server.url();
    // Several nodes start at once over an empty database.
    let nodes: Vec<_> = (0..3)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move {
                let schema = PostgresSchema::connect(&url).await.unwrap();
                schema.migrate().await.unwrap();
                schema.close().await;
            })
        })
        .collect();
    for node in nodes {
        node.await.unwrap();
    }
    let schema = PostgresSchema::connect(&url).await.unwrap();
    schema.migrate().await.unwrap();
    let prepared = schema.prepare_all().await.unwrap_or_else(|error| panic!("{error}"));
    assert!(prepared > 40, "only {prepared} statements are listed");
    schema.close().await;
}

#[tokio::test]
async fn an_unreachable_database_is_an_error() {
    let refused = PostgresSchema::connect("postgres://nobody@127.0.0.1:1/nothing").await;
    assert!(refused.unwrap_err().to_string().contains("cannot be reached"));
}
