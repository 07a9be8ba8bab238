//! A compiled file as the check reads it: its functions, each with its statements.

use rhai::{AST, ASTNode, Position, Stmt};

/// The functions of a file, in the order they stand in it.
pub struct Script {
    /// All of them, those without a name too.
    pub functions: Vec<Function>,
}

/// One function.
pub struct Function {
    /// Its name; one that begins with `anon$` was written as `|x| …`.
    pub name: String,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// What it does.
    pub body: Vec<Stmt>,
    /// Where its body begins.
    pub begins: Position,
    ends: Position,
}

impl Script {
    /// Takes a tree apart. The tree lends the statements of functions only while it is walked, so they are copied: a
    /// script is small and loads seldom.
    pub fn of(ast: &AST) -> Self {
        let mut functions: Vec<_> = ast
            .iter_fn_def()
            .map(|function| Function {
                name: function.name.to_string(),
                parameters: function.params.iter().map(ToString::to_string).collect(),
                body: Vec::new(),
                begins: function.body.start_position(),
                ends: function.body.end_position(),
            })
            .collect();
        functions.sort_by_key(|function| function.begins);
        let mut outside = ast.statements().len();
        ast.walk(&mut |path| {
            if let [ASTNode::Stmt(statement)] = path {
                if outside > 0 {
                    outside -= 1;
                } else if let Some(innermost) = functions.iter_mut().rfind(|one| one.holds(statement.position())) {
                    innermost.body.push((*statement).clone());
                }
            }
            true
        });
        Self { functions }
    }

    /// The function with this name and so many parameters.
    pub fn find(&self, name: &str, parameters: usize) -> Option<usize> {
        self.functions.iter().position(|function| function.name == name && function.parameters.len() == parameters)
    }

    /// All functions with this name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.functions.iter().enumerate().filter(move |(_, function)| function.name == name).map(|(at, _)| at)
    }

    /// The names that somebody wrote.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.functions.iter().filter(|function| !function.is_anonymous()).map(|function| function.name.as_str())
    }
}

impl Function {
    /// Whether it was written as `|x| …`.
    pub fn is_anonymous(&self) -> bool {
        self.name.starts_with("anon$")
    }

    /// Whether a statement stands in its body. A body without brackets is one statement, and has no end of its own.
    fn holds(&self, statement: Position) -> bool {
        if self.ends.is_none() { statement == self.begins } else { (self.begins..=self.ends).contains(&statement) }
    }
}
