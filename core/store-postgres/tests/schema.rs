//! The schema and every statement, on a PostgreSQL that this test starts for itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod server;

use server::Server;
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, Row as _, SqlSafeStr as _,
    migrate::{Migration, MigrationType, Migrator},
};
use usher_store::sql;
use usher_store_postgres::PostgresSchema;

/// What the first version left: two sessions that wait.
const FIRST: &str = "
    INSERT INTO visitors VALUES ('\\x0a', '\\x01', 'mall', 'https://a.example', NULL, 'en', 1),
        ('\\x0b', '\\x02', 'mall', 'https://a.example', NULL, 'en', 2);
    INSERT INTO sessions VALUES
        ('\\x01', '\\x0a', 'mall', 'queued', 'care', NULL, 'busy', NULL, NULL, 3, NULL, 1, 0, 0, 1),
        ('\\x02', '\\x0b', 'mall', 'queued', 'care', NULL, 'busy', NULL, NULL, 4, NULL, 1, 0, 0, 1);";

/// What the second version left besides: a session that an agent answered, of priority -5, and one that nobody has.
const SECOND: &str = "
    INSERT INTO visitors VALUES ('\\x0c', '\\x03', 'mall', 'https://a.example', NULL, 'en', 1),
        ('\\x0d', '\\x04', 'mall', 'https://a.example', NULL, 'en', 2);
    INSERT INTO sessions VALUES
        ('\\x04', '\\x0c', 'mall', 'assigned', 'care', 'li', NULL, NULL, NULL, 5, NULL, 3, 0, 0, 1, 5, '[]', '{}'),
        ('\\x05', '\\x0d', 'mall', 'unmatched', NULL, NULL, NULL, NULL, NULL, 6, NULL, 1, 0, 0, 1, 0, '[]', '{}');
    INSERT INTO messages VALUES ('\\x04', 1, 'visitor', 'a', '{}', 5), ('\\x04', 2, 'agent:li', 'a', '{}', 8),
        ('\\x04', 3, 'system', 'a', '{}', 9);
    INSERT INTO decisions VALUES ('\\x01', '\\x04', 7, '{}'), ('\\x02', '\\x04', 6, '{}');";

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
    assert!(prepared > 50, "only {prepared} statements are listed");
    schema.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_the_first_version_is_brought_up_to_date() {
    let Some(server) = Server::start() else {
        println!("skipped: postgresql is not installed");
        assert!(std::env::var("CI").as_deref() != Ok("true"), "postgresql must be installed where CI=true");
        return;
    };
    let mut database = PgConnection::connect(&server.url()).await.unwrap();
    up_to(&mut database, 1).await;
    sqlx::raw_sql(FIRST).execute(&mut database).await.unwrap();

    up_to(&mut database, 2).await;
    sqlx::raw_sql(SECOND).execute(&mut database).await.unwrap();

    let schema = PostgresSchema::connect(&server.url()).await.unwrap();
    schema.migrate().await.unwrap();
    schema.close().await;
    sessions_of_the_second_version_are_there(&mut database).await;
    // Whoever comes later may be served first.
    sqlx::query(sql::hooks::APPLY.postgres)
        .bind(&[2_u8][..])
        .bind(-5_i64)
        .bind("[\"vip\"]")
        .bind("{}")
        .bind(1_i64)
        .execute(&mut database)
        .await
        .unwrap();
    let queue = sqlx::query(sql::sessions::QUEUE.postgres).bind("care").bind(10_i64).fetch_all(&mut database).await;
    let queue: Vec<(Vec<u8>, i64, String, String)> =
        queue.unwrap().iter().map(|row| (row.get("id"), row.get("rank"), row.get("tags"), row.get("fields"))).collect();
    let waits = |id, rank, tags: &str| (vec![id], rank, tags.to_owned(), "{}".to_owned());
    assert_eq!(queue, [waits(2, -5, "[\"vip\"]"), waits(1, 3, "[]")]);
    queues_go_on_from_a_place(&mut database).await;
    hook_runs_take_turns(&mut database).await;
    calls_wait_by_webhook(&mut database).await;
    received_sessions_are_counted(&mut database).await;
    notices_are_opened_and_read(&mut database).await;
    database.close().await.unwrap();
}

/// Brings the schema up to a version.
async fn up_to(database: &mut PgConnection, version: usize) {
    let steps = sql::migrations::MIGRATIONS[..version].iter().map(|step| {
        let text = step.postgres.into_sql_str();
        Migration::new(step.version, step.name.into(), MigrationType::Simple, text, false)
    });
    Migrator::with_migrations(steps.collect()).run(database).await.unwrap();
}

/// Rank, queued at, assigned at, visitor at, agent at, answered.
type Times = (i64, Option<i64>, Option<i64>, i64, Option<i64>, i64);

async fn sessions_of_the_second_version_are_there(database: &mut PgConnection) {
    let sessions = sqlx::query("SELECT * FROM sessions ORDER BY id").fetch_all(&mut *database).await.unwrap();
    let times: Vec<Times> = sessions
        .iter()
        .map(|row| {
            let (rank, queued, assigned) = (row.get("rank"), row.get("queued_at"), row.get("assigned_at"));
            (rank, queued, assigned, row.get("visitor_at"), row.get("agent_at"), row.get("answered"))
        })
        .collect();
    assert_eq!(
        times,
        [
            (3, Some(3), None, 3, None, 0),
            (4, Some(4), None, 4, None, 0),
            (300_000_005, None, Some(7), 5, Some(8), 1),
            (6, None, None, 6, None, 0),
        ]
    );
    sqlx::query("DELETE FROM sessions WHERE id = '\\x05'").execute(&mut *database).await.unwrap();
    let offered = "UPDATE sessions SET state = 'offered', answer_by = 9 WHERE id = '\\x04'";
    sqlx::query(offered).execute(&mut *database).await.unwrap();
    for wrong in ["agent = NULL", "group_id = NULL", "state = 'unmatched'", "state = 'else'", "misses = -1"] {
        let text = format!("UPDATE sessions SET {wrong} WHERE id = '\\x04'");
        let text = if wrong.starts_with("misses") {
            "INSERT INTO agents VALUES ('a', 'away', 1, 1, 0, 1, -1)".into()
        } else {
            text
        };
        let refused = sqlx::query(AssertSqlSafe(text)).execute(&mut *database).await.unwrap_err().to_string();
        assert!(refused.contains("violates check"), "{wrong}: {refused}");
    }
}

async fn queues_go_on_from_a_place(database: &mut PgConnection) {
    let after = sqlx::query(sql::sessions::QUEUE_AFTER.postgres).bind("care").bind(10_i64);
    let after = after.bind(-5_i64).bind(&[2_u8][..]).fetch_all(database).await.unwrap();
    assert_eq!(after.iter().map(|row| row.get("id")).collect::<Vec<Vec<u8>>>(), [[1]]);
}

async fn hook_runs_take_turns(database: &mut PgConnection) {
    for _ in 0..2 {
        sqlx::query(sql::hooks::INSERT.postgres)
            .bind(vec![vec![2_u8], vec![1], vec![3]])
            .bind(vec!["mood/a"; 3])
            .bind(vec![Some(vec![7_u8]), Some(vec![7]), None])
            .bind(vec!["{}"; 3])
            .bind(vec![10_i64; 3])
            .execute(&mut *database)
            .await
            .unwrap();
    }
    turn(database).await;
    assert_eq!(due(database).await, [[1], [3]]);
    // Ended, forgotten or put off, they make room for those behind them.
    let ended = sqlx::query(sql::hooks::FINISH.postgres).bind(&[1_u8][..]).fetch_one(&mut *database).await.unwrap();
    assert_eq!((ended.get::<&[u8], _>("session"), ended.get::<&str, _>("hook")), (&[7][..], "mood/a"));
    assert_eq!(due(database).await, [[3]]);
    turn(database).await;
    assert_eq!(due(database).await, [[2], [3]]);
    sqlx::query(sql::hooks::POSTPONE_OF.postgres).bind("mood/a").bind(11_i64).execute(&mut *database).await.unwrap();
    assert!(due(database).await.is_empty());
    let backlog = sqlx::query(sql::hooks::BACKLOG.postgres).fetch_one(&mut *database).await.unwrap();
    assert_eq!((backlog.get::<&str, _>("name"), backlog.get::<i64, _>("waiting")), ("mood/a", 2));
    let forget = sqlx::query(sql::hooks::FORGET_OF.postgres).bind("mood/a").bind(11_i64);
    assert_eq!(forget.fetch_all(database).await.unwrap().len(), 2);
}

/// Gives the next run of the one hook and session its turn.
async fn turn(database: &mut PgConnection) {
    let query = sqlx::query(sql::hooks::TURN.postgres).bind(vec![vec![7_u8]]).bind(vec!["mood/a"]);
    query.execute(database).await.unwrap();
}

async fn due(database: &mut PgConnection) -> Vec<Vec<u8>> {
    let due = sqlx::query(sql::hooks::DUE.postgres).bind(10_i64).bind(10_i64).fetch_all(database).await.unwrap();
    due.iter().map(|row| row.get("id")).collect()
}

async fn calls_wait_by_webhook(database: &mut PgConnection) {
    sqlx::query(sql::hooks::INSERT_DELIVERIES.postgres)
        .bind(vec![vec![1_u8], vec![2], vec![3]])
        .bind(vec!["pager", "audit", "pager"])
        .bind(vec!["{}"; 3])
        .bind(vec![10_i64, 20, 5])
        .execute(&mut *database)
        .await
        .unwrap();
    for (now, expected) in [(4_i64, vec![]), (10, vec!["pager"]), (20, vec!["audit", "pager"])] {
        let names = sqlx::query(sql::hooks::DUE_WEBHOOKS.postgres).bind(now).fetch_all(&mut *database).await.unwrap();
        let mut names: Vec<&str> = names.iter().map(|row| row.get("webhook")).collect();
        names.sort_unstable();
        assert_eq!(names, expected);
    }
    let calls = sqlx::query(sql::hooks::DUE_DELIVERIES.postgres).bind("pager").bind(20_i64).bind(10_i64);
    let calls = calls.fetch_all(&mut *database).await.unwrap();
    let calls: Vec<Vec<u8>> = calls.iter().map(|row| row.get("id")).collect();
    assert_eq!(calls, [[3], [1]]);
    let forget = sqlx::query(sql::deliveries::GIVE_UP.postgres).bind("pager").bind(10_i64).bind(20_i64).bind("old");
    assert_eq!(forget.execute(&mut *database).await.unwrap().rows_affected(), 1);
    let backlog = sqlx::query(sql::hooks::DELIVERY_BACKLOG.postgres).fetch_all(database).await.unwrap();
    let backlog: Vec<(&str, i64)> = backlog.iter().map(|row| (row.get("name"), row.get("waiting"))).collect();
    assert_eq!(backlog, [("audit", 1), ("pager", 1)]);
}

async fn notices_are_opened_and_read(database: &mut PgConnection) {
    let open = |id: u8| {
        let open = sqlx::query(sql::notices::OPEN_NOBODY_ONLINE.postgres).bind(vec![id]).bind("care");
        open.bind(10_i64).bind(2_i64)
    };
    assert_eq!(open(1).execute(&mut *database).await.unwrap().rows_affected(), 1);
    assert_eq!(open(2).execute(&mut *database).await.unwrap().rows_affected(), 0);
    let unmatched = sqlx::query(sql::notices::OPEN_UNMATCHED.postgres).bind(vec![3_u8]).bind(vec![1_u8]).bind(10_i64);
    assert_eq!(unmatched.execute(&mut *database).await.unwrap().rows_affected(), 0, "it is queued");
    let mails = sqlx::query(sql::mails::INSERT.postgres).bind(vec!["a@a.example", "b@a.example"]).bind(vec![1_u8]);
    mails.bind(10_i64).bind(20_i64).execute(&mut *database).await.unwrap();
    let finish = sqlx::query(sql::mails::FINISH.postgres).bind("a@a.example").bind(vec![vec![1_u8]]);
    assert_eq!(finish.execute(&mut *database).await.unwrap().rows_affected(), 1);
    let read = sqlx::query(sql::notices::READ_TO.postgres).bind(vec![1_u8]).bind("li").bind(11_i64);
    assert_eq!(read.execute(&mut *database).await.unwrap().rows_affected(), 1);
    let end = sqlx::query(sql::notices::END.postgres).bind(vec![vec![1_u8]]).bind(12_i64);
    assert_eq!(end.execute(&mut *database).await.unwrap().rows_affected(), 1);
    for statement in [sql::notices::FORGET_MAILS, sql::notices::FORGET_READS, sql::notices::FORGET] {
        let forget = sqlx::query(statement.postgres).bind(13_i64).bind(10_i64);
        assert_eq!(forget.execute(&mut *database).await.unwrap().rows_affected(), 1, "{}", statement.name);
    }
}

async fn received_sessions_are_counted(database: &mut PgConnection) {
    let agent = sqlx::query(sql::agents::SET_AVAILABILITY.postgres).bind("li").bind("online").bind(1_i64);
    agent.execute(&mut *database).await.unwrap();
    for quarter in [4_i64, 5, 5] {
        let count = sqlx::query(sql::agents::COUNT_RECEIVED.postgres).bind("li").bind(quarter);
        count.execute(&mut *database).await.unwrap();
    }
    let since = sqlx::query(sql::agents::RECEIVED_SINCE.postgres).bind(5_i64).fetch_all(&mut *database).await.unwrap();
    let since: Vec<(String, i64)> = since.iter().map(|row| (row.get("agent"), row.get("sessions"))).collect();
    assert_eq!(since, [("li".to_owned(), 2)]);
    let forget = sqlx::query(sql::agents::FORGET_RECEIVED.postgres).bind(5_i64);
    assert_eq!(forget.execute(database).await.unwrap().rows_affected(), 1);
}

#[tokio::test]
async fn an_unreachable_database_is_an_error() {
    let refused = PostgresSchema::connect("postgres://nobody@127.0.0.1:1/nothing").await;
    assert!(refused.unwrap_err().to_string().contains("cannot be reached"));
}
