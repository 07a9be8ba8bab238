//! YAML text -> a tree of nodes that know their places. The parser is the one inside `serde_yaml` (see the root
//! Cargo.toml for which crate that is); its events are read here directly, since its `Spanned` loses places under
//! flattened and untagged types, and since serde stops at the first problem.
//!
//! Owns what of YAML a rule may use. Must not know any rule kind.

mod places;
mod syntax;
mod text;

pub(crate) use text::readable;

use crate::{Span, codes, limits, reader::Reader, secret, words::shown};
use serde_yaml::granit_parser::{self, Event, Marker, Parser, ScalarStyle, StructureStyle};
use std::collections::HashSet;

/// A value and where it stands.
#[derive(Debug)]
pub(crate) struct Node {
    pub span: Span,
    pub content: Content,
    /// Whether a key of this mapping was reported and dropped: then nobody may say that something is missing.
    pub lost_keys: bool,
}

/// What a value is.
#[derive(Debug)]
pub(crate) enum Content {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// Something that was reported already: whoever meets it says nothing more.
    Broken,
}

/// One key with its value. No key stands in a mapping twice.
#[derive(Debug)]
pub(crate) struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

/// A value that is neither list nor mapping.
#[derive(Debug)]
pub(crate) struct Scalar {
    pub text: String,
    pub style: Style,
    /// As it stands in the file, quotes and all; empty where that is the text itself, on one line.
    pub written: Box<str>,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Block,
}

/// Parses one file. Problems go to the reader; none comes back where nothing of the file can be used.
pub(crate) fn parse(bytes: &[u8], reader: &mut Reader) -> Option<Node> {
    let text = readable(bytes, reader)?;
    let options = {
        let mut options = granit_parser::Options::default();
        options.strict_indentation = true;
        options.disallow_directives = true;
        options.emit_unresolved_aliases = true;
        options.emit_anchor_events = true;
        options.set_emit_comments(false);
        options.flow_nesting_limit = limits::DEPTH;
        options.block_nesting_limit = limits::DEPTH;
        options
    };
    let mut tree = Tree { reader, text, open: Vec::new(), root: None, nodes: 0, told_indirection: false };
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => {
                if tree.take(event, &span).is_none() {
                    tree.reader.keep_secret(|| secret::find_in_lines(text));
                    return None;
                }
            }
            Err(error) => {
                let open = tree.open_bracket();
                syntax::syntax_error(&error, text, open, tree.reader);
                tree.reader.keep_secret(|| secret::find_in_lines(text));
                return None;
            }
        }
    }
    match tree.root {
        Some(root) if !root.is_null() => {
            reader.keep_secret(|| secret::find(&root));
            Some(root)
        }
        _ => {
            let help = "write it, or remove the file".to_owned();
            reader.report(codes::EMPTY_FILE, FIRST, "this file says nothing", "nothing but comments", Some(help));
            None
        }
    }
}

/// The first character of a file.
pub(crate) const FIRST: Span = Span { line: 1, column: 1, end_line: 1, end_column: 2 };

impl Node {
    fn new(span: Span, content: Content) -> Self {
        Self { span, content, lost_keys: false }
    }

    /// Whether nothing is written here.
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(s) if s.style == Style::Plain && matches!(s.text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }
}

/// A list or mapping that is not yet at its end.
struct Open {
    start: Span,
    style: StructureStyle,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, seen: HashSet<String>, key: Option<Key>, lost: bool },
}

/// A key whose value is still to come; nothing where the key was reported and its value is dropped.
struct Key(Option<(String, Span)>);

struct Tree<'a, 't> {
    reader: &'a mut Reader,
    text: &'t str,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    told_indirection: bool,
}

impl Tree<'_, '_> {
    /// Takes one event; none ends the reading of this file.
    fn take(&mut self, event: Event<'_>, at: &granit_parser::Span) -> Option<()> {
        let is_tagged = event.tag().is_some();
        if let Some(tag) = event.tag() {
            let message = format!("the tag `{}` has no meaning here", shown(&tag.original()));
            let place = at.tag_span().map_or_else(|| span(at), |tag| span(&tag));
            self.indirection(place, message, "remove the tag; a text that begins with `!` needs quotes");
        }
        if event.is_node() {
            self.nodes += 1;
            if self.nodes > limits::NODES {
                let message = format!("this file has more than {} values", limits::NODES);
                let help = Some("split it into several files".to_owned());
                self.reader.report(codes::BUDGET, span(at), message, "too many values", help);
                return None;
            }
        }
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                let help = Some("put each into a file of its own".to_owned());
                self.reader.report(
                    codes::DOCUMENTS,
                    span(at),
                    "a second document begins here",
                    "one document a file",
                    help,
                );
                return None;
            }
            Event::Anchor(_, name) => {
                let message = format!("the anchor `&{}` may not stand in a rule file", shown(&name));
                self.indirection(span(at), message, "write the value out where it is needed");
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let name = at.slice(self.text).unwrap_or("*");
                let message = format!("the alias `{}` may not stand in a rule file", shown(name));
                self.indirection(span(at), message, "write the value out");
                self.put(Node::new(span(at), Content::Broken));
            }
            Event::Scalar(text, style, ..) => {
                if text.len() > limits::SCALAR_BYTES {
                    let message =
                        format!("this value has {} bytes; at most {} are read", text.len(), limits::SCALAR_BYTES);
                    self.reader.report(codes::BUDGET, first_line(span(at)), message, "too long", None);
                    return None;
                }
                let is_turned = self.turned(&text, at);
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                // The parser gives `~` where nothing is written.
                let written = at.slice(self.text).unwrap_or_default();
                let text = if written.is_empty() && style == Style::Plain { String::new() } else { text.into_owned() };
                let written = if written == text { Box::default() } else { Box::from(written) };
                // What a tag would make of it nobody knows.
                let content = if is_tagged || is_turned {
                    Content::Broken
                } else {
                    Content::Scalar(Scalar { text, style, written })
                };
                self.put(Node::new(first_line(span(at)), content));
            }
            Event::SequenceStart(style, ..) => self.begin(at, style, Items::List(Vec::new()))?,
            Event::MappingStart(style, ..) => {
                self.begin(
                    at,
                    style,
                    Items::Map { entries: Vec::new(), seen: HashSet::new(), key: None, lost: false },
                )?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at),
            _ => {}
        }
        Some(())
    }

    /// The innermost bracket that is not closed.
    fn open_bracket(&self) -> Option<syntax::OpenBracket> {
        let open = self.open.last().filter(|open| open.style == StructureStyle::Flow)?;
        let bracket = if matches!(open.items, Items::List(_)) { '[' } else { '{' };
        Some((bracket, open.start))
    }

    fn begin(&mut self, at: &granit_parser::Span, style: StructureStyle, items: Items) -> Option<()> {
        if self.open.len() >= limits::DEPTH {
            self.reader.report(codes::BUDGET, span(at), too_deep(), "too deep", None);
            return None;
        }
        self.open.push(Open { start: span(at), style, items });
        Some(())
    }

    fn end(&mut self, at: &granit_parser::Span) {
        let Some(open) = self.open.pop() else { return };
        let end = span(at);
        let mut place = match open.style {
            // Brackets are marked whole where they stand on one line.
            StructureStyle::Flow => {
                first_line(Span { end_line: end.end_line, end_column: end.end_column, ..open.start })
            }
            StructureStyle::Block => open.start,
        };
        let mut lost_keys = false;
        let content = match open.items {
            Items::List(items) => Content::List(items),
            Items::Map { entries, lost, .. } => {
                lost_keys = lost;
                // Of a block the first key says best where it is.
                if let (StructureStyle::Block, Some(first)) = (open.style, entries.first()) {
                    place = first.key_span;
                }
                Content::Map(entries)
            }
        };
        self.put(Node { lost_keys, ..Node::new(place, content) });
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.root = Some(node),
            Some(Items::List(items)) => items.push(node),
            Some(Items::Map { entries, seen, key, lost }) => match key.take() {
                None => {
                    let accepted = accept_key(node, seen, self.reader);
                    *lost |= accepted.0.is_none();
                    *key = Some(accepted);
                }
                Some(Key(None)) => {}
                Some(Key(Some((key, key_span)))) => {
                    let mut value = node;
                    if value.is_null() && matches!(&value.content, Content::Scalar(s) if s.text.is_empty()) {
                        // Where nothing is written there is nothing to mark but the key.
                        value.span = key_span;
                    }
                    entries.push(Entry { key, key_span, value });
                }
            },
        }
    }

    /// Reports a character that an escape has put into a text, and that would make it look like another one.
    fn turned(&mut self, text: &str, at: &granit_parser::Span) -> bool {
        let found = text.chars().find(|c| text::turns(*c));
        if let Some(found) = found {
            let code = u32::from(found);
            let message = format!("the character U+{code:04X} cannot be seen and may not stand in a rule file");
            let help = Some("remove its escape: it makes the text behind it look different from what it is".to_owned());
            self.reader.report(codes::NOT_TEXT, first_line(span(at)), message, "in here", help);
        }
        found.is_some()
    }

    /// Anchors, aliases and tags come in numbers: the first of a file is enough.
    fn indirection(&mut self, span: Span, message: String, help: &str) {
        if !self.told_indirection {
            self.told_indirection = true;
            self.reader.report(codes::INDIRECTION, span, message, "not allowed in rules", Some(help.to_owned()));
        }
    }
}

fn accept_key(node: Node, seen: &mut HashSet<String>, reader: &mut Reader) -> Key {
    let Content::Scalar(Scalar { text, style, .. }) = node.content else {
        if !matches!(node.content, Content::Broken) {
            let help = Some("a key is a single word; a text that begins with `{` or `[` needs quotes".to_owned());
            reader.report(codes::BAD_KEY, node.span, "a list or mapping cannot be a key", "not a key", help);
        }
        return Key(None);
    };
    if style == Style::Plain && text == "<<" {
        let help = Some("write the values out".to_owned());
        reader.report(
            codes::INDIRECTION,
            node.span,
            "the merge key `<<` may not stand in a rule file",
            "not allowed in rules",
            help,
        );
        return Key(None);
    }
    if text.is_empty() {
        reader.report(codes::BAD_KEY, node.span, "a key is missing before the colon", "no key", None);
        return Key(None);
    }
    if style == Style::Plain && is_old_boolean(&text) {
        let message = format!("`{text}` without quotes means true or false to some tools");
        reader.report(codes::AMBIGUOUS, node.span, message, "two meanings", Some(format!("write \"{text}\"")));
    }
    if !seen.insert(text.clone()) {
        let message = format!("the key `{}` stands here twice", shown(&text));
        reader.report(
            codes::DUPLICATE_KEY,
            node.span,
            message,
            "the second one",
            Some("keep one of the two".to_owned()),
        );
        return Key(None);
    }
    Key(Some((text, node.span)))
}

/// Words that older YAML reads as true or false.
pub(crate) fn is_old_boolean(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off")
}

fn too_deep() -> String {
    format!("values are nested more than {} deep", limits::DEPTH)
}

fn one_char((line, column): (usize, usize)) -> Span {
    let (line, column) = (number(line), number(column));
    Span { line, column, end_line: line, end_column: column + 1 }
}

fn marker(marker: &Marker) -> Span {
    one_char((marker.line().max(1), marker.col() + 1))
}

fn span(given: &granit_parser::Span) -> Span {
    let start = marker(&given.start);
    let (end_line, end_column) = (number(given.end.line().max(1)), number(given.end.col() + 1));
    let is_empty = (end_line, end_column) <= (start.line, start.column);
    if is_empty { start } else { Span { end_line, end_column, ..start } }
}

/// A span that runs over several lines is marked at its beginning only: the rest would bury the message.
fn first_line(span: Span) -> Span {
    if span.end_line == span.line { span } else { Span { end_line: span.line, end_column: span.column + 1, ..span } }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX - 1)
}
