//! Builds the pages and embeds them. It owns the way from the TypeScript in this folder to the constants that `lib.rs`
//! includes, and must not know what the pages do.
//!
//! The sources are copied to `OUT_DIR` and built there, so that a build leaves nothing in the tree. Three gates keep it
//! cheap: packages are installed anew only when the lock file changed, pages are built anew only when a source changed,
//! and cargo does not run this program at all while nothing that it reads has changed.

use sha2::{Digest, Sha256};
use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

/// What the page build reads, beside this file.
const SOURCES: [&str; 11] = [
    "src/loader",
    "src/widget",
    "src/app",
    "src/shared",
    "build",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.loader.ts",
    "vite.config.widget.ts",
    "vite.config.app.ts",
];
/// The pages of the demo shop.
const DEMO: &str = "../../examples/shop";

/// The files that the server hands out by name, and the constants they become.
const DOCUMENTS: [(&str, &str, &str); 4] = [
    ("WIDGET_HTML", "widget.html", "text/html; charset=utf-8"),
    ("APP_HTML", "app.html", "text/html; charset=utf-8"),
    ("LOADER_JS", "usher.js", "text/javascript; charset=utf-8"),
    ("LICENSES_TXT", "licenses.txt", "text/plain; charset=utf-8"),
];

const WITHOUT_PAGES: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Usher</title>\
<h1>This Usher was built without its pages</h1><p>It was built with <code>USHER_WEB=off</code>. Build it again without \
that to get the chat window, the workbench and the console.</p></html>\n";
const WITHOUT_LOADER: &str =
    "console.warn('This Usher was built without its pages (USHER_WEB=off), so there is no chat button.')\n";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    println!("cargo::rerun-if-env-changed=USHER_WEB");
    println!("cargo::rerun-if-env-changed=USHER_WEB_DIST");
    println!("cargo::rerun-if-changed={DEMO}");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo did not say where to build")?);
    let dist = match (env::var("USHER_WEB").ok().as_deref(), env::var_os("USHER_WEB_DIST")) {
        (Some("off"), _) => pages_that_say_so(&out)?,
        (Some(other), _) if !other.is_empty() => {
            return Err(format!("USHER_WEB is `{other}`; the only value it knows is `off`"));
        }
        (_, Some(ready)) => ready_pages(Path::new(&ready))?,
        _ => built_pages(&out)?,
    };
    let code = embedding(&dist, Path::new(DEMO))?;
    fs::write(out.join("embedded.rs"), code).map_err(|error| format!("cannot write embedded.rs: {error}"))
}

/// `USHER_WEB=off`.
fn pages_that_say_so(out: &Path) -> Result<PathBuf, String> {
    let dist = out.join("without-pages");
    fs::create_dir_all(&dist).map_err(|error| format!("cannot create {}: {error}", dist.display()))?;
    for (_, file, _) in DOCUMENTS {
        let text = match file {
            "usher.js" => WITHOUT_LOADER,
            "licenses.txt" => "This Usher was built without its pages.\n",
            _ => WITHOUT_PAGES,
        };
        fs::write(dist.join(file), text).map_err(|error| format!("cannot write {file}: {error}"))?;
    }
    Ok(dist)
}

/// `USHER_WEB_DIST`: a folder that `npm run build` filled somewhere else.
fn ready_pages(given: &Path) -> Result<PathBuf, String> {
    println!("cargo::rerun-if-changed={}", given.display());
    let dist = given.canonicalize().map_err(|error| format!("USHER_WEB_DIST ({}): {error}", given.display()))?;
    match DOCUMENTS.iter().find(|(_, file, _)| !dist.join(file).is_file()) {
        Some((_, file, _)) => {
            Err(format!("USHER_WEB_DIST ({}) has no {file}; fill it with `npm run build`", dist.display()))
        }
        None => Ok(dist),
    }
}

/// The ordinary way: npm, in a copy of the sources.
fn built_pages(out: &Path) -> Result<PathBuf, String> {
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    let work = out.join("pages");
    let dist = work.join("dist");
    let packages = digest(&["package.json", "package-lock.json"])?;
    let pages = digest(&SOURCES)?;
    if !stamped(&work, "packages", &packages) {
        unstamp(&work, "packages")?;
        for file in ["package.json", "package-lock.json"] {
            copy(Path::new(file), &work.join(file))?;
        }
        // Whatever a package would run at its installation is not needed to bundle it, and not trusted.
        let arguments = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        npm(&work, &arguments, None)?;
        stamp(&work, "packages", &packages)?;
        unstamp(&work, "pages")?;
    }
    if !stamped(&work, "pages", &pages) {
        unstamp(&work, "pages")?;
        for source in SOURCES {
            let to = work.join(source);
            if to.is_dir() {
                fs::remove_dir_all(&to).map_err(|error| format!("cannot remove {}: {error}", to.display()))?;
            }
            copy(Path::new(source), &to)?;
        }
        npm(&work, &["run", "build", "--silent"], Some(&dist))?;
        stamp(&work, "pages", &pages)?;
    }
    Ok(dist)
}

fn npm(work: &Path, arguments: &[&str], dist: Option<&Path>) -> Result<(), String> {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments).current_dir(work);
    if let Some(dist) = dist {
        command.env("USHER_WEB_OUT", dist).env("NODE_ENV", "production");
    }
    let told = format!("`npm {}` in {}", arguments.join(" "), work.display());
    let output = command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "The pages are built with npm, and there is no npm here.\n\
             Install Node 20 or newer, or set USHER_WEB_DIST to a folder that `npm run build` filled,\n\
             or set USHER_WEB=off to build without the chat window, the workbench and the console."
            .to_owned(),
        _ => format!("cannot start {told}: {error}"),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Err(format!("{told} failed ({}):\n{said}", output.status))
}

/// One digest over paths and contents: what is equal builds the same pages.
fn digest(paths: &[&str]) -> Result<String, String> {
    let mut hash = Sha256::new();
    for file in paths.iter().map(Path::new).map(files).collect::<Result<Vec<_>, _>>()?.concat() {
        let bytes = read(&file)?;
        hash.update(file.to_string_lossy().as_bytes());
        hash.update([0]);
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    }
    Ok(hex::encode(hash.finalize()))
}

/// Every file under the path, in a stable order, without the tests.
fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        return Ok(if is_test(path) { Vec::new() } else { vec![path.to_owned()] });
    }
    let entries = fs::read_dir(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut names = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(|e| e.to_string())?;
    names.sort();
    Ok(names.iter().map(|name| files(name)).collect::<Result<Vec<_>, _>>()?.concat())
}

fn is_test(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.contains(".test.")
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    for file in files(from)? {
        let rest = file.strip_prefix(from).map_err(|error| error.to_string())?;
        let target = if rest.as_os_str().is_empty() { to.to_owned() } else { to.join(rest) };
        let failed = |error: io::Error| format!("cannot copy {} to {}: {error}", file.display(), target.display());
        fs::create_dir_all(target.parent().unwrap_or(to)).map_err(failed)?;
        fs::copy(&file, &target).map_err(failed)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn stamped(work: &Path, name: &str, digest: &str) -> bool {
    fs::read_to_string(work.join(format!("{name}.stamp"))).is_ok_and(|stamp| stamp == digest)
}

fn stamp(work: &Path, name: &str, digest: &str) -> Result<(), String> {
    fs::write(work.join(format!("{name}.stamp")), digest).map_err(|error| format!("cannot write a stamp: {error}"))
}

/// Taken away before the work begins, so that work which is cut short is done again.
fn unstamp(work: &Path, name: &str) -> Result<(), String> {
    match fs::remove_file(work.join(format!("{name}.stamp"))) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(format!("cannot remove a stamp: {error}")),
        _ => Ok(()),
    }
}

/// The Rust source that `lib.rs` includes.
fn embedding(dist: &Path, demo: &Path) -> Result<String, String> {
    let mut code = String::new();
    for (name, file, content_type) in DOCUMENTS {
        let path = dist.join(file);
        let etag = hex::encode(&Sha256::digest(read(&path)?)[..16]);
        let text = path.to_string_lossy();
        writeln!(
            code,
            "pub(crate) static {name}: crate::Document = crate::Document {{\n    text: include_str!({text:?}),\n    \
             content_type: {content_type:?},\n    etag: {:?},\n    brotli: {},\n    gzip: {},\n}};",
            format!("\"{etag}\""),
            included_beside(&path, "br"),
            included_beside(&path, "gz"),
        )
        .map_err(|error| error.to_string())?;
    }
    code.push_str(&listing("ASSETS", &dist.join("assets"), "/assets")?);
    code.push_str(&listing("DEMO", demo, "/demo")?);
    Ok(code)
}

fn included_beside(path: &Path, extension: &str) -> String {
    let beside = compressed(path, extension);
    let name = beside.to_string_lossy();
    if beside.is_file() { format!("Some(include_bytes!({name:?}))") } else { "None".to_owned() }
}

fn compressed(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// A list of assets as memory-serve's own build step would write it; written here, because that step would build a web
/// server into this program, and because its watch on the folder would run this program at every build.
fn listing(name: &str, folder: &Path, route: &str) -> Result<String, String> {
    let mut code = format!("pub(crate) static {name}: &[memory_serve::Asset] = &[\n");
    let folder = folder.canonicalize().unwrap_or_default();
    let all = if folder.is_dir() { files(&folder)? } else { Vec::new() };
    for path in all {
        let Some(content_type) = content_type(&path) else { continue };
        let bytes = read(&path)?;
        let rest = path.strip_prefix(&folder).map_err(|error| error.to_string())?.to_string_lossy().replace('\\', "/");
        let brotli = compressed(&path, "br");
        let is_compressed = brotli.is_file();
        let included = if is_compressed { &brotli } else { &path }.to_string_lossy();
        writeln!(
            code,
            "    memory_serve::Asset {{ route: {:?}, path: \"\", etag: {:?}, content_type: {content_type:?}, \
             bytes: Some(include_bytes!({included:?})), is_compressed: {is_compressed}, should_compress: {is_compressed} }},",
            format!("{route}/{rest}"),
            hex::encode(&Sha256::digest(&bytes)[..16]),
        )
        .map_err(|error| error.to_string())?;
    }
    code.push_str("];\n");
    Ok(code)
}

/// None for what is not served: the compressed copies, notes for readers of the source.
fn content_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        // Exactly so: memory-serve tells pages from the rest by this text.
        "html" => "text/html",
        "js" => "text/javascript",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "json" => "application/json",
        _ => return None,
    })
}
