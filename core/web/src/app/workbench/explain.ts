// A decision in plain words. Pure: what the server says goes in, sentences come out.
import type { Explanation } from '../../shared/wire'
import type { Later } from '../i18n/later'
import type { Words } from '../i18n/words'

type Decision = Explanation['decisions'][number]

export interface ExplainedRule {
  id: string
  name: string
  matched: boolean
  text: string
}
export interface ExplainedPerson {
  id: string
  name: string
  /** The name as shown: the reader's own is marked. */
  label: string
  standing: 'chosen' | 'eligible' | 'refused'
  text: string
  detail: string | null
}
export interface ExplainedStrategy {
  id: string
  text: string
  detail: string | null
  /** What it cost, where that helps to mend it. */
  work: string | null
  log: readonly string[]
}
export interface ExplainedDecision {
  headline: string
  cause: string
  rules: ExplainedRule[]
  people: ExplainedPerson[]
  /** Whether the groups that were asked served. */
  hours: { id: string; text: string; detail: string | null }[]
  /** What the visitor was told, and could leave a message with. */
  told: { id: string; detail: string | null }[]
  form: string | null
  /** The rule on trial that would have taken it. */
  shadow: string | null
  peopleTitle: string
  strategies: ExplainedStrategy[]
  /** Conditions of plug-ins that gave no answer. */
  failures: { name: string; text: string; error: string }[]
  version: string
}

const STANDING_ORDER = { chosen: 0, eligible: 1, refused: 2 } as const
/** As many digits of a revision as a person compares. */
export const REVISION_DIGITS = 8

export function explain(
  decision: Decision,
  context: { me: string; group: { id: string; name: string } | null },
  words: Pick<Words, 'full'>,
  later: Later,
): ExplainedDecision {
  const { say, count } = later
  const groupId = 'group' in decision.outcome ? decision.outcome.group : null
  const group = groupId === null ? '' : context.group?.id === groupId ? context.group.name : groupId
  return {
    headline: headline(decision, context.me, group, later),
    cause: cause(decision, later),
    rules: decision.rules.map((rule) => ({
      id: rule.rule,
      name: rule.name,
      matched: rule.matched,
      text: rule.matched ? say('why_rule_matched') : (rule.reason ?? say('why_rule_no_reason')),
    })),
    peopleTitle: say('why_people', { group }),
    people: [...decision.candidates]
      .sort((a, b) => STANDING_ORDER[a.standing] - STANDING_ORDER[b.standing] || (a.place ?? 999) - (b.place ?? 999))
      .map((person) => ({
        id: person.agent,
        name: person.name,
        label: person.agent === context.me ? say('why_person_you', { name: person.name }) : person.name,
        standing: person.standing,
        text: standing(person, later),
        // Why somebody could not take it says more than a number, and often says the number too.
        detail: [
          person.standing === 'refused' ? null : count('why_holds', person.load),
          person.overflow === null ? null : say('why_by_overflow', { group: person.overflow }),
        ]
          .filter((part) => part !== null)
          .join(', '),
      })),
    strategies: decision.strategies.map((attempt, at) => ({
      id: attempt.strategy,
      text:
        attempt.outcome === 'failed' && at === decision.strategies.length - 1
          ? say('why_strategy_failed_last', { strategy: attempt.strategy })
          : say(`why_strategy_${attempt.outcome}`, { strategy: attempt.strategy }),
      detail: attempt.error,
      work: attempt.error === null ? null : count('why_operations', attempt.operations),
      log: attempt.log,
    })),
    hours: decision.hours.map((hours) => ({
      id: hours.group,
      text: say(hours.open ? 'why_hours_open' : 'why_hours_closed', {
        group: hours.group === groupId ? group : hours.group,
        because: hours.because,
      }),
      detail: hours.until_ms === null ? null : say('why_hours_until', { time: words.full(hours.until_ms) }),
    })),
    told: decision.told.map((told) => ({ id: told.prompt, detail: told.is_off ? say('why_told_off') : told.text })),
    form: decision.form === null ? null : say('why_told_form', { form: decision.form }),
    shadow: shadow(decision, later),
    failures: decision.failures.map(({ predicate, error, held }) => ({
      name: predicate,
      text: held ? say('why_failed_held') : say('why_failed_not_held'),
      error,
    })),
    version: say('why_rules_version', {
      revision: decision.revision.slice(0, REVISION_DIGITS),
      time: words.full(decision.at_ms),
    }),
  }
}

function cause({ cause, by: who, candidates }: Decision, { say }: Later): string {
  const by = candidates.find(({ agent }) => agent === who)?.name ?? who
  if (cause === 'transferred')
    return by === null ? say('why_cause_transferred_hook') : say('why_cause_transferred', { by })
  if (cause === 'by_hand') return by === null ? say('why_cause_by_hand_unnamed') : say('why_cause_by_hand', { by })
  return say(`why_cause_${cause}`)
}

function headline(decision: Decision, me: string, group: string, later: Later): string {
  const { say } = later
  const { outcome } = decision
  const rule = decision.rules.find((candidate) => candidate.matched)?.name
  if (decision.cause === 'by_hand' || decision.cause === 'transferred') return chosenByHand(decision, me, group, later)
  switch (outcome.decision) {
    case 'assign': {
      if (outcome.agent === me) return rule ? say('why_assign_you', { rule }) : say('why_assign_you_norule')
      const agent = decision.candidates.find((candidate) => candidate.agent === outcome.agent)?.name ?? outcome.agent
      return rule ? say('why_assign_other', { rule, agent }) : say('why_assign_other_norule', { agent })
    }
    case 'queue':
      return say(`why_${decision.turned_away ? 'away' : 'queue'}_${outcome.reason}`, { rule: rule ?? group, group })
    case 'unmatched':
      return say('why_unmatched')
  }
}

/** A person, or a hook that a person wrote, decided this: no rule did. */
function chosenByHand(decision: Decision, me: string, group: string, { say }: Later): string {
  const { outcome } = decision
  switch (outcome.decision) {
    case 'assign':
      if (outcome.agent === me) return say('why_assign_you_norule')
      return say('why_assign_other_norule', {
        agent: decision.candidates.find((candidate) => candidate.agent === outcome.agent)?.name ?? outcome.agent,
      })
    case 'queue':
      return say('why_queue_hand', { group })
    case 'unmatched':
      return say('why_unmatched')
  }
}

function shadow({ shadow }: Decision, { say }: Later): string | null {
  if (shadow === null || shadow.outcome.decision === 'unmatched') return null
  const { rule, outcome } = shadow
  return outcome.decision === 'assign'
    ? say('why_shadow_assign', { rule, agent: outcome.agent, group: outcome.group ?? '' })
    : say('why_shadow_queue', { rule, group: outcome.group })
}

function standing(person: Decision['candidates'][number], { say }: Later): string {
  if (person.standing === 'chosen') return say('why_got_it')
  if (person.standing === 'refused') return person.reason ?? say('why_refused')
  return person.place === null ? say('why_could') : say('why_place', { place: person.place })
}
