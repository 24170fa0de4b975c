//! The wire to Telegram: one call, one answer, and what kind of failure it was when it failed.
//!
//! Types and methods are teloxide's; the requests are made here, because its own waits ten seconds on any 5xx, gives up
//! files after seventeen, and reads back whole messages of which one number is wanted.

use std::fmt;
use std::time::Duration;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use teloxide::Bot;
use teloxide::payloads::{AnswerCallbackQuery, EditMessageReplyMarkup, EditMessageText, GetFile, GetMe, SendMessage};
use teloxide::requests::Payload;
use teloxide::types::{
    CallbackQueryId, ChatId, File, FileId, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Me,
    MessageEntity, MessageId, ReplyMarkup, ReplyParameters,
};

use super::call::{Keyboard, Rich};

/// An answer that takes longer is not coming.
const PATIENCE: Duration = Duration::from_secs(15);
/// A connection that takes longer is not coming.
const CONNECTING: Duration = Duration::from_secs(5);
/// Silence within a file for so long ends its transfer.
const FILE_SILENCE: Duration = Duration::from_secs(30);
/// Bytes of a description kept of a failure.
const WHY_BYTES: usize = 200;

/// One bot, reached through one address.
#[derive(Clone)]
pub struct Api {
    bot: Bot,
    files: reqwest::Client,
}

/// Written by hand: the library's own prints the token.
impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Telegram wants it later.
    #[error("à refaire dans {} s", .0.as_secs())]
    Wait(Duration),
    /// Nothing was answered, or Telegram is out of order.
    #[error("{0}")]
    Down(String),
    /// Telegram refused it, and would refuse it again.
    #[error("{code} {why}")]
    Refused {
        /// 400, 403, 404, 409…
        code: u16,
        /// In Telegram's words; a token is never among them.
        why: String,
    },
}

impl Fault {
    /// The person shut the conversation, or is gone.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Refused { code: 403, .. })
    }

    /// The token is not one (any more).
    #[must_use]
    pub fn is_token(&self) -> bool {
        matches!(self, Self::Refused { code: 401 | 404, .. })
    }

    /// Another process asks for the same bot's messages, or a webhook does.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { code: 409, .. })
    }
}

#[derive(Deserialize)]
struct Answer<T> {
    ok: bool,
    #[serde(default = "none")]
    result: Option<T>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    error_code: u16,
    #[serde(default)]
    parameters: Parameters,
}

fn none<T>() -> Option<T> {
    None
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

impl Api {
    /// The way to a bot.
    ///
    /// # Errors
    /// The address is no URL, or no client can be made.
    pub fn new(token: &str, url: &str) -> Result<Self, Fault> {
        let down = |error: reqwest::Error| Fault::Down(said_of(&error));
        let url = reqwest::Url::parse(url).map_err(|error| Fault::Down(format!("api_url : {error}")))?;
        let client = || reqwest::Client::builder().connect_timeout(CONNECTING).tcp_nodelay(true);
        let files = client().read_timeout(FILE_SILENCE).build().map_err(down)?;
        let bot = Bot::with_client(token, client().build().map_err(down)?).set_api_url(url);
        Ok(Self { bot, files })
    }

    /// Who the bot is.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn me(&self) -> Result<Me, Fault> {
        self.call(&GetMe::new(), PATIENCE).await
    }

    /// Makes a call whose answer does not matter.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn tell<P: Payload + Serialize>(&self, payload: &P) -> Result<(), Fault> {
        self.call::<P, IgnoredAny>(payload, PATIENCE).await.map(|_| ())
    }

    /// The same, of a call made for the occasion.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn tell_it<P: Payload + Serialize>(&self, payload: P) -> Result<(), Fault> {
        self.tell(&payload).await
    }

    /// Makes a call.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn call<P: Payload + Serialize, T: DeserializeOwned>(
        &self,
        payload: &P,
        patience: Duration,
    ) -> Result<T, Fault> {
        let body = serde_json::to_vec(payload).map_err(|error| Fault::Down(error.to_string()))?;
        let request = self.bot.client().post(self.url(P::NAME)).timeout(patience);
        let request = request.header("content-type", "application/json").body(body);
        let response = request.send().await.map_err(|error| Fault::Down(said_of(&error)))?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await.map_err(|error| Fault::Down(said_of(&error)))?;
        read(status, &bytes)
    }

    fn url(&self, method: &str) -> reqwest::Url {
        let mut url = self.bot.api_url();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(&format!("bot{}", self.bot.token())).push(method);
        }
        url
    }

    /// Sends a message; gives Telegram's number of it.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn send(&self, chat: i64, text: &Rich, keyboard: &Keyboard, reply_to: Option<i64>) -> Result<i64, Fault> {
        let mut message = SendMessage::new(ChatId(chat), &*text.text);
        message.entities = entities(text);
        message.link_preview_options = Some(no_preview());
        message.reply_markup = markup(keyboard).map(ReplyMarkup::InlineKeyboard);
        message.reply_parameters =
            reply_to.and_then(message_id).map(|message| ReplyParameters::new(message).allow_sending_without_reply());
        let sent: Sent = self.call(&message, PATIENCE).await?;
        Ok(sent.message_id)
    }

    /// Changes a message of ours. One that stands as wanted already is no failure.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn edit(&self, chat: i64, message: i64, text: &Rich, keyboard: &Keyboard) -> Result<(), Fault> {
        let Some(id) = message_id(message) else { return Ok(()) };
        let mut edit = EditMessageText::new(ChatId(chat), id, &*text.text);
        edit.entities = entities(text);
        edit.link_preview_options = Some(no_preview());
        edit.reply_markup = markup(keyboard);
        match self.tell(&edit).await {
            Err(Fault::Refused { code: 400, why }) if why.contains("not modified") => Ok(()),
            other => other,
        }
    }

    /// Takes the buttons off a message of ours.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn strip(&self, chat: i64, message: i64) -> Result<(), Fault> {
        let Some(id) = message_id(message) else { return Ok(()) };
        match self.tell(&EditMessageReplyMarkup::new(ChatId(chat), id)).await {
            // They are gone already, or the message is.
            Err(Fault::Refused { code: 400, .. }) => Ok(()),
            other => other,
        }
    }

    /// Answers a press. One that is too old to be answered is no failure.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn acknowledge(&self, query: &str, note: Option<&str>) -> Result<(), Fault> {
        let mut answer = AnswerCallbackQuery::new(CallbackQueryId(query.to_owned()));
        answer.text = note.map(str::to_owned);
        match self.tell(&answer).await {
            Err(Fault::Refused { code: 400, .. }) => Ok(()),
            other => other,
        }
    }

    /// Opens a file for reading; [`reqwest::Response::chunk`] gives its bytes. A local Bot API server gives a path of
    /// this machine instead.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn file(&self, id: &str) -> Result<Download, Fault> {
        let file: File = self.call(&GetFile::new(FileId(id.to_owned())), PATIENCE).await?;
        if file.path.starts_with('/') {
            return Ok(Download::Local(file.path.clone()));
        }
        let mut url = self.bot.api_url();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("file").push(&format!("bot{}", self.bot.token())).extend(file.path.split('/'));
        }
        let response = self.files.get(url).send().await.map_err(|error| Fault::Down(said_of(&error)))?;
        match response.status().as_u16() {
            200 => Ok(Download::Remote(Box::new(response))),
            status @ 500.. => Err(Fault::Down(format!("HTTP {status}"))),
            // The path is good for an hour; a new one is asked for at the next try.
            404 | 410 => Err(Fault::Down("HTTP 404".to_owned())),
            status => Err(Fault::Refused { code: status, why: "fichier refusé".to_owned() }),
        }
    }
}

/// A file under way.
#[derive(Debug)]
pub enum Download {
    /// Its bytes come over the line.
    Remote(Box<reqwest::Response>),
    /// It lies on this machine.
    Local(String),
}

fn read<T: DeserializeOwned>(status: u16, bytes: &[u8]) -> Result<T, Fault> {
    let answer: Answer<T> = match serde_json::from_slice(bytes) {
        Ok(answer) => answer,
        // A proxy's page, half an answer: Telegram itself has not spoken.
        Err(_) => return Err(Fault::Down(format!("HTTP {status}, réponse illisible"))),
    };
    let code = if answer.error_code == 0 { status } else { answer.error_code };
    match answer {
        Answer { ok: true, result: Some(result), .. } => Ok(result),
        Answer { parameters: Parameters { retry_after: Some(seconds) }, .. } => {
            Err(Fault::Wait(Duration::from_secs(seconds.min(3_600))))
        }
        _ if code == 429 => Err(Fault::Wait(Duration::from_secs(1))),
        // No word of Telegram's: it may quote ours, and this one is logged.
        _ if !(400..500).contains(&code) => Err(Fault::Down(format!("HTTP {code}"))),
        Answer { description, .. } => {
            Err(Fault::Refused { code, why: crate::dialog::fold::head(&description, WHY_BYTES).to_owned() })
        }
    }
}

/// What a failed request says of itself, without its address: the token is in it.
fn said_of(error: &reqwest::Error) -> String {
    let kind = match error {
        error if error.is_timeout() => "pas de réponse à temps",
        error if error.is_connect() => "connexion impossible",
        _ => "connexion coupée",
    };
    kind.to_owned()
}

fn message_id(message: i64) -> Option<MessageId> {
    i32::try_from(message).ok().map(MessageId)
}

fn entities(text: &Rich) -> Option<Vec<MessageEntity>> {
    let strong = text.strong.iter().map(|(from, length)| MessageEntity::bold(*from, *length));
    Some(strong.collect::<Vec<_>>()).filter(|entities| !entities.is_empty())
}

fn markup(keyboard: &Keyboard) -> Option<InlineKeyboardMarkup> {
    let button = |key: &super::call::Key| InlineKeyboardButton::callback(key.label.clone(), key.data.clone());
    let rows: Vec<Vec<_>> = keyboard.iter().map(|row| row.iter().map(button).collect()).collect();
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, body: &str) -> Result<i64, Fault> {
        read::<Sent>(status, body.as_bytes()).map(|sent| sent.message_id)
    }

    #[test]
    fn each_failure_is_known_for_what_it_is() {
        assert_eq!(told(200, r#"{"ok":true,"result":{"message_id":7,"chat":{"id":1}}}"#), Ok(7));
        let flood = r#"{"ok":false,"error_code":429,"description":"Too Many","parameters":{"retry_after":3}}"#;
        assert_eq!(told(429, flood), Err(Fault::Wait(Duration::from_secs(3))));
        assert_eq!(told(429, r#"{"ok":false,"error_code":429}"#), Err(Fault::Wait(Duration::from_secs(1))));
        for (status, body) in [(502, "<html>"), (200, r#"{"ok":true"#), (500, r#"{"ok":false,"error_code":500}"#)] {
            assert!(matches!(told(status, body), Err(Fault::Down(_))), "{body}");
        }
        let refused = |code: u16| told(code, &format!(r#"{{"ok":false,"error_code":{code},"description":"x"}}"#));
        assert!(refused(403).is_err_and(|fault| fault.is_unreachable()));
        assert!(refused(401).is_err_and(|fault| fault.is_token()));
        assert!(refused(409).is_err_and(|fault| fault.is_conflict()));
    }

    #[test]
    fn no_failure_names_the_token() {
        let api = Api::new("12:secret", "http://127.0.0.1:9").expect("a URL");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let fault = runtime.block_on(api.me()).expect_err("nobody listens there");
        assert!(!format!("{fault} {fault:?} {api:?}").contains("secret"));
    }
}
