//! `usher import`: records of a CRM from a file, checked by the rules and stored in the database.

use super::{plugins_beside, wrong_folder};
use crate::{
    cli::ImportArgs,
    exit::Exit,
    import::{Counts, ImportError, import},
    node::open_store,
    report::print_text,
    system::{OsEntropy, SystemClock},
};
use usher_engine::live::{Folders, read_folders};
use usher_ruleset::{ScriptHost, compile};
use usher_store::Store as _;

/// Imports a file. Exit 0 if all rows are stored, or could be; 1 if some are refused or it could not go on; 2 if what is
/// asked makes no sense; 78 if the rules have errors.
pub(crate) async fn import_records(args: &ImportArgs) -> Exit {
    let Some(options) = args.options() else {
        return usage(&format!("say which form {} has: --format csv or --format jsonl", args.file.display()));
    };
    if let Some(wrong) = wrong_folder(Some(&args.rules), args.plugins.as_deref()) {
        return usage(&wrong);
    }
    let plugins = plugins_beside(&args.rules, args.plugins.as_ref());
    let folders = Folders { rules: args.rules.clone(), plugins: Some(plugins) };
    let Some(set) = compile(&read_folders(&folders).0, &ScriptHost::new()).ruleset else {
        eprintln!("usher: the rules have errors; `usher check {}` tells them", args.rules.display());
        return Exit::InvalidRules;
    };
    let Some(object) = set.objects.values().find(|object| object.id.as_str() == args.object) else {
        let known: Vec<&str> = set.objects.keys().map(usher_model::ObjectId::as_str).collect();
        return usage(&format!("there is no object `{}`; the rules have {}", args.object, known.join(", ")));
    };
    let store = match open_store(&args.data, &SystemClock, &OsEntropy).await {
        Ok(store) => store,
        Err(error) => {
            eprintln!("usher: {error}");
            return Exit::Failed;
        }
    };
    let tell = |counts: &Counts| eprintln!("{}", line(counts, options.dry_run));
    let done = import(&store, &set, object, &options, &SystemClock, tell).await;
    store.close().await;
    match done {
        Ok(counts) => {
            print_text(&format!("{}\n", line(&counts, options.dry_run)));
            if counts.refused == 0 { Exit::Fine } else { Exit::Failed }
        }
        Err(error @ (ImportError::Mapping(_) | ImportError::Encoding(_) | ImportError::Earlier { .. })) => {
            usage(&error.to_string())
        }
        Err(error) => {
            eprintln!("usher: {error}");
            Exit::Failed
        }
    }
}

fn usage(why: &str) -> Exit {
    eprintln!("usher: {why}");
    Exit::Usage
}

fn line(counts: &Counts, dry_run: bool) -> String {
    let Counts { rows, created, updated, unchanged, refused } = counts;
    if dry_run {
        return format!("{rows} rows: {unchanged} could be stored, {refused} would be refused");
    }
    format!("{rows} rows: {created} created, {updated} updated, {unchanged} unchanged, {refused} refused")
}
