//! What one message of a private chat says.

use teloxide::types::{
    Contact, FileMeta, MediaGroupId, MediaKind, Message, MessageCommon, MessageKind, PhotoSize, UserId,
};

use super::Me;
use crate::conversation::said::{Attached, Attachment, Heard, Said};
use crate::dialog::fold::fold;
use crate::dialog::intent::Command;
use crate::dialog::reply::Wordless;

/// What was said. `None` when nobody said anything: a message pinned, a picture of the chat changed.
pub(super) fn heard(message: &Message, me: &Me) -> Option<Heard> {
    match &message.kind {
        MessageKind::Common(common) => media(common, message.from.as_ref().map(|user| user.id), me),
        MessageKind::Dice(_) => Some(Heard::Wordless(Wordless::Sticker)),
        // What this library knows no name for: more likely a new way to say something than a notice.
        MessageKind::Empty {} | MessageKind::Invoice(_) | MessageKind::Giveaway(_) | MessageKind::WebAppData(_) => {
            Some(Heard::Wordless(Wordless::Other))
        }
        _ => None,
    }
}

fn media(common: &MessageCommon, from: Option<UserId>, me: &Me) -> Option<Heard> {
    let heard = match &common.media_kind {
        MediaKind::Text(text) => words(&text.text, me),
        MediaKind::Photo(photo) => match largest(&photo.photo) {
            Some(size) => attached(attachment(&size.file, None, photo.media_group_id.as_ref()), photo.caption.as_ref()),
            None => Heard::Wordless(Wordless::Other),
        },
        MediaKind::Document(media) => {
            let name = media.document.file_name.clone();
            let file = attachment(&media.document.file, name, media.media_group_id.as_ref());
            attached(file, media.caption.as_ref())
        }
        MediaKind::Video(video) => captioned(video.caption.as_ref(), Wordless::Voice),
        MediaKind::Voice(voice) => captioned(voice.caption.as_ref(), Wordless::Voice),
        MediaKind::Audio(audio) => captioned(audio.caption.as_ref(), Wordless::Voice),
        MediaKind::Animation(animation) => captioned(animation.caption.as_ref(), Wordless::Sticker),
        MediaKind::VideoNote(_) => Heard::Wordless(Wordless::Voice),
        MediaKind::Sticker(_) => Heard::Wordless(Wordless::Sticker),
        MediaKind::Location(_) | MediaKind::Venue(_) => Heard::Wordless(Wordless::Place),
        MediaKind::Contact(media) => contact(&media.contact, from),
        MediaKind::Migration(_) => return None,
        MediaKind::PaidMedia(_)
        | MediaKind::Game(_)
        | MediaKind::Poll(_)
        | MediaKind::Checklist(_)
        | MediaKind::Story(_) => Heard::Wordless(Wordless::Other),
    };
    Some(heard)
}

/// Words beside what cannot be read are read.
fn captioned(caption: Option<&String>, otherwise: Wordless) -> Heard {
    match caption {
        Some(caption) if !caption.trim().is_empty() => Heard::Said(Said::words(caption)),
        _ => Heard::Wordless(otherwise),
    }
}

/// One's own card is a way to give one's number. Some apps leave the « + » of the country out.
fn contact(contact: &Contact, from: Option<UserId>) -> Heard {
    let number = contact.phone_number.trim();
    if contact.user_id.is_none() || contact.user_id != from || number.is_empty() {
        return Heard::Wordless(Wordless::Contact);
    }
    let bare = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
    Heard::Said(Said::words(if bare { format!("+{number}") } else { number.to_owned() }))
}

fn largest(sizes: &[PhotoSize]) -> Option<&PhotoSize> {
    sizes.iter().max_by_key(|size| u64::from(size.width) * u64::from(size.height))
}

fn attached(file: Attachment, caption: Option<&String>) -> Heard {
    Heard::Attached(Attached { words: caption.cloned().unwrap_or_default(), files: vec![file] })
}

fn attachment(file: &FileMeta, name: Option<String>, album: Option<&MediaGroupId>) -> Attachment {
    Attachment {
        file: file.id.0.clone(),
        unique: file.unique_id.0.clone(),
        name,
        // What the library puts where Telegram told no size.
        bytes: Some(file.size).filter(|size| *size != u32::MAX).map(u64::from),
        album: album.map(|album| album.0.clone()),
    }
}

/// Words, or a command: « /aide », « /Modifier@guichet_bot prénom ».
fn words(text: &str, me: &Me) -> Heard {
    match text.trim_start().strip_prefix('/') {
        Some(command) if !command.trim().is_empty() => self::command(command, me),
        _ => Heard::Said(Said::words(text)),
    }
}

fn command(text: &str, me: &Me) -> Heard {
    let (word, rest) = text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()));
    let name = word.split_once('@').map_or(word, |(name, _)| name);
    let folded = fold(name);
    match (folded.as_str(), command_of(&folded)) {
        ("start", _) => Heard::Open(me.doors.open(rest)),
        // What is to be corrected is in the words behind it.
        (_, Some(Command::Correct)) if !rest.is_empty() => Heard::Said(Said::words(format!("{name} {rest}"))),
        (_, Some(command)) => Heard::Command(command),
        _ => Heard::Said(Said::words(format!("{name} {rest}").trim_end())),
    }
}

/// The words valid everywhere, as commands. « Annuler » stops and loses nothing: what destroys asks first, by its own name.
fn command_of(name: &str) -> Option<Command> {
    Some(match name {
        "aide" | "help" => Command::Help,
        "etat" | "status" => Command::Status,
        "retour" | "back" => Command::Back,
        "modifier" | "corriger" | "edit" => Command::Correct,
        "recapitulatif" | "recap" => Command::Recap,
        "fiche" => Command::Sheet,
        "annuler" | "cancel" | "pause" => Command::Pause,
        "donnees" | "data" => Command::Export,
        "effacer" | "erase" => Command::Erase,
        "humain" | "personne" | "human" => Command::Person,
        "reprendre" | "resume" => Command::Resume,
        "recommencer" | "restart" => Command::Restart,
        "dossiers" => Command::Dossiers,
        "renouvellement" => Command::Renewal,
        "stop" => Command::Stop,
        _ => return None,
    })
}
