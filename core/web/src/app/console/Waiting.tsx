// Chats that nobody has yet: in line for a group, or matched by no rule.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { Link } from 'wouter'
import type { AgentSessionView } from '../../shared/wire'
import { api, type WaitingFilter } from '../http/client'
import { failureText } from '../i18n/problems'
import { useWords } from '../i18n/words'
import { Button } from '../ui/Button'
import { Avatar, Empty, Skeleton } from '../ui/Surface'
import { useNow } from '../ui/time'
import { GiveDialog } from '../workbench/dialogs'
import { RowMarks } from '../workbench/Marks'
import { visitorName } from '../workbench/names'
import { sessionPath } from '../workbench/places'
import { POLL_MS } from './poll'
import shared from './console.module.css'
import s from './waiting.module.css'

const filters: readonly WaitingFilter[] = ['queued', 'unmatched']

export function Waiting() {
  const { t } = useWords()
  const lists = { queued: useWaiting('queued'), unmatched: useWaiting('unmatched') }
  return (
    <section className={shared['card']} aria-labelledby="waiting">
      <Tabs>
        <div className={shared['cardHeadRow']}>
          <div>
            <h2 id="waiting" className={shared['cardTitle']}>
              {t('waiting_title')}
            </h2>
            <p className={shared['cardText']}>{t('waiting_text')}</p>
          </div>
          <TabList className={s['tabs'] ?? ''} aria-label={t('waiting_title')}>
            {filters.map((filter) => (
              <Tab key={filter} id={filter} className={s['tab'] ?? ''}>
                {t(filter)}
                <span className={s['tabCount']}>{lists[filter].number}</span>
              </Tab>
            ))}
          </TabList>
        </div>
        {filters.map((filter) => (
          <TabPanel key={filter} id={filter} className={s['tabPanel'] ?? ''}>
            <WaitingList filter={filter} list={lists[filter]} />
          </TabPanel>
        ))}
      </Tabs>
    </section>
  )
}

function useWaiting(filter: WaitingFilter) {
  const query = useInfiniteQuery({
    queryKey: ['waiting', filter],
    queryFn: ({ pageParam }) => api.sessions(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.has_more ? page.sessions.at(-1)?.id : undefined),
    refetchInterval: POLL_MS,
  })
  const sessions = query.data?.pages.flatMap((page) => page.sessions) ?? []
  const number = query.data ? `${sessions.length}${query.hasNextPage ? '+' : ''}` : ''
  return { query, sessions, number }
}

function WaitingList({ filter, list }: { filter: WaitingFilter; list: ReturnType<typeof useWaiting> }) {
  const words = useWords()
  const { t } = words
  const { query, sessions } = list
  if (query.isPending) return <Skeleton width="100%" height={56} />
  if (query.error && sessions.length === 0) {
    return (
      <p role="alert" className={shared['failed']}>
        {failureText(query.error, words)}
      </p>
    )
  }
  if (sessions.length === 0) {
    return (
      <Empty
        icon={filter === 'queued' ? 'clock' : 'done'}
        title={t(`${filter}_empty_title`)}
        text={t(`${filter}_empty_text`)}
      />
    )
  }
  return (
    <>
      <ul>
        {sessions.map((session) => (
          <WaitingRow key={session.id} session={session} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <div className={s['more']}>
          <Button isDisabled={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {query.isFetchingNextPage ? t('loading') : t('load_more')}
          </Button>
        </div>
      ) : null}
    </>
  )
}

function WaitingRow({ session }: { session: AgentSessionView }) {
  const words = useWords()
  const { t } = words
  const now = useNow()
  const [giving, setGiving] = useState(false)
  const client = useQueryClient()
  const name = visitorName(session.visitor, words)
  const done = () => {
    setGiving(false)
    void client.invalidateQueries({ queryKey: ['waiting'] })
  }
  return (
    <li className={s['waitingItem']}>
      <Link href={sessionPath(session.id)} className={s['waitingRow']}>
        <Avatar id={session.visitor.id} name={name} />
        <span className={s['waitingWho']}>
          <span className={shared['ruleName']}>{name}</span>
          <span className={s['waitingText']}>{session.last_text ?? t('no_text_yet')}</span>
          <RowMarks session={session} />
        </span>
        <span className={s['waitingWhere']}>
          <span>{session.channel_name}</span>
          {session.group ? (
            <span className={shared['faint']}>{t('waits_for_group', { group: session.group.name })}</span>
          ) : null}
        </span>
        <time
          className={s['waitingTime']}
          dateTime={new Date(session.opened_at_ms).toISOString()}
          title={words.full(session.opened_at_ms)}
        >
          {t('waiting_for', { time: words.span(Math.max(0, now - session.opened_at_ms)) })}
        </time>
      </Link>
      <Button size="small" aria-label={t('give_name_to', { name })} onPress={() => setGiving(true)}>
        {t('give_to')}
      </Button>
      <GiveDialog session={session} open={giving} onClose={done} />
    </li>
  )
}
