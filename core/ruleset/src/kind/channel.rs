//! `channels/<id>.yaml`: one web plug-in.

use crate::{
    ButtonStyle, Channel, Icon, Look, Position, codes,
    kind::origin,
    limits,
    reader::{Lines, Reader},
    words::shown,
    yaml::Node,
};
use std::collections::BTreeMap;
use usher_model::{ChannelId, LocalText};

pub(crate) const KEYS: &[&str] = &["name", "origins", "look", "title", "subtitle", "greeting", "locale"];
pub(crate) const LOOK_KEYS: &[&str] = &["icon", "button_name", "button_style", "position", "theme_color"];
const WHAT: &str = "a channel";
const LOOK: &str = "a channel's look";

/// The launcher's colour where nothing is said: readable under white, on light pages and on dark ones.
const THEME_COLOR: &str = "#1f6feb";

pub(crate) const ICONS: &[(&str, Icon)] =
    &[("chat", Icon::Chat), ("headset", Icon::Headset), ("help", Icon::Help), ("smile", Icon::Smile)];
pub(crate) const BUTTON_STYLES: &[(&str, ButtonStyle)] =
    &[("bubble", ButtonStyle::Bubble), ("tab", ButtonStyle::Tab), ("bar", ButtonStyle::Bar)];
pub(crate) const POSITIONS: &[(&str, Position)] =
    &[("bottom_right", Position::BottomRight), ("bottom_left", Position::BottomLeft)];

pub(crate) fn read(root: &Node, id: ChannelId, reader: &mut Reader) -> Option<Channel> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&fields, WHAT, "name").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let origins = reader.required(&fields, WHAT, "origins").map(|node| origins(node, reader));
    let look = fields.get("look").map_or_else(|| Some(plain_look()), |node| look(node, reader));
    let title =
        reader.required(&fields, WHAT, "title").and_then(|node| reader.local_text(node, limits::TITLE, Lines::One));
    let subtitle = fields.get("subtitle").map(|node| reader.local_text(node, limits::SUBTITLE, Lines::One));
    let greeting = fields.get("greeting").map(|node| reader.local_text(node, limits::GREETING, Lines::Many));
    let locale = fields.get("locale").map(|node| reader.locale(node));
    Some(Channel {
        id,
        name: name?,
        origins: origins?,
        look: look?,
        title: title?,
        subtitle: subtitle.flatten(),
        greeting: greeting.flatten(),
        locale: locale.flatten(),
    })
}

fn origins(node: &Node, reader: &mut Reader) -> Vec<String> {
    let Some(items) = reader.list(node, "a list of origins such as `https://shop.example.com`") else {
        return Vec::new();
    };
    if items.is_empty() {
        let help = "list the origins of your pages, such as `https://shop.example.com`, or `self` for the pages that Usher serves";
        let message = "no page may show this channel, since `origins` is empty";
        reader.report(codes::CLOSED_CHANNEL, node.span, message, "no origin", Some(help.to_owned()));
    }
    if items.len() > limits::ORIGINS {
        let message = format!("a channel has at most {} origins, this one has {}", limits::ORIGINS, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return Vec::new();
    }
    let mut origins: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let Some(text) = reader.raw_text(item, "an origin such as `https://shop.example.com`") else { continue };
        match origin::check(text) {
            Ok(()) if origins.iter().any(|earlier| earlier == text) => reader.twice(item.span, text),
            Ok(()) => origins.push(text.to_owned()),
            Err(problem) => {
                reader.report(codes::BAD_ORIGIN, item.span, problem.message, "not an origin", Some(problem.help));
            }
        }
    }
    origins
}

fn look(node: &Node, reader: &mut Reader) -> Option<Look> {
    let fields = reader.fields(node, LOOK, LOOK_KEYS)?;
    let mut look = plain_look();
    if let Some(icon) = fields.get("icon") {
        look.icon = reader.word(icon, "icon", ICONS)?;
    }
    if let Some(name) = fields.get("button_name") {
        look.button_name = reader.local_text(name, limits::BUTTON, Lines::One)?;
    }
    if let Some(style) = fields.get("button_style") {
        look.button_style = reader.word(style, "button style", BUTTON_STYLES)?;
    }
    if let Some(position) = fields.get("position") {
        look.position = reader.word(position, "position", POSITIONS)?;
    }
    if let Some(color) = fields.get("theme_color") {
        look.theme_color = self::color(color, reader)?;
    }
    Some(look)
}

fn plain_look() -> Look {
    let words = [("en", "Chat with us"), ("zh", "在线咨询")];
    let button_name: BTreeMap<_, _> =
        words.into_iter().filter_map(|(locale, words)| Some((locale.parse().ok()?, words.to_owned()))).collect();
    Look {
        icon: Icon::default(),
        button_name: LocalText::ByLocale(button_name),
        button_style: ButtonStyle::default(),
        position: Position::default(),
        theme_color: THEME_COLOR.to_owned(),
    }
}

fn color(node: &Node, reader: &mut Reader) -> Option<String> {
    // The commonest slip leaves nothing behind: without quotes the colour is a comment.
    if node.is_null() {
        let help = Some("write it in quotes, since `#` begins a comment: \"#1f6feb\"".to_owned());
        reader.report(codes::EMPTY, node.span, "expected a colour, found nothing", "nothing stands here", help);
        return None;
    }
    let text = reader.raw_text(node, "a colour such as \"#1f6feb\"")?;
    let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    match digits.map(str::len) {
        Some(6) => Some(text.to_ascii_lowercase()),
        found => {
            let help = match (found, digits) {
                (Some(3), Some(digits)) => {
                    let long: String = digits.chars().flat_map(|c| [c, c]).collect();
                    format!("write all six digits: \"#{long}\"")
                }
                _ => "write `#` and six hexadecimal digits, such as \"#1f6feb\"".to_owned(),
            };
            let message = format!("`{}` is not a colour", shown(text));
            reader.report(codes::BAD_COLOR, node.span, message, "not a colour", Some(help));
            None
        }
    }
}
