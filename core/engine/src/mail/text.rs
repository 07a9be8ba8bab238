//! What a mail says, in the workspace's language.

use super::{Mail, Mailing};
use crate::{Engine, config::MAIL_WORDS};
use std::fmt::Write as _;
use usher_model::{AdminNotice, Answer, Body, ChannelId, NoticeKind, Party, SessionId, Timestamp};
use usher_ruleset::{RuleSet, Workspace};
use usher_store::{Page, StoreError};

/// Entries of a transcript among which the visitor's first words are looked for.
const FIRST_ENTRIES: u32 = 20;

/// The words of a language.
struct Words {
    one_unmatched: &'static str,
    one_left: &'static str,
    one_alone: &'static str,
    /// Before how many there are, and behind it.
    many: (&'static str, &'static str),
    unmatched: &'static str,
    left: &'static str,
    alone: &'static str,
    channel: &'static str,
    group: &'static str,
    since: &'static str,
    until: &'static str,
    first_message: &'static str,
    waiting: &'static str,
    open: &'static str,
    why: &'static str,
}

const ENGLISH: Words = Words {
    one_unmatched: "A chat waits, and no rule matched it",
    one_left: "A visitor left a message, and no rule matched it",
    one_alone: "Visitors wait, and nobody is online",
    many: ("", " notices about waiting visitors"),
    unmatched: "No rule matched a chat. It waits until somebody assigns it by hand.",
    left: "No rule leads a left message to a group. It stays in your inbox until somebody takes it.",
    alone: "Visitors wait for a group of which nobody is online.",
    channel: "Channel",
    group: "Group",
    since: "Since",
    until: "Taken care of at",
    first_message: "First message",
    waiting: "Waiting then",
    open: "Open Usher",
    why: "You get this because the workspace's rules name this address under `alerts`.",
};

const CHINESE: Words = Words {
    one_unmatched: "有会话在等待，没有规则与之匹配",
    one_left: "有访客留言，没有规则与之匹配",
    one_alone: "有访客在等待，但无人在线",
    many: ("", " 条关于访客等待的通知"),
    unmatched: "没有规则与这个会话匹配，需要有人手动分配。",
    left: "没有规则把这条留言分配给客服组，需要有人在收件箱中领取。",
    alone: "有访客在等待，而该客服组无人在线。",
    channel: "渠道",
    group: "客服组",
    since: "开始时间",
    until: "已处理",
    first_message: "第一条消息",
    waiting: "当时等待人数",
    open: "打开 Usher",
    why: "收到此邮件是因为工作区规则的 `alerts` 中写有这个地址。",
};

impl Engine {
    /// The mail that tells an address of these notices; none where there are none.
    pub(super) async fn written(
        &self,
        mailing: &Mailing,
        recipient: &str,
        notices: &[AdminNotice],
    ) -> Result<Option<Mail>, StoreError> {
        let Some(last) = notices.last() else { return Ok(None) };
        let router = self.rules();
        let set = router.ruleset();
        let workspace = &set.workspace;
        let words = if workspace.default_locale.language() == "zh" { &CHINESE } else { &ENGLISH };
        let mut text = String::new();
        for notice in notices {
            self.tell(&mut text, words, set, notice).await?;
        }
        if let Some(url) = &mailing.public_url {
            let url = url.trim_end_matches('/');
            // Writing to a string cannot fail.
            let _ok = writeln!(text, "{}: {url}/console\n", words.open);
        }
        let _ok = writeln!(text, "-- \n{}", words.why);
        let company = workspace.name.get(&workspace.default_locale, &workspace.default_locale);
        let subject = match notices {
            [one] => match one.kind {
                NoticeKind::Unmatched { .. } => words.one_unmatched.to_owned(),
                NoticeKind::LeftUnmatched { .. } => words.one_left.to_owned(),
                NoticeKind::NobodyOnline { .. } => words.one_alone.to_owned(),
            },
            many => format!("{}{}{}", words.many.0, many.len(), words.many.1),
        };
        let subject = one_line(&format!("[{company}] {subject}"), MAIL_WORDS);
        Ok(Some(Mail { id: last.id, to: recipient.to_owned(), subject, text, at: self.clock.now() }))
    }

    async fn tell(
        &self,
        text: &mut String,
        words: &Words,
        set: &RuleSet,
        notice: &AdminNotice,
    ) -> Result<(), StoreError> {
        let locale = &set.workspace.default_locale;
        let mut lines: Vec<(&str, String)> = Vec::new();
        let head = match &notice.kind {
            NoticeKind::Unmatched { session } => {
                if let Some(session) = self.store.session(*session).await? {
                    lines.push((words.channel, channel_name(set, &session.channel)));
                    if let Some(first) = self.first_words(session.id).await? {
                        lines.push((words.first_message, first));
                    }
                }
                words.unmatched
            }
            NoticeKind::LeftUnmatched { left, .. } => {
                if let Some(left) = self.store.left_message(*left).await? {
                    lines.push((words.channel, channel_name(set, &left.channel)));
                    let said = left.answers.iter().map(|answer| answer.value.to_string()).collect::<Vec<_>>();
                    lines.push((words.first_message, one_line(&said.join(" "), MAIL_WORDS)));
                }
                words.left
            }
            NoticeKind::NobodyOnline { group, waiting } => {
                let name = set.groups.get(group).map(|group| group.name.get(locale, locale).to_owned());
                lines.push((words.group, name.unwrap_or_else(|| group.to_string())));
                lines.push((words.waiting, waiting.to_string()));
                words.alone
            }
        };
        lines.push((words.since, local_time(notice.opened_at, &set.workspace)));
        if let Some(over) = notice.over_at {
            lines.push((words.until, local_time(over, &set.workspace)));
        }
        // Writing to a string cannot fail.
        let _ok = writeln!(text, "{head}");
        for (label, value) in lines {
            let _ok = writeln!(text, "  {label}: {value}");
        }
        text.push('\n');
        Ok(())
    }

    /// What the visitor wrote first, shortened.
    async fn first_words(&self, session: SessionId) -> Result<Option<String>, StoreError> {
        let entries = self.store.messages(session, Page::After(0), FIRST_ENTRIES).await?;
        let of_visitor = entries.into_iter().filter(|entry| entry.sender == Party::Visitor);
        let mut words = of_visitor.filter_map(|entry| match entry.body {
            Body::Text { text, .. } | Body::Files { text, .. } => Some(one_line(&text, MAIL_WORDS)),
            Body::PreChat { answers, .. } => Some(one_line(Answer::says(&answers), MAIL_WORDS)),
            _ => None,
        });
        Ok(words.find(|words| !words.is_empty()))
    }
}

/// A text on one line, of so many characters at most: what a visitor typed must not look like lines of ours.
fn one_line(text: &str, most: usize) -> String {
    let words: Vec<&str> = text.split(|letter: char| letter.is_whitespace() || letter.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut cut: String = line.chars().take(most - 1).collect();
    cut.push('…');
    cut
}

fn channel_name(set: &RuleSet, channel: &ChannelId) -> String {
    set.channels.get(channel).map_or_else(|| channel.to_string(), |channel| channel.name.clone())
}

fn local_time(at: Timestamp, workspace: &Workspace) -> String {
    let at = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or_default();
    at.to_zoned(workspace.time_zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

#[cfg(test)]
mod tests {
    //! What becomes of a visitor's words.

    use super::one_line;

    #[test]
    fn words_are_one_short_line() {
        let cases = [
            ("Hello\r\n.\r\nQUIT", "Hello . QUIT"),
            ("  one\u{7}\ttwo\u{2028}three ", "one two three"),
            ("1234567890123", "1234567890123"),
            ("12345678901234", "123456789012…"),
            ("", ""),
        ];
        assert!(cases.iter().all(|(given, expected)| one_line(given, 13) == *expected));
    }
}
