// What hooks noted about a chat: its priority, its tags, and the values kept with it.
import { useState } from 'react'
import type { AgentSessionView } from '../../shared/wire'
import { useWords } from '../i18n/words'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import { Hidden } from '../ui/Surface'
import { fieldText } from './effects'
import s from './marks.module.css'

/** As many tags as a row of a list has room for, and as many letters of them. */
const TAGS_IN_ROW = 3
const LETTERS_IN_ROW = 24
/** As many marks as stand over a conversation before somebody asks for the rest. */
const MARKS_IN_HEAD = 6

type Marked = Pick<AgentSessionView, 'priority' | 'tags' | 'fields'>

/** For a row of a list, in one line; nothing where nothing is noted. */
export function RowMarks({ session }: { session: Marked }) {
  const { t } = useWords()
  const { priority, tags } = session
  if (priority === 0 && tags.length === 0) return null
  const shown = tagsInRow(tags)
  const left = tags.length - shown.length
  return (
    <span className={s['row']}>
      {priority === 0 ? null : <Priority value={priority} />}
      {shown.map((tag) => (
        <span key={tag} className={s['tag']}>
          {tag}
        </span>
      ))}
      {left > 0 ? (
        <span className={s['left']}>
          <span aria-hidden="true">+{left}</span>
          <Hidden>{t('tags_more', { n: left })}</Hidden>
        </span>
      ) : null}
    </span>
  )
}

/** For the head of a conversation; nothing where nothing is noted. */
export function HeadMarks({ session }: { session: Marked }) {
  const words = useWords()
  const { t, count } = words
  const [open, setOpen] = useState(false)
  const marks = [
    ...(session.priority === 0 ? [] : [{ key: 'priority', mark: <Priority value={session.priority} /> }]),
    ...session.tags.map((tag) => ({ key: `tag ${tag}`, mark: <span className={s['tag']}>{tag}</span> })),
    ...Object.entries(session.fields).map(([name, given]) => {
      const value = fieldText(given, words)
      return {
        key: `field ${name}`,
        mark: (
          <span className={s['field']} title={value}>
            <span className={s['name']}>{name}</span> <span className={s['value']}>{value}</span>
          </span>
        ),
      }
    }),
  ]
  if (marks.length === 0) return null
  const shown = open ? marks : marks.slice(0, MARKS_IN_HEAD)
  const left = marks.length - MARKS_IN_HEAD
  return (
    <section className={cx(s['head'], open && s['open'])} aria-label={t('tags_and_fields')}>
      <ul className={s['list']}>
        {shown.map(({ key, mark }) => (
          <li key={key}>{mark}</li>
        ))}
        {left > 0 ? (
          <li>
            <Button kind="quiet" size="small" className={s['more']} aria-expanded={open} onPress={() => setOpen(!open)}>
              {open ? t('marks_fewer') : count('marks_more', left)}
            </Button>
          </li>
        ) : null}
      </ul>
    </section>
  )
}

/** The first tags, as many as can be read at a glance; one at least. */
export function tagsInRow(tags: readonly string[]): readonly string[] {
  let letters = 0
  const fits = (tag: string, at: number) => {
    letters += tag.length
    return at === 0 || (at < TAGS_IN_ROW && letters <= LETTERS_IN_ROW)
  }
  const end = tags.findIndex((tag, at) => !fits(tag, at))
  return end < 0 ? tags : tags.slice(0, end)
}

function Priority({ value }: { value: number }) {
  const { t } = useWords()
  return (
    <span className={cx(s['priority'], value < 0 && s['priorityLow'])} title={t('priority_is', { priority: value })}>
      <Icon name={value > 0 ? 'up' : 'down'} size={12} />
      <span aria-hidden="true">{Math.abs(value)}</span>
      <Hidden>{t('priority_is', { priority: value })}</Hidden>
    </span>
  )
}
