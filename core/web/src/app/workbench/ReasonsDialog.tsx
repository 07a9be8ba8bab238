// The decision behind a chat, told step by step.
import { useQuery } from '@tanstack/react-query'
import type { AgentSessionView } from '../../shared/wire'
import { api } from '../http/client'
import { useLater } from '../i18n/later'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { useMe } from '../shell/me'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { Avatar, Hidden, Skeleton } from '../ui/Surface'
import { type ExplainedDecision, explain } from './explain'
import s from './reasons.module.css'

export default function Reasons({ session }: { session: AgentSessionView }) {
  const words = useWords()
  const later = useLater()
  const { say } = later
  const me = useMe()
  const explanation = useQuery({
    queryKey: ['explanation', session.id],
    queryFn: () => api.explanation(session.id),
    staleTime: 0,
  })
  if (explanation.isPending) {
    return (
      <div className={s['waiting']} role="status" aria-label={words.t('loading')}>
        <Skeleton width="90%" height={14} />
        <Skeleton width="70%" height={14} />
        <Skeleton width="100%" height={96} />
      </div>
    )
  }
  if (explanation.error) {
    return (
      <p role="alert">
        {say('why_failed')} {failureText(explanation.error, words)}
      </p>
    )
  }
  const decisions = explanation.data.decisions.toSorted((a, b) => b.at_ms - a.at_ms)
  if (decisions.length === 0) return <p>{say('why_none')}</p>
  return decisions.map((decision) => (
    <Decision
      key={`${decision.at_ms}-${decision.revision}`}
      told={explain(decision, { me: me.id, group: session.group }, words, later)}
      several={decisions.length > 1}
    />
  ))
}

function Decision({ told, several }: { told: ExplainedDecision; several: boolean }) {
  const { say } = useLater()
  return (
    <section className={s['decision']}>
      {several ? <p className={s['cause']}>{told.cause}</p> : null}
      <p className={s['headline']}>{told.headline}</p>
      {told.rules.length > 0 ? (
        <>
          <h3 className={s['part']}>{say('why_rules')}</h3>
          <ol className={s['rules']}>
            {told.rules.map((rule) => (
              <li key={rule.id} className={cx(s['rule'], rule.matched && s['ruleMatched'])}>
                <span className={s['ruleIcon']}>
                  <Icon name={rule.matched ? 'check' : 'close'} size={12} />
                </span>
                <div>
                  <p className={s['ruleName']}>
                    {rule.name}
                    {rule.matched ? null : <Hidden>: {say('why_rule_passed')}</Hidden>}
                  </p>
                  <p className={s['reason']}>{rule.text}</p>
                </div>
              </li>
            ))}
          </ol>
        </>
      ) : null}
      {told.shadow === null ? null : (
        <>
          <h3 className={s['part']}>{say('why_shadow')}</h3>
          <p className={s['reason']}>{told.shadow}</p>
        </>
      )}
      {told.hours.length > 0 ? (
        <>
          <h3 className={s['part']}>{say('why_hours')}</h3>
          <ul className={s['strategies']}>
            {told.hours.map((hours) => (
              <li key={hours.id}>
                <p>{hours.text}</p>
                {hours.detail === null ? null : <p className={s['reason']}>{hours.detail}</p>}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {told.failures.length > 0 ? (
        <>
          <h3 className={s['part']}>{say('why_failures')}</h3>
          <ul className={s['strategies']}>
            {told.failures.map((failure) => (
              <li key={failure.name}>
                <p>
                  <code className={s['code']}>{failure.name}</code>
                </p>
                <p className={s['reason']}>{failure.text}</p>
                <p className={s['error']}>{failure.error}</p>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {told.people.length > 0 ? (
        <>
          <h3 className={s['part']}>{told.peopleTitle}</h3>
          <ul className={s['people']}>
            {told.people.map((person) => (
              <li key={person.id} className={s['person']}>
                <Avatar id={person.id} name={person.name} size="small" />
                <span>{person.label}</span>
                <span className={s['personText']}>
                  <span className={cx(s['standing'], s[person.standing])}>{person.text}</span>
                  {person.detail ? <span className={s['detail']}>{person.detail}</span> : null}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {told.told.length > 0 || told.form !== null ? (
        <>
          <h3 className={s['part']}>{say('why_told')}</h3>
          <ul className={s['strategies']}>
            {told.told.map((prompt) => (
              <li key={prompt.id}>
                <p>
                  <code className={s['code']}>{prompt.id}</code>
                </p>
                {prompt.detail === null ? null : <p className={s['reason']}>{prompt.detail}</p>}
              </li>
            ))}
            {told.form === null ? null : (
              <li>
                <p className={s['reason']}>{told.form}</p>
              </li>
            )}
          </ul>
        </>
      ) : null}
      {told.strategies.length > 0 ? (
        <>
          <h3 className={s['part']}>{say('why_strategies')}</h3>
          <ul className={s['strategies']}>
            {told.strategies.map((strategy, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a rule may ask one strategy twice, and the order is the decision's
              <li key={at}>
                <p>{strategy.text}</p>
                {strategy.detail ? <p className={s['error']}>{strategy.detail}</p> : null}
                {strategy.work ? <p className={s['reason']}>{strategy.work}</p> : null}
                {strategy.log.length > 0 ? <pre className={s['log']}>{strategy.log.join('\n')}</pre> : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p className={s['version']}>{told.version}</p>
    </section>
  )
}
