//! The reasons of earlier rules.

use super::{eq, rule, rules, test};
use crate::{Router, Verdict};
use usher_condition::{Condition, Op};
use usher_model::{Context, Facts};

#[test]
fn each_rule_before_the_match_says_why_not() {
    let checkout = test("page.path", Op::StartsWith(vec!["/checkout".into()]));
    let list = vec![
        rule("site", Some(&["site"]), Condition::Always),
        rule("vip", None, Condition::All(vec![checkout.clone(), eq("visitor.vip", true)])),
        rule("checkout", Some(&["mall"]), checkout),
        rule("rest", None, Condition::Always),
    ];
    let router = Router::new(rules(list, &[]));
    let mut facts = Facts::default();
    facts.set("channel.id", "mall");
    facts.set("page.path", "/checkout/1");
    let matched = router.matching(&Context::of_facts(&facts)).map(|rule| rule.id.clone());
    let verdicts = router.explain(&Context::of_facts(&facts), matched.as_ref());
    let told: Vec<_> = verdicts.iter().map(|verdict| (verdict.rule.as_str(), verdict.verdict.clone())).collect();
    let reason = router.ruleset().rules[1].condition.explain(&Context::of_facts(&facts)).unwrap().to_string();
    assert!(reason.contains("visitor.vip"), "{reason}");
    assert_eq!(
        told,
        [
            ("site", Verdict::ChannelDiffers),
            ("vip", Verdict::ConditionFailed { reason }),
            ("checkout", Verdict::Matched)
        ]
    );
    assert_eq!(verdicts[0].name, "Rule site");
}

#[test]
fn where_no_rule_matched_every_rule_says_why_not() {
    let list = vec![rule("site", Some(&["site"]), Condition::Always), rule("vip", None, eq("visitor.vip", true))];
    let router = Router::new(rules(list, &[]));
    let verdicts = router.explain(&Context::of_facts(&Facts::default()), None);
    assert_eq!(verdicts.len(), 2);
    assert!(verdicts.iter().all(|verdict| verdict.verdict != Verdict::Matched));
}
