//! AcloE's mail through real mail servers: delivered to the alias by LMTP, answered by submission.

use std::process::Child;

use super::candidate::{ACLOE, ZOE, Zoe, campaigns};
use crate::fakes::mailserver::{MailServer, Sent};
use crate::letters::bench::Letter;
use crate::letters::dovecot::command;
use crate::program::Bench;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn to(sent: &[Sent], address: &str) -> Vec<Letter> {
    let for_them = |sent: &&Sent| sent.to.iter().any(|to| to == address);
    sent.iter().filter(for_them).map(|sent| Letter::read(&sent.raw)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn acloe_is_answered_once_in_its_thread() {
    let (server, bench) = (MailServer::start().await, Bench::new());
    let zoe = Zoe::settled(&bench, "guichet@exemple.test", "maintenir").await;
    let mut program = command(&server, &bench);
    program.args(campaigns(&bench)).env("GUICHET_MAIL__AUTHSERV_ID", "mx.exemple.test");
    let _running = Running(program.spawn().unwrap());
    // A forged one first, the true one twice, and one that is no question.
    for name in ["contrefaite", "question", "question", "activation"] {
        server.deliver(&zoe.alias, &zoe.mail(name)).await;
    }
    let sent = server.waits_for_sent(3).await;
    assert_eq!(sent.len(), 3, "the answer, its copy, the mail that is passed on");
    let [answer] = to(&sent, ACLOE).try_into().unwrap();
    assert!(answer.raw.contains("In-Reply-To: <renouvellement-17@acloe.test>"), "{}", answer.raw);
    assert!(answer.raw.contains(&format!("From: {}", zoe.alias)) && answer.to == ACLOE, "{}", answer.raw);
    answer.says("je souhaite maintenir ma candidature");
    let told = to(&sent, ZOE);
    assert!(told.iter().any(|letter| letter.text.contains("répondu à AcloE")), "{told:#?}");
    let of_it = sent.iter().find(|sent| sent.to == [ACLOE]).unwrap();
    assert!(of_it.from.contains("-p"), "it comes back to where answers to platforms do: {}", of_it.from);
    server.deliver(&zoe.alias, &zoe.mail("date")).await;
    let sent = server.waits_for_sent(4).await;
    assert!(to(&sent, ZOE).iter().any(|letter| letter.text.contains("renouvelée jusqu")), "proven");
    let said = bench.says(&format!("transcript --as {ZOE}"), "");
    assert!(said.contains("sans preuve") && said.contains("courriel de la plateforme, avec une date"), "{said}");
}
