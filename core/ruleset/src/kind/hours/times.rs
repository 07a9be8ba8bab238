//! Times of one day: `["09:00-12:30", "13:30-18:00"]`. One that ends before it begins ends on the next day.

use crate::{
    Interval, Span, codes, limits,
    reader::Reader,
    scalar::{Class, classify},
    words::shown,
    yaml::{Content, Node},
};
use jiff::civil::Time;

/// An interval, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub interval: Interval,
    pub span: Span,
}

impl Placed {
    /// When it begins, in minutes of its day.
    pub fn begins(&self) -> i32 {
        minutes(self.interval.from)
    }

    /// When it ends, in minutes of its day: past the day's own where it ends on the next.
    pub fn ends(&self) -> i32 {
        let end = minutes(self.interval.to);
        if end <= self.begins() { end + DAY } else { end }
    }

    /// As rules write it.
    pub fn written(&self) -> String {
        written(self.begins(), self.ends())
    }
}

/// Minutes of a day.
const DAY: i32 = 24 * 60;

const EXPECTED: &str = "two times of a day such as `09:00-17:00`";

/// The times of one day, in order. None of them meet, unless one runs past midnight and meets the next day's.
pub(super) fn read(node: &Node, reader: &mut Reader) -> Vec<Placed> {
    let Some(items) = reader.list(node, "a list of times such as `[\"09:00-17:00\"]`") else { return Vec::new() };
    if items.len() > limits::INTERVALS {
        let message = format!("a day has at most {} times, this one has {}", limits::INTERVALS, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return Vec::new();
    }
    let mut all: Vec<Placed> = items.iter().filter_map(|item| interval(item, reader)).collect();
    all.sort_by_key(|placed| (placed.begins(), placed.span));
    for pair in all.windows(2) {
        let [one, next] = pair else { continue };
        if next.begins() > one.ends() {
            continue;
        }
        let (first, second) = if one.span < next.span { (one, next) } else { (next, one) };
        let how = if next.begins() == one.ends() { "touches" } else { "overlaps" };
        let message = format!("`{}` {how} `{}` of the same day", second.written(), first.written());
        let together = written(one.begins(), one.ends().max(next.ends()));
        let help = (one.ends().max(next.ends()) - one.begins() <= DAY).then(|| format!("write `{together}` for both"));
        reader.report(codes::TIMES_MEET, second.span, message, how, help);
    }
    all
}

/// Reports a day's night that runs into the next day's times; says whether it does.
///
/// A day that ends at 24:00 before one that begins at 00:00 is how service around the clock is written, and no mistake.
pub(super) fn night(day: &[Placed], next_day: &[Placed], (name, next_name): (&str, &str), reader: &mut Reader) -> bool {
    let (Some(night), Some(next)) = (day.last(), next_day.first()) else { return false };
    let ends = night.ends() - DAY;
    if ends <= 0 || next.begins() > ends {
        return false;
    }
    let how = if next.begins() == ends { "touches" } else { "runs into" };
    let message = format!("`{}` of {name} {how} `{}` of {next_name}", night.written(), next.written());
    let help = format!("let it end earlier, or let the times of {next_name} begin later");
    reader.report(codes::TIMES_MEET, night.span, message, &format!("{how} the next day"), Some(help));
    true
}

fn interval(node: &Node, reader: &mut Reader) -> Option<Placed> {
    // Without quotes `09:00` is no text to some tools, and `9` is a number: all the same it is times that are missing.
    let text = match &node.content {
        Content::Scalar(scalar) if matches!(classify(scalar), Class::Int(_) | Class::Odd(_)) => &scalar.text,
        _ => reader.text_such_as(node, "two times of a day", "`09:00-17:00`")?,
    };
    let (message, label, help) = match parse(text) {
        Ok(interval) => return Some(Placed { interval, span: node.span }),
        Err(Bad::Shape) => {
            let help = match respelt(text) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => "write when it begins and when it ends, such as \"09:00-17:00\"".to_owned(),
            };
            (format!("`{}` is not {EXPECTED}", shown(text)), "not two times", help)
        }
        Err(Bad::Time(time)) => {
            let help = "times go from `00:00` to `23:59`; an end may also be `24:00`".to_owned();
            (format!("there is no time `{time}`"), "not a time", help)
        }
        Err(Bad::BeginsAtMidnight) => {
            let help = "write `00:00` for a day's first moment; `24:00` is its end".to_owned();
            ("nothing begins at `24:00`".to_owned(), "not a beginning", help)
        }
        Err(Bad::Empty) => {
            let help = "write \"00:00-24:00\" for the whole day, or `[]` for a day without service".to_owned();
            (format!("`{}` ends when it begins", shown(text)), "no time at all", help)
        }
    };
    reader.report(codes::BAD_TIMES, node.span, message, label, Some(help));
    None
}

enum Bad {
    Shape,
    Time(String),
    BeginsAtMidnight,
    Empty,
}

fn parse(text: &str) -> Result<Interval, Bad> {
    let (from, to) = text.split_once('-').ok_or(Bad::Shape)?;
    let ((from_hour, from_minute), (to_hour, to_minute)) =
        (numbers(from).ok_or(Bad::Shape)?, numbers(to).ok_or(Bad::Shape)?);
    let time = |hour: i8, minute: i8, text: &str| Time::new(hour, minute, 0, 0).map_err(|_| Bad::Time(text.to_owned()));
    if (from_hour, from_minute) == (24, 0) {
        return Err(Bad::BeginsAtMidnight);
    }
    let from = time(from_hour, from_minute, from)?;
    let is_whole_day = (to_hour, to_minute) == (24, 0);
    let to = if is_whole_day { Time::midnight() } else { time(to_hour, to_minute, to)? };
    if from == to && !is_whole_day {
        return Err(Bad::Empty);
    }
    Ok(Interval { from, to })
}

/// Hour and minute of a text such as `09:30`, whether or not there is such a time.
fn numbers(text: &str) -> Option<(i8, i8)> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if two_digits(hour) && two_digits(minute) { hour.parse().ok().zip(minute.parse().ok()) } else { None }
}

/// What was most likely meant: `9-17`, `9:00 – 17:00`, `0900-1700` and `9.00-17.00` are `09:00-17:00`.
fn respelt(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.replace(['–', '—', '−'], "-").replace(['.', '：'], ":");
    let (from, to) = plain.split_once('-')?;
    let time = |text: &str| {
        let (hour, minute) = match text.split_once(':') {
            Some(parts) => parts,
            None if text.len() == 4 && text.is_ascii() => text.split_at(2),
            None => (text, "00"),
        };
        let small = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        (small(hour) && small(minute)).then(|| format!("{hour:0>2}:{minute:0>2}"))
    };
    let meant = format!("{}-{}", time(from)?, time(to)?);
    parse(&meant).is_ok().then_some(meant)
}

fn written(begins: i32, ends: i32) -> String {
    let ends = if ends > DAY { ends - DAY } else { ends };
    format!("{:02}:{:02}-{:02}:{:02}", begins / 60, begins % 60, ends / 60, ends % 60)
}

fn minutes(time: Time) -> i32 {
    i32::from(time.hour()) * 60 + i32::from(time.minute())
}
