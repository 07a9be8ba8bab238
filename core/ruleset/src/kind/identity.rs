//! `identity.yaml`: who a visitor is, and which records that leads to.

use crate::{
    Span, codes,
    kind::object::{Path, VISITOR},
    limits,
    reader::{Reader, Ref},
    words::shown,
    yaml::{Content, Entry, Node},
};
use usher_model::{ObjectId, Provenance};

pub(crate) const KEYS: &[&str] = &["fields", "match", "associate"];
pub(crate) const MATCH_KEYS: &[&str] = &["by", "require"];
/// Of `associate`, whose other keys are objects.
pub(crate) const REQUIRE: &str = "require";
pub(crate) const LOOKUP_KEYS: &[&str] = &["by", "through"];
const WHAT: &str = "the identity";
const MATCH: &str = "`match`";
const LOOKUP: &str = "a way to find records";
/// What a value must be worth.
pub(crate) const WORTHS: &[(&str, Provenance)] =
    &[(Provenance::Asserted.word(), Provenance::Asserted), (Provenance::Proven.word(), Provenance::Proven)];

/// What the file says, before its fields are known to exist.
pub(crate) struct RawIdentity {
    /// The key `fields`.
    pub span: Span,
    pub fields: Vec<Ref<String>>,
    /// Whether nobody knows all of the fields, since something of them was reported.
    pub lost_fields: bool,
    pub matching: Option<RawMatching>,
    pub associate: Option<RawAssociate>,
}

/// How a visitor who came before is found.
pub(crate) struct RawMatching {
    pub by: Vec<Pairs>,
    pub require: Provenance,
}

/// How records are found.
pub(crate) struct RawAssociate {
    pub require: Provenance,
    /// None where what it says of an object was reported.
    pub objects: Vec<(Ref<ObjectId>, Option<RawLookup>)>,
}

/// How one object's records are found.
pub(crate) enum RawLookup {
    By(Vec<Pairs>),
    Through(Ref<Path>),
}

/// Fields that must all be equal: the visitor's, and the object's.
pub(crate) struct Pairs {
    /// The whole list.
    pub span: Span,
    pub each: Vec<(Ref<String>, Ref<String>)>,
    /// Whether some were reported.
    pub lost: bool,
}

pub(crate) fn read(root: &Node, reader: &mut Reader) -> Option<RawIdentity> {
    let keys = reader.fields(root, WHAT, KEYS)?;
    let span = keys.entry("fields").map_or(root.span, |entry| entry.key_span);
    let fields = reader.required(&keys, WHAT, "fields").and_then(|node| fields(node, reader));
    let (fields, lost_fields) = fields.unwrap_or((Vec::new(), true));
    let matching = keys.get("match").and_then(|node| matching(node, reader));
    let associate = keys.get("associate").and_then(|node| associate(node, reader));
    Some(RawIdentity { span, fields, lost_fields, matching, associate })
}

/// Fields, each once, and whether some were reported.
fn fields(node: &Node, reader: &mut Reader) -> Option<(Vec<Ref<String>>, bool)> {
    let help = "name fields of `objects/visitor.yaml`, such as `phone`";
    let items = reader.full_list(node, "a list of fields", help)?;
    if items.len() > limits::OBJECT_FIELDS {
        let most = limits::OBJECT_FIELDS;
        let message = format!("an identity tells at most {most} fields, and these are {}", items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    let fields = names(items, reader);
    let lost = fields.len() < items.len();
    Some((fields, lost))
}

fn names(items: &[Node], reader: &mut Reader) -> Vec<Ref<String>> {
    let mut names: Vec<Ref<String>> = Vec::with_capacity(items.len());
    for item in items {
        let Some(name) = name(item, reader) else { continue };
        if names.iter().any(|earlier| earlier.id == name.id) {
            reader.twice(name.span, &shown(&name.id));
        } else {
            names.push(name);
        }
    }
    names
}

fn name(node: &Node, reader: &mut Reader) -> Option<Ref<String>> {
    let text = reader.text_such_as(node, "the id of a field", "`phone`")?;
    Some(Ref { id: text.to_owned(), span: node.span })
}

fn matching(node: &Node, reader: &mut Reader) -> Option<RawMatching> {
    let keys = reader.fields(node, MATCH, MATCH_KEYS)?;
    let by = reader.required(&keys, MATCH, "by").and_then(|node| lists(node, Form::Names, reader));
    let require = keys.get("require").and_then(|node| worth(node, reader)).unwrap_or(Provenance::Asserted);
    Some(RawMatching { by: by.unwrap_or_default(), require })
}

fn worth(node: &Node, reader: &mut Reader) -> Option<Provenance> {
    let typed = [Provenance::Typed, Provenance::Inferred].map(Provenance::word);
    if let Content::Scalar(scalar) = &node.content
        && typed.contains(&scalar.text.as_str())
    {
        let message = format!("a value that is only {} is never enough to tell who a visitor is", scalar.text);
        let help = Some("write `asserted` or `proven`".to_owned());
        reader.report(codes::UNKNOWN_WORD, node.span, message, "not enough", help);
        return None;
    }
    reader.word(node, "requirement", WORTHS)
}

fn associate(node: &Node, reader: &mut Reader) -> Option<RawAssociate> {
    let entries = reader.map(node, "objects with how their records are found, such as `contact: { by: [[phone]] }`")?;
    let (mut require, mut objects) = (Provenance::Asserted, Vec::new());
    for entry in entries {
        if entry.key == REQUIRE {
            require = worth(&entry.value, reader).unwrap_or(require);
        } else if entry.key == VISITOR {
            let message = "a visitor is not associated with visitors";
            let help = Some("how a visitor who came before is found stands under `match`".to_owned());
            reader.report(codes::UNKNOWN_KEY, entry.key_span, message, "not here", help);
        } else if let Some(id) = reader.id::<ObjectId>(&entry.key, entry.key_span) {
            objects.push((Ref { id, span: entry.key_span }, lookup(&entry.value, reader)));
        }
    }
    if objects.is_empty() && !node.lost_keys && entries.iter().all(|entry| entry.key == REQUIRE && entry.key != VISITOR)
    {
        let help = "name an object, such as `contact: { by: [[phone]] }`, or leave `associate` out".to_owned();
        reader.report(codes::EMPTY, node.span, "no object is named here", "nothing to find", Some(help));
    }
    Some(RawAssociate { require, objects })
}

fn lookup(node: &Node, reader: &mut Reader) -> Option<RawLookup> {
    let keys = reader.fields(node, LOOKUP, LOOKUP_KEYS)?;
    match (keys.entry("by"), keys.entry("through")) {
        (Some(by), None) => lists(&by.value, Form::NamesOrPairs, reader).map(RawLookup::By),
        (None, Some(through)) => {
            reader.reference(&through.value, "an object whose records lead there").map(RawLookup::Through)
        }
        (Some(_), Some(through)) => {
            let message = "records are found by their fields, or through other records, and here both are said";
            let help = Some("keep one of the two".to_owned());
            reader.report(codes::KEY_CLASH, through.key_span, message, "the second one", help);
            None
        }
        (None, None) => {
            if !keys.has_unknown() {
                let message = "it is not said how these records are found";
                let help = Some("write `by: [[phone]]`, or `through: contact`".to_owned());
                reader.report(codes::MISSING_KEY, node.span, message, "`by` or `through` is missing", help);
            }
            None
        }
    }
}

/// How a list of fields may be written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `[phone, full_name]`
    Names,
    /// Or `{ phone: mobile, full_name: name }`: the visitor's and the object's.
    NamesOrPairs,
}

/// Lists of fields, tried in order.
fn lists(node: &Node, form: Form, reader: &mut Reader) -> Option<Vec<Pairs>> {
    let help = "write lists of fields, such as `[[phone, full_name], [email]]`";
    let items = reader.full_list(node, "lists of fields, such as `[[phone, full_name], [email]]`", help)?;
    if items.len() > limits::LOOKUPS {
        let message = format!("at most {} lists are tried, and these are {}", limits::LOOKUPS, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    // Whoever writes one list of names means one list of fields.
    if let Some(first) = items.iter().find(|item| matches!(item.content, Content::Scalar(_)) && !item.is_null()) {
        let message = "`by` takes lists of fields, one for each way to find somebody";
        let all: Vec<&str> = items.iter().filter_map(|item| scalar(item)).collect();
        let help = format!("write `by: [[{}]]` where all of them must be equal", shown(&all.join(", ")));
        reader.report(codes::WRONG_TYPE, first.span, message, "not a list", Some(help));
        return None;
    }
    let mut lists: Vec<Pairs> = Vec::with_capacity(items.len());
    for item in items {
        let Some(list) = list(item, form, reader) else { continue };
        if lists.iter().any(|earlier| is_same(earlier, &list)) {
            let help = Some("remove it".to_owned());
            reader.report(codes::TWICE, list.span, "the same fields were tried already", "the second one", help);
        } else {
            lists.push(list);
        }
    }
    Some(lists)
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Scalar(scalar) => Some(&scalar.text),
        _ => None,
    }
}

fn is_same(one: &Pairs, other: &Pairs) -> bool {
    let has = |list: &Pairs, of: &Pairs| {
        of.each.iter().all(|(a, b)| list.each.iter().any(|(c, d)| (&a.id, &b.id) == (&c.id, &d.id)))
    };
    !one.lost && !other.lost && has(one, other) && has(other, one)
}

fn list(node: &Node, form: Form, reader: &mut Reader) -> Option<Pairs> {
    if let (Content::Map(entries), Form::NamesOrPairs) = (&node.content, form) {
        if entries.is_empty() && !node.lost_keys {
            let help = Some("write `{ phone: mobile }`: the visitor's field and the object's".to_owned());
            reader.report(codes::EMPTY, node.span, "no field is named here", "nothing in it", help);
            return None;
        }
        let pair = |entry: &Entry, reader: &mut Reader| {
            let own = Ref { id: entry.key.clone(), span: entry.key_span };
            Some((own, name(&entry.value, reader)?))
        };
        let each: Vec<_> = entries.iter().filter_map(|entry| pair(entry, reader)).collect();
        let lost = node.lost_keys || each.len() < entries.len();
        return Some(Pairs { span: node.span, each, lost });
    }
    let items = reader.full_list(node, "a list of fields", "name a field such as `phone`")?;
    if items.len() > limits::LOOKUPS {
        let message = format!("at most {} fields are compared, and these are {}", limits::LOOKUPS, items.len());
        reader.report(codes::TOO_LONG, node.span, message, "too many", None);
        return None;
    }
    let names = names(items, reader);
    let lost = names.len() < items.len();
    Some(Pairs { span: node.span, each: names.into_iter().map(|name| (name.clone(), name)).collect(), lost })
}
