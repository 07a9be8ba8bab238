// What visitors left while nobody could answer: the list, and the message that is open.
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { LeftMessageView } from '../../shared/openapi'
import { failureText } from '../i18n/problems'
import { type Later, useLater } from '../i18n/later'
import { useWords } from '../i18n/words'
import { useMe } from '../shell/me'
import { useTitle } from '../shell/title'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { Empty, Skeleton } from '../ui/Surface'
import { useNow } from '../ui/time'
import { LIST_PATH, leftPath } from '../workbench/places'
import frame from '../workbench/workbench.module.css'
import { type Filter, filters } from './filters'
import { LeftMessage } from './LeftMessage'
import { exportHref, newest } from './requests'
import s from './inbox.module.css'

const leftId = (id: string): string => `left-${id}`

export default function Inbox({ selected }: { selected: string | null }) {
  const { say } = useLater()
  useTitle(say('title'))
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || selected === null) return
      if (document.querySelector('[role=dialog],[role=alertdialog],[role=menu]')) return
      document.getElementById(leftId(selected))?.focus()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [selected])
  return (
    <main id="content" className={frame['workbench']} data-view={selected === null ? 'list' : 'chat'} tabIndex={-1}>
      <LeftList selected={selected} />
      <section className={frame['pane']} aria-label={say('title')}>
        {selected === null ? (
          <div className={frame['paneEmpty']}>
            <Empty icon="inbox" title={say('pick')} text={say('pick_text')} />
          </div>
        ) : (
          <LeftMessage key={selected} id={selected} />
        )}
      </section>
    </main>
  )
}

function LeftList({ selected }: { selected: string | null }) {
  const words = useWords()
  const { t } = words
  const { say } = useLater()
  const me = useMe()
  const [, navigate] = useLocation()
  const [filter, setFilter] = useState<Filter>('open')
  const [pages, setPages] = useState(1)
  const asked = useQuery({
    queryKey: ['left', 'list', filter, pages],
    queryFn: () => newest(filter, me.id, pages),
    // While more are fetched, those that are there stay.
    placeholderData: (before, query) => (query?.queryKey[2] === filter ? before : undefined),
  })
  const rows = asked.data?.left_messages ?? []
  const move = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const at = rows.findIndex(({ id }) => leftId(id) === document.activeElement?.id)
    if (at < 0) return
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
    const next = target === undefined ? undefined : rows[target]
    if (target !== undefined) event.preventDefault()
    if (!next) return
    document.getElementById(leftId(next.id))?.focus()
    if (!window.matchMedia('(max-width: 760px)').matches) navigate(leftPath(next.id), { replace: selected !== null })
  }
  return (
    <nav className={frame['list']} aria-label={say('title')} onKeyDown={move}>
      <div className={s['head']}>
        <Link href={LIST_PATH} className={s['back']} aria-label={say('to_chats')}>
          <Icon name="back" size={20} />
        </Link>
        <h1 className={s['title']}>{say('title')}</h1>
      </div>
      <fieldset className={s['filters']}>
        <legend className={s['legend']}>{say('filter')}</legend>
        {filters.map((each) => (
          <label key={each} className={s['filter']}>
            <input
              type="radio"
              name="filter"
              checked={each === filter}
              onChange={() => {
                setFilter(each)
                setPages(1)
              }}
            />
            {say(`filter_${each}`)}
          </label>
        ))}
      </fieldset>
      {asked.isPending ? (
        <div className={s['pending']} role="status" aria-label={t('loading')}>
          <Skeleton width="100%" height={56} />
          <Skeleton width="100%" height={56} />
          <Skeleton width="100%" height={56} />
        </div>
      ) : null}
      {asked.error && rows.length === 0 ? (
        <Empty
          icon="warning"
          title={failureText(asked.error, words)}
          action={<Button onPress={() => void asked.refetch()}>{t('retry')}</Button>}
        />
      ) : null}
      {asked.data && rows.length === 0 ? (
        <Empty icon="inbox" title={say(`empty_${filter}`)} text={say('empty_text')} />
      ) : null}
      <ul className={s['rows']}>
        {rows.map((left, at) => (
          <Row
            key={left.id}
            left={left}
            current={left.id === selected}
            reachable={left.id === selected || (at === 0 && !rows.some(({ id }) => id === selected))}
          />
        ))}
      </ul>
      {asked.data?.has_more ? (
        <div className={s['more']}>
          <Button size="small" isDisabled={asked.isFetching} onPress={() => setPages(pages + 1)}>
            {asked.isFetching ? t('loading') : t('load_more')}
          </Button>
        </div>
      ) : null}
      {rows.length > 0 ? (
        <p className={s['export']}>
          {say('export')}{' '}
          <a href={exportHref(filter, me.id, 'csv')} download>
            {say('export_csv')}
          </a>{' '}
          <a href={exportHref(filter, me.id, 'json')} download>
            {say('export_json')}
          </a>
        </p>
      ) : null}
    </nav>
  )
}

function Row({ left, current, reachable }: { left: LeftMessageView; current: boolean; reachable: boolean }) {
  const { span, t } = useWords()
  const later = useLater()
  const me = useMe()
  const now = useNow()
  return (
    <li>
      <Link
        href={leftPath(left.id)}
        id={leftId(left.id)}
        className={cx(s['row'], current && s['rowCurrent'])}
        aria-current={current ? 'true' : undefined}
        tabIndex={reachable ? 0 : -1}
      >
        <span className={s['line']}>
          <span className={s['who']}>{left.contact ?? left.form_name}</span>
          <time className={s['faint']} dateTime={new Date(left.created_at_ms).toISOString()}>
            {span(Math.max(0, now - left.created_at_ms))}
          </time>
        </span>
        <span className={s['preview']}>{left.preview === '' ? t('no_text_yet') : left.preview}</span>
        <span className={s['line']}>
          <span className={s['place']}>{[left.channel_name, left.group?.name].filter(Boolean).join(' · ')}</span>
          <span className={s['status']} data-status={left.status}>
            {statusText(left, me.id, later)}
          </span>
        </span>
      </Link>
    </li>
  )
}

export function statusText({ status, agent }: LeftMessageView, me: string, { say }: Later): string {
  if (status !== 'taken') return say(`status_${status}`)
  return agent?.id === me ? say('status_taken_you') : say('status_taken', { name: agent?.name ?? '' })
}
