//! The rules and events that all engines get, in a form that belongs to none of them.

use usher_condition::{Condition, Op, Test};
use usher_model::Value;

/// A rule; the one with the lowest number wins.
#[derive(Debug, Clone)]
pub struct Rule {
    pub number: u32,
    /// Each must hold.
    pub all: Vec<Asked>,
}

/// Something that must hold of an event.
#[derive(Debug, Clone)]
pub enum Asked {
    Is(Field, String),
    OneOf(Field, Vec<String>),
    AtLeast(Field, i64),
    Between(Field, i64, i64),
    /// The page's path begins so.
    Under(String),
    Verified,
    Either(Vec<Asked>),
}

/// What is told of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Channel,
    Level,
    Language,
    Device,
    Sessions,
    Hour,
}

impl Field {
    /// The name of its fact.
    pub const fn fact(self) -> &'static str {
        match self {
            Self::Channel => "channel.id",
            Self::Level => "visitor.level",
            Self::Language => "visitor.language",
            Self::Device => "device.kind",
            Self::Sessions => "visitor.sessions",
            Self::Hour => "time.hour",
        }
    }

    /// Its name where no dots are allowed.
    pub const fn plain(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Level => "level",
            Self::Language => "language",
            Self::Device => "device",
            Self::Sessions => "sessions",
            Self::Hour => "hour",
        }
    }
}

/// One visitor who asks.
#[derive(Debug, Clone)]
pub struct Event {
    pub channel: String,
    pub path: String,
    pub level: String,
    pub language: &'static str,
    pub device: &'static str,
    pub sessions: i64,
    pub hour: i64,
    pub verified: bool,
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    /// One of so many.
    fn of(&mut self, sides: u64) -> u64 {
        // The generator of Knuth's MMIX; its high bits are good enough to pick by.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// Whether it is among so many of ten.
    fn tenths(&mut self, many: u64) -> bool {
        self.of(10) < many
    }

    fn number(&mut self, sides: u64) -> i64 {
        i64::try_from(self.of(sides)).expect("small")
    }

    fn channel(&mut self) -> String {
        format!("channel-{}", self.of(20))
    }

    fn section(&mut self) -> String {
        format!("/section-{}/", self.of(30))
    }

    fn level(&mut self) -> String {
        format!("level-{}", self.of(12))
    }

    fn language(&mut self) -> &'static str {
        ["en", "zh", "de", "es"][usize::try_from(self.of(4)).expect("small")]
    }

    fn device(&mut self) -> &'static str {
        ["desktop", "mobile"][usize::try_from(self.of(2)).expect("small")]
    }
}

/// Rules as a company writes them: a channel, a part of the site, and some of who the visitor is, on what, and when. The
/// last one takes everybody.
pub fn rules(count: u32) -> Vec<Rule> {
    let mut dice = Dice(1);
    let mut rules: Vec<Rule> = (0..count - 1).map(|number| Rule { number, all: asked(&mut dice) }).collect();
    rules.push(Rule { number: count - 1, all: Vec::new() });
    rules
}

fn asked(dice: &mut Dice) -> Vec<Asked> {
    let mut all = vec![Asked::Is(Field::Channel, dice.channel())];
    let section = dice.section();
    let page = if dice.tenths(3) { format!("page-{}/", dice.of(5)) } else { String::new() };
    all.push(Asked::Under(format!("{section}{page}")));
    if dice.tenths(6) {
        let mut levels: Vec<String> = (0..4).map(|_| dice.level()).collect();
        levels.sort();
        levels.dedup();
        all.push(Asked::OneOf(Field::Level, levels));
    }
    if dice.tenths(4) {
        all.push(Asked::AtLeast(Field::Sessions, dice.number(40)));
    }
    if dice.tenths(4) {
        all.push(Asked::Is(Field::Language, dice.language().to_owned()));
    }
    if dice.tenths(3) {
        let from = dice.number(16);
        all.push(Asked::Between(Field::Hour, from, from + 8));
    }
    if dice.tenths(3) {
        all.push(Asked::Is(Field::Device, dice.device().to_owned()));
    }
    if dice.tenths(1) {
        all.push(Asked::Either(vec![Asked::Verified, Asked::Under(format!("{section}page-0/"))]));
    }
    all
}

/// Visitors, the same in every run.
pub fn events(count: u32) -> Vec<Event> {
    let mut dice = Dice(2);
    (0..count)
        .map(|_| Event {
            channel: dice.channel(),
            path: format!("{}page-{}/{}", dice.section(), dice.of(5), dice.of(1_000)),
            level: dice.level(),
            language: dice.language(),
            device: dice.device(),
            sessions: dice.number(40),
            hour: dice.number(24),
            verified: dice.tenths(5),
        })
        .collect()
}

impl Rule {
    /// The channel that it serves; none for all.
    pub fn channel(&self) -> Option<&str> {
        self.all.iter().find_map(|asked| match asked {
            Asked::Is(Field::Channel, channel) => Some(channel.as_str()),
            _ => None,
        })
    }

    /// As a condition of ours, without the channel.
    pub fn condition(&self) -> Condition {
        let is_channel = |asked: &&Asked| matches!(asked, Asked::Is(Field::Channel, _));
        let each: Vec<Condition> = self.all.iter().filter(|asked| !is_channel(asked)).map(Asked::condition).collect();
        if each.is_empty() { Condition::Always } else { Condition::All(each) }
    }

    /// As a condition of ours, with the channel.
    pub fn whole_condition(&self) -> Condition {
        Condition::All(self.all.iter().map(Asked::condition).collect())
    }
}

impl Asked {
    fn condition(&self) -> Condition {
        let test = |field: &str, op| Condition::Test(Test { field: field.into(), op });
        match self {
            Self::Is(field, text) => test(field.fact(), Op::Eq(text.as_str().into())),
            Self::OneOf(field, texts) => {
                test(field.fact(), Op::In(texts.iter().map(|text| text.as_str().into()).collect()))
            }
            Self::AtLeast(field, least) => test(field.fact(), Op::Gte(Value::Int(*least))),
            Self::Between(field, from, to) => test(field.fact(), Op::Between(Value::Int(*from), Value::Int(*to))),
            Self::Under(head) => test("page.path", Op::StartsWith(vec![head.as_str().into()])),
            Self::Verified => test("visitor.verified", Op::Eq(true.into())),
            Self::Either(each) => Condition::Any(each.iter().map(Self::condition).collect()),
        }
    }
}
