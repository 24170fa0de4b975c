//! What `guichet dialogs` prints and how it ends.

use std::fs;

use clap::Parser as _;

use super::*;

fn folder(essai: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("essai.toml"), essai).unwrap();
    folder
}

fn checked(essai: &str, format: CheckFormat) -> (u8, String) {
    let folder = folder(essai);
    let paths = vec![folder.path().join("essai.toml")];
    let action = Action::Check(CheckArgs { files: FilesArgs::default(), paths, format });
    let mut out = Vec::new();
    let code = run(&DialogsArgs { action }, &mut out).unwrap();
    (code, String::from_utf8(out).unwrap())
}

#[test]
fn the_line_is_drawn_with_a_caret_and_no_colour_off_a_terminal() {
    let (code, out) = checked("id = 'essai'\ntitle = “Titre”\n", CheckFormat::Text);
    assert_eq!(code, WRONG);
    assert!(out.contains("essai.toml:2:9]"), "{out}");
    assert!(out.contains("2 │ title = “Titre”"), "{out}");
    assert!(out.contains("guillemets typographiques"), "{out}");
    assert!(!out.contains('\u{1b}'), "{out}");
}

#[test]
fn an_editor_gets_one_object_per_line() {
    let (_, out) = checked("id = 'essai'\ntitle = 'T'\ntitel = 'U'\n", CheckFormat::Json);
    let objects: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let unknown = objects.iter().find(|object| object["code"] == "cle-inconnue").expect("an unknown key");
    assert_eq!((unknown["line"].as_u64(), unknown["column"].as_u64()), (Some(3), Some(1)));
    assert_eq!(unknown["severity"], "error");
    assert_eq!(unknown["suggestion"], "vouliez-vous dire « title » ?");
}

#[test]
fn a_long_line_is_shown_around_its_caret() {
    let long = format!("id = 'essai'\ntitle = 'T'\nguide = '{}', titel\n", "é".repeat(5_000));
    let (_, out) = checked(&long, CheckFormat::Text);
    let widest = out.lines().map(str::len).max();
    assert!(widest.is_some_and(|widest| widest < 1_000), "{widest:?}");
}

#[test]
fn the_files_of_a_folder_stand_before_those_of_the_program() {
    let folder = folder("id = 'essai'\ntitle = 'T'\n");
    let sources = read_sources(Some(folder.path()), None).unwrap();
    let mut stems: Vec<&str> = sources.files.iter().map(|file| file.stem()).collect();
    stems.sort_unstable();
    assert_eq!(stems, ["campagnes", "commun", "essai", "lexique", "pays", "renouvellement"]);
}

#[test]
fn a_dialog_is_drawn() {
    let drawn = |format| {
        let args = GraphArgs { files: FilesArgs::default(), dialog: Some("acloe-m2".into()), format };
        let mut out = Vec::new();
        run(&DialogsArgs { action: Action::Graph(args) }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert!(drawn(GraphFormat::Text).contains("si campagne = m2_2d_lille"));
    assert!(drawn(GraphFormat::Mermaid).contains("flowchart TD"));
    let args = GraphArgs { files: FilesArgs::default(), dialog: Some("acloe".into()), format: GraphFormat::Text };
    let error = run(&DialogsArgs { action: Action::Graph(args) }, &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("acloe-m2"), "{error}");
}

#[test]
fn conversations_are_played_and_what_goes_wrong_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bien.txt"), "Titre : bien\nOuvre : acloe-m2\nQuestion : campagne\n").unwrap();
    let played = |paths: &[&str], rest: &[&str]| {
        let paths = paths.iter().map(|name| folder.path().join(name).display().to_string());
        let words = ["test".to_owned()].into_iter().chain(paths).chain(rest.iter().map(ToString::to_string));
        let args = Tried::try_parse_from(words).unwrap();
        let mut out = Vec::new();
        let code = run(&DialogsArgs { action: Action::Test(args.test) }, &mut out).unwrap();
        (code, String::from_utf8(out).unwrap())
    };
    let (code, out) = played(&["bien.txt"], &[]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("✓ bien.txt · bien") && out.contains("jamais : "), "{out}");
    assert_eq!(played(&["bien.txt"], &["--complete"]).0, 1);
    fs::write(folder.path().join("mal.txt"), "Titre : mal\n\nOuvre : acloe-m2\nQuestion : ine\n").unwrap();
    let (code, out) = played(&[""], &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("✗ mal.txt") && out.contains("ligne 4 : question attendue : ine"), "{out}");
    assert!(out.contains("2 conversations : 1 en échec"), "{out}");
}

#[derive(Debug, clap::Parser)]
struct Tried {
    #[command(flatten)]
    test: rehearse::TestArgs,
}
