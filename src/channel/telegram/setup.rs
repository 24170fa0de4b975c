//! The calls that say what the bot is: its description, and its commands in the menu. Sent when the service starts.

use teloxide::payloads::{
    SetMyCommands, SetMyCommandsSetters, SetMyDescription, SetMyDescriptionSetters, SetMyShortDescription,
    SetMyShortDescriptionSetters,
};
use teloxide::types::BotCommand;

use crate::dialog::phrase::{Phrase, Phrases};
use crate::dialog::text::Args;

/// A description has at most so many signs, a short one, a command's.
const LONGEST: [usize; 3] = [512, 120, 256];

/// What is said of the bot in one language.
#[derive(Debug, Clone)]
pub struct Presentation {
    /// Its commands.
    pub commands: SetMyCommands,
    /// What is read before the first word.
    pub description: SetMyDescription,
    /// What is read on its profile.
    pub short: SetMyShortDescription,
}

/// All there is to send: French for everybody, French by name for those whose Telegram is French, English for those
/// whose is English.
#[must_use]
pub fn presentations(phrases: &Phrases) -> Vec<Presentation> {
    let french = [Phrase::BotAbout, Phrase::BotShort, Phrase::BotCommands];
    let english = [Phrase::BotAboutEnglish, Phrase::BotShortEnglish, Phrase::BotCommandsEnglish];
    let languages = [(None, french), (Some("fr"), french), (Some("en"), english)];
    languages.into_iter().map(|(language, texts)| presentation(phrases, language, texts)).collect()
}

fn presentation(phrases: &Phrases, language: Option<&str>, [about, short, commands]: [Phrase; 3]) -> Presentation {
    let [most, least, _] = LONGEST;
    let about = phrases.say(about, &Args::new());
    let paragraphs: Vec<String> = about.blocks.iter().map(crate::dialog::text::Block::words).collect();
    let made = Presentation {
        commands: SetMyCommands::new(self::commands(phrases, commands)),
        description: SetMyDescription::new().description(head(&paragraphs.join("\n\n"), most)),
        short: SetMyShortDescription::new().short_description(head(&phrases.line(short, &Args::new()), least)),
    };
    let Some(language) = language else { return made };
    Presentation {
        commands: made.commands.language_code(language),
        description: made.description.language_code(language),
        short: made.short.language_code(language),
    }
}

/// « aide Comment répondre »: the command, then what it does. A line that is no command is left out: Telegram would refuse
/// all of them.
fn commands(phrases: &Phrases, phrase: Phrase) -> Vec<BotCommand> {
    let [_, _, longest] = LONGEST;
    let said = phrases.say(phrase, &Args::new());
    let items = said.blocks.iter().filter(|block| block.item).filter_map(|block| {
        let words = block.words();
        let (command, about) = words.split_once(' ')?;
        let sign = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
        let possible = (1..=32).contains(&command.len()) && command.chars().all(sign);
        (possible && about.chars().count() >= 3).then(|| BotCommand::new(command, head(about, longest)))
    });
    items.collect()
}

fn head(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::load::{embedded, load};

    #[test]
    fn the_bot_presents_itself_in_two_languages() {
        let (library, _) = load(&embedded()).expect("the built-in files");
        let made = presentations(&library.phrases);
        let languages: Vec<_> = made.iter().map(|made| made.commands.language_code.as_deref()).collect();
        assert_eq!(languages, [None, Some("fr"), Some("en")]);
        let names = |at: usize| made[at].commands.commands.iter().map(|c| c.command.clone()).collect::<Vec<_>>();
        let expected = "start aide etat retour modifier recapitulatif annuler reprendre donnees effacer humain";
        assert_eq!(names(0).join(" "), expected);
        assert_eq!(names(2), names(0));
        assert_eq!(made[0].commands.commands[1].description, "Comment répondre, et ce que vous pouvez écrire");
        assert_eq!(made[2].commands.commands[2].description, "What is done and what is left");
        for made in &made {
            // Nothing was cut: the texts are as long as they may be, or shorter.
            let about = made.description.description.clone().expect("a description");
            let short = made.short.short_description.clone().expect("a short one");
            assert!(about.ends_with('.') && about.contains("\n\n") && about.chars().count() <= 512, "{about}");
            assert!(short.ends_with('.') && short.chars().count() <= 120, "{short}");
        }
        let json = serde_json::to_value(&made[2].description).expect("json");
        assert_eq!(json["language_code"], "en");
    }
}
