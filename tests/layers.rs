//! Who may import whom. A room is a folder of `src/`; it imports from the rooms that the table names, and from
//! no other. DESIGN.md explains the layers.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a test of our own files: it may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms that it may import from. A room stands below every room that imports from it, so
/// there are no circles.
const LAYERS: &[(&str, &[&str])] = &[
    // The core: values in, values out.
    ("file", &[]),
    ("locale", &[]),
    ("form", &["file", "locale"]),
    ("protocol", &["file", "locale", "form"]),
    ("upload", &[]),
    ("api", &["file", "form"]),
    ("throttle", &["api"]),
    ("delivery", &["form", "protocol", "api", "throttle"]),
    ("ats", &["file", "locale", "form", "protocol", "api", "throttle", "delivery"]),
    ("site", &["file", "locale", "form", "protocol", "api", "throttle", "delivery", "ats"]),
    ("page", &["file", "locale", "form", "protocol", "api", "throttle", "delivery", "ats", "site"]),
    // The page's half.
    ("browser", &["file", "locale", "form", "protocol", "upload"]),
    // The Worker. Every room of it may also import from the core.
    ("edge/platform", &[]),
    ("edge/rpc", &["edge/platform"]),
    ("edge/services", &["edge/platform", "edge/rpc"]),
    ("edge/middleware", &["edge/platform", "edge/rpc"]),
    ("edge/objects", &["edge/platform", "edge/rpc", "edge/services"]),
    ("edge/routes", &["edge/platform", "edge/rpc", "edge/services", "edge/middleware"]),
];

/// Items that stand outside of every room.
const ANYWHERE: &[&str] = &["edge::VERSION", "worker_only"];

fn is_allowed(from: &str, to: &str) -> bool {
    let core = |room: &str| !room.starts_with("edge/") && room != "browser";
    from == to
        || (from.starts_with("edge/") && core(to))
        || LAYERS.iter().any(|(room, may)| *room == from && may.contains(&to))
}

/// The room of a module path, if it is in one.
fn room(path: &[&str]) -> Option<&'static str> {
    let name = match path {
        ["edge", room, ..] => format!("edge/{room}"),
        [room, ..] => (*room).to_owned(),
        [] => return None,
    };
    LAYERS.iter().map(|(room, _)| *room).find(|room| *room == name)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            found.push(entry);
        }
    }
}

/// The paths that start with `crate::` or `super::` in a file's code, without its tests and comments, as
/// modules below the crate.
fn imports(module: &[String], code: &str) -> BTreeSet<Vec<String>> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let before = code.get(..at).and_then(|b| b.chars().last());
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        expand(&code[at..], &[], &mut |path| found.insert(resolve(module, path)));
    }
    found
}

/// Calls `take` with every path of a use tree such as `crate::a::{b, c::d}`.
fn expand(text: &str, prefix: &[String], take: &mut dyn FnMut(&[String]) -> bool) -> usize {
    let mut path = prefix.to_vec();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let name = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if name > 0 {
            path.push(rest[..name].to_owned());
            at += name;
        } else if let Some(inner) = rest.strip_prefix('{') {
            at += 1;
            let mut inside = 0;
            while let Some(c) = inner[inside..].chars().next() {
                match c {
                    '}' => return at + inside + 1,
                    c if c.is_whitespace() || c == ',' => inside += c.len_utf8(),
                    c if c.is_alphanumeric() || c == '_' => {
                        inside += expand(&inner[inside..], &path, take);
                    }
                    c => inside += c.len_utf8(),
                }
            }
            return at + inside;
        }
        if text[at..].starts_with("::") {
            at += 2;
        } else {
            take(&path);
            return at;
        }
    }
}

fn resolve(module: &[String], path: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let base = match path.first().map(String::as_str) {
        Some("super") => module.get(..module.len().saturating_sub(ups)).unwrap_or_default(),
        _ => &[],
    };
    let rest = path.iter().filter(|part| *part != "super" && *part != "crate" && *part != "self");
    base.iter().chain(rest).cloned().collect()
}

/// Every module, by its path, with what it imports.
fn modules() -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    let module = |file: &Path| {
        let path = file.strip_prefix(&root).expect("below src").with_extension("");
        path.iter().map(|part| part.to_string_lossy().into_owned()).collect::<Vec<_>>()
    };
    found
        .iter()
        .filter(|file| !file.ends_with("tests.rs"))
        .map(|file| (module(file), fs::read_to_string(file).expect("a file")))
        .map(|(module, code)| (module.clone(), imports(&module, &code)))
        .collect()
}

/// The import of `to` in a module, if the table forbids it.
fn violation(module: &[String], to: &[String]) -> Option<String> {
    let path: Vec<&str> = to.iter().map(String::as_str).collect();
    if ANYWHERE.contains(&path.join("::").as_str()) {
        return None;
    }
    let from: Vec<&str> = module.iter().map(String::as_str).collect();
    let (from, to) = (room(&from)?, room(&path)?);
    let file = module.join("/");
    (!is_allowed(from, to))
        .then(|| format!("src/{file}.rs: {from} may not import from {to} ({})", path.join("::")))
}

#[test]
fn every_module_imports_from_the_rooms_that_it_may() {
    let modules = modules();
    let violations: Vec<String> = modules
        .iter()
        .flat_map(|(module, imports)| imports.iter().filter_map(|to| violation(module, to)))
        .collect();
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
    let outside: Vec<_> = modules
        .keys()
        .map(|module| module.join("/"))
        .filter(|m| {
            room(&m.split('/').collect::<Vec<_>>()).is_none()
                && !["lib", "edge"].contains(&m.as_str())
        })
        .collect();
    assert!(outside.is_empty(), "in no room: {outside:?}");
}

#[test]
fn rooms_are_listed_above_those_that_import_from_them() {
    let mut seen = BTreeSet::new();
    for (room, may) in LAYERS {
        let unseen: Vec<_> = may.iter().filter(|other| !seen.contains(**other)).collect();
        assert!(unseen.is_empty(), "{room} imports from rooms below it: {unseen:?}");
        seen.insert(*room);
    }
}

#[test]
fn files_of_a_room_form_no_circles() {
    let modules = modules();
    // The longest module that a path goes through.
    let target = |path: &[String]| {
        (1..=path.len()).rev().map(|n| path[..n].to_vec()).find(|path| modules.contains_key(path))
    };
    let edges: BTreeMap<_, BTreeSet<_>> = modules
        .iter()
        .map(|(module, imports)| {
            // A module and those inside it are one to Rust: they name each other.
            let apart = |to: &Vec<String>| !module.starts_with(to) && !to.starts_with(module);
            (module.clone(), imports.iter().filter_map(|to| target(to)).filter(apart).collect())
        })
        .collect();
    let mut done = BTreeSet::new();
    for module in edges.keys() {
        let mut path = Vec::new();
        if let Some(circle) = circle(module, &edges, &mut path, &mut done) {
            panic!("a circle: {circle}");
        }
    }
}

type Edges = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

fn circle(
    module: &Vec<String>,
    edges: &Edges,
    path: &mut Vec<Vec<String>>,
    done: &mut BTreeSet<Vec<String>>,
) -> Option<String> {
    if let Some(at) = path.iter().position(|m| m == module) {
        let names: Vec<String> = path[at..].iter().chain([module]).map(|m| m.join("::")).collect();
        return Some(names.join(" -> "));
    }
    if !done.insert(module.clone()) {
        return None;
    }
    path.push(module.clone());
    let found = edges[module].iter().find_map(|next| circle(next, edges, path, done));
    path.pop();
    found
}

#[test]
fn a_planted_violation_is_found() {
    let module = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let planted = [
        ("form/field", "use crate::site::Site;", "form may not import from site"),
        ("edge/rpc/claims", "use crate::edge::objects::{claims, ledger::Ledger};", "edge/objects"),
        ("edge/objects/site", "fn f() { crate::edge::routes::router::answer() }", "edge/routes"),
        ("edge/services/notify", "use super::super::middleware::key;", "edge/middleware"),
        ("browser/client", "use crate::ats::Ats;", "browser may not import from ats"),
    ];
    for (file, code, rule) in planted {
        let file = module(file);
        let found: Vec<_> =
            imports(&file, code).iter().filter_map(|to| violation(&file, to)).collect();
        assert!(found.iter().any(|says| says.contains(rule)), "{code}: {found:?}");
    }
    let file = module("edge/routes/jobs");
    let good = "use crate::edge::{platform::env, rpc::site}; use super::context::X; // crate::edge::objects";
    assert!(imports(&file, good).iter().all(|to| violation(&file, to).is_none()));
}
