// Looks for a record by a telephone number, an address or a name, and links it.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ObjectView, VisitorLinksView } from '../../../shared/openapi'
import { useLater } from '../../i18n/later'
import { useWords } from '../../i18n/words'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { ModalDialog, Skeleton } from '../../ui/Surface'
import form from './form.module.css'
import type { LinkActions } from './link-actions'
import { nameOf } from './names'
import { recordFailure } from './problems'
import { find, keys } from './requests'
import s from './panel.module.css'

/** Still for so long, it is looked for. */
const QUIET_MS = 300
const LEAST_CHARS = 2

interface FindProps {
  session: string
  objects: readonly ObjectView[]
  links: VisitorLinksView
  actions: LinkActions
  onClose: () => void
}

export function FindDialog({ session, objects, links, actions, onClose }: FindProps) {
  const { say } = useLater()
  const [object, setObject] = useState(objects[0]?.id ?? '')
  const [typed, setTyped] = useState('')
  const text = useStill(typed.trim())
  if (objects.length === 0) {
    return (
      <ModalDialog title={say('find_title')} width="narrow" open onClose={onClose}>
        <p className={s['quiet']}>{say('find_nothing_linkable')}</p>
      </ModalDialog>
    )
  }
  return (
    <ModalDialog title={say('find_title')} width="narrow" open onClose={onClose}>
      <label className={form['formLabel']}>
        {say('find_object')}
        <select className={form['input']} value={object} onChange={(event) => setObject(event.currentTarget.value)}>
          {objects.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className={form['formLabel']}>
        {say('find_text')}
        <input
          type="search"
          className={form['input']}
          value={typed}
          maxLength={500}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: whoever opens it writes into it
          autoFocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <span className={s['quiet']}>{say('find_hint')}</span>
      </label>
      {[...text].length < LEAST_CHARS ? null : (
        <Found session={session} object={object} text={text} links={links} actions={actions} onLinked={onClose} />
      )}
    </ModalDialog>
  )
}

function Found(props: {
  session: string
  object: string
  text: string
  links: VisitorLinksView
  actions: LinkActions
  onLinked: () => void
}) {
  const { session, object, text, links, actions } = props
  const words = useWords()
  const later = useLater()
  const { say } = later
  const found = useInfiniteQuery({
    queryKey: [...keys.session(session), 'find', object, text],
    queryFn: ({ pageParam }) => find(session, object, text, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    gcTime: 0,
  })
  if (found.isPending) {
    return (
      <div role="status" aria-label={words.t('loading')}>
        <Skeleton width="100%" height={72} />
      </div>
    )
  }
  const failure = found.error ?? actions.failure
  const records = found.data?.pages.flatMap((page) => page.records) ?? []
  const linked = (id: string) =>
    links.visitor?.object === object
      ? links.visitor.id === id
      : links.links.some(({ record }) => record.object === object && record.id === id)
  return (
    <>
      {failure ? (
        <p role="alert" className={s['problem']}>
          {recordFailure(failure, words, later)}{' '}
          {found.error ? (
            <Button size="small" onPress={() => void found.refetch()}>
              {words.t('retry')}
            </Button>
          ) : null}
        </p>
      ) : null}
      <p role="status" className={s['quiet']}>
        {found.error ? '' : records.length === 0 ? say('find_none') : later.count('find_count', records.length)}
      </p>
      {records.length > 0 ? (
        <ul className={`${s['rows']} ${s['found']}`}>
          {records.map((record) => (
            <li key={record.id} className={s['linkRow']}>
              <span className={s['linkText']}>
                <span className={s['linkName']} dir="auto">
                  {nameOf(record)}
                </span>
                <span className={s['quiet']}>{record.hint ?? record.id}</span>
              </span>
              {linked(record.id) ? (
                <span className={s['linkedMark']}>
                  <Icon name="check" size={14} />
                  {say('linked')}
                </span>
              ) : (
                <Button
                  size="small"
                  isDisabled={actions.busy}
                  aria-label={say('link_name', { name: nameOf(record) })}
                  onPress={() => actions.set(record, true, props.onLinked)}
                >
                  {say('link')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {found.hasNextPage ? (
        <Button size="small" isDisabled={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
          {words.t('load_more')}
        </Button>
      ) : null}
    </>
  )
}

/** A value once nobody changed it for a moment. */
function useStill(value: string): string {
  const [still, setStill] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setStill(value), QUIET_MS)
    return () => window.clearTimeout(timer)
  }, [value])
  return still
}
