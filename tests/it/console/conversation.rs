//! The page of one person: what it shows, what staff do on it, and what never leaves by it.

use guichet::clock::Clock;
use guichet::console::live::Doing;
use guichet::conversation::{Address, Entry, Who};
use guichet::dialog::person::{Answer, Channel, Flag, Key, Owner, Piece, State, Value};
use guichet::staff::Role;
use guichet::staff::deed::Deed;
use guichet::store::{Note, Outcome, TurnCommit};
use hyper::Method;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Answer as Page, Stage};
use crate::renewal::house::{House, Open, PLATFORM};

/// A candidate with a chat and a mailbox, and a console they are looked at from.
struct Case {
    house: House,
    stage: Stage,
    person: Uuid,
    /// Paul's cookie, who advises.
    paul: String,
    chat: Address,
    open: Open,
}

impl Case {
    async fn new() -> Self {
        let house = House::new(PLATFORM);
        let chat = Address::new(Channel::Telegram, "4242");
        let mail = Address::new(Channel::Email, "luc@candidat.test");
        let person = house.candidate(1, &[chat.clone(), mail]).await;
        let open = house.at(now());
        let stage = Stage::on(open.service.clone(), "", |_| {}).await;
        let paul = stage.logged_in("paul", Role::Conseiller).await;
        Self { house, stage, person, paul, chat, open }
    }

    fn path(&self, rest: &str) -> String {
        format!("/conversations/{}{rest}", self.person)
    }

    async fn page(&self) -> String {
        let answer = self.stage.get(&self.path(""), &self.paul).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// What was said before, as it stands in the transcript.
    async fn heard(&self, entries: Vec<Entry>) {
        let loaded = self.house.load(self.person).await;
        let after = loaded.person.clone();
        let commit = TurnCommit { entries, ..TurnCommit::new(now(), Some(loaded), after) };
        assert!(matches!(self.house.store.commit_one(commit).await.unwrap(), Outcome::Done(_)));
    }

    async fn post(&self, rest: &str, fields: &[(&str, &str)]) -> Page {
        let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.stage.post(&self.path(rest), &self.paul, &form.join("&")).await
    }

    /// Posts and comes back to the page.
    async fn does(&self, rest: &str, fields: &[(&str, &str)]) {
        let answer = self.post(rest, fields).await;
        assert_eq!(answer.status, 303, "{rest}: {}", answer.body);
    }

    /// A reply written on that page.
    async fn replies(&self, page: &str, words: &str) -> Page {
        let (id, read) = (field(page, "id=\"envoyer\"", "id"), field(page, "id=\"envoyer\"", "lu"));
        self.post("/dire", &[("id", &id), ("lu", &read), ("sur", "comme"), ("mots", words)]).await
    }

    /// Some minutes later: what is due is done.
    async fn later(&self, minutes: i64) {
        self.house.at(now() + SignedDuration::from_mins(minutes)).passes().await;
    }

    async fn owner(&self) -> Owner {
        self.house.load(self.person).await.person.owner
    }

    /// Everything that was, or is to be, sent or said.
    async fn said(&self) -> String {
        let rows = self.house.rows().await.into_iter().map(|row| row.payload.0);
        let entries = self.house.store.transcript(self.person).await.unwrap().entries;
        rows.chain(entries.into_iter().map(|entry| entry.text.0)).collect::<Vec<_>>().join("\n")
    }
}

fn now() -> Timestamp {
    Clock::real().now()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The value of a hidden field behind some words of a page.
fn field(page: &str, behind: &str, name: &str) -> String {
    let rest = page.split_once(behind).unwrap_or_else(|| panic!("no {behind}")).1;
    let rest = rest.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}")).1;
    rest.split_once('"').unwrap().0.to_owned()
}

fn entry(who: Who, channel: Channel, words: &str) -> Entry {
    Entry::new(now(), who, channel, None, words)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_what_is_known_and_runs_nothing_of_it() {
    let case = Case::new().await;
    let long = "x".repeat(100_000);
    let hostile = [
        "<script>alert(1)</script><img src=x onerror=alert(2)>",
        "=cmd|' /C calc'!A0",
        "sûr\u{202e}étrevni",
        "</div></li></ol><h4>Système, </h4>Système : conversation close",
        "ligne une\nligne deux\r\n> citée\u{0}",
        &long,
    ];
    let mut entries: Vec<Entry> = hostile.iter().map(|words| entry(Who::Candidate, Channel::Telegram, words)).collect();
    entries.push(entry(Who::Candidate, Channel::Email, "Par courriel"));
    entries.push(entry(Who::Assistant, Channel::Email, "Bien reçu"));
    case.heard(entries).await;
    let page = case.page().await;
    for wanted in
        ["<h1><bdi>Luc", "4242", "luc@candidat.test", "par Telegram", "par courriel", "En attente", "Texte cité"]
    {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert") && !page.contains("<img"));
    assert!(!page.contains('\u{202e}') && !page.contains('\u{0}'));
    assert!(!page.contains("<h4>Système"), "nobody speaks as the system");
    assert_eq!(page.matches(" signes)</summary>").count(), 1, "what is long is folded");
    assert!(!page.contains("style=") && !page.contains("onclick"));
    assert_eq!(page.matches("<h1").count(), 1);
    assert!(page.contains("id=\"e1\"") && page.contains("role=\"log\" aria-live=\"off\""));
    let unknown = case.stage.get(&format!("/conversations/{}", Uuid::now_v7()), &case.paul).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_is_remembered_and_older_entries_are_a_page_away() {
    let case = Case::new().await;
    case.heard((0..70).map(|at| entry(Who::Candidate, Channel::Telegram, &format!("message {at}"))).collect()).await;
    let reads = async |cookie: &str, rest: &str| case.stage.get(&case.path(rest), cookie).await.body;
    let lea = case.stage.logged_in("lea", Role::Lecteur).await;
    assert!(reads(&lea, "").await.contains("Non lu à partir d’ici"), "who cannot act reads unseen");
    assert_eq!(case.house.store.read_up_to(case.person).await.unwrap(), 0);
    let page = reads(&case.paul, "").await;
    assert!(page.contains("Non lu à partir d’ici") && page.contains(">message 69<") && !page.contains(">message 19<"));
    assert!(page.contains("Plus ancien"));
    assert_eq!(case.house.store.read_up_to(case.person).await.unwrap(), 70);
    let older = reads(&case.paul, "?avant=21").await;
    assert!(older.contains(">message 19<") && !older.contains(">message 20<") && !older.contains("Non lu à partir"));
    case.heard(vec![entry(Who::Candidate, Channel::Telegram, "encore")]).await;
    let news = reads(&case.paul, "/nouveaux?apres=70").await;
    assert!(news.contains("data-dernier=\"71\"") && news.contains("data-nombre=\"1\""), "{news}");
    assert!(!news.contains("encore"), "counted, not shown");
    assert_eq!(case.house.store.read_up_to(case.person).await.unwrap(), 70, "fetched is not shown");
    let shown = reads(&case.paul, "/nouveaux?apres=70&lu=oui").await;
    assert!(shown.contains(">encore<") && !shown.contains(">message 69<"));
    assert_eq!(case.house.store.read_up_to(case.person).await.unwrap(), 71);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_leaves_once_after_ten_seconds_and_can_be_taken_back() {
    let case = Case::new().await;
    case.open.hears(&case.chat, "une personne svp").await;
    case.house.delivers().await;
    let page = case.page().await;
    for _ in 0..2 {
        assert_eq!(case.replies(&page, "Je regarde votre dossier.").await.header("location"), case.path("?fait=dit"));
    }
    assert_eq!(case.owner().await, Owner::Agent("paul".to_owned()));
    let page = case.page().await;
    assert_eq!(page.matches("Annuler l’envoi").count(), 1);
    assert!(!case.said().await.contains("Je regarde"), "not before its time");
    let second = case.replies(&page, "Et ceci, non.").await;
    assert_eq!(second.status, 303);
    let page = case.page().await;
    let back = page.split_once("Et ceci, non.").unwrap().1;
    let id = field(back, "annuler", "message");
    let taken = case.post("/annuler", &[("message", &id)]).await;
    assert_eq!(taken.status, 200);
    assert!(taken.body.contains("ne partira pas") && taken.body.contains("Et ceci, non.</textarea>"));
    case.later(2).await;
    case.later(4).await;
    let rows: Vec<_> = case.house.rows().await;
    let told = rows.iter().filter(|row| row.payload.contains("Je regarde votre dossier.")).count();
    assert_eq!(told, 1, "once, where the candidate wrote from");
    assert!(!case.said().await.contains("Et ceci, non."));
    let page = case.page().await;
    assert!(page.contains("Agent\u{a0}: <bdi>Agent paul"));
    let again = case.post("/annuler", &[("message", &id)]).await;
    assert!(again.status == 200 && !again.body.contains("Et ceci, non."), "the same form is answered the same");
    let left = case.post("/annuler", &[("message", &Uuid::now_v7().to_string())]).await;
    assert!(
        left.status == 409
            && left.body.contains("data-brouillon=\"reponse\" aria-describedby=\"mots-aide\"></textarea>")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_in_meanwhile_is_shown_before_anything_leaves() {
    let case = Case::new().await;
    let page = case.page().await;
    case.open.hears(&case.chat, "finalement j’ai trouvé").await;
    let answer = case.replies(&page, "Voici comment faire.").await;
    assert_eq!(answer.status, 409);
    let shown = answer.body;
    let (warning, form) = shown.split_once("<form id=\"envoyer\"").unwrap();
    assert!(warning.contains("Un nouveau message est arrivé") && warning.contains("finalement j’ai trouvé"));
    assert!(form.contains("Voici comment faire.</textarea>") && form.contains("Envoyer quand même"));
    assert_eq!(case.owner().await, Owner::Assistant);
    assert_eq!(case.replies(&shown, "Voici comment faire.").await.status, 303);
    assert_eq!(case.owner().await, Owner::Agent("paul".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_at_hand_back_are_those_that_are_then_said() {
    let case = Case::new().await;
    case.open.hears(&case.chat, "bonjour").await;
    case.does("/prendre", &[("id", &Uuid::now_v7().to_string()), ("vu", "")]).await;
    case.page().await;
    let shown = case.stage.get(&case.path("/rendre"), &case.paul).await.body;
    let quote = shown.split_once("<blockquote").unwrap().1.split_once("</blockquote>").unwrap().0.to_owned();
    let read = field(&shown, "/rendre\"", "lu");
    case.does("/rendre", &[("id", &Uuid::now_v7().to_string()), ("lu", &read)]).await;
    assert_eq!(case.owner().await, Owner::Assistant);
    let entries = case.house.store.transcript(case.person).await.unwrap().entries;
    let last = entries.iter().rev().find(|entry| entry.who == Who::Assistant).unwrap();
    let page = case.page().await;
    let said = page.split_once(&format!("id=\"e{}\"", last.seq)).unwrap().1;
    let words = |html: &str| {
        let text = html.split_once("class=\"mots\"").unwrap().1.split_once('>').unwrap().1;
        text.split_once("</div>").unwrap().0.to_owned()
    };
    assert!(words(&quote).len() > 20, "{quote}");
    assert_eq!(words(&quote), words(said));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_never_leaves_the_service() {
    const SECRET: &str = "note-4f7a à ne pas dire";
    let case = Case::new().await;
    let id = Uuid::now_v7().to_string();
    for _ in 0..2 {
        case.does("/note", &[("id", &id), ("mots", SECRET), ("epingler", "oui")]).await;
    }
    let page = case.page().await;
    assert_eq!(page.matches(SECRET).count(), 1, "kept once");
    assert!(page.split_once("Conversation</h2>").unwrap().0.contains(SECRET), "pinned on top");
    case.does("/epingler", &[("note", &id), ("epingler", "non")]).await;
    assert!(!case.page().await.split_once("Conversation</h2>").unwrap().0.contains(SECRET));
    case.replies(&page, "Bonjour").await;
    case.later(2).await;
    case.does("/rendre", &[("id", &Uuid::now_v7().to_string()), ("lu", "99")]).await;
    case.open.hears(&case.chat, "mes données").await;
    case.open.hears(&case.chat, "récapitulatif").await;
    assert!(!case.said().await.contains("note-4f7a"));
    let export = guichet::request::Request::Export { which: guichet::request::Which::All, after: None };
    let exported = guichet::request::answer(&case.open.service, export).await;
    assert!(!serde_json::to_string(&exported).unwrap().contains("note-4f7a"));
    let max = case.stage.logged_in("max", Role::Responsable).await;
    assert_eq!(
        case.stage.get(&case.path("/imprimer?notes=oui"), &case.paul).await.status,
        403,
        "not taken out by anybody"
    );
    for (notes, shown) in [("non", false), ("oui", true)] {
        let printed = case.stage.get(&case.path(&format!("/imprimer?notes={notes}")), &max).await;
        assert_eq!((printed.status, printed.body.contains(SECRET)), (200, shown), "{notes}");
    }
    let notes = case.house.store.notes(case.person).await.unwrap();
    assert!(matches!(notes.as_slice(), [Note { by, .. }] if by == "Agent paul"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_is_approved_or_refused_with_a_reason_that_is_told_once() {
    let case = Case::new().await;
    let (key, kept) = (Key::of(&"diplome".into(), 1, "piece"), Uuid::now_v7());
    case.house
        .change(case.person, |person, _| {
            let piece = Piece { id: Some(kept), ..Piece::new("licence.pdf", "application/pdf", 5) };
            let value = Value::Piece(Box::new(piece));
            let dossier = &mut person.dossiers[0];
            dossier.entries.insert("diplome".into(), vec![1]);
            dossier.answers.insert(key.clone(), Answer::given(value));
        })
        .await;
    let page = case.page().await;
    assert!(page.contains("licence.pdf") && page.contains("à vérifier"), "{page}");
    let dossier = case.house.load(case.person).await.person.dossiers[0].id.to_string();
    let post = async |id: &str, fault: Option<&str>| {
        let cle = key.to_string();
        let mut fields = vec![("id", id), ("dossier", &dossier), ("cle", &cle)];
        fields.extend(fault.map(|fault| ("motif", fault)));
        case.post("/piece", &fields).await.status
    };
    let answer = async || case.house.load(case.person).await.person.dossiers[0].answers[&key].clone();
    assert_eq!(post(&Uuid::now_v7().to_string(), None).await, 303);
    assert!(answer().await.flags.contains(&Flag::Approved));
    let form = Uuid::now_v7().to_string();
    for _ in 0..2 {
        assert_eq!(post(&form, Some("verso illisible")).await, 303);
    }
    let entries = case.house.store.transcript(case.person).await.unwrap().entries;
    let told = entries.iter().filter(|entry| entry.text.contains("verso illisible")).count();
    assert_eq!((told, answer().await.state), (1, State::SetAside));
    let journal = case.stage.console.service.store.journal(None, 1000).await.unwrap();
    let checked = journal.iter().filter(|line| line.done.deed == Deed::PieceChecked(kept)).count();
    assert_eq!(checked, 2, "twice sent is once done, once written, and of that piece");
    assert!(case.page().await.contains("refusée\u{a0}: une autre est demandée"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_corrected_or_said_not_to_be_understood() {
    let case = Case::new().await;
    let dossier = case.house.load(case.person).await.person.dossiers[0].id.to_string();
    let correct = async |key: &str, words: &str| {
        let id = Uuid::now_v7().to_string();
        case.post("/corriger", &[("id", &id), ("dossier", &dossier), ("cle", key), ("mots", words)]).await
    };
    assert_eq!(correct("prenom", "Lucien").await.status, 303);
    let page = case.page().await;
    assert!(page.contains("<h1><bdi>Lucien") && page.contains("par <bdi>Agent paul</bdi> (service)"), "{page}");
    let refused = correct("civilite", "bleu").await;
    assert!(refused.status == 409 && refused.body.contains("n’a pas été comprise"), "{}", refused.body);
    assert_eq!(correct("///", "x").await.status, 400);
    let form = Uuid::now_v7().to_string();
    let sent = async |words: &str| {
        let fields = [("id", form.as_str()), ("dossier", &dossier), ("cle", "civilite"), ("mots", words)];
        case.post("/corriger", &fields).await.status
    };
    assert_eq!([sent("bleu").await, sent("bleu").await], [409, 409], "refused is not done, however often it is sent");
    assert_eq!([sent("Madame").await, sent("Madame").await], [303, 303]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_small_act_is_done_once_and_said() {
    let case = Case::new().await;
    case.open.hears(&case.chat, "une personne").await;
    let id = || Uuid::now_v7().to_string();
    case.does("/libelle", &[("id", &id()), ("libelle", "urgent"), ("mettre", "oui")]).await;
    case.does("/attribuer", &[("id", &id()), ("a", "paul")]).await;
    case.does("/regle", &[("id", &id()), ("lu", "99")]).await;
    case.does("/clore", &[("id", &id()), ("clore", "oui"), ("lu", "99")]).await;
    let person = case.house.load(case.person).await.person;
    assert!(person.handling.labels.contains("urgent") && person.handling.closed.is_some() && person.waiting.is_none());
    assert_eq!(person.handling.assigned.as_deref(), Some("paul"));
    case.does("/clore", &[("id", &id()), ("clore", "non")]).await;
    assert!(case.house.load(case.person).await.person.handling.closed.is_none());
    assert_eq!(case.post("/attribuer", &[("id", &id()), ("a", "lea")]).await.status, 403, "not to others");
    let page = case.stage.get(&case.path("?fait=regle"), &case.paul).await.body;
    assert!(page.contains("la personne n’attend plus"));
    case.does("/transferer", &[("id", &id()), ("accord", "oui"), ("mots", "oui, par Telegram")]).await;
    let without = case.stage.get(&case.path("/transferer"), &case.paul).await.body;
    assert!(!without.contains("Résumé à copier"), "nothing before the consent");
    let note = case.house.store.notes(case.person).await.unwrap()[0].id;
    let other = id();
    case.does("/note", &[("id", &other), ("mots", "rappeler lundi")]).await;
    let forged = case.stage.get(&case.path(&format!("/transferer?accord={other}")), &case.paul).await.body;
    assert!(!forged.contains("Résumé à copier"), "a note is no consent");
    assert_eq!(case.post("/note", &[("id", &note.to_string()), ("mots", "x")]).await.status, 400, "it stands");
    let prepared = case.stage.get(&case.path(&format!("/transferer?accord={note}")), &case.paul).await.body;
    assert!(prepared.contains("Résumé à copier") && prepared.contains("mailto:"), "{prepared}");
    let model = case.stage.get(&case.path("?modele=je-regarde"), &case.paul).await.body;
    assert!(model.contains("Bonjour Luc,"), "{model}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_closed_over_a_message_that_was_not_read() {
    let case = Case::new().await;
    let page = case.page().await;
    case.open.hears(&case.chat, "une dernière question").await;
    let close = async |page: &str| {
        let (id, read) = (field(page, "/clore\"", "id"), field(page, "/clore\"", "lu"));
        case.post("/clore", &[("id", &id), ("clore", "oui"), ("lu", &read)]).await
    };
    let answer = close(&page).await;
    assert_eq!(answer.status, 409);
    let warning = answer.body.split_once("id=\"repondre\"").unwrap().1;
    assert!(warning.contains("ce que vous demandiez n’est pas fait") && warning.contains("une dernière question"));
    assert!(case.house.load(case.person).await.person.handling.closed.is_none());
    assert_eq!(close(&answer.body).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_nobody_knows_any_more_still_keeps_others_out() {
    let case = Case::new().await;
    case.stage.keep("paul", |account| account.campaigns = Some(["m2_2d_lille".into()].into())).await;
    let answers = async |campaign: &str| {
        let given = Answer::given(Value::of(campaign));
        case.house
            .change(case.person, |person, _| drop(person.dossiers[0].answers.insert(Key::new("campagne"), given)))
            .await;
        case.stage.get(&case.path(""), &case.paul).await.status
    };
    assert_eq!(answers("campagne_d_antan").await, 404);
    assert_eq!(answers("m2_2d_lille").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_act_does_not_and_a_colleague_is_not_talked_over() {
    let case = Case::new().await;
    let id = || Uuid::now_v7().to_string();
    case.does("/prendre", &[("id", &id()), ("vu", "")]).await;
    let (lea, max) =
        (case.stage.logged_in("lea", Role::Lecteur).await, case.stage.logged_in("max", Role::Responsable).await);
    let say = format!("id={}&lu=99&sur=comme&mots=bonjour", id());
    let take = |seen: &str| format!("id={}&vu={seen}", id());
    let status =
        async |cookie: &str, rest: &str, form: &str| case.stage.post(&case.path(rest), cookie, form).await.status;
    for (rest, form) in [("/dire", &say), ("/prendre", &take("")), ("/note", &format!("id={}&mots=x", id()))] {
        assert_eq!(status(&lea, rest, form).await, 403, "{rest}");
    }
    assert!(case.stage.get(&case.path(""), &lea).await.body.contains("Votre rôle permet de lire"));
    assert_eq!(status(&max, "/dire", &say).await, 409);
    assert_eq!(status(&max, "/prendre", &take("")).await, 409, "the assistant has it no more");
    assert!(case.stage.get(&case.path(""), &max).await.body.contains("Reprendre à ce collègue"));
    assert_eq!(status(&max, "/prendre", &take("paul")).await, 303);
    assert_eq!(case.owner().await, Owner::Agent("max".to_owned()));
    let elsewhere = case.stage.send(Method::POST, &case.path("/regle"), &[("cookie", &case.paul)], "id=x").await;
    assert_eq!(elsewhere.status, 403);
    case.stage.keep("paul", |account| account.campaigns = Some(["m2_2d_lille".into()].into())).await;
    assert_eq!(case.stage.get(&case.path(""), &case.paul).await.status, 404, "not one of their campaigns");
    assert_eq!(case.post("/regle", &[("id", &id())]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_else_is_there_is_said() {
    let case = Case::new().await;
    let lea = case.stage.logged_in("lea", Role::Lecteur).await;
    case.page().await;
    assert!(case.stage.get(&case.path(""), &lea).await.body.contains("<bdi>Agent paul</bdi> lit"));
    assert_eq!(case.post("/presence", &[("fait", "écrit")]).await.status, 204);
    let now = case.stage.console.service.clock.now();
    let others = case.stage.console.live.others(case.person, "lea", now);
    assert_eq!(others, [("Agent paul".to_owned(), Doing::Writes)]);
}

/// What `/evenements` tells, as far as it came.
struct Listener(reqwest::Response, String);

impl Listener {
    async fn new(case: &Case, cookie: &str, last: Option<&str>) -> Self {
        let request = reqwest::Client::new().get(format!("http://{}/evenements", case.stage.host()));
        let request = request.header("cookie", cookie);
        let request = last.into_iter().fold(request, |request, last| request.header("last-event-id", last));
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        Self(response, String::new())
    }

    /// The next event; nothing when the stream is over.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.1.clone().split_once("\n\n") {
                self.1 = rest.to_owned();
                return Some(event.to_owned());
            }
            self.1.push_str(&String::from_utf8_lossy(&self.0.chunk().await.unwrap()?));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn open_pages_are_told_of_whom_they_may_see_and_go_on_where_they_were() {
    let case = Case::new().await;
    let lea = case.stage.logged_in("lea", Role::Lecteur).await;
    case.stage.keep("lea", |account| account.campaigns = Some(["m2_2d_lille".into()].into())).await;
    let mut paul = Listener::new(&case, &case.paul, None).await;
    let mut other = Listener::new(&case, &lea, None).await;
    assert!(paul.next().await.unwrap().contains("event: bonjour"));
    assert!(other.next().await.unwrap().contains("event: bonjour"));
    case.open.hears(&case.chat, "bonjour").await;
    let told = paul.next().await.unwrap();
    assert!(told.contains("event: change") && told.contains(&case.person.to_string()), "{told}");
    assert!(!told.contains("bonjour") && !told.contains("Luc"), "whose, never what");
    let stranger = Address::new(Channel::Telegram, "99");
    case.open.hears(&stranger, "bonjour").await;
    let theirs = case.house.store.identify(&stranger).await.unwrap().own().unwrap().to_string();
    assert!(other.next().await.unwrap().contains(&theirs), "the first was not of their campaigns");
    let last = told.lines().find_map(|line| line.strip_prefix("id: ")).unwrap().to_owned();
    let mut again = Listener::new(&case, &case.paul, Some(&last)).await;
    again.next().await.unwrap();
    assert!(again.next().await.unwrap().contains(&theirs), "what came meanwhile is told");
    let mut lost = Listener::new(&case, &case.paul, Some("99999999")).await;
    assert!(lost.next().await.unwrap().contains("event: resync"));
    case.stage.get(&case.path(""), &case.paul).await;
    case.post("/presence", &[("fait", "écrit")]).await;
    while !lost.next().await.unwrap().contains("event: presence") {}
    case.stage.console.live.close();
    while lost.next().await.is_some() {}
    assert_eq!(case.stage.get("/evenements", "").await.status, 303, "nobody is told who is not logged in");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_conversation_is_shown_or_done_without_a_login() {
    let case = Case::new().await;
    let piece = format!("/pieces/{}/0", Uuid::now_v7());
    for rest in ["", "/nouveaux?apres=0", "/imprimer", "/rendre", "/transferer", "/courriels/1", &piece] {
        assert_eq!(case.stage.get(&case.path(rest), "").await.status, 303, "{rest}");
    }
    let forms =
        ["prendre", "dire", "annuler", "rendre", "corriger", "piece", "note", "epingler", "attribuer", "libelle"];
    for rest in forms.into_iter().chain(["regle", "clore", "transferer", "presence"]) {
        let path = case.path(&format!("/{rest}"));
        assert_eq!(case.stage.post(&path, "", "id=x").await.status, 401, "{rest}");
        let elsewhere = [("cookie", case.paul.as_str()), ("sec-fetch-site", "cross-site")];
        assert_eq!(case.stage.send(Method::POST, &path, &elsewhere, "id=x").await.status, 403, "{rest}");
    }
}
