// The plug-ins that the rules call: what each offers, how it does, and which one had to be switched off.
import type { PluginList, PluginView, Role } from '../../shared/wire'
import { failureText } from '../i18n/problems'
import { isKey, type Key, useWords } from '../i18n/words'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { Empty, Skeleton } from '../ui/Surface'
import { useNow } from '../ui/time'
import { failuresOf, inOrder, type PluginOff, perCall, switchedOff, usePlugins } from './plugins'
import shared from './console.module.css'
import s from './plugins.module.css'

export function Plugins({ role }: { role: Role }) {
  const words = useWords()
  const { t } = words
  const list = usePlugins(role)
  if (role !== 'admin') return null
  return (
    <section className={shared['card']} aria-labelledby="plugins">
      <div className={shared['cardHeadRow']}>
        <div>
          <h2 id="plugins" className={shared['cardTitle']} tabIndex={-1}>
            {t('plugins_title')}
          </h2>
          <p className={shared['cardText']}>{t('plugins_text')}</p>
        </div>
        <a className={shared['textLink']} href="/guide" target="_blank" rel="noopener">
          {t('guide')}
        </a>
      </div>
      {list.isPending ? (
        <div className={shared['skeletonCard']}>
          <Skeleton width="100%" height={40} />
        </div>
      ) : null}
      {list.error && !list.data ? (
        <div className={s['failed']}>
          <p role="alert">{failureText(list.error, words)}</p>
          <Button size="small" onPress={() => void list.refetch()}>
            {t('retry')}
          </Button>
        </div>
      ) : null}
      {list.data?.plugins.length === 0 ? (
        <Empty icon="inbox" title={t('plugins_empty_title')} text={t('plugins_empty_text')} />
      ) : null}
      {list.data && list.data.plugins.length > 0 ? <Listed list={list.data} /> : null}
    </section>
  )
}

function Listed({ list }: { list: PluginList }) {
  const { t } = useWords()
  return (
    <>
      {switchedOff(list.plugins).map((plugin) => (
        <Off key={plugin.id} plugin={plugin} after={list.off_after_failures} />
      ))}
      <Backlog backlog={list.backlog} />
      <table className={s['table']}>
        <thead>
          <tr>
            <th scope="col">{t('column_plugin')}</th>
            <th scope="col">{t('column_offers')}</th>
            <th scope="col" className={s['number']}>
              {t('column_calls')}
            </th>
            <th scope="col" className={s['number']}>
              {t('column_failures')}
            </th>
            <th scope="col" className={s['number']}>
              {t('column_per_call')}
            </th>
            <th scope="col">{t('column_state')}</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(list.plugins).map((plugin) => (
            <Row key={plugin.id} plugin={plugin} />
          ))}
        </tbody>
      </table>
    </>
  )
}

/** A plug-in that is off, where it cannot be overlooked. */
function Off({ plugin, after }: { plugin: PluginOff; after: number }) {
  const { t, count, clock } = useWords()
  const last = plugin.health.last_failure
  return (
    <div className={s['off']}>
      <span className={s['offIcon']}>
        <Icon name="warning" size={20} />
      </span>
      <div className={s['offWords']}>
        <h3 className={s['offTitle']}>
          {t('plugin_off_title', { name: plugin.name, time: clock(plugin.health.off_until_ms) })}
        </h3>
        <p>{count('plugin_off_text', after)}</p>
        {last ? (
          <p className={s['error']}>
            <code>{last.offer}</code> {last.error}
          </p>
        ) : null}
      </div>
    </div>
  )
}

function Backlog({ backlog }: { backlog: PluginList['backlog'] }) {
  const { t, number } = useWords()
  const counts = [
    ['backlog_runs', backlog.runs],
    ['backlog_deliveries', backlog.deliveries],
  ] as const
  const waiting = counts.filter(([, n]) => n > 0)
  if (waiting.length === 0) return null
  return (
    <dl className={s['backlog']}>
      {waiting.map(([name, n]) => (
        <div key={name} className={s['waits']}>
          <dt>{t(name)}</dt>
          <dd>{n >= backlog.counted_up_to ? t('at_least', { n: number(n) }) : number(n)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Row({ plugin }: { plugin: PluginView }) {
  const words = useWords()
  const { t, number } = words
  const now = useNow()
  const { health } = plugin
  const failures = failuresOf(plugin)
  const last = health.last_failure
  return (
    <tr>
      <th scope="row">
        <span className={shared['ruleName']}>{plugin.name}</span> <code className={s['id']}>{plugin.id}</code>
        <p className={s['description']}>{plugin.description}</p>
        {last && health.off_until_ms === null ? (
          <p className={s['last']} title={words.full(last.at_ms)}>
            {t('last_failure', { time: words.ago(last.at_ms, now), offer: last.offer })}
            <span className={s['lastError']}>{last.error}</span>
          </p>
        ) : null}
      </th>
      <td data-label={t('column_offers')}>
        <ul className={s['offers']}>
          {plugin.offers.map((offer) => (
            <li key={`${offer.kind} ${offer.id}`} title={[offer.id, offer.description].filter(Boolean).join(': ')}>
              <span className={s['kind']}>{t(`offer_${offer.kind}`)}</span>
              {offer.id === plugin.id ? null : <code className={s['offer']}>{offer.id}</code>}
            </li>
          ))}
        </ul>
        <p className={s['origin']}>{t(`origin_${plugin.origin}`)}</p>
      </td>
      <td className={s['number']} data-label={t('column_calls')}>
        {number(health.calls)}
      </td>
      <td className={cx(s['number'], failures > 0 && s['bad'])} data-label={t('column_failures')}>
        <span>{number(failures)}</span>
        {Object.entries(health.failures)
          .filter(([, n]) => n > 0)
          .map(([kind, n]) => (
            <span key={kind} className={s['of']}>
              {t('failure_of_kind', { n: number(n), kind: failureWord(kind, t) })}
            </span>
          ))}
      </td>
      <td className={s['number']} data-label={t('column_per_call')}>
        <PerCall plugin={plugin} />
      </td>
      <td data-label={t('column_state')}>
        <State plugin={plugin} />
      </td>
    </tr>
  )
}

function PerCall({ plugin }: { plugin: PluginView }) {
  const { t, number } = useWords()
  const cost = perCall(plugin)
  if (!cost) return <span className={shared['faint']}>–</span>
  return t(`per_call_${cost.unit}`, { time: number(cost.time), operations: number(cost.operations) })
}

function State({ plugin }: { plugin: PluginView }) {
  const { t, clock } = useWords()
  const { calls, off_until_ms } = plugin.health
  if (off_until_ms !== null) {
    return <span className={cx(s['state'], s['stateOff'])}>{t('state_off', { time: clock(off_until_ms) })}</span>
  }
  if (calls === 0) return <span className={cx(s['state'], s['stateUnused'])}>{t('state_unused')}</span>
  return <span className={cx(s['state'], s['stateOn'])}>{t('state_on')}</span>
}

/** A newer server may know kinds that this page does not. */
function failureWord(kind: string, t: (key: Key) => string): string {
  const key = `failure_${kind}`
  return isKey(key) ? t(key) : kind
}
