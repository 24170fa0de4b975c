//! HTML as mail programs write it, and as nobody should.

use super::*;

fn lines(text: &str) -> Vec<(u16, Mark, String)> {
    let body = html(text, &mut Effort::default());
    body.lines.iter().map(|line| (line.depth, line.mark, body.of(line).to_owned())).collect()
}

fn words(text: &str) -> Vec<String> {
    lines(text).into_iter().map(|(.., words)| words).collect()
}

#[test]
fn blocks_are_lines() {
    let cases: [(&str, &[&str]); 9] = [
        ("<div>a</div><div>b<br></div><div><br></div><div>c</div>", &["a", "b", "", "c"]),
        ("<p>a</p><p>b\n c</p>", &["a", "", "b c"]),
        ("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b", &["a", "", "b"]),
        ("a&nbsp;: <b>b</b>c &eacute;&#8217;", &["a : bc é’"]),
        ("<ol start=3><li>un<li>deux</ol><ul><li>trois</ul>", &["3. un", "4. deux", "- trois"]),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", &["a b", "c"]),
        ("<style>p{}</style><title>t</title>a<span style='display: none'>x<span>y</span>z</span>b", &["ab"]),
        ("<pre>a\n  b</pre>", &["a", "  b"]),
        ("ok <img alt='😀'> <img alt='logo'>", &["ok 😀"]),
    ];
    for (text, expected) in cases {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn quotes_and_marks_are_seen() {
    let gmail = "<div dir=ltr>oui</div><div class=gmail_quote><div class=gmail_attr>Le x a écrit :<br></div>\
                 <blockquote class=gmail_quote><div>a</div></blockquote></div>fin";
    let expected = [
        (0, Mark::None, "oui"),
        (0, Mark::Attribution, "Le x a écrit :"),
        (1, Mark::None, "a"),
        (0, Mark::None, "fin"),
    ];
    assert_eq!(lines(gmail), expected.map(|(depth, mark, words)| (depth, mark, words.to_owned())));
    let indented = "<blockquote style='margin:0 0 0 40px;border:none;padding:0px'>a</blockquote>";
    assert_eq!(lines(indented), [(0, Mark::None, "a".to_owned())]);
    let outlook = "oui<div id='divRplyFwdMsg'><b>De :</b> a<br><b>Objet :</b> b</div><div>c</div>";
    assert_eq!(lines(outlook)[1], (0, Mark::Older, "De : a".to_owned()));
    let unclosed = "<div class=yahoo_quoted><div><div>a</div></div></div>b";
    assert_eq!(lines(unclosed), [(0, Mark::Quoted, "a".to_owned()), (0, Mark::None, "b".to_owned())]);
}

#[test]
fn any_nesting_is_flat() {
    let deep = format!("{}a", "<blockquote>".repeat(50_000));
    let ample = &mut Effort { lines: usize::MAX, signs: usize::MAX };
    assert_eq!(html(&deep, ample).lines.last().map(|line| line.depth), Some(100));
    let mixed = format!("{}a{}b", "<div class=gmail_attr>".repeat(1000), "</div>".repeat(1000));
    assert_eq!(words(&mixed), ["a", "b"]);
}

/// A mail of tags costs no more than a long one; its words are kept.
#[test]
fn what_stands_behind_too_many_tags_is_kept() {
    let mut effort = Effort::default();
    let body = html(&format!("<p>oui{}<p>non&nbsp;!", "<b></b>".repeat(50_000)), &mut effort);
    assert_eq!((body.lines.len(), body.at(0), body.tail.trim()), (1, "oui", "non !"));
    assert_eq!(html("<p>a", &mut effort).tail.trim(), "a", "the next part finds nothing left");
    let words = "mot ".repeat(100_000);
    assert_eq!(html(&words, &mut Effort::default()).text().split_whitespace().count(), 100_000);
}
