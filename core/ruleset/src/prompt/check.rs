//! What may stand in a template, told before it is ever rendered: each mistake with its place.

use super::variables::{Uses, Variables};
use crate::{
    codes::{self, Code},
    words::{listed, shown},
};
use minijinja::{
    Error, ErrorKind,
    machinery::{
        Span, Token,
        ast::{CallArg, Expr, Stmt},
        parse, tokenize,
    },
    syntax::SyntaxConfig,
};
use std::{collections::BTreeSet, ops::Range};
use usher_condition::nearest;

/// The filters that prompts have: what changes how a value reads, and nothing that computes.
const FILTERS: &[&str] = &[
    "capitalize",
    "default",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "replace",
    "round",
    "title",
    "trim",
    "upper",
];
/// The tests that prompts have.
const TESTS: &[&str] = &["defined", "endingwith", "even", "odd", "startingwith", "undefined"];
const STATEMENTS: &str = "a prompt has `{% if %}`, `{% for %}` and `{% set %}`";
/// Most words and signs of one expression or statement. Each may nest it one level deeper, and a level takes stack when it
/// is parsed, compiled and dropped: the parser itself does not count signs such as `-` and `not`.
const EXPRESSION: usize = 250;
/// Problems of one text for which it is looked up what was meant: the same slip mostly stands there again and again.
const HELPED: usize = 20;
const ESCAPE: &str = "where the braces themselves are meant, write `{{ '{{' }}`";

/// One thing that is wrong with a text.
#[derive(Debug)]
pub(crate) struct Problem {
    pub code: Code,
    /// In characters of the text.
    pub place: Range<usize>,
    pub message: String,
    pub label: &'static str,
    pub help: Option<String>,
}

/// What a text names, and what is wrong with it.
pub(super) struct Checked {
    pub uses: Uses,
    pub problems: Vec<Problem>,
}

/// Checks a text against the variables that there are.
pub(super) fn check(text: &str, syntax: SyntaxConfig, variables: &Variables) -> Checked {
    let mut walk = Walk { text, variables, scopes: vec![BTreeSet::new()], uses: Uses::new(), problems: Vec::new() };
    if let Some(place) = too_long(text, &syntax) {
        let message = format!("this has more than {EXPRESSION} words and signs");
        let help = Some("split it up with `{% set %}`".to_owned());
        walk.problem(codes::BAD_TEMPLATE, place, message, "too long", help);
        return Checked { uses: walk.uses, problems: walk.problems };
    }
    match parse(text, "", syntax) {
        Ok(template) => walk.statement(&template),
        Err(error) => {
            let message = format!("this text is no template: {}", words(&error));
            let place = error.range().unwrap_or(0..0);
            let is_statement = error.detail().is_some_and(|detail| detail.starts_with("unknown statement"));
            let is_end = error.detail().is_some_and(|detail| detail.starts_with("unexpected end of input"));
            let help = match unclosed(text).filter(|_| is_end) {
                Some(word) => format!("close it with `{{% end{word} %}}`"),
                None if is_statement => STATEMENTS.to_owned(),
                None => ESCAPE.to_owned(),
            };
            walk.problem(codes::BAD_TEMPLATE, place, message, "here", Some(help));
        }
    }
    Checked { uses: walk.uses, problems: walk.problems }
}

/// The first expression or statement that is too long to be read without danger.
fn too_long(text: &str, syntax: &SyntaxConfig) -> Option<Range<usize>> {
    let (mut start, mut count) = (0, 0);
    for (token, span) in tokenize(text, false, syntax.clone()).map_while(Result::ok) {
        match token {
            Token::VariableStart | Token::BlockStart => (start, count) = (span.start_offset as usize, 0),
            Token::VariableEnd | Token::BlockEnd | Token::TemplateData(_) => count = 0,
            _ => count += 1,
        }
        if count > EXPRESSION {
            return Some(start..span.end_offset as usize);
        }
    }
    None
}

/// The statement that a text ends within, the innermost of several.
fn unclosed(text: &str) -> Option<&str> {
    let mut open = Vec::new();
    for rest in text.split("{%").skip(1) {
        let Some((statement, _)) = rest.split_once("%}") else { continue };
        match statement.trim_matches(['-', '+', ' ', '\n', '\t']).split_whitespace().next() {
            Some(word @ ("if" | "for")) => open.push(word),
            Some("endif" | "endfor") => drop(open.pop()),
            _ => {}
        }
    }
    open.pop()
}

/// What went wrong when a text was rendered.
pub(super) fn run_time_problem(error: &Error, text: &str) -> Problem {
    let message = match error.kind() {
        ErrorKind::OutOfFuel => "this text takes too much work to render".to_owned(),
        _ => format!("this text fails when it is shown: {}", words(error)),
    };
    let help = "every variable may be absent; `default` stands in for it, as in `{{ visitor.sessions | default(0) }}`";
    let help = (error.kind() != ErrorKind::OutOfFuel).then(|| help.to_owned());
    let place = characters(text, error.range().unwrap_or(0..0));
    Problem { code: codes::TEMPLATE_FAILS, place, message, label: "fails here", help }
}

struct Walk<'t> {
    text: &'t str,
    variables: &'t Variables,
    /// Names that the text gives itself, with `set` and `for`.
    scopes: Vec<BTreeSet<&'t str>>,
    uses: Uses,
    problems: Vec<Problem>,
}

impl<'t> Walk<'t> {
    fn statements(&mut self, each: &[Stmt<'t>]) {
        for one in each {
            self.statement(one);
        }
    }

    fn statement(&mut self, statement: &Stmt<'t>) {
        match statement {
            Stmt::Template(template) => self.statements(&template.children),
            Stmt::EmitRaw(_) => {}
            Stmt::EmitExpr(shown) => self.expression(&shown.expr),
            Stmt::ForLoop(each) => {
                self.expression(&each.iter);
                self.scopes.push(BTreeSet::from(["loop"]));
                self.declare(&each.target);
                each.filter_expr.iter().for_each(|filter| self.expression(filter));
                self.statements(&each.body);
                self.scopes.pop();
                self.statements(&each.else_body);
            }
            Stmt::IfCond(choice) => {
                self.expression(&choice.expr);
                self.statements(&choice.true_body);
                self.statements(&choice.false_body);
            }
            Stmt::Set(set) => {
                self.expression(&set.expr);
                self.declare(&set.target);
            }
            Stmt::WithBlock(one) => self.refuse_statement("with", one.span()),
            Stmt::SetBlock(one) => {
                self.refuse_statement("set", one.span());
                self.declare(&one.target);
            }
            Stmt::AutoEscape(one) => self.refuse_statement("autoescape", one.span()),
            Stmt::FilterBlock(one) => self.refuse_statement("filter", one.span()),
            Stmt::Do(one) => self.refuse_statement("do", one.span()),
        }
    }

    fn refuse_statement(&mut self, word: &str, span: Span) {
        let (message, help) = match word {
            "set" => {
                ("`set` over several lines is not available in prompts".to_owned(), "write `{% set name = value %}`")
            }
            _ => (format!("`{word}` is not available in prompts"), STATEMENTS),
        };
        let start = span.start_offset as usize;
        let place = start..start + word.len();
        self.problem(codes::TEMPLATE_REFUSED, place, message, "not available", Some(help.to_owned()));
    }

    /// Notes the names that a text gives.
    fn declare(&mut self, target: &Expr<'t>) {
        match target {
            Expr::Var(name) => {
                if let Some(scope) = self.scopes.last_mut() {
                    scope.insert(name.id);
                }
            }
            Expr::List(names) => names.items.iter().for_each(|name| self.declare(name)),
            Expr::Tuple(names) => names.items.iter().for_each(|name| self.declare(name)),
            other => {
                let message = "a name without dots is expected here".to_owned();
                self.problem(codes::TEMPLATE_REFUSED, whole(other), message, "not a plain name", None);
            }
        }
    }

    fn expression(&mut self, expression: &Expr<'t>) {
        match expression {
            Expr::Var(_) | Expr::GetAttr(_) => self.path(expression),
            Expr::Const(_) => {}
            Expr::Slice(slice) => {
                let ends = [&slice.start, &slice.stop, &slice.step];
                [&slice.expr].into_iter().chain(ends.into_iter().flatten()).for_each(|one| self.expression(one));
            }
            Expr::UnaryOp(operation) => self.expression(&operation.expr),
            Expr::BinOp(operation) => [&operation.left, &operation.right].into_iter().for_each(|e| self.expression(e)),
            Expr::Compare(compare) => {
                self.expression(&compare.expr);
                compare.ops.iter().for_each(|operation| self.expression(&operation.expr));
            }
            Expr::IfExpr(choice) => {
                let each = [&choice.test_expr, &choice.true_expr].into_iter().chain(&choice.false_expr);
                each.for_each(|one| self.expression(one));
            }
            Expr::Filter(filter) => {
                filter.expr.iter().for_each(|inner| self.expression(inner));
                self.known(filter.name, "filter", FILTERS, self.name_behind(filter.expr.as_ref(), filter.span()));
                self.arguments(&filter.args);
            }
            Expr::Test(test) => {
                self.expression(&test.expr);
                self.known(test.name, "test", TESTS, whole(expression));
                self.arguments(&test.args);
            }
            Expr::GetItem(item) => {
                self.expression(&item.expr);
                self.expression(&item.subscript_expr);
            }
            Expr::Call(_) => {
                let message = "functions and methods are not available in prompts".to_owned();
                let help = format!(
                    "a value is changed with a filter, such as `{{{{ visitor.name | upper }}}}`: {}",
                    listed(FILTERS)
                );
                self.problem(codes::TEMPLATE_REFUSED, whole(expression), message, "not available", Some(help));
            }
            Expr::List(list) => list.items.iter().for_each(|item| self.expression(item)),
            Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| self.expression(item)),
            Expr::Map(map) => map.keys.iter().chain(&map.values).for_each(|item| self.expression(item)),
        }
    }

    fn arguments(&mut self, arguments: &[CallArg<'t>]) {
        for argument in arguments {
            match argument {
                CallArg::Pos(value)
                | CallArg::Kwarg(_, value)
                | CallArg::PosSplat(value)
                | CallArg::KwargSplat(value) => {
                    self.expression(value);
                }
            }
        }
    }

    /// A name with its dots.
    fn path(&mut self, expression: &Expr<'t>) {
        let mut parts = Vec::new();
        let mut at = expression;
        let first = loop {
            match at {
                Expr::GetAttr(attribute) => {
                    parts.push(attribute.name);
                    at = &attribute.expr;
                }
                Expr::Var(variable) => break variable.id,
                // A part of something computed on the spot.
                other => return self.expression(other),
            }
        };
        if self.scopes.iter().any(|scope| scope.contains(first)) {
            return;
        }
        parts.push(first);
        parts.reverse();
        let name = parts.join(".");
        let place = whole(expression);
        if self.variables.get(&name).is_some() {
            self.uses.entry(name).or_insert_with(|| characters(self.text, place));
            return;
        }
        let under = self.variables.under(&name);
        if !under.is_empty() {
            let message = format!("`{name}` alone is no value");
            let help = format!("it has {}", listed(&under));
            return self.problem(codes::UNKNOWN_VARIABLE, place, message, "not a value", Some(help));
        }
        let message = format!("there is no variable `{}`", shown(&name));
        if self.problems.len() >= HELPED {
            return self.problem(codes::UNKNOWN_VARIABLE, place, message, "unknown", None);
        }
        let locals = self.scopes.iter().flatten().copied();
        let help = match self.variables.meant(&name, locals).as_slice() {
            [] => match self.variables.under(first).as_slice() {
                [] => {
                    "there are `company`, `agent.name`, `group.name`, `queue.place`, `hours.opens_at`, `idle.closes_in`, \
                     the fields of conditions such as `page.title`, and what stands under `compute`"
                        .to_owned()
                }
                family => format!("`{first}` has {}", listed(family)),
            },
            [one] => format!("did you mean `{one}`?"),
            several => format!("did you mean one of {}?", listed(several)),
        };
        self.problem(codes::UNKNOWN_VARIABLE, place, message, "unknown", Some(help));
    }

    fn known(&mut self, name: &str, what: &str, all: &[&str], place: Range<usize>) {
        if all.contains(&name) {
            return;
        }
        let help = match nearest(name, all.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? A prompt has the {what}s {}", listed(all)),
            None => format!("a prompt has the {what}s {}", listed(all)),
        };
        let message = format!("there is no {what} `{}`", shown(name));
        self.problem(codes::UNKNOWN_FILTER, place, message, "unknown", Some(help));
    }

    /// Where a filter's name stands, behind the value that it changes and the bar.
    fn name_behind(&self, value: Option<&Expr<'t>>, whole: Span) -> Range<usize> {
        let from = value.map_or(whole.start_offset, |value| value.span().end_offset) as usize;
        let behind = self.text.get(from..whole.end_offset as usize).unwrap_or_default();
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let Some(begin) = behind.find(is_part) else { return range(whole) };
        let length = behind[begin..].find(|c| !is_part(c)).unwrap_or(behind.len() - begin);
        from + begin..from + begin + length
    }

    fn problem(&mut self, code: Code, place: Range<usize>, message: String, label: &'static str, help: Option<String>) {
        let place = characters(self.text, place);
        self.problems.push(Problem { code, place, message, label, help });
    }
}

fn words(error: &Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}

fn range(span: Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

/// Where an expression stands: its span begins at its last part.
fn whole(expression: &Expr<'_>) -> Range<usize> {
    let mut first = expression;
    loop {
        first = match first {
            Expr::GetAttr(attribute) => &attribute.expr,
            Expr::GetItem(item) => &item.expr,
            Expr::Call(call) => &call.expr,
            Expr::Test(test) => &test.expr,
            _ => break,
        };
    }
    first.span().start_offset as usize..expression.span().end_offset as usize
}

/// Bytes of a text as characters.
fn characters(text: &str, bytes: Range<usize>) -> Range<usize> {
    let count = |end: usize| text.char_indices().take_while(|(at, _)| *at < end).count();
    let start = count(bytes.start);
    start..count(bytes.end).max(start + 1)
}
