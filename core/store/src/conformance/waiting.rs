//! What waits: put off and forgotten by hook, by webhook, and counted.

use super::{
    Backend,
    world::{NOW, World, hour, id, queue},
};
use crate::{Delivery, HookBacklog, HookRun, NewHookRun};
use std::{collections::BTreeMap, time::Duration};
use usher_model::{Availability, Entropy, HookRunId, OfferName, SeededEntropy, SessionId, Timestamp, WebhookId};

/// All runs of one hook wait until a moment, those behind others too; those that wait longer already, and all other
/// hooks, stay as they are. Failures are counted on.
pub async fn runs_of_a_hook_are_put_off_together(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let (one, two) = (world.open(queue("care")).await.id, world.open(queue("care")).await.id);
    let first = world.stored_run("a", one).await;
    let behind = world.stored_run("a", one).await;
    let other = world.stored_run("b", one).await;
    let later = world.stored_run("a", two).await;
    let until = NOW.after(Duration::from_mins(10));
    store.postpone_hook(first.id, NOW, 2).await.expect("put off");
    store.postpone_hook(later.id, hour(), 1).await.expect("put off");
    store.postpone_hooks_of(&id("mood/a"), until).await.expect("put off");

    let just_before = Timestamp::from_micros(until.as_micros() - 1);
    assert_eq!(due(&world, just_before).await, [(other.id, 0)]);
    assert_eq!(due(&world, until).await, [(first.id, 2), (other.id, 0)]);
    assert_eq!(due(&world, hour()).await, [(first.id, 2), (other.id, 0), (later.id, 1)]);
    // Whoever comes next was put off with it.
    store.finish_hook(world.finish(&first, Vec::new())).await.expect("answered");
    assert_eq!(due(&world, just_before).await, [(other.id, 0)]);
    assert_eq!(due(&world, until).await, [(behind.id, 0), (other.id, 0)]);
    store.postpone_hooks_of(&id("mood/unknown"), hour()).await.expect("nothing to do");
    store.postpone_hooks_of(&id("mood/a"), NOW).await.expect("nothing to do");
    assert_eq!(due(&world, until).await, [(behind.id, 0), (other.id, 0)]);
}

/// Runs of one hook from before a moment are forgotten and counted; whoever stood behind them is next.
pub async fn runs_of_a_hook_are_forgotten_together(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let session = world.open(queue("care")).await.id;
    let mut runs = Vec::new();
    for hook in ["a", "a", "b", "a", "a"] {
        runs.push(world.stored_run(hook, session).await);
    }
    let of_agent = world.run("a", None);
    store.set_availability(id("li"), Availability::Online, NOW, vec![of_agent.clone()]).await.expect("set");
    store.postpone_hook(runs[0].id, hour(), 1).await.expect("put off");
    let backlog = |a, b| HookBacklog { runs: vec![(id("mood/a"), a), (id("mood/b"), b)], deliveries: Vec::new() };
    assert_eq!(store.hook_backlog().await.expect("answered"), backlog(5, 1));

    let a: OfferName = id("mood/a");
    assert_eq!(store.forget_hooks_of(&a, runs[0].at).await.expect("answered"), 0);
    assert_eq!(store.forget_hooks_of(&a, runs[3].at).await.expect("answered"), 2);
    assert_eq!(store.forget_hooks_of(&a, runs[3].at).await.expect("answered"), 0);
    assert_eq!(store.forget_hooks_of(&id("mood/unknown"), hour()).await.expect("answered"), 0);
    assert_eq!(store.hook_backlog().await.expect("answered"), backlog(3, 1));
    assert_eq!(due(&world, hour()).await, [(runs[2].id, 0), (runs[3].id, 0), (of_agent.id, 0)]);
    assert_eq!(store.forget_hooks_of(&a, hour()).await.expect("answered"), 3);
    assert_eq!(due(&world, hour()).await, [(runs[2].id, 0)]);
    let left = HookBacklog { runs: vec![(id("mood/b"), 1)], deliveries: Vec::new() };
    assert_eq!(store.hook_backlog().await.expect("answered"), left);
}

/// Whatever was stored, ended, put off and forgotten, in whatever order of ids: due are the earliest of each hook and
/// session, by a plain list's reckoning.
pub async fn due_runs_are_those_a_plain_list_names(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let dice = SeededEntropy::new(11);
    let sessions = [Some(SessionId::from_bytes([1; 16])), Some(SessionId::from_bytes([2; 16])), None];
    let mut waiting: BTreeMap<HookRunId, (NewHookRun, Timestamp, u32)> = BTreeMap::new();
    for step in 0..250 {
        let [kind, many, hook, session, which, span, ..] = dice.bytes16();
        let name: OfferName = id(if hook < 128 { "mood/a" } else { "mood/b" });
        let moment = NOW.after(Duration::from_millis(u64::from(span) * 4));
        let picked = waiting.keys().nth(usize::from(which) % waiting.len().max(1)).copied();
        match (kind % 16, picked) {
            (0..7, _) | (_, None) => {
                let new: Vec<_> = (0..=many % 4)
                    .map(|n| NewHookRun {
                        // The clock may have stepped back.
                        id: HookRunId::from_bytes(dice.bytes16()),
                        hook: name.clone(),
                        session: sessions[usize::from(session.wrapping_add(n) % 3)],
                        ..world.run("a", None)
                    })
                    .collect();
                let stored = world.store.set_availability(id("li"), Availability::Online, NOW, new.clone()).await;
                stored.expect("set");
                waiting.extend(new.into_iter().map(|run| (run.id, (run.clone(), run.at, 0))));
            }
            (7..12, Some(run)) => {
                let (run, ..) = waiting.remove(&run).expect("it waits");
                world.store.finish_hook(world.finish(&run, Vec::new())).await.expect("answered");
            }
            (12..14, Some(run)) => {
                world.store.postpone_hook(run, moment, u32::from(many)).await.expect("put off");
                let (_, due_at, attempts) = waiting.get_mut(&run).expect("it waits");
                (*due_at, *attempts) = (moment, u32::from(many));
            }
            (14, Some(_)) => {
                world.store.postpone_hooks_of(&name, moment).await.expect("put off");
                let of_hook = waiting.values_mut().filter(|(run, ..)| run.hook == name);
                of_hook.for_each(|(_, due_at, _)| *due_at = moment.max(*due_at));
            }
            (_, Some(_)) => {
                let before = waiting.len();
                let forgotten = world.store.forget_hooks_of(&name, moment).await.expect("answered");
                waiting.retain(|_, (run, ..)| run.hook != name || run.at >= moment);
                assert_eq!(forgotten, u64::try_from(before - waiting.len()).expect("small"), "step {step}");
            }
        }
        for now in [moment, hour()] {
            let expected: Vec<_> = waiting
                .values()
                .filter(|(run, due_at, _)| {
                    let mut earlier = waiting.range(..run.id).map(|(_, (earlier, ..))| earlier);
                    *due_at <= now
                        && !earlier.any(|earlier| {
                            run.session.is_some() && (earlier.session, &earlier.hook) == (run.session, &run.hook)
                        })
                })
                .map(|(run, _, attempts)| HookRun { run: run.clone(), attempts: *attempts })
                .collect();
            assert_eq!(world.store.due_hooks(now, 1_000).await.expect("answered").runs, expected, "step {step}");
        }
    }
}

/// Each webhook has a list of its own, the longest due first; a moment ends what is older, of one webhook only.
pub async fn each_webhook_has_its_own_calls(backend: &dyn Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    assert_eq!(store.due_webhooks(hour()).await.expect("answered"), []);
    let session = world.open(queue("care")).await.id;
    let run = world.stored_run("a", session).await;
    let names = ["pager", "audit", "pager", "crm", "audit", "pager"];
    let calls = names.map(|webhook| world.delivery_to(webhook, "{}"));
    let mut finish = world.finish(&run, Vec::new());
    finish.deliveries = calls.to_vec();
    store.finish_hook(finish).await.expect("answered");

    let [pager, audit, crm]: [WebhookId; 3] = ["pager", "audit", "crm"].map(id);
    let webhooks = |now| async move {
        let mut due = store.due_webhooks(now).await.expect("answered");
        due.sort_unstable();
        due
    };
    let list = |webhook: &WebhookId, now, limit| {
        let webhook = webhook.clone();
        async move {
            let due = store.due_deliveries(&webhook, now, limit).await.expect("answered");
            assert!(due.iter().all(|Delivery { delivery, .. }| delivery.webhook == webhook));
            due.into_iter().map(|due| (due.delivery.id, due.attempts)).collect::<Vec<_>>()
        }
    };
    let backlog = |audit_calls, pager_calls| HookBacklog {
        runs: Vec::new(),
        deliveries: vec![(id("audit"), audit_calls), (id("crm"), 1), (id("pager"), pager_calls)],
    };
    assert_eq!(store.hook_backlog().await.expect("answered"), backlog(2, 3));
    assert_eq!(webhooks(hour()).await, [audit.clone(), crm.clone(), pager.clone()]);
    assert_eq!(webhooks(calls[1].at).await, [audit.clone(), pager.clone()], "each from its own moment");
    assert_eq!(list(&pager, hour(), 10).await, [(calls[0].id, 0), (calls[2].id, 0), (calls[5].id, 0)]);
    assert_eq!(list(&audit, hour(), 10).await, [(calls[1].id, 0), (calls[4].id, 0)]);
    assert_eq!(list(&id("unknown"), hour(), 10).await, []);

    // Put off, a call makes room for those that are due before it; only who has none due is left out.
    world.fail(&calls[0], 1, hour()).await;
    world.fail(&calls[3], 1, hour()).await;
    let just_before = Timestamp::from_micros(hour().as_micros() - 1);
    assert_eq!(webhooks(just_before).await, [audit.clone(), pager.clone()]);
    assert_eq!(list(&pager, hour(), 2).await, [(calls[2].id, 0), (calls[5].id, 0)], "those that were due first");
    assert_eq!(list(&pager, hour(), 3).await, [(calls[0].id, 1), (calls[2].id, 0), (calls[5].id, 0)]);

    let forget = |webhook, before| async move {
        store.give_up_deliveries(webhook, before, NOW, "too old").await.expect("answered")
    };
    assert_eq!(forget(&pager, calls[0].at).await, 0);
    assert_eq!(forget(&pager, calls[5].at).await, 2);
    assert_eq!(store.hook_backlog().await.expect("answered"), backlog(2, 1));
    assert_eq!(list(&pager, hour(), 10).await, [(calls[5].id, 0)]);
    assert_eq!((forget(&crm, hour()).await, forget(&crm, hour()).await), (1, 0));
    assert_eq!(webhooks(hour()).await, [audit, pager]);
}

/// What is due by `now`, with how often it failed.
async fn due(world: &World, now: Timestamp) -> Vec<(HookRunId, u32)> {
    let due = world.store.due_hooks(now, 1_000).await.expect("answered");
    due.runs.into_iter().map(|due| (due.run.id, due.attempts)).collect()
}
