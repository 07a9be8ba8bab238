// The first thing an admin wants to know: is my last edit live, and if not, what is wrong with it.
import type { DiagnosticView, RulesStatus } from '../../shared/wire'
import { type Key, useWords } from '../i18n/words'
import { Code } from '../ui/Code'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { useNow } from '../ui/time'
import type { PluginOff } from './plugins'
import shared from './console.module.css'
import s from './health.module.css'

/** As many digits of a hash as a person compares. */
const SHORT = 8

export function Health({ status, off }: { status: RulesStatus; off: readonly PluginOff[] }) {
  const { t, count } = useWords()
  const now = useNow()
  const words = useWords()
  const good = status.last_reload_successful
  const errors = status.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  return (
    <section className={shared['card']} aria-labelledby="health">
      <div className={cx(s['health'], good ? s['healthGood'] : s['healthBad'])}>
        <span className={s['healthIcon']}>
          <Icon name={good ? 'done' : 'warning'} size={22} />
        </span>
        <div className={s['healthWords']}>
          <h2 id="health" className={s['healthTitle']}>
            {good ? t('rules_live') : t('rules_stale')}
          </h2>
          <p>
            {good
              ? t('rules_live_text')
              : errors.length === 0
                ? t('rules_stale_text_none')
                : count('rules_stale_text', errors.length)}
          </p>
          {status.from_cache ? <p>{t('rules_cached')}</p> : null}
        </div>
        {status.rejected && !good ? (
          <span className={s['rejected']} title={words.full(status.rejected.at_ms)}>
            {t('rejected_at', { time: words.ago(status.rejected.at_ms, now) })}
            {status.rejected.revision ? (
              <>
                {' · '}
                <code>{status.rejected.revision.slice(0, SHORT)}</code>
              </>
            ) : null}
          </span>
        ) : null}
      </div>
      {off.length > 0 ? (
        <p className={s['off']}>
          <Icon name="warning" size={16} />
          <span>
            {count('plugins_off', off.length, { names: off.map(({ name }) => name).join(', ') })}{' '}
            <a href="#plugins" className={shared['textLink']}>
              {t('plugins_off_link')}
            </a>
          </span>
        </p>
      ) : null}
      {status.diagnostics.length > 0 ? (
        <div className={s['diagnostics']}>
          {good ? (
            <p className={s['note']}>
              <strong>{t('rules_warnings')}.</strong> {t('rules_warnings_text')}
            </p>
          ) : null}
          <ol className={s['diagnosticList']}>
            {status.diagnostics.map((diagnostic) => (
              <Diagnostic
                key={`${diagnostic.file}:${diagnostic.line}:${diagnostic.column}:${diagnostic.code}:${diagnostic.message}`}
                diagnostic={diagnostic}
              />
            ))}
          </ol>
        </div>
      ) : null}
      <dl className={s['facts']}>
        <Fact name="revision" title={status.revision}>
          <code>{status.revision.slice(0, SHORT)}</code>
        </Fact>
        <Fact name="generation">{status.generation}</Fact>
        <Fact name="loaded" title={words.full(status.loaded_at_ms)}>
          {words.ago(status.loaded_at_ms, now)}
        </Fact>
        <Fact name="commit" title={status.git?.commit}>
          {status.git ? <code>{status.git.commit.slice(0, SHORT)}</code> : t('commit_none')}
        </Fact>
      </dl>
      <dl className={s['counts']}>
        {(['channels', 'rules', 'groups', 'agents', 'prompts', 'strategies'] as const).map((name) => (
          <div key={name} className={s['count']}>
            <dt>{t(`count_${name}`)}</dt>
            <dd>{status.counts[name]}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Fact({ name, title, children }: { name: Key; title?: string | undefined; children: React.ReactNode }) {
  const { t } = useWords()
  return (
    <div className={s['fact']}>
      <dt>{t(name)}</dt>
      <dd title={title}>{children}</dd>
    </div>
  )
}

function Diagnostic({ diagnostic }: { diagnostic: DiagnosticView }) {
  const { t } = useWords()
  const { file, line, column } = diagnostic
  const place = t('diagnostic_place', { file, line, column })
  return (
    <li>
      <div className={s['diagnosticHead']}>
        <span className={cx(s['badge'], diagnostic.severity === 'error' ? s['badgeBad'] : s['badgeWarn'])}>
          {t(`severity_${diagnostic.severity}`)} {diagnostic.code}
        </span>
        <code className={s['place']}>{place}</code>
      </div>
      <p className={s['diagnosticMessage']}>{diagnostic.message}</p>
      <Code className={shared['excerpt']} label={place} text={diagnostic.rendered.trimEnd()} />
      {diagnostic.help && !diagnostic.rendered.includes(diagnostic.help) ? (
        <p className={s['help']}>
          <strong>{t('diagnostic_help')}:</strong> {diagnostic.help}
        </p>
      ) : null}
    </li>
  )
}
