//! The stable names of the kinds of problems.

use crate::Severity;

/// A kind of problem: its stable name, and what it means in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The name, such as `E0201`. `E` is an error, `W` a warning.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

impl Code {
    /// How bad problems of this kind are.
    pub fn severity(self) -> Severity {
        if self.name.starts_with('W') { Severity::Warning } else { Severity::Error }
    }
}

macro_rules! codes {
    ($($name:ident = $code:literal, $meaning:literal;)*) => {
        $(pub(crate) const $name: Code = Code { name: $code, meaning: $meaning };)*

        /// Every code, in order of its name. A code is never given another meaning; one that falls out of use stays out.
        pub const CODES: &[Code] = &[$($name),*];
    };
}

codes! {
    SYNTAX = "E0101", "the file is not YAML";
    TAB = "E0102", "a tab where YAML wants spaces";
    DUPLICATE_KEY = "E0103", "a key stands in one mapping twice";
    INDIRECTION = "E0104", "an anchor, alias, merge key or tag, none of which rules may use";
    DOCUMENTS = "E0105", "more than one document in a file";
    BUDGET = "E0106", "the file is too large, too deep, or has too many values";
    NOT_TEXT = "E0107", "the file is not UTF-8 text, or holds control characters";
    EMPTY_FILE = "E0108", "the file says nothing";
    AMBIGUOUS = "E0109", "a value without quotes that reads as different things to different tools";
    BAD_KEY = "E0110", "a key that is not a plain word";
    WRONG_PLACE = "E0111", "a file in a folder where no such file belongs";
    BAD_FILE_NAME = "E0112", "a file's or folder's name is not an id";
    NO_WORKSPACE = "E0113", "`workspace.yaml` is missing";
    MORE = "E0199", "a file has more problems than are shown";

    UNKNOWN_KEY = "E0201", "a key that does not exist here";
    MISSING_KEY = "E0202", "a key that must be here is not";
    WRONG_TYPE = "E0203", "a value of the wrong type";
    EMPTY = "E0204", "an empty value where something must stand";
    TOO_LONG = "E0205", "a text or list that is too long";
    OUT_OF_RANGE = "E0206", "a number that is too small or too large";
    UNKNOWN_WORD = "E0207", "a word that is none of the possible ones";
    BAD_ID = "E0208", "a text that cannot be an id";
    BAD_LOCALE = "E0209", "a text that is not a language tag, or not in its usual spelling";
    BAD_ORIGIN = "E0210", "a text that is not the origin of a page";
    BAD_COLOR = "E0211", "a text that is not a colour";
    BAD_EMAIL = "E0212", "a text that is not an e-mail address";
    UNKNOWN_ZONE = "E0213", "a time zone that does not exist";
    TWICE = "E0214", "a value stands in a list twice";

    UNKNOWN_ID = "E0301", "an id that nothing bears";
    DEPARTMENT_CIRCLE = "E0302", "a department that is above itself";
    EMAIL_TAKEN = "E0303", "two agents with one e-mail address";

    UNKNOWN_FIELD = "E0401", "a condition names a field that does not exist";
    UNKNOWN_OPERATOR = "E0402", "a condition names an operator that does not exist";
    OPERATOR_DOES_NOT_FIT = "E0403", "an operator that the field's type does not take";
    BAD_OPERAND = "E0404", "a value that the operator does not take";
    BAD_EXPRESSION = "E0405", "a regular expression that cannot be used";
    CONDITION_SHAPE = "E0406", "a condition that is not built as conditions are";
    NEVER_HOLDS = "E0407", "a test that no visitor could ever pass";
    CONDITION_SIZE = "E0408", "a condition that is too deep or has too many tests";
    BAD_EXPR = "E0409", "an expression of a condition that cannot be used";

    UNKNOWN_API = "E0501", "a plug-in for another version of Usher";
    BAD_SCRIPT = "E0502", "a script that does not compile";
    SCRIPT_MISSING = "E0503", "a plug-in's script is missing";
    BUILTIN_CLASH = "E0504", "a plug-in bears the name of a built-in one";
    OFFERED_TWICE = "E0505", "two plug-ins offer a strategy of one name";
    NO_MANIFEST = "E0506", "a plug-in without `plugin.yaml`";
    UNKNOWN_PARAMETER = "E0507", "a parameter that the plug-in does not have";
    MISSING_PARAMETER = "E0508", "a parameter that must be given is not";
    BAD_PARAMETER = "E0509", "a value that the parameter's schema refuses";
    BAD_SCHEMA = "E0510", "a parameter's schema that is not a JSON Schema, or one that cannot be used";
    BAD_DEFAULT = "E0511", "a parameter's default that its own schema refuses";
    BAD_EFFECT = "E0512", "an effect that a hook cannot have, or does not declare";
    BAD_TEST = "E0513", "a plug-in's test that cannot be run as it is written";
    BAD_DURATION = "E0514", "a text that is not a length of time";

    BAD_TEMPLATE = "E0601", "a prompt's text that is not written as templates are";
    UNKNOWN_VARIABLE = "E0602", "a prompt names a variable that does not exist";
    UNKNOWN_FILTER = "E0603", "a prompt names a filter or test that prompts do not have";
    TEMPLATE_REFUSED = "E0604", "a prompt does something that prompts may not";
    TEMPLATE_FAILS = "E0605", "a prompt's text that fails when it is shown";
    COMPUTE_NAME = "E0606", "a computed variable whose name cannot be used";
    BAD_URL = "E0611", "an address that a webhook cannot have";
    SECRET = "E0612", "a secret that stands in the rules";
    BAD_VARIABLE = "E0613", "a text that is not the name of an environment variable";

    BAD_TIMES = "E0701", "a text that is not two times of a day, such as `09:00-17:00`";
    TIMES_MEET = "E0702", "times of service that overlap or touch";
    DAY_NAMED_TWICE = "E0703", "a weekday whose times are said twice";
    BAD_DATE = "E0704", "a text that is not a date, or a date that does not exist";
    BAD_DAYS = "E0705", "a span of days that is not built as one";
    EXCEPTIONS_MEET = "E0706", "a day with two exceptions";
    OWN_GROUP = "E0711", "a rule that overflows into its own group";
    DEFAULT_LOCALE = "E0712", "a default language that is not among the languages";

    FORM_FIELD_ID = "E0721", "a form's field with an id that cannot be used";
    OTHER_TYPES_KEY = "E0722", "a key that only form fields of other types take";
    REVERSED = "E0723", "a least that is more than the most";
    UPLOAD_LIMIT = "E0724", "a form's file field that takes more than the workspace lets through";
    BAD_SIZE = "E0725", "a text that is not a size of files";
    BAD_MEDIA_TYPE = "E0726", "a text that is not a media type";
    NOT_EARLIER = "E0727", "a condition of a form that asks a field which does not stand before its own";
    NO_SCRIPT_HERE = "E0728", "a condition that asks a script where none can be asked";
    KEY_ALONE = "E0729", "a key without the one that it belongs to";
    WRONG_FORM = "E0731", "a form of another kind than is wanted here";
    KEY_CLASH = "E0732", "a key that another one leaves without a meaning";
    FORM_FACT_CLASH = "E0733", "forms before chats whose fields of one id are of two types";

    OBJECT_ID = "E0741", "an object whose name the facts of conditions cannot begin with";
    STOCK_FIELD = "E0742", "a visitor's field that bears the name of one that every workspace has";
    FIELD_TYPE = "E0743", "a field of a type that will not do where it is named";
    OPTIONS_OF_TYPE = "E0744", "options of a field that is no choice";
    API_NAME = "E0745", "a text that cannot be the name of an object in the CRM";
    API_NAME_TAKEN = "E0746", "two objects with one name in the CRM";
    CURRENCY = "E0747", "a text that is no currency, or a currency of a field that holds no number";
    NOT_TOLD = "E0751", "a visitor's field that no identity tells";
    NO_MATCH_KEY = "E0752", "a list of fields without one that records are looked up by";
    NO_RELATION = "E0753", "no relation leads from one object to another, or several do";
    NOT_ASSOCIATED = "E0754", "records that are found through those of an object that is not associated";
    ASSOCIATION_CIRCLE = "E0755", "objects that are each found through the other";
    NO_SECTION = "E0761", "a section that begins at the records of an object that no other section shows";
    SECTION_CIRCLE = "E0762", "sections that each begin at the records of the other";
    NOT_EDITABLE = "E0763", "a field of a layout that nobody can edit";
    EDITED_TWICE = "E0764", "records that two sections of a layout let agents edit";

    BAD_RULE_TEST = "E0781", "a test of the rules that cannot be run as it is written";
    BAD_MOMENT = "E0782", "a text that is not the moment of a test";
    LEFT_OUT_TIME = "E0783", "a time that the clocks of that day leave out, or show twice";
    NEVER_MET = "E0784", "an expectation that nothing could meet";
    UNKNOWN_FACT = "E0785", "a test names a field that does not exist";
    BAD_FACT = "E0786", "a value that the field of a test cannot have";
    RULE_TEST_FAILED = "E0795", "a test of the rules failed when they were to go live";
    RULE_TESTS_HINDERED = "E0796", "the rules' tests could not be run to the end when they were to go live";

    NO_MEMBERS = "W0101", "a group without members";
    SHADOWED = "W0102", "a rule that is never reached";
    UNUSED_PROMPT = "W0103", "a prompt that is shown nowhere";
    PROMPT_OFF = "W0104", "a prompt that is switched off where it is named";
    UNSERVED_CHANNEL = "W0105", "a channel that no rule serves";
    UNUSED_GROUP = "W0106", "a group that no rule leads to";
    CLOSED_CHANNEL = "W0107", "a channel that no page may show";
    LONG_OVERFLOW = "W0108", "an overflow that waits for a longer queue than its group takes";
    UNUSED_COMPUTE = "W0110", "a computed variable that no text of its prompt uses";

    NEVER_OPEN = "W0121", "service hours that are never open";
    UNUSED_HOURS = "W0122", "service hours that no group keeps";
    UNUSED_FORM = "W0131", "a form that no rule or channel uses";
    LOW_CONTRAST = "W0132", "a theme colour that can hardly be seen on a white page";
    MISSING_LOCALE = "W0133", "a text that lacks a language of the workspace";
    NO_QUEUE = "W0134", "a prompt that speaks of a queue where nobody waits";
    NEVER_SHOWN = "W0135", "a form's field that is never shown";
    NOTHING_FITS = "W0136", "a pattern that no text of the field's length matches";
    NO_END = "W0137", "a prompt that speaks of a chat's end where none is near";
    NOTHING_LEFT = "W0138", "left messages are given out, and nobody can leave one";

    NO_OWNER = "W0141", "a strategy that asks for an owner whom no field tells";
    HIDDEN_LAYOUT = "W0142", "a layout that is never shown";
    SECRET_LOOKING = "W0143", "a text that looks like a secret";

    NEVER_MATCHES = "W0151", "a rule that can never match";

    MORE_WARNINGS = "W0199", "a file has more warnings than are shown";

    DOUBTFUL_SCRIPT = "W0201", "a script that compiles, but is probably not meant as it is";
    UNUSED_OFFER = "W0202", "something that a plug-in offers and no rule uses";
    UNUSED_SCRIPT = "W0203", "a script that nothing a plug-in offers uses";
}
