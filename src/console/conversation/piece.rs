//! The files of a dossier: what they are, their content as a download, and what staff think of them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use uuid::Uuid;

use super::folder::Folder;
use super::head::form_id;
use super::words;
use crate::console::Console;
use crate::console::access::{Right, Visitor};
use crate::console::problem::Problem;
use crate::dialog::person::{Answer, Dossier, Flag, Key, Piece, State as Standing, Value};
use crate::dialog::show;
use crate::dialog::view::View;
use crate::messages::export;
use crate::staff::deed::Deed;

/// The pieces of a dossier.
pub fn pieces(folder: &Folder, view: &View) -> Markup {
    let all: Vec<_> = of(view.dossier).collect();
    html! {
        @if !all.is_empty() {
            h3 { "Pièces" }
            ul.pieces { @for (key, answer, piece) in all { li { (one(folder, view, key, answer, piece)) } } }
        }
    }
}

/// The files among the answers of a dossier.
fn of(dossier: &Dossier) -> impl Iterator<Item = (&Key, &Answer, &Piece)> {
    dossier.answers.iter().filter_map(|(key, answer)| match &answer.value {
        Some(Value::Piece(piece)) => Some((key, answer, &**piece)),
        _ => None,
    })
}

fn one(folder: &Folder, view: &View, key: &Key, answer: &Answer, piece: &Piece) -> Markup {
    let standing = match answer.state {
        _ if answer.flags.contains(&Flag::Approved) => "convient",
        Standing::SetAside => "refusée\u{a0}: une autre est demandée",
        _ => "à vérifier",
    };
    html! {
        p {
            strong { (words::harmless(&view.label_of(key))) } "\u{a0}: " bdi { (words::harmless(&piece.name)) }
            " (" (piece.kind) ", " (show::size(piece))
            @if piece.parts > 1 { ", " (piece.parts) " images" }
            @if piece.locked { ", protégée par un mot de passe" }
            "), reçue le " (words::moment(piece.at.unwrap_or(answer.at))) " " (words::by(answer.channel)) ". "
            em { (standing) }
            @if let Some(name) = &answer.by { ", par " bdi { (name) } }
            "."
            @for flag in answer.flags.iter().filter(|flag| **flag != Flag::Approved) { " " strong { (export::flag(*flag)) } "." }
        }
        @if let Some(id) = piece.id {
            p.telecharger { @for part in 0..piece.parts {
                a href=(folder.path(&format!("/pieces/{id}/{part}"))) download {
                    "Télécharger " @if piece.parts > 1 { "l’image " (part + 1) " de " } bdi { (words::harmless(&piece.name)) }
                } " "
            } }
        }
        @if folder.visitor.may(Right::Act) && folder.is_free() { (verdict(folder, view, key, answer)) }
    }
}

fn verdict(folder: &Folder, view: &View, key: &Key, answer: &Answer) -> Markup {
    let (action, label) = (folder.path("/piece"), words::harmless(&view.label_of(key)));
    let field = format!("motif-{}-{key}", view.dossier.id);
    let hidden = || {
        html! {
            (form_id())
            input type="hidden" name="dossier" value=(view.dossier.id);
            input type="hidden" name="cle" value=(key);
        }
    };
    html! {
        @if !answer.flags.contains(&Flag::Approved) {
            form.bouton method="post" action=(action) {
                (hidden())
                button type="submit" { "Convient" span.unseen { "\u{a0}: " (label) } }
            }
        }
        @if answer.state != Standing::SetAside {
            details {
                summary { "Refuser avec un motif" span.unseen { "\u{a0}: " (label) } }
                form method="post" action=(action) {
                    (hidden())
                    label for=(field) { "Motif, tel que la personne le lira" }
                    textarea id=(field) name="motif" required maxlength="1000" rows="2" {}
                    button type="submit" { "Refuser et prévenir la personne" }
                }
            }
        }
    }
}

/// The content of one part of a piece: saved, never shown by the browser.
pub async fn download(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    Path((person, id, part)): Path<(Uuid, Uuid, u16)>,
) -> Result<Response, Problem> {
    let folder = Folder::open(&console, &visitor, person, Right::Read, (None, 0)).await?;
    let mut all = folder.person().dossiers.iter().flat_map(of).map(|(_, _, piece)| piece);
    let piece = all.find(|piece| piece.id == Some(id) && part < piece.parts).ok_or(Problem::Unknown)?;
    console.audit(&visitor, Deed::PieceRead(id), Some(person)).await?;
    let bytes = bytes(&console, person, id, part).await.ok_or(Problem::Unknown)?;
    Ok(attachment(&numbered(&piece.name, part), &piece.kind, bytes))
}

/// The whole of one part; nothing where it is not there, or was changed.
pub async fn bytes(console: &Console, person: Uuid, piece: Uuid, part: u16) -> Option<Vec<u8>> {
    let service = &console.service;
    let seal = service.store.piece_seal(person).await.ok()??;
    let (mut all, mut page) = (Vec::new(), 0);
    loop {
        let (bytes, more) = service.pieces.page(person, &seal, piece, part, page).await.ok()??;
        all.extend(bytes);
        page += 1;
        if !more {
            return Some(all);
        }
    }
}

/// « photo.jpg », « photo-2.jpg ».
fn numbered(name: &str, part: u16) -> String {
    match (part, name.rsplit_once('.')) {
        (0, _) => name.to_owned(),
        (part, Some((stem, ending))) => format!("{stem}-{}.{ending}", u32::from(part) + 1),
        (part, None) => format!("{name}-{}", u32::from(part) + 1),
    }
}

/// A file to be saved: whatever it holds, the browser neither shows nor runs it.
pub fn attachment(name: &str, kind: &str, bytes: Vec<u8>) -> Response {
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || ".-_ ".contains(sign) { sign } else { '_' })
        .collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", percent(name));
    let value = |text: &str| HeaderValue::from_str(text).ok();
    let mut response = (StatusCode::OK, bytes).into_response();
    let headers: [(HeaderName, Option<HeaderValue>); 5] = [
        (header::CONTENT_TYPE, value(kind)),
        (header::CONTENT_DISPOSITION, value(&disposition)),
        (header::X_CONTENT_TYPE_OPTIONS, value("nosniff")),
        (header::CONTENT_SECURITY_POLICY, value("default-src 'none'; sandbox")),
        (header::CACHE_CONTROL, value("private, no-store")),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, value.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    }
    response
}

/// A name as RFC 5987 writes it.
fn percent(name: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    name.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_its_header() {
        let response = attachment("diplôme\"\r\nX: y.pdf", "application/pdf", vec![1]);
        let header = response.headers()["content-disposition"].to_str().unwrap();
        assert_eq!(
            header,
            "attachment; filename=\"dipl_me___X_ y.pdf\"; filename*=UTF-8''dipl%C3%B4me%22%0D%0AX%3A%20y.pdf"
        );
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
}
