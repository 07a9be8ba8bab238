// The channels, when each was last seen on a page, and the snippet that puts one there.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelSummary, Role } from '../../shared/wire'
import { api } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Empty, Skeleton } from '../ui/Surface'
import { useNow } from '../ui/time'
import { POLL_MS } from './poll'
import { SnippetDialog } from './SnippetDialog'
import shared from './console.module.css'
import s from './configuration.module.css'

/** Seen within this time: somebody looks at it now. */
const FRESH_MS = 10 * 60_000

export function Channels({ role }: { role: Role }) {
  const words = useWords()
  const { t, ago } = words
  const now = useNow()
  const channels = useQuery({ queryKey: ['channels'], queryFn: api.channels, refetchInterval: POLL_MS })
  const [snippetOf, setSnippetOf] = useState<ChannelSummary | null>(null)
  return (
    <section className={shared['card']} aria-labelledby="channels">
      <div className={shared['cardHead']}>
        <h2 id="channels" className={shared['cardTitle']}>
          {t('channels_title')}
        </h2>
        <p className={shared['cardText']}>{t('channels_text')}</p>
      </div>
      {channels.isPending ? (
        <div className={shared['skeletonCard']}>
          <Skeleton width="100%" height={40} />
        </div>
      ) : null}
      {channels.error && !channels.data ? (
        <p role="alert" className={shared['failed']}>
          {failureText(channels.error, words)}
        </p>
      ) : null}
      {channels.data?.length === 0 ? (
        <Empty icon="inbox" title={t('channels_empty_title')} text={t('channels_empty_text')} />
      ) : null}
      <ul>
        {channels.data?.map((channel) => (
          <li key={channel.id} className={s['channel']}>
            <span className={s['swatch']} style={{ backgroundColor: channel.theme_color }} aria-hidden="true" />
            <div className={s['channelName']}>
              <p className={shared['ruleName']}>
                {channel.name} <code className={s['ruleId']}>{channel.id}</code>
              </p>
              <p className={s['origins']}>{channel.origins.join(', ')}</p>
            </div>
            <p className={s['seen']}>
              <span
                className={cx(
                  s['seenDot'],
                  channel.last_seen_ms !== null && now - channel.last_seen_ms < FRESH_MS && s['seenFresh'],
                )}
                aria-hidden="true"
              />
              {channel.last_seen_ms === null ? t('seen_never') : t('seen', { time: ago(channel.last_seen_ms, now) })}
            </p>
            {role === 'admin' ? (
              <Button
                size="small"
                aria-label={`${t('get_snippet')}: ${channel.name}`}
                onPress={() => setSnippetOf(channel)}
              >
                {t('get_snippet')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <SnippetDialog channel={snippetOf} onClose={() => setSnippetOf(null)} />
    </section>
  )
}
