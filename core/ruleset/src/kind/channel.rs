//! `channels/<id>.yaml`: one web plug-in.

use crate::{
    ButtonStyle, Channel, ChannelIdentity, Features, Icon, IdentityMode, Look, Position, Span, codes, duration,
    kind::{directory, origin},
    limits,
    reader::{Lines, Reader, Ref},
    words::shown,
    yaml::{Content, Node},
};
use std::collections::BTreeMap;
use usher_model::{ChannelId, FormId, IdentityPolicy, LocalText};

pub(crate) const KEYS: &[&str] = &[
    "name", "origins", "look", "title", "subtitle", "greeting", "locale", "features", "pre_chat", "identity",
    "capacity",
];
pub(crate) const LOOK_KEYS: &[&str] = &["icon", "button_name", "button_style", "position", "theme_color"];
pub(crate) const FEATURES_KEYS: &[&str] = &["emoji", "pictures", "attachments"];
pub(crate) const IDENTITY_KEYS: &[&str] = &["mode", "policy", "max_age"];
const WHAT: &str = "a channel";
const LOOK: &str = "a channel's look";
const FEATURES: &str = "a channel's `features`";
const IDENTITY: &str = "a channel's `identity`";

/// The launcher's colour where nothing is said: readable under white, on light pages and on dark ones.
const THEME_COLOR: &str = "#1f6feb";

pub(crate) const ICONS: &[(&str, Icon)] =
    &[("chat", Icon::Chat), ("headset", Icon::Headset), ("help", Icon::Help), ("smile", Icon::Smile)];
pub(crate) const BUTTON_STYLES: &[(&str, ButtonStyle)] =
    &[("bubble", ButtonStyle::Bubble), ("tab", ButtonStyle::Tab), ("bar", ButtonStyle::Bar)];
pub(crate) const POSITIONS: &[(&str, Position)] =
    &[("bottom_right", Position::BottomRight), ("bottom_left", Position::BottomLeft)];
pub(crate) const MODES: &[(&str, IdentityMode)] = &[
    ("anonymous", IdentityMode::Anonymous),
    ("optional", IdentityMode::Optional),
    ("required", IdentityMode::Required),
];
pub(crate) const POLICIES: &[(&str, IdentityPolicy)] = &[
    ("legacy", IdentityPolicy::Legacy),
    ("require_ts", IdentityPolicy::RequireTs),
    ("require_sig", IdentityPolicy::RequireSig),
];

/// A channel whose form is still to be found.
pub(crate) struct RawChannel {
    pub id: ChannelId,
    pub span: Span,
    pub pre_chat: Option<Ref<FormId>>,
    /// Where its colour is said; none where it is the usual one.
    pub theme_color: Option<Span>,
    /// None where something in it was reported.
    pub channel: Option<Channel>,
}

pub(crate) fn read(root: &Node, id: ChannelId, reader: &mut Reader) -> Option<RawChannel> {
    let fields = reader.fields(root, WHAT, KEYS)?;
    let name = reader.required(&fields, WHAT, "name").and_then(|node| reader.text(node, limits::NAME, Lines::One));
    let origins = reader.required(&fields, WHAT, "origins").map(|node| origins(node, reader));
    let mut theme_color = None;
    let look = fields.get("look").map_or_else(|| Some(plain_look()), |node| look(node, &mut theme_color, reader));
    let title =
        reader.required(&fields, WHAT, "title").and_then(|node| reader.local_text(node, limits::TITLE, Lines::One));
    let subtitle = fields.get("subtitle").map(|node| reader.local_text(node, limits::SUBTITLE, Lines::One));
    let greeting = fields.get("greeting").map(|node| reader.local_text(node, limits::GREETING, Lines::Many));
    let locale = fields.get("locale").map(|node| reader.locale(node));
    let features = fields.get("features").map_or(Some(EVERYTHING), |node| features(node, reader));
    let pre_chat = fields.get("pre_chat").and_then(|node| reader.reference::<FormId>(node, "a form"));
    let identity = fields.get("identity").map_or(Some(USUAL_IDENTITY), |node| identity(node, reader));
    let capacity = fields.get("capacity").map(|node| directory::capacity(node, reader));
    let channel = || {
        Some(Channel {
            id: id.clone(),
            name: name?,
            origins: origins?,
            look: look?,
            title: title?,
            subtitle: subtitle.flatten(),
            greeting: greeting.flatten(),
            locale: locale.flatten(),
            features: features?,
            pre_chat: pre_chat.as_ref().map(|form| form.id.clone()),
            identity: identity?,
            capacity: match capacity {
                Some(read) => Some(read?),
                None => None,
            },
        })
    };
    let channel = channel();
    Some(RawChannel { id, span: root.span, pre_chat, theme_color, channel })
}

/// What visitors may send where nothing is said.
const EVERYTHING: Features = Features { emoji: true, pictures: true, attachments: true };

fn features(node: &Node, reader: &mut Reader) -> Option<Features> {
    let fields = reader.fields(node, FEATURES, FEATURES_KEYS)?;
    let mut flag = |key: &str| fields.get(key).map_or(Some(true), |node| reader.flag(node));
    let (emoji, pictures, attachments) = (flag("emoji"), flag("pictures"), flag("attachments"));
    Some(Features { emoji: emoji?, pictures: pictures?, attachments: attachments? })
}

/// How proofs are treated where nothing is said.
const USUAL_IDENTITY: ChannelIdentity = ChannelIdentity {
    mode: IdentityMode::Optional,
    policy: IdentityPolicy::RequireSig,
    max_age: limits::DEFAULT_PROOF_AGE,
};

fn identity(node: &Node, reader: &mut Reader) -> Option<ChannelIdentity> {
    let fields = reader.fields(node, IDENTITY, IDENTITY_KEYS)?;
    let mode = match fields.get("mode") {
        Some(node) => reader.word(node, "identity mode", MODES),
        None => Some(USUAL_IDENTITY.mode),
    };
    if mode == Some(IdentityMode::Anonymous) {
        for entry in ["policy", "max_age"].iter().filter_map(|key| fields.entry(key)) {
            let message = format!("where everybody is anonymous there is no proof for `{}` to be about", entry.key);
            let help = Some("remove it, or write `mode: optional`".to_owned());
            reader.report(codes::KEY_CLASH, entry.key_span, message, "says nothing here", help);
        }
    }
    let policy = match fields.get("policy") {
        Some(node) => reader.word(node, "identity policy", POLICIES),
        None => Some(USUAL_IDENTITY.policy),
    };
    let max_age = match fields.get("max_age") {
        Some(node) => duration::read(node, &limits::PROOF_AGE, reader),
        None => Some(USUAL_IDENTITY.max_age),
    };
    Some(ChannelIdentity { mode: mode?, policy: policy?, max_age: max_age? })
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
        let Some(text) = reader.text_such_as(item, "an origin", "`https://shop.example.com`") else { continue };
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

/// How it looks, and where its colour is said.
fn look(node: &Node, theme_color: &mut Option<Span>, reader: &mut Reader) -> Option<Look> {
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
        *theme_color = Some(color.span);
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
    let digits = |text: &str| text.len() == 6 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if let Content::Scalar(scalar) = &node.content
        && digits(&scalar.text)
    {
        let message = format!("`{}` is not a colour: it lacks the `#`", scalar.text);
        let help = Some(format!("write \"#{}\" in quotes", scalar.text));
        reader.report(codes::BAD_COLOR, node.span, message, "not a colour", help);
        return None;
    }
    let text = reader.text_such_as(node, "a colour", "\"#1f6feb\"")?;
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
