//! Objects, the identity, layouts, and conditions over what they say.

use super::{Validator, value};

#[test]
fn objects() {
    let validator = Validator::new();
    let object = |rest: &str| value(&format!("name: A\napi_name: AObj\nname_field: name\n{rest}\n"));
    for rest in [
        "fields: { name: { type: text } }",
        "fields: { name: { type: text, label: { en: Name } }, owner: { type: agent } }\nowner_field: owner\nmatch_keys: [name]",
        "fields: { name: { type: text }, level: { type: choice, options: [{ value: gold, label: Gold }, { value: Silver }] } }",
        "fields: { name: { type: text } }\nrelations: { account: { object: account, label: Account, many: true } }",
        "fields: { name: { type: text }, revenue: { type: number, currency: EUR } }",
    ] {
        validator.accepts("object.schema.json", &object(rest)).unwrap_or_else(|error| panic!("{rest}: {error}"));
    }
    for rest in [
        "match_keys: [name]",
        "fields: {}",
        "fields: { Name: { type: text } }",
        "fields: { name: {} }",
        "fields: { name: { type: string } }",
        "fields: { name: { type: text, options: [{ value: gold }] } }",
        "fields: { name: { type: choice } }",
        "fields: { name: { type: choice, options: [gold] } }",
        "fields: { name: { type: text } }\nmatch_keys: []",
        "fields: { name: { type: text }, revenue: { type: number, currency: euros } }",
        "fields: { name: { type: text } }\nrelations: { account: { many: true } }",
    ] {
        assert!(validator.accepts("object.schema.json", &object(rest)).is_err(), "{rest}");
    }
}

#[test]
fn identities() {
    let validator = Validator::new();
    let identity = |rest: &str| value(&format!("fields: [full_name, phone]\n{rest}\n"));
    for rest in [
        "",
        "match: { by: [[phone, full_name], [phone]], require: proven }",
        "associate: { require: asserted, contact: { by: [[phone], { full_name: name, phone: mobile }] }, account: { through: contact } }",
        "associate: { account: { through: contact.account } }",
    ] {
        validator.accepts("identity.schema.json", &identity(rest)).unwrap_or_else(|error| panic!("{rest}: {error}"));
    }
    for rest in [
        "match: {}",
        "match: { by: [phone] }",
        "match: { by: [[]] }",
        "match: { by: [[phone]], require: typed }",
        "associate: {}",
        "associate: { contact: {} }",
        "associate: { contact: { by: [[phone]], through: account } }",
        "associate: { contact: { by: [phone] } }",
        "associate: { contact: { through: [account] } }",
    ] {
        assert!(validator.accepts("identity.schema.json", &identity(rest)).is_err(), "{rest}");
    }
}

#[test]
fn layouts() {
    let validator = Validator::new();
    let layout = |rest: &str| value(&format!("name: Desk\n{rest}\n"));
    for rest in [
        "sections: [{ object: visitor, fields: [name] }]",
        "priority: 10\nscope: { channels: [mall], groups: [care], roles: [agent, admin] }\nsections: [{ object: visitor, fields: [name] }]",
        "sections: [{ object: case, through: account.cases, title: { en: Cases }, fields: [title], collapsed: true, most: 20, sort: { by: opened_at, order: desc } }]",
        "sections: [{ object: visitor, fields: [name, { field: phone, editable: true }], filter: { case.state: { in: [open] } } }]",
        "sections: [{ object: visitor, fields: [{ compute: greeting/part, label: Part }, { compute: { use: greeting/part, with: { noon: 12 } }, label: Part }] }]",
    ] {
        validator.accepts("workbench.schema.json", &layout(rest)).unwrap_or_else(|error| panic!("{rest}: {error}"));
    }
    for rest in [
        "sections: []",
        "sections: [{ object: visitor }]",
        "sections: [{ object: visitor, fields: [] }]",
        "sections: [{ object: visitor, fields: [Name] }]",
        "sections: [{ object: visitor, fields: [{ compute: greeting/part }] }]",
        "sections: [{ object: visitor, fields: [name], most: 21 }]",
        "sections: [{ object: visitor, fields: [{ editable: true }] }]",
        "sections: [{ object: visitor, fields: [{ compute: greeting/part, label: Part, editable: true }] }]",
        "sections: [{ object: visitor, fields: [name], filter: [] }]",
        "sections: [{ object: visitor, fields: [name], sort: { order: asc } }]",
        "scope: { roles: [boss] }\nsections: [{ object: visitor, fields: [name] }]",
        "scope: { channels: [] }\nsections: [{ object: visitor, fields: [name] }]",
    ] {
        assert!(validator.accepts("workbench.schema.json", &layout(rest)).is_err(), "{rest}");
    }
}

#[test]
fn conditions_may_name_the_fields_of_objects() {
    let validator = Validator::new();
    let rule = |when: &str| value(&format!("name: A\ngroup: a\nstrategy: load\nwhen: {when}\n"));
    for when in [
        "{ account.level: gold }",
        "{ account.level: { in: [gold, silver] } }",
        "{ work_order.spent: { between: [1, 2.5] } }",
        "{ all: [{ visitor.phone.source: proven }, { visitor.phone: { exists: true } }] }",
    ] {
        validator.accepts("distribution.schema.json", &rule(when)).unwrap_or_else(|error| panic!("{when}: {error}"));
    }
    for when in
        ["{ account: gold }", "{ account.level: [gold] }", "{ account.level: { is: gold } }", "{ time.hourr: 1 }"]
    {
        assert!(validator.accepts("distribution.schema.json", &rule(when)).is_err(), "{when}");
    }
}
