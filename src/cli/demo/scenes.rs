//! What happens in the demonstration, and to whom: every state there is, on both channels.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::answers::{Given, answer};
use super::people::Somebody;
use super::stage::{Played, Stage};
use crate::clock::Clock;
use crate::conversation::Address;
use crate::conversation::mail::{Kind, Mail};
use crate::conversation::said::Heard;
use crate::dialog::act::{Act, StaffAct};
use crate::dialog::person::{Channel, Owner};
use crate::outbox::reason::SHUT;

/// Answers of one life, at most.
const MOST: usize = 80;

/// The guides, and how people name them.
const M2: &str = "m2 meef 1er degré nord";
const AESH: &str = "aesh";
const INALCO: &str = "ecandidat inalco";
const MAGISTERE: &str = "magistère";

/// How a life goes on after its first answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// They have not come back yet.
    Leaves,
    /// They ask for a person.
    AsksForSomebody,
    /// They are not understood.
    Stuck,
    /// They say something staff should see harmless.
    Hostile,
    /// A member of staff answered; with it, whether they answered back.
    Answered { back: bool },
    /// A member of staff is done with them.
    Closed,
    /// Nothing of ours arrives any more.
    Shut,
    /// Somebody unknown wrote under their name.
    Held,
    /// Their candidature comes to its end.
    Renews,
}

/// One life: what they came for, how many questions they answer, how long ago in hours, and how it goes on.
struct Life {
    guide: &'static str,
    by: Channel,
    answers: usize,
    hours: i64,
    then: Then,
}

const fn life(guide: &'static str, by: Channel, answers: usize, hours: i64, then: Then) -> Life {
    Life { guide, by, answers, hours, then }
}

const LIVES: &[Life] = &[
    life(M2, Channel::Telegram, 4, 2, Then::AsksForSomebody),
    life(AESH, Channel::Email, 6, 27, Then::AsksForSomebody),
    life(INALCO, Channel::Telegram, 9, 75, Then::AsksForSomebody),
    life(M2, Channel::Telegram, 7, 5, Then::Stuck),
    life(MAGISTERE, Channel::Telegram, 2, 30, Then::Stuck),
    life(M2, Channel::Telegram, 3, 1, Then::Hostile),
    life(M2, Channel::Telegram, 10, 20, Then::Answered { back: true }),
    life(AESH, Channel::Email, 8, 44, Then::Answered { back: false }),
    life(INALCO, Channel::Telegram, 12, 21, Then::Answered { back: true }),
    life(MAGISTERE, Channel::Telegram, 4, 200, Then::Closed),
    life(M2, Channel::Telegram, MOST, 400, Then::Closed),
    life(AESH, Channel::Telegram, 8, 90, Then::Shut),
    life(AESH, Channel::Email, 10, 50, Then::Held),
    life(AESH, Channel::Telegram, MOST, 4_320, Then::Renews),
    life(AESH, Channel::Telegram, MOST, 4_050, Then::Renews),
    life(M2, Channel::Telegram, MOST, 4_300, Then::Renews),
    life(AESH, Channel::Telegram, MOST, 500, Then::Leaves),
    life(M2, Channel::Telegram, MOST, 600, Then::Leaves),
    life(M2, Channel::Telegram, MOST, 320, Then::Leaves),
    life(INALCO, Channel::Telegram, MOST, 700, Then::Leaves),
    life(MAGISTERE, Channel::Telegram, MOST, 130, Then::Leaves),
    life(M2, Channel::Telegram, 14, 1, Then::Leaves),
    life(M2, Channel::Telegram, 20, 3, Then::Leaves),
    life(M2, Channel::Email, 5, 8, Then::Leaves),
    life(AESH, Channel::Email, 12, 26, Then::Leaves),
    life(AESH, Channel::Telegram, 15, 49, Then::Leaves),
    life(INALCO, Channel::Telegram, 6, 70, Then::Leaves),
    life(INALCO, Channel::Email, 4, 95, Then::Leaves),
    life(MAGISTERE, Channel::Telegram, 3, 120, Then::Leaves),
    life(M2, Channel::Telegram, 9, 170, Then::Leaves),
    life(AESH, Channel::Telegram, 3, 260, Then::Leaves),
    life(M2, Channel::Telegram, 1, 300, Then::Leaves),
    life(AESH, Channel::Telegram, 18, 12, Then::Leaves),
    life(INALCO, Channel::Telegram, 16, 15, Then::Leaves),
    life(M2, Channel::Telegram, 11, 33, Then::Leaves),
    life(M2, Channel::Telegram, 6, 36, Then::Leaves),
];

/// How many people there are.
pub(super) const PEOPLE: usize = LIVES.len();

/// Plays all of it.
pub(super) async fn play(stage: &mut Stage<'_>) -> Played {
    for (n, life) in LIVES.iter().enumerate() {
        live(stage, Somebody { n }, life).await?;
    }
    Ok(())
}

async fn live(stage: &mut Stage<'_>, who: Somebody, life: &Life) -> Played {
    let from = who.address(life.by);
    let mut at = Clock::real().now() - SignedDuration::from_hours(life.hours);
    stage.say(at, &from, &format!("Bonjour, {}", life.guide)).await?;
    for _ in 0..life.answers {
        at += SignedDuration::from_secs(i64::try_from(40 + who.dice(9, 50)).unwrap_or(60));
        if !step(stage, who, &from, at).await? {
            break;
        }
    }
    if life.by == Channel::Email {
        at += SignedDuration::from_mins(5);
        stage.pass(at, &from).await?;
    }
    go_on(stage, who, &from, at + SignedDuration::from_mins(2), life.then).await
}

/// One answer; false once nothing is asked.
async fn step(
    stage: &mut Stage<'_>,
    who: Somebody,
    from: &Address,
    at: Timestamp,
) -> Result<bool, crate::store::StoreError> {
    let Some(loaded) = stage.who(from).await? else { return Ok(false) };
    let Some(asked) = stage.asked(&loaded.person, at) else { return Ok(false) };
    match answer(stage.library(), &loaded.person, &asked, who) {
        Given::Words(words) => stage.say(at, from, &words).await?,
        Given::File(name) => stage.send(at, from, &name).await?,
    }
    Ok(true)
}

async fn go_on(stage: &mut Stage<'_>, who: Somebody, from: &Address, at: Timestamp, then: Then) -> Played {
    let later = |minutes: i64| at + SignedDuration::from_mins(minutes);
    match then {
        Then::Leaves => Ok(()),
        Then::AsksForSomebody => stage.say(at, from, "Je voudrais parler à quelqu’un, s’il vous plaît.").await,
        Then::Stuck => {
            for (minutes, words) in
                [(0, "mais ça marche pas votre truc"), (1, "????"), (2, "je comprends rien du tout")]
            {
                stage.say(later(minutes), from, words).await?;
            }
            Ok(())
        }
        Then::Hostile => {
            stage
                .say(at, from, "<script>alert('bonjour')</script> =HYPERLINK(\"http://exemple.test\") \u{202e}gnihton")
                .await
        }
        Then::Answered { back } => {
            let say = |words: &str| Act::Say { id: Uuid::now_v7(), words: words.to_owned(), on: None };
            stage.say(at, from, "Je voudrais parler à quelqu’un : je ne retrouve pas mon INE.").await?;
            let words =
                "Bonjour, votre INE figure sur votre relevé de notes du baccalauréat. L’avez-vous sous la main ?";
            stage.act(later(30), from, camille(say(words))).await?;
            match back {
                true => stage.say(later(55), from, "Oui merci ! Et si c’est un relevé étranger ?").await,
                false => Ok(()),
            }
        }
        Then::Closed => {
            stage.act(later(20), from, camille(Act::Take { from: Owner::Assistant })).await?;
            stage.act(later(21), from, camille(Act::Label { label: "réglé par téléphone".into(), on: true })).await?;
            stage.act(later(22), from, camille(Act::HandBack)).await?;
            stage.act(later(23), from, camille(Act::Close(true))).await
        }
        Then::Shut => {
            stage.bring(at, from, Heard::Said(crate::conversation::said::Said::words("aide")), Some(SHUT)).await
        }
        Then::Held => {
            let words = format!("Bonjour, ici {}, j’écris de mon autre adresse.", who.first());
            let mail = Mail { stranger: Some("autre.adresse@exemple.test".into()), words, ..Mail::of(Kind::Held) };
            stage.bring(at, from, Heard::Mail(Box::new(mail)), None).await
        }
        Then::Renews => {
            // Each working morning until now the service looks whether something is due.
            let mut day = at;
            while day < Clock::real().now() {
                stage.pass(day, from).await?;
                day += SignedDuration::from_hours(24);
            }
            Ok(())
        }
    }
}

fn camille(act: Act) -> StaffAct {
    StaffAct { by: "camille".to_owned(), name: "Camille".to_owned(), act }
}
