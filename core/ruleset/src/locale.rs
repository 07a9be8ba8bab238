//! Which language tags may stand in rules: those whose language exists, in their usual spelling. A tag that no browser
//! sends would be a text that nobody ever reads.

use usher_condition::nearest;
use usher_model::Locale;

/// Every language of ISO 639-1, and the three-letter ones that browsers offer beside them.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io \
is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na \
nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss \
st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu \
ast brx ceb chr ckb csb doi dsb fil gsw haw hsb kab kok mai mni nqo nso sat scn szl yue";

/// What is wrong with a tag, and how to mend it.
pub(crate) struct BadLocale {
    pub message: String,
    pub help: Option<String>,
}

/// Checks a language tag.
pub(crate) fn check(text: &str) -> Result<Locale, BadLocale> {
    let usual = usual_spelling(text);
    let known = usual.split('-').next().unwrap_or_default();
    let exists = LANGUAGES.split_whitespace().any(|language| language == known);
    match text.parse::<Locale>() {
        Ok(locale) if exists && usual == text => Ok(locale),
        _ if exists && usual != text && usual.parse::<Locale>().is_ok() => Err(BadLocale {
            message: format!("`{text}` is not the usual spelling of this language tag"),
            help: Some(format!("did you mean `{usual}`?")),
        }),
        Ok(_) if !exists => Err(BadLocale {
            message: format!("there is no language `{known}`"),
            help: nearest(known, ["en", "zh", "de", "fr", "es", "ja"]).map(|near| format!("did you mean `{near}`?")),
        }),
        Ok(_) | Err(_) => Err(BadLocale {
            message: format!("`{}` is not a language tag", crate::words::shown(text)),
            help: Some("write a tag such as `en`, `zh-CN` or `pt-BR`".to_owned()),
        }),
    }
}

/// `zh-Hans-CN`: the language in small letters, the script with a capital, the region in capitals.
fn usual_spelling(text: &str) -> String {
    let parts = text.split(['-', '_']).enumerate().map(|(index, part)| match (index, part.len()) {
        (0, _) => part.to_ascii_lowercase(),
        (_, 2) => part.to_ascii_uppercase(),
        (_, 4) if part.is_ascii() => format!("{}{}", part[..1].to_ascii_uppercase(), part[1..].to_ascii_lowercase()),
        _ => part.to_ascii_lowercase(),
    });
    parts.collect::<Vec<_>>().join("-")
}
