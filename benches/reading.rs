//! Mails that were made to keep us busy, 2 MB each: what reading one costs beyond an empty mail, and beside one of 1 MB.
//! Goals: text under 50 ms, HTML under 150 ms, 2 MB at most 2.5 times 1 MB. A case that may be noise is run on its own:
//! `cargo bench -- reading "&lt"`.

use std::time::{Duration, Instant};

use guichet::channel::email::read::Mail;

/// How a mail goes on until it is as long as wanted.
type Craft = (&'static str, &'static str);

const HTML: &str = "From: a@b.fr\nContent-Type: text/html; charset=utf-8\n\n";
const TEXT: &str = "From: a@b.fr\nIn-Reply-To: <1@b.fr>\n\n";
const FLOWED: &str = "Content-Type: text/plain; format=flowed; delsp=yes\n\n";
const QUOTED: &str = "Content-Transfer-Encoding: quoted-printable\n\n";
const BASE64: &str = "Content-Transfer-Encoding: base64\n\n";
const MIXED: &str = "Content-Type: multipart/mixed; boundary=a\n\n";
const REPORT: &str =
    "Content-Type: multipart/report; boundary=a\n\n--a\n\na\n--a\nContent-Type: message/delivery-status\n\n";

/// What stands in a page again and again.
const PAGES: &[&str] = &[
    "&amp ",
    "&amp",
    "&lt",
    "&nbsp; ",
    "&notin",
    "a&nbsp",
    "&#",
    "&#x26;",
    "&\0",
    "<",
    "</",
    "<b>",
    "</b>",
    "<a b",
    "<a b=c>",
    "<a a a a a a a a>",
    "<a/",
    "<!--",
    "<!-- a -->",
    "<![CDATA[",
    "<?a>",
    "<!doctype a>",
    "<style>",
    "<style>a{}</style>",
    "<script>a</script>",
    "<title>a</title>",
    "<textarea>a",
    "<pre>a\n",
    "<pre>\n",
    "<ol><li>",
    "<ul><li>a",
    "<li>",
    "<p>a",
    "<br>a",
    "<table><tr><td>a</td></tr></table>",
    "<blockquote>",
    "<blockquote>a</blockquote>",
    "<div>a</div>",
    "<div class=gmail_attr>a</div>",
    "<p class=MsoNormal>a</p>",
    "<p style='margin : 0'>a",
    "<img alt=😀>",
    "1. a :<br>",
    "Le 1 a écrit :<br>",
    "De : a<br>",
    "&gt; a<br>",
    "😀",
    "\u{200b}",
    "\u{a0}",
    "a ",
    "a",
    "\n",
];

/// What stands in a text again and again.
const TEXTS: &[&str] = &[
    "a\n",
    "> a\n",
    "> > > a\n",
    "> \n",
    ">",
    "-- \n",
    "a\n> b\n",
    "?\n",
    "1. \n",
    "3. Date de naissance : x\n",
    "De : a\nObjet : b\n",
    "Le 1 janvier 2026, a a écrit :\n",
    "On a wrote:\n> a\n",
    "Envoyé de mon iPhone\n",
    "INE : 1\n",
    "a@b.fr ",
    "*a* ",
    "\n",
    "\r",
    "a",
    "a ",
    "é",
    "\u{a0}",
    "\u{200b}",
    "ﷺ",
    "e\u{301}",
];

/// Headers, parts and codings: how the mail begins, and what stands in it again and again.
const FRAMES: &[Craft] = &[
    (FLOWED, "> a \n"),
    (FLOWED, "a \n"),
    (QUOTED, "=C3=A9 "),
    (QUOTED, "="),
    (QUOTED, "=          "),
    (BASE64, "YWEg"),
    (BASE64, "YWEg!"),
    ("", "X: y\n"),
    ("", "From: a@b.fr\n"),
    ("", "Received: from a by b for <c@d.fr>; x\n"),
    ("Subject: ", "=?utf-8?Q?=C3=A9?= "),
    ("Subject: ", "=?utf-8?Q?"),
    ("From: ", "=?utf-8?Q?=C3=A9?=\n "),
    ("To: ", "a@b.fr,\n "),
    ("To: ", "g:"),
    ("References: ", "<a@b> "),
    ("Content-Type: text/plain", "; f*1=x"),
    ("Content-Type: text/plain", ";\n f*1*=x"),
    (MIXED, "--a\n"),
    (MIXED, "--"),
    (MIXED, "--a\nContent-Type: multipart/mixed; boundary=b\n\n"),
    (MIXED, "--a\nContent-Type: text/html\n\n<p>a\n"),
    (MIXED, "--a\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nAAAA\n"),
    ("", "Content-Type: message/rfc822\n\n"),
    (
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n",
        "Content-Type: message/rfc822\n\n",
    ),
    (REPORT, "a\n"),
    (REPORT, "Final-Recipient: rfc822; a@b.fr\n"),
    (REPORT, "Action: delivered\n\n"),
];

/// Measures, and prints what is beyond its goal, or everything that `only` stands in.
pub fn run(full: bool, only: Option<&str>) {
    let (size, rounds) = if full { (2 << 20, 5) } else { (1 << 12, 1) };
    let empty = reading(b"From: a@b.fr\n\nok", rounds);
    println!("mails of {size} bytes; an empty one costs {empty:.1?}");
    let pages = PAGES.iter().map(|page| (HTML, *page, 150));
    let texts = TEXTS.iter().map(|text| (TEXT, *text, 50));
    let frames = FRAMES.iter().map(|(start, more)| (*start, *more, 50));
    for (start, more, goal) in pages.chain(texts).chain(frames) {
        let [half, whole] = [size / 2, size].map(|size| reading(&crafted(start, more, size), rounds));
        let late = whole.saturating_sub(empty) > Duration::from_millis(goal);
        let bends = whole > Duration::from_millis(20) && whole.as_secs_f64() > 2.5 * half.as_secs_f64();
        if late || bends || only.is_some_and(|only| start.contains(only) || more.contains(only)) {
            println!("{half:8.1?} {whole:8.1?} of {goal} ms  {:?}", (start.lines().next().unwrap_or_default(), more));
        }
    }
}

fn crafted(start: &str, more: &str, size: usize) -> Vec<u8> {
    let mut mail = start.to_owned();
    while mail.len() < size {
        mail.push_str(more);
    }
    mail.into_bytes()
}

/// The quickest of some readings: the others waited for the machine.
fn reading(mail: &[u8], rounds: usize) -> Duration {
    let once = |_| {
        let started = Instant::now();
        drop(Mail::parse(mail).read(None));
        started.elapsed()
    };
    (0..rounds).map(once).min().unwrap_or_default()
}
