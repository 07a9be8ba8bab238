//! `usher check`: would these rules go live?

use super::{missing_folder, plugins_beside, problems, problems::counted};
use crate::{
    cli::{CheckArgs, CheckFormat},
    exit::Exit,
};
use usher_engine::live::{Folders, read_folders};
use usher_ruleset::{ScriptHost, compile};

/// Compiles a folder of rules and prints all that is wrong with it.
pub(crate) fn check(args: &CheckArgs) -> Exit {
    let named = [Some(&args.rules), args.plugins.as_ref()];
    if let Some(missing) = missing_folder(named.into_iter().flatten().map(AsRef::as_ref)) {
        eprintln!("usher: {missing}");
        return Exit::Usage;
    }
    let folders =
        Folders { rules: args.rules.clone(), plugins: Some(plugins_beside(&args.rules, args.plugins.as_ref())) };
    let (tree, mut diagnostics) = read_folders(&folders);
    let compiled = compile(&tree, &ScriptHost::new());
    diagnostics.extend(compiled.diagnostics);
    let errors = problems::errors(&diagnostics);
    let warnings = diagnostics.len() - errors;
    let files = tree.files.keys().filter(|path| path.starts_with("rules/")).count();
    let files = counted(files, "rule file");
    let summary = if errors == 0 {
        let rules = compiled.ruleset.as_ref().map_or(0, |set| set.rules.len());
        format!("{files}, {}: good, {}", counted(rules, "distribution rule"), counted(warnings, "warning"))
    } else {
        format!("{files}: {}, {}", counted(errors, "error"), counted(warnings, "warning"))
    };
    match args.format {
        CheckFormat::Human => {
            problems::print_human(&diagnostics, &tree);
            println!("{summary}");
        }
        CheckFormat::Json => println!("{:#}", problems::json(&diagnostics)),
        CheckFormat::Github => {
            for problem in &diagnostics {
                println!("{}", problems::github(problem, &folders));
            }
            println!("{summary}");
        }
    }
    if errors > 0 {
        Exit::InvalidRules
    } else if warnings > 0 && args.deny_warnings {
        Exit::Warnings
    } else {
        Exit::Fine
    }
}

#[cfg(test)]
mod tests {
    //! How the command ends.

    use super::check;
    use crate::{
        cli::{CheckArgs, CheckFormat},
        exit::Exit,
    };
    use std::{fs, path::Path};
    use tempfile::TempDir;

    fn ends(rules: &Path, plugins: Option<&Path>) -> Exit {
        let plugins = plugins.map(Path::to_owned);
        check(&CheckArgs { rules: rules.to_owned(), plugins, format: CheckFormat::Human, deny_warnings: true })
    }

    #[test]
    fn a_folder_that_is_not_there_is_wrong_usage_and_an_empty_one_holds_bad_rules() {
        let folder = TempDir::new().unwrap();
        let (rules, nope) = (folder.path().join("rules"), folder.path().join("nope"));
        fs::create_dir(&rules).unwrap();
        assert_eq!(ends(&nope, None), Exit::Usage);
        assert_eq!(ends(&rules, Some(&nope)), Exit::Usage);
        assert_eq!(ends(&rules, None), Exit::InvalidRules, "there need be no plug-ins");

        let add = |path: &str, text: &str| {
            let path = rules.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        add("workspace.yaml", "name: Meadow\ntime_zone: UTC\ndefault_locale: en\n");
        assert_eq!(ends(&rules, None), Exit::Fine);
        add("channels/mall.yaml", "name: Mall\norigins: [self]\ntitle: Chat\n");
        assert_eq!(ends(&rules, None), Exit::Warnings, "no rule serves the channel");
    }
}
